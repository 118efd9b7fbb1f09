//! Samples -> power of each block of 20 ms, without the constant offset of them all.

use super::kept::BLOCK;
use super::lanes;

/// Power of the blocks of a recording.
pub(crate) struct BlockPower {
    /// Mean square of each started block about the offset.
    pub(crate) mean_squares: Vec<f64>,
    /// Mean of all samples.
    pub(crate) offset: f64,
    /// Mean square of all samples about the offset.
    pub(crate) total: f64,
}

impl BlockPower {
    /// Of `samples` at 16 kHz.
    pub(crate) fn new(samples: &[f32]) -> BlockPower {
        let sums: Vec<(f64, f64)> = samples.chunks(BLOCK).map(sums).collect();
        let count = samples.len().max(1) as f64;
        let offset = sums.iter().map(|(sum, _)| sum).sum::<f64>() / count;
        let about_offset = |(sum, squares): (f64, f64), count: f64| {
            ((squares - 2.0 * offset * sum) / count + offset * offset).max(0.0)
        };
        let lengths = samples.chunks(BLOCK).map(|block| block.len() as f64);
        let mean_squares = sums
            .iter()
            .zip(lengths)
            .map(|(sums, length)| about_offset(*sums, length))
            .collect();
        let squares = sums.iter().map(|(_, squares)| squares).sum();
        let total = about_offset((offset * count, squares), count);
        BlockPower {
            mean_squares,
            offset,
            total,
        }
    }
}

/// Sum and sum of squares.
fn sums(block: &[f32]) -> (f64, f64) {
    let folded = lanes::fold(block);
    (f64::from(folded.sum), f64::from(folded.square_sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offset_is_taken_out_of_every_block() {
        let samples: Vec<f32> = (0..700_u16)
            .map(|i| 0.25 + if i % 2 == 0 { 0.1 } else { -0.1 })
            .collect();
        let power = BlockPower::new(&samples);
        assert!((power.offset - 0.25).abs() < 1e-6);
        assert!((power.total - 0.01).abs() < 1e-6);
        assert_eq!(power.mean_squares.len(), 3);
        assert!(
            power
                .mean_squares
                .iter()
                .all(|power| (power - 0.01).abs() < 1e-6)
        );
    }

    #[test]
    fn nothing_has_no_power() {
        let power = BlockPower::new(&[]);
        assert!(power.mean_squares.is_empty() && power.total < 1e-30);
    }
}
