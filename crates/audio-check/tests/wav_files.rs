//! Every family of odd, damaged and hostile files -> what the public door makes of them.

use audio_check::{Checked, Depth, Error, ErrorKind, Policy, Severity, check_file};
use testkit::hostile::{self, Case, Expect, Read};
use testkit::wav_bytes::{Fmt, Order, Wav, floats, integers};

fn check(bytes: &[u8]) -> Result<Checked, Error> {
    let policy = Policy {
        depth: Depth::Basic,
        ..Policy::default()
    };
    check_file(bytes, &policy)
}

fn codes(checked: &Checked) -> Vec<&'static str> {
    checked
        .report
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

/// What is wrong with the answer, if anything.
fn complaint(case: &Case) -> Option<String> {
    let answer = check(&case.bytes);
    let refused_well = |kinds: &[&str]| match &answer {
        Err(error) => kinds.contains(&error.kind().as_str()) && !error.message().is_empty(),
        Ok(_) => false,
    };
    let read_well = |wanted: &Read| match &answer {
        Ok(checked) => {
            let source = &checked.report.source;
            source.frames == wanted.frames
                && source.format.sample_rate == wanted.sample_rate
                && source.format.channels == wanted.channels
                && wanted
                    .fault
                    .is_none_or(|code| codes(checked).contains(&code))
        }
        Err(_) => false,
    };
    let well = match &case.expect {
        Expect::Accept(wanted) => read_well(wanted),
        Expect::Refuse(kinds) => refused_well(kinds),
        Expect::Either(wanted, kinds) => read_well(wanted) || refused_well(kinds),
        Expect::Survive => true,
    };
    let found = match &answer {
        Ok(checked) => format!("{:?} with {:?}", checked.report.source, codes(checked)),
        Err(error) => format!("{}: {error}", error.kind().as_str()),
    };
    (!well).then(|| format!("{}: {found}, wanted {:?}", case.name, case.expect))
}

#[test]
fn every_hostile_file_meets_its_expectation() {
    let cases = hostile::all();
    assert!(cases.len() > 500, "only {} cases", cases.len());
    let complaints: Vec<_> = cases.iter().filter_map(complaint).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn repaired_faults_are_warnings_and_valid_files_have_none() {
    const OF_THE_FILE: &[&str] = &[
        "wav-truncated",
        "wav-length-unknown",
        "wav-length-zero",
        "wav-header-inconsistent",
        "several-data-chunks",
        "stream-damaged",
        "stream-truncated",
    ];
    for case in hostile::all() {
        let (Expect::Accept(wanted), Ok(checked)) = (&case.expect, check(&case.bytes)) else {
            continue;
        };
        for finding in &checked.report.findings {
            let code = finding.code.as_str();
            if OF_THE_FILE.contains(&code) {
                assert_eq!(finding.severity, Severity::Warning, "{}", case.name);
                assert_eq!(Some(code), wanted.fault, "{}", case.name);
            }
        }
    }
}

/// hound reads fewer files than we do, but what it reads it reads rightly.
#[test]
fn hound_sees_the_same_samples() {
    let tone = testkit::signals::speech_like(16_000, 0.5, 0.7);
    let order = Order::Little;
    for (tag, bits) in [(1, 8), (1, 16), (1, 24), (1, 32), (3, 32)] {
        for extensible in [false, true] {
            let fmt = Fmt::new(tag, 16_000, 1, bits);
            let fmt = if extensible {
                fmt.extensible(bits, 4, order)
            } else {
                fmt
            };
            let data = match tag {
                3 => floats(&tone, order),
                _ => integers(&tone, usize::from(bits / 8), order),
            };
            let bytes = Wav::plain(&fmt, &data);
            let mut hound = hound::WavReader::new(&bytes[..]).expect("a valid file");
            let full_scale = f64::from(2_u32.pow(u32::from(bits) - 1));
            let expected: Vec<f64> = match tag {
                3 => hound
                    .samples::<f32>()
                    .map(|sample| f64::from(sample.unwrap()))
                    .collect(),
                _ => {
                    let samples = hound.samples::<i32>();
                    samples
                        .map(|sample| f64::from(sample.unwrap()) / full_scale)
                        .collect()
                }
            };
            let checked = check(&bytes).expect("a valid file");
            assert_eq!(checked.report.source.frames, expected.len() as u64);
            for (ours, theirs) in checked.clip.samples().iter().zip(expected) {
                // Both round to 16 bits; ties may differ.
                assert!(
                    (f64::from(*ours) - theirs * 32_768.0).abs() <= 0.500_1,
                    "{tag} {bits}"
                );
            }
        }
    }
}

#[test]
fn a_slow_pipe_is_read_like_a_file() {
    struct Drip<'a>(&'a [u8]);
    impl std::io::Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let take = self.0.len().min(buffer.len()).min(997);
            buffer[..take].copy_from_slice(&self.0[..take]);
            self.0 = &self.0[take..];
            Ok(take)
        }
    }
    let policy = Policy {
        depth: Depth::Basic,
        ..Policy::default()
    };
    for case in hostile::all()
        .iter()
        .filter(|case| case.bytes.len() < 100_000)
    {
        let piped = audio_check::check_reader(Drip(&case.bytes), &policy);
        match (check(&case.bytes), piped) {
            (Ok(whole), Ok(piped)) => {
                assert_eq!(whole.clip.samples(), piped.clip.samples(), "{}", case.name);
                assert_eq!(codes(&whole), codes(&piped), "{}", case.name);
            }
            (Err(whole), Err(piped)) => {
                assert_eq!(
                    (whole.kind(), whole.offset()),
                    (piped.kind(), piped.offset())
                );
            }
            // Only a file can be moved back to what stands in front of its description.
            (Ok(_), Err(piped))
                if case.name.ends_with(".m4a") && piped.kind() == ErrorKind::BrokenStructure
                    || case.name.starts_with("aiff-ssnd-first")
                        && piped.kind() == ErrorKind::NoFormat
                    || case.name == "caf-data-first.caf" && piped.kind() == ErrorKind::NoFormat
                    || case.name.starts_with("caf-free-")
                        && piped.kind() == ErrorKind::TruncatedHeader => {}
            (whole, _) => panic!("{}: as a file {:?}", case.name, whole.map(|_| ()).err()),
        }
    }
}
