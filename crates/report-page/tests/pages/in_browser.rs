//! A page for every kind of finding, opened in headless Chromium on a phone and on a desk.
//!
//! Skipped where there is no Chromium. `REVIEW=1` writes new pictures to `review/`, to be looked at.

use crate::browser;
use crate::recordings::{Recording, recordings, silence};
use audio_check::{Code, Lang};
use std::path::{Path, PathBuf};

fn page(recording: &Recording, lang: Lang) -> String {
    report_page::render(&recording.name, &recording.checked, &recording.policy, lang)
}

/// The browser, or a word that it is missing.
#[expect(
    clippy::print_stderr,
    reason = "whoever runs it should know that it was skipped"
)]
fn chromium() -> Option<PathBuf> {
    let found = browser::find();
    if found.is_none() {
        eprintln!("skipped: no Chromium; set CHROMIUM to its path");
    }
    found
}

#[test]
fn every_page_is_seen_without_faults_in_both_languages() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let recordings = recordings();
    let pages: Vec<(String, String)> = recordings
        .iter()
        .map(|it| (format!("{}.html", it.code.as_str()), page(it, Lang::En)))
        .collect();
    let (visits, console) = browser::visit(&chromium, folder.path(), &pages);
    assert!(console.is_empty(), "{}", console.join("\n"));
    assert_eq!(visits.len(), 2 * Code::ALL.len(), "a phone and a desk");
    let mut problems = Vec::new();
    for visit in &visits {
        let page = visit["page"].as_str().unwrap();
        for problem in visit["problems"].as_array().unwrap() {
            problems.push(format!("{page} at {} px: {problem}", visit["width"]));
        }
        let code = page.trim_end_matches(".html");
        for lang in ["en", "zh-CN"] {
            let shown = visit["codes"][lang].as_array().unwrap();
            let count = shown.iter().filter(|it| *it == code).count();
            assert_eq!(count, 1, "{page} in {lang}: {shown:?}");
        }
        assert_eq!(visit["pictures"], 4, "{page}");
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    if std::env::var_os("REVIEW").is_some() {
        review(&chromium, folder.path(), &recordings);
    }
}

#[test]
fn faults_that_were_planted_are_seen() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let planted = "<p style='color:#bbb'>pale</p><p style='width:2000px'>wide</p>\
        <img src='http://127.0.0.1:9/a.png' alt=''>\
        <svg viewBox='0 0 100 20'><text x='9' y='9'>one</text><text x='9' y='9'>two</text></svg>\
        <script>missing();</script></main>";
    let sound = page(&silence(), Lang::En);
    let pages = [("planted.html".to_owned(), sound.replace("</main>", planted))];
    let (visits, console) = browser::visit(&chromium, folder.path(), &pages);
    let told = visits[0]["problems"].to_string();
    for fault in [
        "contrast",
        "wider than",
        "lies over",
        "fetched http",
        "error:",
    ] {
        assert!(told.contains(fault), "{fault}: {told}");
    }
    assert!(!console.is_empty());
}

/// Pages worth looking at: code, language, width and height.
const REVIEWED: &[(Code, Lang, (u32, u32))] = &[
    (Code::SeveralVoices, Lang::En, (1280, 3000)),
    (Code::SeveralVoices, Lang::Zh, (390, 3900)),
    (Code::Resampled, Lang::Zh, (1280, 3100)),
    (Code::Glitches, Lang::En, (390, 3800)),
];

fn review(chromium: &Path, folder: &Path, recordings: &[Recording]) {
    let review = Path::new(env!("CARGO_MANIFEST_DIR")).join("review");
    std::fs::create_dir_all(&review).unwrap();
    for (code, lang, size) in REVIEWED {
        let recording = recordings.iter().find(|it| it.code == *code).unwrap();
        let lang_name = if *lang == Lang::Zh { "zh" } else { "en" };
        let name = format!("{}-{lang_name}-{}.png", code.as_str(), size.0);
        browser::screenshot(
            chromium,
            folder,
            &page(recording, *lang),
            *size,
            &review.join(name),
        );
    }
}
