//! The voice networks on real speech against the published ones run in full precision elsewhere.
#![cfg(feature = "voices")]

use std::ops::Range;

use speech_nets::{Embedding, Overlap, Turns};

/// 16-bit samples of a WAV file with the plain 44-byte header, or of headless PCM.
fn samples(bytes: &[u8], header: usize) -> Vec<f32> {
    let (pairs, _) = bytes[header..].as_chunks::<2>();
    pairs
        .iter()
        .map(|pair| f32::from(i16::from_le_bytes(*pair)) / 32_768.0)
        .collect()
}

/// A woman reading a novel, 7 s.
fn reader() -> Vec<f32> {
    samples(
        include_bytes!("../../../fixtures/wav/speech-16khz-mono-s16.wav"),
        44,
    )
}

/// A man naming cards, 3.5 s.
fn cards() -> Vec<f32> {
    samples(
        include_bytes!("../../../fixtures/wav/cards-16khz-mono-s16.wav"),
        44,
    )
}

/// A man saying numbers, 4 s.
fn numbers() -> Vec<f32> {
    samples(
        include_bytes!("../../../fixtures/wav/numbers-16khz-mono-s16.pcm"),
        0,
    )
}

/// All of it is speech.
fn whole(samples: &[f32]) -> [Range<usize>; 1] {
    let range = 0..samples.len();
    [range]
}

fn voice(samples: &[f32]) -> Embedding {
    Embedding::of(samples)
        .expect("it runs")
        .expect("it is long enough")
}

#[test]
fn an_embedding_is_that_of_the_network_in_full_precision() {
    // By onnxruntime and kaldi-native-fbank from the f32 network, samples 16,000 to 48,000.
    let (floats, _) = include_bytes!("models/campplus_speech_1s_to_3s.f32").as_chunks::<4>();
    let expected: Vec<f32> = floats
        .iter()
        .map(|float| f32::from_le_bytes(*float))
        .collect();
    let ours = voice(&reader()[16_000..48_000]);
    let cosine: f32 = ours
        .as_slice()
        .iter()
        .zip(&expected)
        .map(|(a, b)| a * b)
        .sum();
    assert!(cosine > 0.99, "{cosine}");
}

#[test]
fn one_speaker_is_closer_to_herself_than_to_others() {
    let (reader, cards, numbers) = (reader(), cards(), numbers());
    let (start, end) = reader.split_at(48_000);
    assert!(voice(start).similarity(&voice(end)) > 0.75);
    for (a, b) in [(&reader, &cards), (&reader, &numbers), (&cards, &numbers)] {
        let similarity = voice(a).similarity(&voice(b));
        assert!(similarity < 0.4, "{similarity}");
    }
}

#[test]
fn voices_in_turn_are_told_from_one_voice() {
    let reader = reader();
    let one = Turns::of(&reader, &whole(&reader))
        .expect("it runs")
        .expect("enough speech");
    assert!(one.similarity > 0.65, "{}", one.similarity);

    let two = [&reader[..64_000], &cards()[8_000..40_000]].concat();
    let two = Turns::of(&two, &whole(&two))
        .expect("it runs")
        .expect("enough speech");
    assert!(two.similarity < 0.4, "{}", two.similarity);
    for (span, second) in two.windows {
        // Windows on the border hold both.
        if span.end <= 64_000 || span.start >= 64_000 {
            assert_eq!(second, span.start >= 64_000, "{span:?}");
        }
    }
    assert!(
        Turns::of(&reader, &whole(&reader[..19_000]))
            .expect("it runs")
            .is_none()
    );
}

#[test]
fn voices_at_once_are_told_from_one_voice() {
    let one = reader();
    let both: Vec<f32> = one.iter().zip(cards()).map(|(a, b)| a + b).collect();
    let behind: Vec<f32> = one.iter().zip(cards()).map(|(a, b)| a + 0.15 * b).collect();
    let seconds = |samples: &[f32]| Overlap::of(samples).expect("it runs").seconds();
    assert!(seconds(&one) < 0.1, "{}", seconds(&one));
    assert!(seconds(&both) > 1.5, "{}", seconds(&both));
    assert!(seconds(&behind) > 0.5, "{}", seconds(&behind));
    assert!(
        Overlap::of(&both)
            .expect("it runs")
            .frames()
            .any(|(_, p)| p > 0.9)
    );
}

#[test]
fn odd_sound_gives_finite_numbers() {
    for sound in [
        vec![0.0; 30_000],
        vec![1e30; 30_000],
        vec![f32::NAN; 30_000],
        vec![-1.0; 170_001],
    ] {
        let turns = Turns::of(&sound, &whole(&sound))
            .expect("it runs")
            .expect("enough");
        assert!(turns.similarity.is_finite());
        let overlap = Overlap::of(&sound).expect("it runs");
        assert!(overlap.seconds().is_finite() && overlap.seconds() <= 10.1);
        let frames: Vec<usize> = overlap.frames().map(|(sample, _)| sample).collect();
        assert!(frames.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
