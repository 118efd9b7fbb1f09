//! Mono samples at a usual source rate -> mono samples at 16 kHz, by overlap-save.
//!
//! Two neighbouring hops of real samples are the real and imaginary part of one complex
//! transform. Its bins within the band, times the real gains of a zero-phase filter, are the
//! transform of the same time at 16 kHz. Within the filter's reach of either end a block is
//! wrong, so blocks overlap by that much and the ends are dropped. Output frame n lies exactly
//! at source frame n * rate / 16000.

use std::sync::Arc;

use rustfft::num_complex::Complex;
use rustfft::{Fft, FftPlanner};
use zeroize::Zeroize;

use super::lowpass::{self, HALF_LENGTH};
use super::ratio::reduced;

/// Longer transforms, of rates that share little with 16 kHz, answer too late.
const MAX_LOWER_LENGTH: usize = 4096;

pub(super) struct OverlapSave {
    forward: Arc<dyn Fft<f32>>,
    inverse: Arc<dyn Fft<f32>>,
    /// For bins 0.. of either sign, scaled for both transforms.
    gains: Vec<f32>,
    /// Guard, two hops, guard; what is filled so far.
    window: Vec<f32>,
    filled: usize,
    hop_in: usize,
    guard_out: usize,
    source: Vec<Complex<f32>>,
    target: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

impl OverlapSave {
    /// `None` for a ratio without a short transform.
    pub(super) fn new(source_rate_hz: u32) -> Option<Self> {
        let (unit_in, unit_out) = reduced(source_rate_hz);
        OverlapSave::of_ratio(unit_in, unit_out)
    }

    /// `unit_out` frames for every `unit_in`; `None` as above.
    pub(super) fn of_ratio(unit_in: usize, unit_out: usize) -> Option<Self> {
        let lower = unit_in.min(unit_out);
        let guard_units = HALF_LENGTH.div_ceil(lower);
        // Guards of a third at most: shorter transforms waste more, longer ones leave the cache.
        let units = (6 * guard_units).next_power_of_two();
        if units * lower > MAX_LOWER_LENGTH {
            return None;
        }
        let (length_in, length_out) = (units * unit_in, units * unit_out);
        let mut planner = FftPlanner::new();
        let forward = planner.plan_fft_forward(length_in);
        let inverse = planner.plan_fft_inverse(length_out);
        let scale = 1.0 / length_in as f64;
        let gains = lowpass::gains(units * lower);
        #[expect(clippy::cast_possible_truncation, reason = "f64 to f32 rounds")]
        let gains = gains.iter().map(|gain| (gain * scale) as f32).collect();
        let hop_in = length_in - 2 * guard_units * unit_in;
        let scratch = forward
            .get_outofplace_scratch_len()
            .max(inverse.get_inplace_scratch_len());
        Some(OverlapSave {
            gains,
            window: vec![0.0; length_in + hop_in],
            filled: guard_units * unit_in,
            hop_in,
            guard_out: guard_units * unit_out,
            source: vec![Complex::default(); 2 * length_in],
            target: vec![Complex::default(); length_out],
            scratch: vec![Complex::default(); scratch],
            forward,
            inverse,
        })
    }

    /// Source frames of which at most one block is made.
    pub(super) fn hop_frames(&self) -> usize {
        self.hop_in
    }

    pub(super) fn push(&mut self, mut mono: &[f32], out: &mut Vec<f32>) {
        loop {
            let room = &mut self.window[self.filled..];
            let (head, rest) = mono.split_at(mono.len().min(room.len()));
            room[..head.len()].copy_from_slice(head);
            self.filled += head.len();
            mono = rest;
            if self.filled < self.window.len() {
                return;
            }
            self.convert(out);
        }
    }

    /// Completes the two hops under way with silence.
    pub(super) fn push_silence(&mut self, out: &mut Vec<f32>) {
        self.window[self.filled..].fill(0.0);
        self.convert(out);
    }

    fn convert(&mut self, out: &mut Vec<f32>) {
        let length_in = self.window.len() - self.hop_in;
        let (input, spectrum) = self.source.split_at_mut(length_in);
        let later = &self.window[self.hop_in..];
        for ((bin, &re), &im) in input.iter_mut().zip(&self.window).zip(later) {
            *bin = Complex { re, im };
        }
        self.forward
            .process_outofplace_with_scratch(input, spectrum, &mut self.scratch);

        let length_out = self.target.len();
        let bands = self.gains.len();
        for ((bin, from), gain) in self.target.iter_mut().zip(&*spectrum).zip(&self.gains) {
            *bin = from * gain;
        }
        self.target[bands..=length_out - bands].fill(Complex::default());
        let negative = self.target[length_out - bands + 1..].iter_mut();
        for ((bin, from), gain) in negative
            .zip(&spectrum[length_in - bands + 1..])
            .zip(self.gains[1..].iter().rev())
        {
            *bin = from * gain;
        }
        self.inverse
            .process_with_scratch(&mut self.target, &mut self.scratch);

        let kept = &self.target[self.guard_out..length_out - self.guard_out];
        out.extend(kept.iter().map(|sample| sample.re));
        out.extend(kept.iter().map(|sample| sample.im));
        self.window.copy_within(2 * self.hop_in.., 0);
        self.filled = self.window.len() - 2 * self.hop_in;
    }
}

impl Drop for OverlapSave {
    fn drop(&mut self) {
        self.window.zeroize();
        for buffer in [&mut self.source, &mut self.target, &mut self.scratch] {
            for sample in buffer {
                sample.re.zeroize();
                sample.im.zeroize();
            }
        }
    }
}
