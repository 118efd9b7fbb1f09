//! How much a block is worth keeping: clean speech counts, noise and clipping do not.

use crate::measure::decibel::power_dbfs;
use crate::measure::kept::{BLOCK, BLOCK_SECS};

/// Scores blocks of 20 ms in order, by what is known when they arrive.
pub(super) struct Scorer {
    floor_dbfs: f64,
}

/// Full marks: certain speech, 30 dB over the floor.
pub(super) const FULL_SCORE: u32 = 1000;
/// Speech this far over the floor is as good as it gets.
const CLEAN_DB: f64 = 30.0;

impl Scorer {
    pub(super) fn new() -> Scorer {
        Scorer { floor_dbfs: -20.0 }
    }

    /// Worth of a block, 0 to [`FULL_SCORE`]: probability of speech, weighted by its distance
    /// from the floor; nothing if it is clipped.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=1 before scaling"
    )]
    pub(super) fn score(&mut self, samples: &[i16], speech: f32, clipped: bool) -> u32 {
        // Whole numbers add up in any order, so the compiler may take many at a time.
        let square_sum: u64 = samples
            .iter()
            .map(|&sample| u64::from((i32::from(sample) * i32::from(sample)).unsigned_abs()))
            .sum();
        let square_sum = square_sum as f64;
        let level_dbfs = power_dbfs(square_sum / (BLOCK as f64 * 32_768.0 * 32_768.0)).max(-90.0);
        // The floor falls at once and rises by 2 dB a second: pauses between words hold it down.
        self.floor_dbfs = level_dbfs.min(self.floor_dbfs + 2.0 * BLOCK_SECS);
        let over_floor = ((level_dbfs - self.floor_dbfs) / CLEAN_DB).clamp(0.0, 1.0);
        // Half for speaking at all, half for speaking clearly.
        let worth = f64::from(speech) * (0.5 + 0.5 * over_floor);
        if clipped {
            0
        } else {
            (worth.clamp(0.0, 1.0) * f64::from(FULL_SCORE)).round() as u32
        }
    }
}
