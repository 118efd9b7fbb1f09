//! Samples of one channel -> extremes, how long the wave stays at them, and sums.

#![expect(
    clippy::cast_possible_truncation,
    reason = "counts within one block fit the narrow integers"
)]

use crate::measure::lanes;

/// One step of 16-bit PCM. A cut wave stays within it, also after a later change of gain.
pub(in crate::measure) const STEP: f32 = 1.0 / 32_768.0;
/// The most that 16-bit PCM holds; floats and lossy codecs go beyond.
pub(in crate::measure) const FULL_SCALE: f32 = 1.0;
/// Below this peak (64 steps, -54 dBFS) flat tops say nothing: every wave has them.
const QUIET: f32 = 64.0 * STEP;

/// How often and how long one side of the wave stays at the extreme it reaches in a block.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::measure) struct Extreme {
    /// The extreme value itself; on the lower side it is turned, so that both count upwards.
    pub(in crate::measure) level: f32,
    /// Samples within one step of it.
    pub(in crate::measure) count: u16,
    /// Most of them in a row.
    pub(in crate::measure) run: u16,
}

/// Statistics of one channel within a block.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::measure) struct ChannelBlock {
    pub(in crate::measure) upper: Extreme,
    pub(in crate::measure) lower: Extreme,
    pub(in crate::measure) sum: f32,
    pub(in crate::measure) square_sum: f32,
}

impl ChannelBlock {
    pub(in crate::measure) fn peak(&self) -> f32 {
        self.upper.level.max(self.lower.level).max(0.0)
    }
}

pub(super) fn measure_channel(samples: &[f32]) -> ChannelBlock {
    let folded = lanes::fold(samples);
    let (high, low) = (folded.highest, -folded.lowest);
    // What is above full scale is cut there, however far above it is.
    let (near_high, near_low) = (high.min(FULL_SCALE) - STEP, low.min(FULL_SCALE) - STEP);
    let (mut high_count, mut low_count) = (0, 0);
    for &sample in samples {
        high_count += u32::from(sample >= near_high);
        low_count += u32::from(-sample >= near_low);
    }
    ChannelBlock {
        upper: extreme(samples, high, high_count, |sample| sample >= near_high),
        lower: extreme(samples, low, low_count, |sample| -sample >= near_low),
        sum: folded.sum,
        square_sum: folded.square_sum,
    }
}

/// One side of the wave, of which `count` samples are near its `level`.
fn extreme(samples: &[f32], level: f32, count: u32, is_near: impl Fn(f32) -> bool) -> Extreme {
    if level < QUIET {
        return Extreme {
            level,
            ..Extreme::default()
        };
    }
    let count = count.min(u32::from(u16::MAX)) as u16;
    let run = if count < 2 {
        count.min(1)
    } else {
        longest_run(samples, is_near)
    };
    Extreme { level, count, run }
}

fn longest_run(samples: &[f32], is_near: impl Fn(f32) -> bool) -> u16 {
    let (mut longest, mut run) = (0_u16, 0_u16);
    for chunk in samples.chunks(16) {
        // Tops are rare: most chunks hold none.
        if !chunk.iter().fold(false, |any, value| any | is_near(*value)) {
            run = 0;
            continue;
        }
        for value in chunk {
            run = if is_near(*value) {
                run.saturating_add(1)
            } else {
                0
            };
            longest = longest.max(run);
        }
    }
    longest
}
