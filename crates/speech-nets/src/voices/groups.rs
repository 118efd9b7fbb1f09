//! Voices of many stretches -> which of them are one person's.

use super::embedding::Embedding;

/// Puts alike voices into groups: two groups become one while the mean similarity of their members
/// is at least `alike`, the most alike first (average linkage, the usual clustering of who spoke
/// when). The number of each voice's group comes back, in the order of the voices.
///
/// Takes time with the cube of the count: meant for some dozens.
#[must_use]
pub fn groups(voices: &[&Embedding], alike: f32) -> Vec<usize> {
    let similarity = |i: usize, j: usize| voices[i].similarity(voices[j]);
    merged(voices.len(), similarity, alike)
}

#[expect(clippy::cast_precision_loss, reason = "some dozens of members")]
fn merged(count: usize, similarity: impl Fn(usize, usize) -> f32, alike: f32) -> Vec<usize> {
    let mut groups: Vec<Vec<usize>> = (0..count).map(|i| vec![i]).collect();
    let mean = |a: &[usize], b: &[usize]| {
        let pairs = a.iter().flat_map(|i| b.iter().map(move |j| (*i, *j)));
        pairs.map(|(i, j)| similarity(i, j)).sum::<f32>() / (a.len() * b.len()) as f32
    };
    loop {
        let pairs = (0..groups.len()).flat_map(|i| (i + 1..groups.len()).map(move |j| (i, j)));
        let means = pairs.map(|(i, j)| (mean(&groups[i], &groups[j]), i, j));
        let most = means.max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((_, i, j)) = most.filter(|(mean, ..)| *mean >= alike) else {
            break;
        };
        let taken = groups.remove(j);
        groups[i].extend(taken);
    }
    let mut of = vec![0; count];
    for (group, members) in groups.iter().enumerate() {
        members.iter().for_each(|member| of[*member] = group);
    }
    of
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Points on a line; two are as alike as they are near.
    fn on_a_line(points: &[f32], alike: f32) -> Vec<usize> {
        merged(
            points.len(),
            |i, j| 1.0 - (points[i] - points[j]).abs(),
            alike,
        )
    }

    #[test]
    fn near_ones_are_together_and_far_ones_apart() {
        let groups = on_a_line(&[0.0, 5.0, 0.1, 5.2, 0.3, 9.0], 0.5);
        assert_eq!(groups, [0, 1, 0, 1, 0, 2]);
        assert!(on_a_line(&[], 0.5).is_empty());
    }

    proptest! {
        #[test]
        fn groups_that_stay_apart_are_not_alike(
            points in proptest::collection::vec(0.0_f32..4.0, 1..12),
        ) {
            let groups = on_a_line(&points, 0.5);
            let members = |group: usize| -> Vec<f32> {
                let pairs = points.iter().zip(&groups);
                pairs.filter(|(_, of)| **of == group).map(|(point, _)| *point).collect()
            };
            let count = groups.iter().max().map_or(0, |most| most + 1);
            for (a, b) in (0..count).flat_map(|a| (0..a).map(move |b| (a, b))) {
                let (a, b) = (members(a), members(b));
                let sum: f32 = a.iter().flat_map(|x| b.iter().map(move |y| 1.0 - (x - y).abs())).sum();
                prop_assert!(sum / ((a.len() * b.len()) as f32) < 0.5 + 1e-4);
            }
        }
    }
}
