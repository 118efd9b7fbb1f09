//! A keeper at the end of a recording -> the blocks it still holds, to choose another part from.

use super::kept::{Block, Kept};
use super::window::{Keeper, to_usize};
use crate::measure::kept::BLOCK;
use std::ops::Range;

impl Keeper {
    /// Runs of whole blocks that are still held, in order: the best window if it left the ring, and
    /// what the ring holds.
    #[expect(clippy::single_range_in_vec_init, reason = "one run or two")]
    fn held(&self) -> Vec<Range<u64>> {
        let whole = self.block_count.min(self.sample_count / BLOCK as u64);
        let in_ring = self.first_in_ring().min(whole)..whole;
        let saved = self.best.start..self.best.start.saturating_add(self.window);
        if !self.is_saved {
            vec![in_ring]
        } else if saved.end >= in_ring.start {
            vec![saved.start..whole]
        } else {
            vec![saved, in_ring]
        }
    }

    /// The first block whose samples the ring still holds.
    fn first_in_ring(&self) -> u64 {
        let started = self.sample_count.div_ceil(BLOCK as u64);
        started.saturating_sub(self.ring)
    }

    /// A held block and its samples.
    fn block(&self, block: u64) -> Option<(&Block, &[i16])> {
        let (at, blocks, samples) = if block >= self.first_in_ring() {
            (block % self.ring, &self.blocks, &self.samples)
        } else {
            let at = block
                .checked_sub(self.best.start)
                .filter(|_| self.is_saved)?;
            (at, &self.saved.blocks, &self.saved.samples)
        };
        let at = to_usize(at);
        Some((blocks.get(at)?, samples.get(at * BLOCK..(at + 1) * BLOCK)?))
    }
}

/// The held blocks in one line, for a choice among them.
pub(crate) struct Held<'a> {
    keeper: &'a Keeper,
    /// Their numbers in the recording; `None` where blocks between are forgotten.
    blocks: Vec<Option<u64>>,
    /// What each is worth keeping.
    pub(crate) worth: Vec<u32>,
    /// Blocks of speech before each, and of all.
    spoken: Vec<u32>,
}

impl<'a> Held<'a> {
    pub(crate) fn of(keeper: &'a Keeper) -> Held<'a> {
        let mut held = Held {
            keeper,
            blocks: Vec::new(),
            worth: Vec::new(),
            spoken: vec![0],
        };
        for run in keeper.held() {
            if !held.blocks.is_empty() {
                held.push(None);
            }
            run.for_each(|block| held.push(Some(block)));
        }
        held
    }

    fn push(&mut self, number: Option<u64>) {
        let block = number.and_then(|number| self.keeper.block(number));
        let (worth, speech) = block.map_or((0, 0.0), |(block, _)| (block.score, block.speech));
        self.blocks.push(number);
        self.worth.push(worth);
        let before = self.spoken.last().copied().unwrap_or_default();
        self.spoken.push(before + u32::from(speech > 0.5));
    }

    /// Most blocks of a part.
    pub(crate) fn window_blocks(&self) -> usize {
        to_usize(self.keeper.window)
    }

    /// Whether blocks are missing here.
    pub(crate) fn is_gap(&self, index: usize) -> bool {
        self.blocks.get(index).is_none_or(Option::is_none)
    }

    /// Blocks of speech in a run.
    pub(crate) fn spoken(&self, run: &Range<usize>) -> u32 {
        self.spoken[run.end] - self.spoken[run.start]
    }

    /// The run of `count` blocks of speech at the start of `run` (0), its middle or its end (1);
    /// `None` if there are fewer.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count"
    )]
    pub(crate) fn speech_at(
        &self,
        run: &Range<usize>,
        count: u32,
        at: f64,
    ) -> Option<Range<usize>> {
        let spare = self.spoken(run).checked_sub(count)?;
        let first = self.spoken[run.start] + (f64::from(spare) * at.clamp(0.0, 1.0)) as u32;
        // The last block with so many before it is the first that counts.
        let start = self.spoken.partition_point(|before| *before <= first) - 1;
        let end = self
            .spoken
            .partition_point(|before| *before < first + count);
        Some(start..end)
    }

    /// A run as a part of the recording.
    pub(crate) fn part(&self, run: Range<usize>) -> Kept {
        let mut kept = Kept::default();
        kept.samples.reserve_exact(run.len() * BLOCK);
        let numbers = self.blocks[run].iter().flatten();
        for (index, number) in numbers.enumerate() {
            if index == 0 {
                kept.start = number * BLOCK as u64;
            }
            if let Some((block, samples)) = self.keeper.block(*number) {
                kept.blocks.push(*block);
                kept.samples.extend_from_slice(samples);
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::source::SourceBlock;
    use proptest::prelude::*;

    #[test]
    fn places_are_those_of_the_speech() {
        let mut keeper = Keeper::new(Some(BLOCK), 100);
        for index in 0..100 {
            keeper.push_samples(&[0.1; BLOCK]);
            let speech = if (20..30).contains(&index) || index >= 70 {
                0.9
            } else {
                0.1
            };
            keeper.push_block(SourceBlock::default(), speech);
        }
        let held = Held::of(&keeper);
        assert_eq!(held.spoken(&(25..75)), 10);
        assert_eq!(held.speech_at(&(0..100), 4, 0.5), Some(78..82));
        assert_eq!(held.speech_at(&(0..100), 4, 0.0), Some(20..24));
        assert_eq!(held.speech_at(&(0..100), 4, 1.0), Some(96..100));
        assert_eq!(held.speech_at(&(0..75), 15, 0.5), Some(20..75));
        assert_eq!(held.speech_at(&(22..72), 6, 0.5), Some(24..30));
        assert_eq!(held.speech_at(&(0..60), 11, 0.5), None);
        assert!(held.is_gap(100) && !held.is_gap(99));
    }

    proptest! {
        #[test]
        fn what_is_held_is_what_arrived(
            window in 1_usize..9,
            held in 0_u64..30,
            speech in proptest::collection::vec(0.0_f32..1.0, 0..200),
        ) {
            let mut keeper = Keeper::new(Some(window * BLOCK), held);
            for (index, &speech) in (0_u16..).zip(&speech) {
                keeper.push_samples(&[f32::from(index) / 32_768.0; BLOCK]);
                keeper.push_block(SourceBlock::default(), speech);
            }
            let runs = keeper.held();
            let last = runs.last().cloned().unwrap_or_default();
            prop_assert_eq!(last.end, speech.len() as u64);
            prop_assert!(last.end - last.start >= held.min(speech.len() as u64));
            prop_assert!(runs.windows(2).all(|pair| pair[0].end < pair[1].start));
            if speech.len() > window {
                let best = keeper.best();
                let first = best.start / BLOCK as u64;
                let line = Held::of(&keeper);
                let at = line.blocks.iter().position(|number| *number == Some(first)).unwrap();
                prop_assert_eq!(line.part(at..at + window), best);
            }
            for block in runs.into_iter().flatten() {
                let (told, samples) = keeper.block(block).unwrap();
                let at = usize::try_from(block).unwrap();
                prop_assert!((told.speech - speech[at]).abs() < 1e-9);
                prop_assert!(samples.iter().all(|sample| usize::try_from(*sample).unwrap() == at));
            }
        }
    }
}
