//! Samples -> their sums and extremes, eight at a time, the same for the same samples.
//!
//! Floats must not be added in another order than written, so the compiler takes one at a time
//! where a plain loop asks for a sum. Eight sums side by side are written out here.

use wide::f32x8;

/// What is folded out of a run of samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Folded {
    /// The highest sample; the lowest number for none.
    pub(super) highest: f32,
    /// The lowest sample; the highest number for none.
    pub(super) lowest: f32,
    pub(super) sum: f32,
    pub(super) square_sum: f32,
}

/// Folds samples, none of which may be NaN.
pub(super) fn fold(samples: &[f32]) -> Folded {
    let (eights, rest) = samples.as_chunks::<8>();
    let mut highest = f32x8::splat(f32::MIN);
    let mut lowest = f32x8::splat(f32::MAX);
    let (mut sum, mut square_sum) = (f32x8::ZERO, f32x8::ZERO);
    for eight in eights {
        let eight = f32x8::new(*eight);
        highest = highest.fast_max(eight);
        lowest = lowest.fast_min(eight);
        sum += eight;
        square_sum += eight * eight;
    }
    let mut folded = Folded {
        highest: highest.to_array().into_iter().fold(f32::MIN, f32::max),
        lowest: lowest.to_array().into_iter().fold(f32::MAX, f32::min),
        sum: sum.reduce_add(),
        square_sum: square_sum.reduce_add(),
    };
    for &sample in rest {
        folded.highest = folded.highest.max(sample);
        folded.lowest = folded.lowest.min(sample);
        folded.sum += sample;
        folded.square_sum += sample * sample;
    }
    folded
}

/// Sum of products of samples at the same place.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let sum = a.iter().zip(b).fold(f32x8::ZERO, |sum, (a, b)| {
        sum + f32x8::new(*a) * f32x8::new(*b)
    });
    let rest = a_rest.iter().zip(b_rest);
    rest.fold(sum.reduce_add(), |sum, (a, b)| sum + a * b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn folds_are_those_of_one_sample_at_a_time(
            pairs in proptest::collection::vec((-2.0_f32..2.0, -2.0_f32..2.0), 0..200),
        ) {
            let (a, b): (Vec<f32>, Vec<f32>) = pairs.into_iter().unzip();
            let folded = fold(&a);
            let highest = a.iter().copied().fold(f32::MIN, f32::max);
            let lowest = a.iter().copied().fold(f32::MAX, f32::min);
            prop_assert!(folded.highest.total_cmp(&highest).is_eq());
            prop_assert!(folded.lowest.total_cmp(&lowest).is_eq());
            let near = |made: f32, exact: f64| (f64::from(made) - exact).abs() < 1e-3;
            let product = |(a, b): (&f32, &f32)| f64::from(*a) * f64::from(*b);
            prop_assert!(near(folded.sum, a.iter().map(|&a| f64::from(a)).sum()));
            prop_assert!(near(folded.square_sum, a.iter().zip(&a).map(product).sum()));
            prop_assert!(near(dot(&a, &b), a.iter().zip(&b).map(product).sum()));
        }
    }
}
