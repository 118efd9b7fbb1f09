//! Report, traces and policy -> the page.

use crate::figures;
use crate::numbers::{self, Row, Shown};
use crate::words::{self, both};
use audio_check::{Checked, Finding, Lang, Policy, Report, Severity, Verdict};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("page.css");
/// Switches the language; without scripts the page stays in the language it was made in.
const SCRIPT: &str = include_str!("page.js");
/// Nothing may be fetched, whatever stands in the page.
const NO_NETWORK: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; \
                          script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The page about `checked`, which opens in `lang`.
///
/// Of `name`, a path or a file name, the last part is shown; nothing is read from it. `policy` is
/// the one that `checked` was judged by. Pictures need [`audio_check::Checker::draw`] or
/// [`audio_check::CheckOptions::draw`]; without traces they are left out.
///
/// The page is 100 to 400 kB of HTML, complete in itself: no script, style, font or picture is
/// loaded from anywhere. It is personal data, as the recording is.
///
/// ```
/// use audio_check::{CheckOptions, Lang, Policy, check_reader_with};
///
/// let policy = Policy::default();
/// # let voice_wav = std::fs::read(testkit::fixture("wav/speech-16khz-mono-s16.wav"))?;
/// let options = CheckOptions { draw: true, ..CheckOptions::default() };
/// let checked = check_reader_with(&voice_wav[..], &policy, options)?;
/// let page = report_page::render("recordings/speech.wav", &checked, &policy, Lang::Zh);
/// assert!(page.contains("<h1>speech.wav</h1>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn render(name: &str, checked: &Checked, policy: &Policy, lang: Lang) -> String {
    let name = file_name(name);
    let report = &checked.report;
    let (en, zh) = (words::TITLE.en, words::TITLE.zh);
    let (code, title) = match lang {
        Lang::En => ("en", en),
        Lang::Zh => ("zh-CN", zh),
    };
    let page = html! {
        (DOCTYPE)
        html lang=(code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(NO_NETWORK);
                meta name="robots" content="noindex";
                title data-en={ (name) " · " (en) } data-zh={ (name) " · " (zh) } {
                    (name) " · " (title)
                }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    nav aria-label="Language / 语言" {
                        (switch("en", "English", lang == Lang::En))
                        (switch("zh-CN", "中文", lang == Lang::Zh))
                    }
                    p .title { (words::TITLE) }
                    h1 { (name) }
                    (verdict(report))
                    (facts(report))
                }
                main {
                    (findings(&report.findings))
                    @if let Some(traces) = checked.traces.as_ref() {
                        (figures::figures(checked, traces, policy))
                    }
                    (table(&numbers::rows(&report.measurements, policy, &report.findings)))
                }
                footer { p { (words::PRIVACY) } }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

/// The last part of a path of any system.
fn file_name(name: &str) -> &str {
    let last = name.rsplit(['/', '\\']).find(|part| !part.is_empty());
    last.unwrap_or(name)
}

fn switch(lang: &str, name: &str, is_on: bool) -> Markup {
    html! {
        button type="button" data-speak=(lang) lang=(lang) aria-pressed=(is_on) { (name) }
    }
}

fn verdict(report: &Report) -> Markup {
    let count = |severity: Severity| {
        let of_it = report.findings.iter().filter(|it| it.severity == severity);
        of_it.count()
    };
    let verdict = report.verdict();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    html! {
        p .verdict .accepted[verdict == Verdict::Accepted] {
            strong { (words::verdict(verdict)) }
            " " (words::counts(errors, warnings))
        }
    }
}

fn facts(report: &Report) -> Markup {
    let (source, clip) = (&report.source, &report.clip);
    let format = &source.format;
    html! {
        dl .facts {
            dt { (words::SOURCE) }
            dd {
                (format.container) " / " (format.codec) " · " (format.sample_rate) " Hz · "
                (words::channels(format.channels)) " · " (format!("{:.2} s", source.seconds))
            }
            dt { (words::CLIP) }
            dd {
                (format!("{:.2}–{:.2} s", clip.start_seconds, clip.end_seconds))
                " · 16000 Hz · " (words::channels(1)) " · " (words::BITS) " · "
                (format!("{:.1} kB", clip.wav_bytes as f64 / 1_000.0))
            }
        }
    }
}

fn findings(findings: &[Finding]) -> Markup {
    html! {
        section aria-labelledby="findings" {
            h2 #findings { (words::FINDINGS) }
            @if findings.is_empty() { p { (words::NOTHING) } }
            ul .findings {
                @for finding in findings {
                    li class=(finding.severity.as_str()) data-code=(finding.code.as_str()) {
                        p .message {
                            strong .severity { (words::severity(finding.severity)) } " "
                            (both(&finding.message(Lang::En), &finding.message(Lang::Zh)))
                        }
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

fn table(rows: &[Row]) -> Markup {
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
                    @for row in rows { (table_row(row)) }
                }
            }
        }
    }
}

fn table_row(row: &Row) -> Markup {
    html! {
        tr class=[row.finding.map(Severity::as_str)] {
            th scope="row" {
                (row.name)
                @if let Some(severity) = row.finding {
                    " " strong .severity { (words::severity(severity)) }
                }
            }
            td {
                @match &row.value {
                    Shown::Unknown => span .unknown { (words::UNKNOWN) },
                    Shown::Number(number) => { (number) " " (row.unit) },
                    Shown::Word(word) => (word),
                }
            }
            td { (row.warns.as_deref().unwrap_or_default()) }
            td { (row.refuses.as_deref().unwrap_or_default()) }
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
    fn the_page_holds_four_pictures_for_desk_and_phone_and_both_languages() {
        let page = page("a.wav");
        assert_eq!(page.matches("<svg").count(), 8);
        assert_eq!(page.matches("data:image/png;base64,").count(), 2);
        assert!(page.contains("<html lang=\"zh-CN\">"));
        assert!(page.contains("语谱图") && page.contains("Spectrogram"));
        assert!(!page.contains("could not be drawn"));
        let marks = ['\u{1}', '\u{2}', '\u{3}'];
        assert!(!page.contains(marks), "every label speaks both languages");
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
    fn of_a_path_the_name_is_shown() {
        for path in ["/home/anna/a.wav", "C:\\Users\\anna\\a.wav", "a.wav"] {
            let page = page(path);
            assert!(page.contains("<h1>a.wav</h1>") && !page.contains("anna"));
        }
        assert_eq!(file_name("-"), "-");
        assert_eq!(file_name("/"), "/");
    }

    #[test]
    fn a_name_cannot_break_out() {
        let page = page("\"><script>alert(1)<\\script>.wav");
        assert!(!page.contains("<script>alert"));
        assert!(!page.contains("\"><script"));
    }
}
