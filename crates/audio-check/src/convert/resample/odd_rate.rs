//! Mono samples at a rate below 16 kHz without a short ratio to it -> mono samples at 16 kHz.
//!
//! Twice the rate leaves the upper half of the band empty, so that a short filter is enough to reach
//! the odd places between the frames: a tenth of the work of one that is steep by itself.

use zeroize::Zeroize;

use super::any_ratio::AnyRatio;
use super::overlap_save::OverlapSave;
use crate::error::Error;

const FACTOR: usize = 2;

pub(super) struct OddRate {
    double: OverlapSave,
    doubled: Vec<f32>,
    interpolate: AnyRatio,
}

impl OddRate {
    /// `None` if the rate is no odd one for which this is good.
    pub(super) fn new(source_rate_hz: u32) -> Result<Option<Self>, Error> {
        let Some(double) = OverlapSave::of_ratio(1, FACTOR) else {
            return Ok(None);
        };
        Ok(Some(OddRate {
            // Every hop in, two of them are made at once.
            doubled: Vec::with_capacity(2 * FACTOR * double.hop_frames()),
            double,
            interpolate: AnyRatio::from_half_band(source_rate_hz * 2)?,
        }))
    }

    pub(super) fn push(&mut self, mono: &[f32], out: &mut Vec<f32>) {
        for piece in mono.chunks(self.double.hop_frames()) {
            self.double.push(piece, &mut self.doubled);
            self.pass_on(out);
        }
    }

    /// Completes the block under way with silence.
    pub(super) fn push_silence(&mut self, out: &mut Vec<f32>) {
        self.double.push_silence(&mut self.doubled);
        self.pass_on(out);
    }

    fn pass_on(&mut self, out: &mut Vec<f32>) {
        self.interpolate.push(&self.doubled, out);
        self.doubled.clear();
    }
}

impl Drop for OddRate {
    fn drop(&mut self) {
        self.doubled.zeroize();
    }
}
