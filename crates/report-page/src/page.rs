//! Report, traces and policy -> the page.

use crate::numbers::{self, Row, Shown};
use crate::pictures::{self, Drawn, Scene};
use crate::words::{self, Caption, both};
use audio_check::{Checked, Finding, Lang, Policy, Traces, Verdict};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("page.css");
/// Switches the language; without scripts the page stays in the language it was made in.
const SCRIPT: &str = "for (const b of document.querySelectorAll('[data-speak]'))\
    b.onclick = () => { document.documentElement.lang = b.dataset.speak; };";

/// The page about `checked`, which opens in `lang`; `name` is shown, nothing is read from it.
///
/// Pictures need [`audio_check::Checker::draw`]; without traces they are left out.
pub fn render(name: &str, checked: &Checked, policy: &Policy, lang: Lang) -> String {
    let report = &checked.report;
    let verdict = report.verdict();
    let page = html! {
        (DOCTYPE)
        html lang=(match lang { Lang::En => "en", Lang::Zh => "zh-CN" }) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (name) " - " (words::TITLE.en) " / " (words::TITLE.zh) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    nav aria-label="Language / 语言" {
                        button type="button" data-speak="en" { "English" }
                        button type="button" data-speak="zh-CN" lang="zh-CN" { "中文" }
                    }
                    p .title { (words::TITLE) }
                    h1 { (name) }
                    p .verdict .accepted[verdict == Verdict::Accepted] { (words::verdict(verdict)) }
                    (facts(checked))
                }
                main {
                    (findings(&report.findings))
                    @if let Some(traces) = checked.traces.as_ref() { (pictures(checked, traces)) }
                    (numbers(&numbers::rows(&report.measurements, policy)))
                }
                footer { p { (words::PRIVACY) } }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

fn facts(checked: &Checked) -> Markup {
    let (source, clip) = (&checked.report.source, &checked.report.clip);
    let format = &source.format;
    html! {
        dl .facts {
            dt { (words::SOURCE) }
            dd {
                (format.container) " / " (format.codec) ", " (format.sample_rate) " Hz, "
                (format.channels) " " (words::CHANNELS) ", " (format!("{:.2} s", source.seconds))
            }
            dt { (words::CLIP) }
            dd {
                (format!("{:.2}-{:.2} s", clip.start_seconds, clip.end_seconds))
                ", 16000 Hz, " (clip.wav_bytes) " B"
            }
        }
    }
}

fn findings(findings: &[Finding]) -> Markup {
    html! {
        section aria-labelledby="findings" {
            h2 #findings { (words::WHAT_TO_DO) }
            @if findings.is_empty() { p { (words::NOTHING) } }
            ul .findings {
                @for finding in findings {
                    li class=(finding.severity.as_str()) {
                        strong .severity { (words::severity(finding.severity)) }
                        " " (both(&finding.message(Lang::En), &finding.message(Lang::Zh)))
                        @if !finding.hint(Lang::En).is_empty() {
                            p .hint { (both(finding.hint(Lang::En), finding.hint(Lang::Zh))) }
                        }
                        code { (finding.code.as_str()) }
                    }
                }
            }
        }
    }
}

fn pictures(checked: &Checked, traces: &Traces) -> Markup {
    let scene = Scene {
        report: &checked.report,
        traces,
    };
    html! {
        (picture(&words::WAVEFORM, pictures::waveform::draw(&scene)))
        (picture(&words::SPECTROGRAM, pictures::spectrogram::draw(&scene)))
        (picture(&words::LEVELS, pictures::levels::draw(&scene)))
        (picture(&words::SPECTRUM, pictures::spectrum::draw(&scene)))
    }
}

fn picture(caption: &Caption, svg: Drawn) -> Markup {
    let label = format!("{} / {}", caption.heading.en, caption.heading.zh);
    html! {
        figure {
            h2 { (caption.heading) }
            @match svg {
                Ok(svg) => div .picture role="img" aria-label=(label) tabindex="0" {
                    (PreEscaped(responsive(&svg)))
                },
                Err(_) => p { (words::NO_PICTURE) },
            }
            figcaption { (caption.text) }
        }
    }
}

/// The page scales pictures: the fixed size gives way to the view box.
fn responsive(svg: &str) -> String {
    let fixed = format!("width=\"{}\"", pictures::WIDTH);
    let Some((head, tail)) = svg.split_once(&fixed) else {
        return svg.to_owned();
    };
    let tail = tail.split_once("viewBox").map_or(tail, |(_, rest)| rest);
    format!("{head} aria-hidden=\"true\" viewBox{tail}")
}

fn numbers(rows: &[Row]) -> Markup {
    let limit = |limit: Option<f64>| limit.map_or(String::new(), |limit| format!("{limit}"));
    html! {
        section aria-labelledby="numbers" {
            h2 #numbers { (words::NUMBERS) }
            table {
                thead {
                    tr {
                        th scope="col" { (words::QUESTION) }
                        th scope="col" { (words::VALUE) }
                        th scope="col" { (words::WARNS) }
                        th scope="col" { (words::REFUSES) }
                    }
                }
                tbody {
                    @for row in rows {
                        tr {
                            th scope="row" { (row.name) }
                            td {
                                @match &row.value {
                                    Shown::Unknown => (words::UNKNOWN),
                                    Shown::Number(number) => { (number) " " (row.unit) },
                                    Shown::Word(word) => (word),
                                }
                            }
                            td { (limit(row.limit.warn)) }
                            td { (limit(row.limit.refuse)) }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use audio_check::Checker;

    fn page(name: &str) -> String {
        let policy = Policy::default();
        let mut checker = Checker::new("s16:16000:1".parse().unwrap(), policy.clone()).unwrap();
        checker.draw();
        let wave: Vec<f32> = (0..48_000_u16)
            .map(|i| (f32::from(i) * 0.1).sin() * 0.3)
            .collect();
        checker.push_f32(&wave).unwrap();
        render(name, &checker.finish(), &policy, Lang::Zh)
    }

    #[test]
    fn the_page_holds_four_pictures_and_both_languages() {
        let page = page("a.wav");
        assert_eq!(page.matches("<svg").count(), 4);
        assert_eq!(page.matches("data:image/png;base64,").count(), 1);
        assert!(page.contains("<html lang=\"zh-CN\">"));
        assert!(page.contains("语谱图") && page.contains("Spectrogram"));
        assert!(!page.contains("could not be drawn"));
    }

    #[test]
    fn nothing_is_fetched_from_anywhere() {
        let page = page("a.wav").replace("http://www.w3.org/2000/svg", "");
        assert!(
            !page.contains("http:") && !page.contains("https:"),
            "{page}"
        );
    }

    #[test]
    fn a_name_cannot_break_out() {
        let page = page("<script>alert(1)</script>.wav");
        assert!(!page.contains("<script>alert"));
    }
}
