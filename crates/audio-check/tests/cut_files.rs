//! Files that end anywhere, or have any byte wrong -> an answer, and never a panic.

#![expect(
    clippy::unwrap_used,
    reason = "a panic is the failure report of a test"
)]

use audio_check::{Depth, Policy, check_file, check_reader};
use proptest::prelude::*;

/// Files that own readers walk by sizes: CAF with packets and PCM, Wave64, AIFC, AAC in ADTS, Opus in Ogg.
fn files() -> Vec<Vec<u8>> {
    let names = [
        "caf-many-chunks.caf",
        "caf-ima4-2ch-valid-1590.caf",
        "caf-aac-table-in-front.caf",
        "wave64-other-chunks.w64",
        "aiff-ima4-packets.aiff",
    ];
    let cases = testkit::hostile::all().into_iter();
    let cases = cases.filter(|case| names.contains(&case.name.as_str()));
    let mut files: Vec<_> = cases.map(|case| case.bytes).collect();
    assert_eq!(files.len(), names.len());
    for name in [
        "coded/speech.caf",
        "coded/speech.mov",
        "coded/speech.opus",
        "coded/speech-he.aac",
    ] {
        files.push(std::fs::read(testkit::fixture(name)).unwrap());
    }
    files
}

/// As a file and as a pipe; neither may say nothing.
fn answer(bytes: &[u8]) {
    let policy = Policy {
        depth: Depth::Basic,
        ..Policy::default()
    };
    for answer in [check_file(bytes, &policy), check_reader(bytes, &policy)] {
        match answer {
            Ok(checked) => assert!(checked.report.source.frames > 0),
            Err(error) => assert!(!error.message().is_empty()),
        }
    }
}

#[test]
fn a_header_may_end_at_every_place() {
    for file in files() {
        for end in 0..file.len().min(400) {
            answer(&file[..end]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn files_may_end_anywhere_and_have_wrong_bytes(
        end in 0.0_f64..=1.0,
        wrong in proptest::collection::vec((0.0_f64..1.0, any::<u8>()), 0..4),
        which in any::<proptest::sample::Index>(),
    ) {
        let files = files();
        let mut file = which.get(&files).clone();
        let place = |share: f64, length: usize| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of a small file"
            )]
            let place = (share * length as f64) as usize;
            place
        };
        // Headers are short; half of the wrong bytes are wanted there.
        for (index, (share, byte)) in wrong.into_iter().enumerate() {
            let length = if index % 2 == 0 { file.len().min(200) } else { file.len() };
            file[place(share, length)] = byte;
        }
        file.truncate(place(end, file.len()));
        answer(&file);
    }
}
