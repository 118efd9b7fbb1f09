//! Worth of blocks, and whose voice is heard where -> the run of blocks with most of one voice.

use crate::measure::kept::BLOCK;
use crate::measure::place::{MarkKind, Place};
use std::ops::Range;

/// Whose a block is, as far as it was listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Unknown,
    Main,
    Other,
    Both,
}

/// The run of blocks that is worth most of all that hold one voice alone: it begins and ends where
/// that voice was heard, and nowhere in it is the other one or both at once. `None` if neither voice
/// was heard alone.
///
/// What was not listened to counts with what lies around it; at the ends it might be anybody's.
pub(crate) fn best_run(worth: &[u32], places: &[Place]) -> Option<Range<usize>> {
    let owners = owners(worth.len(), places);
    let of = |voice| runs_of(&owners, voice).map(|run| (run.clone(), sum(&worth[run])));
    let runs = of(Owner::Main).chain(of(Owner::Other));
    let best = runs.reduce(|best, run| if run.1 > best.1 { run } else { best });
    best.map(|(run, _)| run)
}

fn sum(worth: &[u32]) -> u64 {
    worth.iter().copied().map(u64::from).sum()
}

fn owners(blocks: usize, places: &[Place]) -> Vec<Owner> {
    let mut owners = vec![Owner::Unknown; blocks];
    for (kind, samples) in places {
        let heard = match kind {
            MarkKind::MainVoice => Owner::Main,
            MarkKind::OtherVoice => Owner::Other,
            MarkKind::Overlap => Owner::Both,
            _ => continue,
        };
        let end = samples.end.div_ceil(BLOCK).min(blocks);
        for owner in &mut owners[(samples.start / BLOCK).min(end)..end] {
            *owner = match *owner {
                Owner::Unknown => heard,
                known if known == heard => known,
                _ => Owner::Both,
            };
        }
    }
    owners
}

/// Runs that begin and end with a block of `voice` and hold no block of anybody else.
fn runs_of(owners: &[Owner], voice: Owner) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let pieces = owners.split(move |owner| *owner != voice && *owner != Owner::Unknown);
    pieces.filter_map(move |piece| {
        let from = start;
        start += piece.len() + 1;
        let first = piece.iter().position(|owner| *owner == voice)?;
        let last = piece.iter().rposition(|owner| *owner == voice)?;
        Some(from + first..from + last + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place(kind: MarkKind, blocks: Range<usize>) -> Place {
        (kind, blocks.start * BLOCK..blocks.end * BLOCK)
    }

    #[test]
    fn an_interjection_leaves_the_longer_side() {
        let worth = [500; 100];
        let places = [
            place(MarkKind::MainVoice, 2..30),
            place(MarkKind::OtherVoice, 40..45),
            place(MarkKind::MainVoice, 50..60),
            place(MarkKind::MainVoice, 80..95),
        ];
        assert_eq!(best_run(&worth, &places), Some(50..95));
        assert_eq!(best_run(&worth, &places[1..2]), Some(40..45));
        assert_eq!(best_run(&worth, &[]), None);
        assert_eq!(best_run(&[], &places), None);
    }

    #[test]
    fn what_two_say_at_once_is_nobodys() {
        let places = [
            place(MarkKind::MainVoice, 0..60),
            place(MarkKind::Overlap, 20..25),
            place(MarkKind::Speech, 0..100),
        ];
        assert_eq!(best_run(&[1; 100], &places), Some(25..60));
    }

    proptest! {
        #[test]
        fn no_run_of_one_voice_beats_the_one_found(
            blocks in proptest::collection::vec((0_u32..1_000, 0_u8..6), 0..60),
        ) {
            let worth: Vec<u32> = blocks.iter().map(|block| block.0).collect();
            let kinds = [MarkKind::MainVoice, MarkKind::OtherVoice, MarkKind::Overlap];
            let places: Vec<Place> = blocks
                .iter()
                .enumerate()
                .filter_map(|(index, (_, kind))| {
                    Some(place(*kinds.get(usize::from(*kind))?, index..index + 1))
                })
                .collect();
            // Every run there is, one by one.
            let mut most = None;
            for voice in 0..2_u8 {
                for start in 0..blocks.len() {
                    for end in start + 1..=blocks.len() {
                        let run = &blocks[start..end];
                        let is_alone = run.iter().all(|(_, kind)| *kind == voice || *kind > 2);
                        let begins = run[0].1 == voice && run[run.len() - 1].1 == voice;
                        if is_alone && begins {
                            most = most.max(Some(sum(&worth[start..end])));
                        }
                    }
                }
            }
            let found = best_run(&worth, &places);
            prop_assert_eq!(found.map(|run| sum(&worth[run])), most);
        }
    }
}
