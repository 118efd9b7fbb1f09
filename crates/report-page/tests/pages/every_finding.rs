//! One recording for every kind of finding -> a page that shows it in both languages.

use crate::recordings::recordings;
use audio_check::{Code, Lang};

#[test]
fn every_finding_is_found_and_shown() {
    let mut missing = Vec::new();
    let recordings = recordings();
    assert_eq!(recordings.len(), Code::ALL.len());
    for recording in recordings {
        let code = recording.code;
        let findings = &recording.checked.report.findings;
        let Some(finding) = findings.iter().find(|finding| finding.code == code) else {
            let found: Vec<&str> = findings.iter().map(|it| it.code.as_str()).collect();
            missing.push(format!(
                "{}: {found:?} {:?}",
                code.as_str(),
                recording.checked.report.measurements
            ));
            continue;
        };
        let page = report_page::render(
            &recording.name,
            &recording.checked,
            &recording.policy,
            Lang::En,
        );
        for lang in [Lang::En, Lang::Zh] {
            let message = finding.message(lang);
            assert!(page.contains(&message), "{}: {message}", code.as_str());
            assert!(page.contains(finding.hint(lang)), "{}", code.as_str());
        }
        assert_eq!(
            page.matches(&format!("data-code=\"{}\"", code.as_str()))
                .count(),
            1
        );
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
