//! One recording in several containers -> the same clip.

#![expect(
    clippy::unwrap_used,
    reason = "a panic is the failure report of a test"
)]

use audio_check::{Depth, Policy, check_file};

fn clip(bytes: &[u8]) -> Vec<i16> {
    let policy = Policy {
        depth: Depth::Basic,
        ..Policy::default()
    };
    check_file(bytes, &policy).unwrap().clip.samples().to_vec()
}

fn made(name: &str) -> Vec<i16> {
    let mut cases = testkit::hostile::all().into_iter();
    clip(&cases.find(|case| case.name == name).unwrap().bytes)
}

fn recorded(name: &str) -> Vec<i16> {
    clip(&std::fs::read(testkit::fixture("coded").join(name)).unwrap())
}

#[test]
fn packets_of_an_m4a_sound_the_same_in_a_caf() {
    let samples = recorded("speech.m4a");
    assert_eq!(samples.len(), 47_840);
    assert!(samples == recorded("speech.caf"));
    assert!(samples == made("caf-aac-table-in-front.caf"));
    assert!(samples == made("caf-aac-no-cookie.caf"));
}

/// What a codec for voices leaves is much like the recording, if it is not shifted by half a
/// millisecond.
#[test]
fn opus_begins_and_ends_where_the_recording_does() {
    let (opus, flac) = (recorded("speech.opus"), recorded("speech.flac"));
    assert_eq!(opus.len(), flac.len());
    assert!(likeness(&opus, &flac) > 0.7);
    assert!(likeness(&opus[8..], &flac) < 0.5 && likeness(&opus, &flac[8..]) < 0.5);
}

/// Normalized correlation.
fn likeness(a: &[i16], b: &[i16]) -> f64 {
    let product = |a: &[i16], b: &[i16]| -> f64 {
        let pairs = a.iter().zip(b);
        pairs.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
    };
    product(a, b) / (product(a, a) * product(b, b)).sqrt()
}

#[test]
fn pcm_of_quicktime_is_what_was_recorded() {
    let samples = recorded("speech.mov");
    assert_eq!(samples.len(), 3_200);
    assert!(samples == recorded("speech.flac")[..3_200]);
}

#[test]
fn pcm_sounds_the_same_in_every_container() {
    let samples = made("valid-riff-s16-1ch.wav");
    for name in [
        "caf-s16-Big.caf",
        "caf-s16-Little.caf",
        "caf-many-chunks.caf",
        "wave64-plain.w64",
        "wave64-other-chunks.w64",
    ] {
        assert!(samples == made(name), "{name}");
    }
}

#[test]
fn a_packet_that_is_only_filled_up_in_part_is_cut() {
    let whole = made("caf-ima4-1ch.caf");
    assert_eq!(whole.len(), 1600);
    assert_eq!(made("caf-ima4-1ch-valid-1590.caf"), whole[..1590]);
}
