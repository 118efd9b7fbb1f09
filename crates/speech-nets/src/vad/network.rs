//! Four spectra and the state -> probability of speech: silero VAD v6 layer by layer.

use std::sync::{Arc, OnceLock};

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch};

use super::dense::Block;
use super::gates;
use super::spectrum::BINS;

/// Channels of the recurrent state.
const STATE: usize = 128;

/// The weights, shared by all networks of the process.
///
/// Convolutions 1 to 4 (all ReLU), the LSTM cell over [input, state], and the output unit.
/// The third convolution's first tap and the outer taps of the fourth only ever meet the padding.
struct Weights {
    convolution1: [Block<32>; 4],
    convolution2: Block<64>,
    convolution3: Block<64>,
    convolution4: Block<128>,
    gates: [Block<STATE>; 4],
    output: [f32; STATE],
    output_bias: f32,
}

impl Weights {
    fn shared() -> Arc<Weights> {
        static SHARED: OnceLock<Arc<Weights>> = OnceLock::new();
        Arc::clone(SHARED.get_or_init(|| Arc::new(Weights::load())))
    }

    fn load() -> Weights {
        let bytes = include_bytes!("../../models/silero_vad_16k.f32");
        let (floats, rest) = bytes.as_chunks::<4>();
        let mut numbers = floats.iter().map(|float| f32::from_le_bytes(*float));
        let weights = Weights {
            convolution1: std::array::from_fn(|_| Block::take(&mut numbers, 3 * BINS)),
            convolution2: Block::take(&mut numbers, 3 * 128),
            convolution3: Block::take(&mut numbers, 2 * 64),
            convolution4: Block::take(&mut numbers, 64),
            gates: std::array::from_fn(|_| Block::take(&mut numbers, 2 * STATE)),
            output: std::array::from_fn(|_| numbers.next().unwrap_or_default()),
            output_bias: numbers.next().unwrap_or_default(),
        };
        debug_assert!(
            rest.is_empty() && numbers.next().is_none(),
            "the file holds other layers"
        );
        weights
    }
}

/// The network with its state and working memory.
#[derive(Clone)]
pub(super) struct Network {
    weights: Arc<Weights>,
    level: Level,
    /// Input of the recurrent cell: the encoder's 128 channels, then the hidden state.
    recurrent: [[f32; 2 * STATE]; 1],
    cell: [f32; STATE],
}

impl Network {
    pub(super) fn new() -> Network {
        Network {
            weights: Weights::shared(),
            level: Level::new(),
            recurrent: [[0.0; 2 * STATE]; 1],
            cell: [0.0; STATE],
        }
    }

    /// Forgets all that was heard.
    pub(super) fn reset(&mut self) {
        self.recurrent = [[0.0; 2 * STATE]; 1];
        self.cell = [0.0; STATE];
    }

    /// Probability of speech for the frame whose four spectra stand between two rows of zeros.
    pub(super) fn step(&mut self, spectra: &[[f32; BINS]; 6]) -> f32 {
        dispatch!(self.level, simd => forward(simd, &self.weights, spectra, &mut self.recurrent, &mut self.cell))
    }
}

#[inline(always)]
fn forward<S: Simd>(
    simd: S,
    weights: &Weights,
    spectra: &[[f32; BINS]; 6],
    recurrent: &mut [[f32; 2 * STATE]; 1],
    cell: &mut [f32; STATE],
) -> f32 {
    let mut encoded1 = [[0.0; 128]; 6];
    for (i, block) in weights.convolution1.iter().enumerate() {
        let mut part = [[0.0; 32]; 4];
        block.convolve::<S, 2, 4, BINS>(simd, spectra, 3, 1, &mut part);
        for (row, part) in encoded1[1..].iter_mut().zip(&part) {
            row[32 * i..32 * (i + 1)].copy_from_slice(&part.map(relu));
        }
    }
    let mut encoded2 = [[0.0; 64]; 2];
    weights
        .convolution2
        .convolve::<S, 4, 2, 128>(simd, &encoded1, 3, 2, &mut encoded2);
    let encoded2 = encoded2.map(|row| row.map(relu));
    let mut encoded3 = [[0.0; 64]; 1];
    weights
        .convolution3
        .convolve::<S, 4, 1, 64>(simd, &encoded2, 2, 1, &mut encoded3);
    let encoded3 = encoded3.map(|row| row.map(relu));
    let mut encoded4 = [[0.0; 128]; 1];
    weights
        .convolution4
        .convolve::<S, 8, 1, 64>(simd, &encoded3, 1, 1, &mut encoded4);

    recurrent[0][..STATE].copy_from_slice(&encoded4[0].map(relu));
    let mut sums = [[[0.0; STATE]; 1]; 4];
    for (block, sums) in weights.gates.iter().zip(&mut sums) {
        block.convolve::<S, 8, 1, { 2 * STATE }>(simd, recurrent, 1, 1, sums);
    }
    let hidden = &mut recurrent[0][STATE..];
    gates::step(&sums.map(|[row]| row), cell, hidden);

    let mut sum = weights.output_bias;
    for (hidden, weight) in hidden.iter().zip(weights.output) {
        sum += relu(*hidden) * weight;
    }
    gates::sigmoid(sum)
}

#[inline(always)]
fn relu(x: f32) -> f32 {
    x.max(0.0)
}
