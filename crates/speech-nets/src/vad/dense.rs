//! Rows of inputs, one layer's weights -> rows of outputs: the one kernel of the network.

use fearless_simd::prelude::*;

/// One block of outputs: a bias row, then one row of weights per input.
pub(super) struct Block<const WIDTH: usize> {
    bias: [f32; WIDTH],
    rows: Box<[[f32; WIDTH]]>,
}

impl<const WIDTH: usize> Block<WIDTH> {
    /// Takes one block off the front of `numbers`, which must hold `inputs + 1` rows of it.
    pub(super) fn take(numbers: &mut impl Iterator<Item = f32>, inputs: usize) -> Block<WIDTH> {
        let mut row = || std::array::from_fn(|_| numbers.next().unwrap_or_default());
        Block {
            bias: row(),
            rows: (0..inputs).map(|_| row()).collect(),
        }
    }

    /// A strided convolution over `COLUMNS` positions, `TAPS` rows of `IN` inputs each.
    ///
    /// `VECTORS * COLUMNS` accumulators stay in registers. Eight hide the latency of a fused
    /// multiply-add. Each output is summed in the order of the inputs whatever the vector width.
    #[inline(always)]
    pub(super) fn convolve<S, const VECTORS: usize, const COLUMNS: usize, const IN: usize>(
        &self,
        simd: S,
        inputs: &[[f32; IN]],
        taps: usize,
        stride: usize,
        outputs: &mut [[f32; WIDTH]; COLUMNS],
    ) where
        S: Simd,
    {
        let lanes = S::f32s::LEN;
        for start in (0..WIDTH).step_by(VECTORS * lanes) {
            let vectors = |row: &[f32; WIDTH]| -> [S::f32s; VECTORS] {
                std::array::from_fn(|v| {
                    S::f32s::from_slice(simd, &row[start + v * lanes..start + (v + 1) * lanes])
                })
            };
            let mut sums = [vectors(&self.bias); COLUMNS];
            for (tap, rows) in self.rows.chunks_exact(IN).take(taps).enumerate() {
                let columns: [&[f32; IN]; COLUMNS] =
                    std::array::from_fn(|column| &inputs[column * stride + tap]);
                for (i, row) in rows.iter().enumerate() {
                    let weights = vectors(row);
                    for (sums, column) in sums.iter_mut().zip(columns) {
                        let input = S::f32s::splat(simd, column[i]);
                        for (sum, weight) in sums.iter_mut().zip(weights) {
                            *sum = weight.mul_add(input, *sum);
                        }
                    }
                }
            }
            for (sums, output) in sums.iter().zip(outputs.iter_mut()) {
                for (v, sum) in sums.iter().enumerate() {
                    sum.store_slice(&mut output[start + v * lanes..start + (v + 1) * lanes]);
                }
            }
        }
    }
}
