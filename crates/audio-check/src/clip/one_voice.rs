//! Worth of blocks, and whose each is -> the run of blocks with most of one voice.

use crate::measure::kept::BLOCK;
use crate::measure::place::{MarkKind, Place};
use std::ops::Range;

/// Whose a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// Not listened to.
    Unknown,
    /// One voice, by number.
    Voice(usize),
    /// Several at once, or nobody can say.
    Nobody,
}

/// The run of at most `most` blocks that is worth most of all in which every block is one voice's;
/// the earliest of equals. `None` if no voice has a block.
pub(crate) fn best_run(worth: &[u32], owners: &[Owner], most: usize) -> Option<Range<usize>> {
    let mut best: Option<(u64, Range<usize>)> = None;
    let mut start = 0;
    for piece in owners.chunk_by(|a, b| a == b) {
        let end = start + piece.len();
        if most > 0 && matches!(piece[0], Owner::Voice(_)) {
            let found = best_window(&worth[start..end], most);
            if best.as_ref().is_none_or(|best| found.0 > best.0) {
                best = Some((found.0, start + found.1.start..start + found.1.end));
            }
        }
        start = end;
    }
    best.map(|(_, run)| run)
}

/// The window of `most` blocks, or all if they are fewer, that is worth most, and its worth.
fn best_window(worth: &[u32], most: usize) -> (u64, Range<usize>) {
    let length = most.min(worth.len());
    let mut sum: u64 = worth[..length].iter().copied().map(u64::from).sum();
    let mut best = (sum, 0..length);
    for end in length..worth.len() {
        sum = sum + u64::from(worth[end]) - u64::from(worth[end - length]);
        if sum > best.0 {
            best = (sum, end + 1 - length..end + 1);
        }
    }
    best
}

/// Whose each of so many blocks is by what was found in them.
pub(crate) fn owners(blocks: usize, places: &[Place]) -> Vec<Owner> {
    let mut owners = vec![Owner::Unknown; blocks];
    for (kind, samples) in places {
        let heard = match kind {
            MarkKind::MainVoice => Owner::Voice(0),
            MarkKind::OtherVoice => Owner::Voice(1),
            MarkKind::Overlap => Owner::Nobody,
            _ => continue,
        };
        let end = samples.end.div_ceil(BLOCK).min(blocks);
        for owner in &mut owners[(samples.start / BLOCK).min(end)..end] {
            *owner = match *owner {
                Owner::Unknown => heard,
                known if known == heard => known,
                _ => Owner::Nobody,
            };
        }
    }
    fill_between(&mut owners);
    owners
}

/// What was not listened to belongs to the voice on both its sides; at the ends, and between two
/// voices, to nobody.
fn fill_between(owners: &mut [Owner]) {
    let mut before = Owner::Nobody;
    let mut start = 0;
    while start < owners.len() {
        let run = owners[start..].iter();
        let length = run.take_while(|owner| **owner == Owner::Unknown).count();
        let after = owners.get(start + length).copied();
        if length > 0 {
            let of = after.filter(|after| *after == before);
            owners[start..start + length].fill(of.unwrap_or(Owner::Nobody));
        }
        before = after.unwrap_or(Owner::Nobody);
        start += length + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const A: Owner = Owner::Voice(0);
    const B: Owner = Owner::Voice(1);

    fn sum(worth: &[u32]) -> u64 {
        worth.iter().copied().map(u64::from).sum()
    }

    #[test]
    fn an_interjection_leaves_the_longer_side() {
        let mut owners = [A; 100];
        owners[40..45].fill(B);
        assert_eq!(best_run(&[500; 100], &owners, 1_000), Some(45..100));
        assert_eq!(best_run(&[500; 100], &owners, 30), Some(0..30));
        assert_eq!(best_run(&[1; 3], &[Owner::Nobody; 3], 9), None);
        assert_eq!(best_run(&[], &[], 9), None);
        assert_eq!(best_run(&[1], &[A], 0), None);
    }

    #[test]
    fn what_two_say_at_once_is_nobodys() {
        let place = |kind, blocks: Range<usize>| (kind, blocks.start * BLOCK..blocks.end * BLOCK);
        let places = [
            place(MarkKind::MainVoice, 5..30),
            place(MarkKind::MainVoice, 40..60),
            place(MarkKind::OtherVoice, 55..70),
            place(MarkKind::Overlap, 20..25),
            place(MarkKind::Speech, 0..100),
        ];
        let owners = owners(100, &places);
        assert_eq!(best_run(&[1; 100], &owners, 100), Some(25..55));
        assert_eq!((owners[4], owners[5], owners[65]), (Owner::Nobody, A, B));
    }

    #[test]
    fn gaps_belong_to_the_voice_around_them() {
        use Owner::{Nobody, Unknown};
        let mut owners = [
            Unknown, A, Unknown, A, Unknown, Unknown, B, Nobody, Unknown, B, Unknown,
        ];
        fill_between(&mut owners);
        assert_eq!(
            owners,
            [
                Nobody, A, A, A, Nobody, Nobody, B, Nobody, Nobody, B, Nobody
            ]
        );
    }

    proptest! {
        #[test]
        fn no_run_of_one_voice_beats_the_one_found(
            blocks in proptest::collection::vec((0_u32..1_000, 0_usize..4), 0..60),
            most in 0_usize..40,
        ) {
            let worth: Vec<u32> = blocks.iter().map(|block| block.0).collect();
            let kinds = [A, B, Owner::Unknown, Owner::Nobody];
            let owners: Vec<Owner> = blocks.iter().map(|block| kinds[block.1]).collect();
            // Every run there is, one by one.
            let mut best: Option<u64> = None;
            for start in 0..blocks.len() {
                for end in start + 1..=blocks.len().min(start + most) {
                    let is_of = |voice| owners[start..end].iter().all(|owner| *owner == voice);
                    if is_of(A) || is_of(B) {
                        best = best.max(Some(sum(&worth[start..end])));
                    }
                }
            }
            let found = best_run(&worth, &owners, most);
            prop_assert!(found.clone().is_none_or(|run| !run.is_empty() && run.len() <= most));
            prop_assert_eq!(found.map(|run| sum(&worth[run])), best);
        }
    }
}
