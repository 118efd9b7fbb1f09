//! Pictures, each with what it shows in words -> the figures of the page.

use crate::lanes::{self, Lane};
use crate::pictures::chart::{KEPT, NOISE, SPEECH, WAVE};
use crate::pictures::sheet::Sheet;
use crate::pictures::{self, Drawn, Scene};
use crate::words::{self, Words, words};
use audio_check::{Checked, Policy, Traces};
use maud::{Markup, PreEscaped, html};
use plotters::style::RGBColor;

/// Places that are told of each kind; a longer list is read off the picture.
const MOST_PLACES: usize = 6;

/// What a picture looks like in words, and what its colours mean.
struct Caption {
    id: &'static str,
    heading: Words,
    text: Words,
    legend: &'static [(RGBColor, Words)],
}

const TIMELINE: Caption = Caption {
    id: "timeline",
    heading: words("Waveform and what was found in it", "波形及检查标记"),
    text: words(
        "The wave over time; below it, a lane for each thing that was looked for.",
        "声音波形随时间的变化；下方每一行标出一类检查结果出现的位置。",
    ),
    legend: &[
        (WAVE, words("wave", "波形")),
        (SPEECH, words("speech (shade)", "语音（底色）")),
        (
            KEPT,
            words("start and end of the kept part", "保留部分的起止"),
        ),
    ],
};
const SPECTROGRAM: Caption = Caption {
    id: "spectrogram",
    heading: words("Spectrogram", "语谱图"),
    text: words(
        "Frequency over time; brighter is louder.",
        "各频率的强弱随时间的变化；越亮越响。",
    ),
    legend: &[],
};
const LEVELS: Caption = Caption {
    id: "levels",
    heading: words("Level and noise", "电平与噪声"),
    text: words(
        "The farther the voice stands above the noise, the better.",
        "人声比噪声高出越多越好。",
    ),
    legend: &[
        (WAVE, words("level", "电平")),
        (
            SPEECH,
            words("level of the voice (dashed)", "人声电平（虚线）"),
        ),
        (
            NOISE,
            words(
                "noise in pauses; its mean (dashed)",
                "停顿处的噪声；底噪（虚线）",
            ),
        ),
    ],
};
const SPECTRUM: Caption = Caption {
    id: "spectrum",
    heading: words("Spectrum", "频谱"),
    text: words(
        "Mean level of each frequency, per 50 Hz. A good recording of a voice reaches 7 kHz or more.",
        "各频率的平均电平（每 50 Hz）。好的人声录音频带可达 7 kHz 以上。",
    ),
    legend: &[
        (SPEECH, words("while someone speaks", "说话时")),
        (NOISE, words("the rest", "其余时间")),
        (KEPT, words("end of the band", "频带上限")),
    ],
};

/// All figures of a recording.
pub(crate) fn figures(checked: &Checked, traces: &Traces, policy: &Policy) -> Markup {
    let report = &checked.report;
    let speech = lanes::speech(report, traces);
    let lanes = lanes::lanes(checked, traces, &speech, policy);
    let scenes = Sheet::ALL.map(|sheet| Scene::new(report, traces, &lanes, &speech, sheet));
    let figure = |caption: &Caption, draw: fn(&Scene<'_>) -> Drawn, more: Markup| {
        html! {
            figure {
                h2 #(caption.id) { (caption.heading) }
                @for scene in &scenes { (picture(caption, scene, draw)) }
                figcaption #{ (caption.id) "-text" } { (caption.text) (legend(caption.legend)) }
                (more)
            }
        }
    };
    html! {
        (figure(&TIMELINE, pictures::timeline::draw, places(&lanes)))
        (figure(&SPECTROGRAM, pictures::spectrogram::draw, scale()))
        (figure(&LEVELS, pictures::levels::draw, html! {}))
        (figure(&SPECTRUM, pictures::spectrum::draw, html! {}))
    }
}

fn picture(caption: &Caption, scene: &Scene<'_>, draw: fn(&Scene<'_>) -> Drawn) -> Markup {
    match draw(scene) {
        Ok(svg) => html! {
            div class=(scene.sheet.class()) role="img" aria-labelledby=(caption.id)
                aria-describedby={ (caption.id) "-text" } {
                (PreEscaped(responsive(&svg, scene.sheet.width())))
            }
        },
        Err(_) => html! { p class=(scene.sheet.class()) { (words::NO_PICTURE) } },
    }
}

/// The page scales pictures: the fixed size gives way to the view box.
fn responsive(svg: &str, width: u32) -> String {
    let fixed = format!("width=\"{width}\"");
    let Some((head, tail)) = svg.split_once(&fixed) else {
        return svg.to_owned();
    };
    let tail = tail.split_once("viewBox").map_or(tail, |(_, rest)| rest);
    format!("{head}aria-hidden=\"true\" viewBox{tail}")
}

fn legend(entries: &[(RGBColor, Words)]) -> Markup {
    html! {
        @if !entries.is_empty() {
            ul .legend {
                @for (color, name) in entries {
                    li { i style=(format!("background:#{}", hex(*color))) {} (name) }
                }
            }
        }
    }
}

/// The colours of the spectrogram, and the levels they stand for.
fn scale() -> Markup {
    let (darkest, brightest) = pictures::spectrogram::RANGE_DB;
    let steps = pictures::spectrogram::MAGMA.map(|[r, g, b]| format!("rgb({r},{g},{b})"));
    html! {
        p .scale {
            (darkest) i style={ "background:linear-gradient(90deg," (steps.join(",")) ")" } {}
            (brightest) " dBFS / 50 Hz"
        }
    }
}

fn hex(color: RGBColor) -> String {
    format!("{:02x}{:02x}{:02x}", color.0, color.1, color.2)
}

/// The lanes as words: what an ear or a search needs.
fn places(lanes: &[Lane]) -> Markup {
    html! {
        dl .places {
            @for lane in lanes {
                dt { i style=(format!("background:#{}", hex(lane.color))) {} (lane.name) }
                dd {
                    @if lane.spans.is_empty() {
                        (words::NONE)
                    } @else {
                        @let (told, more) = lane.places(MOST_PLACES);
                        (told) " s"
                        @if more > 0 { " " (words::and_more(more)) }
                        @if lane.spans.len() > 1 && lane.seconds() >= 0.5 {
                            (words::in_all(lane.seconds()))
                        }
                    }
                }
            }
        }
    }
}
