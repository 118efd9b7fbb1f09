//! What holds for any recording, through the public API alone.

#![expect(
    clippy::unwrap_used,
    reason = "a panic is the failure report of a test"
)]

use std::io::Cursor;

use audio_check::{
    Checked, Checker, Code, Depth, Encoding, Measurements, PcmSpec, Policy, check_file, check_pcm,
};
use proptest::collection::vec;
use proptest::prelude::*;
use testkit::signals;
use testkit::wav_bytes::{Fmt, Order, Wav, integers};

/// Everything that needs no network of weights: the laws are about the line, which is the same.
fn policy() -> Policy {
    Policy {
        depth: Depth::Basic,
        ..Policy::default()
    }
}

fn spec(encoding: Encoding, sample_rate: u32, channels: u16) -> PcmSpec {
    PcmSpec {
        sample_rate,
        channels,
        encoding,
    }
}

fn any_spec() -> impl Strategy<Value = PcmSpec> {
    let encoding = prop::sample::select(Encoding::ALL);
    let rate = prop::sample::select(vec![8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000]);
    (encoding, rate, 1_u16..=3)
        .prop_map(|(encoding, rate, channels)| spec(encoding, rate, channels))
}

fn whole(pcm: &[u8], spec: PcmSpec) -> Checked {
    let mut checker = Checker::new(spec, policy()).unwrap();
    checker.push(pcm).unwrap();
    checker.finish()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_split_gives_the_same_bits(
        spec in any_spec(),
        pcm in vec(any::<u8>(), 0..60_000),
        cuts in vec(0_usize..60_000, 0..12),
    ) {
        let expected = whole(&pcm, spec);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(pcm.len())).collect();
        cuts.extend([0, pcm.len()]);
        cuts.sort_unstable();
        let mut checker = Checker::new(spec, policy()).unwrap();
        for pair in cuts.windows(2) {
            checker.push(&pcm[pair[0]..pair[1]]).unwrap();
        }
        let split = checker.finish();
        prop_assert_eq!(split.clip.samples(), expected.clip.samples());
        prop_assert_eq!(split.report, expected.report);
    }

    #[test]
    fn a_microphone_gives_what_the_same_bytes_give(
        samples in vec(-1.5_f32..1.5, 0..8_000),
        block in 1_usize..700,
    ) {
        let spec = spec(Encoding::F32, 48_000, 2);
        let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        let mut checker = Checker::new(spec, policy()).unwrap();
        for block in samples.chunks(block) {
            checker.push_f32(block).unwrap();
        }
        let pushed = checker.finish();
        let expected = whole(&bytes, spec);
        prop_assert_eq!(pushed.clip.samples(), expected.clip.samples());
        prop_assert_eq!(pushed.report.measurements, expected.report.measurements);
    }

    #[test]
    fn a_conforming_file_comes_out_bit_for_bit(samples in vec(any::<i16>(), 1..20_000)) {
        let data: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        let wav = Wav::plain(&Fmt::pcm(16_000, 1, 16), &data);
        let checked = check_file(&wav, &policy()).unwrap();
        prop_assert_eq!(checked.clip.samples(), samples.as_slice());
        prop_assert_eq!(checked.clip.to_pcm(), data);
    }

    #[test]
    fn every_clip_parses_back_and_fits(
        spec in any_spec(),
        pcm in vec(any::<u8>(), 4..40_000),
        limit in 44_usize..20_000,
    ) {
        let policy = Policy { max_clip_bytes: Some(limit), ..policy() };
        let mut checker = Checker::new(spec, policy).unwrap();
        checker.push(&pcm).unwrap();
        let clip = checker.finish().clip;
        let wav = clip.to_wav();
        prop_assert!(wav.len() <= limit, "{} > {limit}", wav.len());
        let mut reader = hound::WavReader::new(Cursor::new(&wav)).unwrap();
        let header = reader.spec();
        prop_assert_eq!((header.sample_rate, header.channels, header.bits_per_sample), (16_000, 1, 16));
        let read: Vec<i16> = reader.samples().map(Result::unwrap).collect();
        prop_assert_eq!(read.as_slice(), clip.samples());
    }

    #[test]
    fn the_duration_is_kept_to_the_frame(frames in 1_u64..30_000, rate in 4_000_u32..=384_000) {
        let spec = spec(Encoding::U8, rate, 1);
        let pcm = vec![128; usize::try_from(frames).unwrap()];
        let clip = whole(&pcm, spec).clip;
        let exact = (2 * frames * 16_000 + u64::from(rate)) / (2 * u64::from(rate));
        prop_assert_eq!(clip.samples().len() as u64, exact);
    }

    #[test]
    fn no_nan_and_no_infinity_leaves(
        bits in vec(any::<u32>(), 0..6_000),
        specials in vec(prop::sample::select(vec![f32::NAN, f32::INFINITY, f32::MIN, f32::MAX]), 0..50),
    ) {
        let mut samples: Vec<f32> = bits.into_iter().map(f32::from_bits).collect();
        samples.extend(specials);
        let mut checker = Checker::new(spec(Encoding::F32, 44_100, 1), Policy::default()).unwrap();
        checker.push_f32(&samples).unwrap();
        let report = checker.finish().report;
        for (name, number) in numbers(&report.measurements) {
            prop_assert!(number.is_none_or(f64::is_finite), "{name} is {number:?}");
        }
        for finding in &report.findings {
            prop_assert!(finding.value.is_none_or(f64::is_finite), "{finding:?}");
        }
    }
}

