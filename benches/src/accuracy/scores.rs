//! Values and truths -> mean absolute error, area under the curve, recall, rank correlation.

/// Mean of the absolute differences; `None` of nothing. A value that is unknown counts as the
/// whole truth missed, so that silence about hard cases does not look like skill.
pub(super) fn mean_absolute_error(pairs: &[(Option<f64>, f64)]) -> Option<f64> {
    mean(pairs.iter().map(|(read, truth)| match read {
        Some(read) => (read - truth).abs(),
        None => truth.abs(),
    }))
}

/// Mean; `None` of nothing.
pub(super) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}

/// Share of `true`; `None` of nothing.
pub(super) fn share(values: impl Iterator<Item = bool>) -> Option<f64> {
    mean(values.map(|value| f64::from(u8::from(value))))
}

/// Chance that a positive scores above a negative, ties counting half.
pub(super) fn area(positives: &[f64], negatives: &[f64]) -> Option<f64> {
    let wins = positives.iter().flat_map(|positive| {
        negatives
            .iter()
            .map(move |negative| match positive.total_cmp(negative) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            })
    });
    mean(wins)
}

/// Share of positives above the threshold that 5 % of the negatives pass.
pub(super) fn recall_at_5_percent(positives: &[f64], negatives: &[f64]) -> Option<f64> {
    let mut sorted = negatives.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let threshold = *sorted.get(negatives.len() / 20)?;
    share(positives.iter().map(|score| *score > threshold))
}

/// Spearman's rank correlation; `None` of less than three pairs.
pub(super) fn rank_correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    if pairs.len() < 3 {
        return None;
    }
    let first = ranks(pairs.iter().map(|pair| pair.0).collect());
    let second = ranks(pairs.iter().map(|pair| pair.1).collect());
    let middle = (pairs.len() as f64 - 1.0) / 2.0;
    let product = |a: &[f64], b: &[f64]| -> f64 {
        a.iter()
            .zip(b)
            .map(|(a, b)| (a - middle) * (b - middle))
            .sum()
    };
    let scale = (product(&first, &first) * product(&second, &second)).sqrt();
    (scale > 0.0).then(|| product(&first, &second) / scale)
}

/// Rank of each value from 0 on; ties share the mean of theirs.
fn ranks(values: Vec<f64>) -> Vec<f64> {
    let rank = |value: &f64| {
        let below = values.iter().filter(|other| *other < value).count() as f64;
        let equal = values
            .iter()
            .filter(|other| other.total_cmp(value).is_eq())
            .count() as f64;
        below + (equal - 1.0) / 2.0
    };
    values.iter().map(rank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_near(value: Option<f64>, expected: f64) {
        assert!(
            (value.unwrap() - expected).abs() < 1e-9,
            "{value:?} is not {expected}"
        );
    }

    #[test]
    fn area_is_the_chance_to_be_above() {
        assert_near(area(&[3.0, 2.0], &[1.0, 0.0]), 1.0);
        assert_near(area(&[1.0, 3.0], &[2.0]), 0.5);
        assert_near(area(&[1.0], &[1.0]), 0.5);
        assert_eq!(area(&[], &[1.0]), None);
    }

    #[test]
    fn recall_allows_one_false_alarm_in_twenty() {
        let negatives: Vec<f64> = (0..20).map(f64::from).collect();
        assert_near(
            recall_at_5_percent(&[18.5, 17.5, 30.0, 18.0], &negatives),
            0.5,
        );
        assert_near(recall_at_5_percent(&[0.5], &[0.0]), 1.0);
    }

    #[test]
    fn ranks_correlate_whatever_the_scale() {
        let rising: Vec<(f64, f64)> = (0..9).map(|i| (f64::from(i), f64::from(i * i))).collect();
        assert_near(rank_correlation(&rising), 1.0);
        let falling: Vec<(f64, f64)> = rising.iter().map(|(a, b)| (*a, -b)).collect();
        assert_near(rank_correlation(&falling), -1.0);
        // Spearman's own formula: 1 - 6 * (1 + 1) / (3 * 8).
        assert_near(rank_correlation(&[(1.0, 2.0), (2.0, 1.0), (3.0, 3.0)]), 0.5);
        assert_eq!(
            rank_correlation(&[(1.0, 1.0), (1.0, 2.0), (1.0, 3.0)]),
            None
        );
    }

    #[test]
    fn what_is_unknown_is_an_error_of_the_whole_value() {
        assert_near(mean_absolute_error(&[(Some(3.0), 2.0), (None, 5.0)]), 3.0);
        assert_eq!(mean_absolute_error(&[]), None);
    }
}
