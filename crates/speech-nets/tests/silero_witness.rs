//! The published ONNX network, run by rten, against the one written out here.

use rten::Model;
use rten_tensor::Tensor;
use rten_tensor::prelude::*;
use speech_nets::Vad;

/// Syllables of a gliding buzz through two moving resonances, pauses, then hiss: reads as speech in
/// parts, so that probabilities of all sizes come up.
fn babble(seconds: u32) -> Vec<f32> {
    let mut noise = 1_u32;
    let (mut phase, mut states) = (0.0_f32, [[0.0_f32; 2]; 2]);
    (0..seconds * 16_000)
        .map(|n| {
            let time = n as f32 / 16_000.0;
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let hiss = (noise >> 8) as f32 / 8_388_608.0 - 1.0;
            phase += (120.0 + 30.0 * (time * 3.0).sin()) / 16_000.0;
            phase -= phase.floor();
            let mut sample = if phase < 0.05 { 1.0 } else { 0.0 } + 0.01 * hiss;
            let formants = [
                500.0 + 250.0 * (time * 9.0).sin(),
                1_500.0 + 600.0 * (time * 7.0).cos(),
            ];
            for (state, hz) in states.iter_mut().zip(formants) {
                let pole = 2.0 * 0.97 * (std::f32::consts::TAU * hz / 16_000.0).cos();
                let out = sample + pole * state[0] - 0.97 * 0.97 * state[1];
                *state = [out, state[0]];
                sample = 0.3 * out;
            }
            let syllable = (time * 14.0).sin().max(0.0) * (time * 0.9).sin().max(0.0);
            0.5 * sample * syllable + 0.003 * hiss
        })
        .collect()
}

/// Probabilities of the original: each frame of 512 after the 64 samples before it.
fn original(samples: &[f32]) -> Vec<f32> {
    let model = Model::load(include_bytes!("models/silero_vad_16k_sequence.onnx").to_vec())
        .expect("it loads");
    let frames = samples.len() / 512;
    let padded = [&[0.0; 64], samples].concat();
    let rows: Vec<f32> = (0..frames)
        .flat_map(|i| &padded[512 * i..512 * i + 576])
        .copied()
        .collect();
    let input = Tensor::from_data(&[frames, 576], rows);
    let state = Tensor::<f32>::zeros(&[1, 1, 128]);
    let named = |name: &str| model.node_id(name).expect(name);
    let [output] = model
        .run_n(
            vec![
                (named("input"), input.into()),
                (named("h"), state.clone().into()),
                (named("c"), state.into()),
            ],
            [named("speech_probs")],
            None,
        )
        .expect("it runs");
    let output: Tensor<f32> = output.try_into().expect("floats");
    output.to_vec()
}

#[test]
fn probabilities_are_those_of_the_published_network() {
    let samples = babble(20);
    let mut ours = Vec::new();
    Vad::new().push(&samples, &mut ours);
    let expected = original(&samples);
    assert_eq!(ours.len(), expected.len());
    let worst = ours
        .iter()
        .zip(&expected)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max);
    assert!(worst < 1e-4, "they differ by {worst}");
    let speech = expected.iter().filter(|p| **p > 0.5).count();
    assert!(
        (50..575).contains(&speech),
        "the signal tells nothing: {speech} frames of speech"
    );
}