/// Every number of the report by name, read from its debug form so that no field is forgotten.
fn numbers(measurements: &Measurements) -> Vec<(String, Option<f64>)> {
    let text = format!("{measurements:#?}").replace('\n', " ");
    let fields = text.split("Some(").skip(1);
    fields
        .map(|rest| {
            let number = rest.split([',', ')']).next().unwrap_or_default().trim();
            (number.to_owned(), number.parse().ok())
        })
        .collect()
}

#[test]
fn half_the_amplitude_is_six_decibels_less_and_the_same_snr() {
    let loud = signals::with_noise(&signals::speech_like(16_000, 6.0, 0.5), 25.0, 3);
    let quiet: Vec<f64> = loud.iter().map(|sample| sample / 2.0).collect();
    let measure = |samples: &[f64]| {
        let pcm = testkit::wav_bytes::floats(samples, Order::Little);
        let spec = spec(Encoding::F32, 16_000, 1);
        let policy = Policy {
            depth: Depth::Speech,
            ..Policy::default()
        };
        check_pcm(&pcm, spec, &policy).unwrap().report.measurements
    };
    let (loud, quiet) = (measure(&loud), measure(&quiet));
    for (name, of) in [
        (
            "peak",
            (|m: &Measurements| m.peak_dbfs) as fn(&Measurements) -> Option<f64>,
        ),
        ("rms", |m| m.rms_dbfs),
        ("loudness", |m| m.loudness_lufs),
    ] {
        let (loud, quiet) = (of(&loud).unwrap(), of(&quiet).unwrap());
        assert!(
            (loud - quiet - 6.020_6).abs() < 0.02,
            "{name}: {loud} and {quiet}"
        );
    }
    if let (Some(loud), Some(quiet)) = (loud.snr_db, quiet.snr_db) {
        assert!((loud - quiet).abs() < 0.6, "SNR: {loud} and {quiet}");
    }
}

#[test]
fn a_long_recording_is_cut_to_what_fits_and_says_so() {
    let second = integers(&signals::speech_like(16_000, 1.0, 0.3), 2, Order::Little);
    let long = second.repeat(150);
    let checked = check_pcm(&long, PcmSpec::TARGET, &policy()).unwrap();
    assert!(checked.clip.to_wav().len() <= 4_000_000);
    assert!(checked.clip.samples().len() > 1_999_000);
    let codes: Vec<Code> = checked
        .report
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert!(codes.contains(&Code::Trimmed), "{codes:?}");
}
