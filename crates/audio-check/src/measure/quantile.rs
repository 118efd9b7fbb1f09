//! Values -> the value below which a share of them lies.

/// The value below which `share` (0 to 1) of `values` lies, between neighbours by nearest rank;
/// `None` of nothing. Reorders `values`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an index below the length, which is far below 2^24"
)]
pub(crate) fn quantile(values: &mut [f32], share: f32) -> Option<f32> {
    let last = values.len().checked_sub(1)?;
    let rank = ((last as f32 * share.clamp(0.0, 1.0)).round() as usize).min(last);
    Some(*values.select_nth_unstable_by(rank, f32::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn ends_and_middle_are_found_in_any_order() {
        let values = [3.0, 1.0, 5.0, 2.0, 4.0];
        for (share, expected) in [(0.0, 1.0), (0.5, 3.0), (1.0, 5.0), (0.25, 2.0), (7.0, 5.0)] {
            assert_eq!(quantile(&mut values.clone(), share), Some(expected));
        }
        assert_eq!(quantile(&mut [], 0.5), None);
    }
}
