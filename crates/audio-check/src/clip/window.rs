//! Blocks of 20 ms as they arrive -> the window of them that is kept.
//!
//! What fits is kept whole. Of what does not, the window with the highest score is kept, the
//! earliest of equals, in constant memory: a ring holds a quarter more than the window, and a
//! window that is the best so far is copied when its first block is about to leave the ring. A ring
//! that holds more lets another part be chosen in the end.

use super::kept::{Block, Kept};
use super::quantize;
use super::score::Scorer;
use crate::measure::kept::BLOCK;
use crate::measure::source::SourceBlock;
use zeroize::Zeroize;

/// Keeps the best window of a recording of any length.
pub(crate) struct Keeper {
    max_samples: usize,
    /// Blocks of a full window; what is longer than `max_samples` keeps this many.
    pub(super) window: u64,
    pub(super) ring: u64,
    pub(super) samples: Vec<i16>,
    pub(super) sample_count: u64,
    pub(super) blocks: Vec<Block>,
    pub(super) block_count: u64,
    scorer: Scorer,
    window_score: u64,
    pub(super) best: Best,
    /// The best window, if it has left the ring.
    pub(super) saved: Kept,
    pub(super) is_saved: bool,
    scratch: Vec<i16>,
}

#[derive(Clone, Copy)]
pub(super) struct Best {
    pub(super) start: u64,
    score: Option<u64>,
}

/// Blocks whose samples are there before their speech is known, with room to spare.
const SLACK_BLOCKS: u64 = 64;

impl Keeper {
    /// Keeps at most `max_samples`, or everything if that is `None`, and holds the last
    /// `held_blocks` at least until the end.
    pub(crate) fn new(max_samples: Option<usize>, held_blocks: u64) -> Keeper {
        let max_samples = max_samples.unwrap_or(usize::MAX);
        let window = (max_samples / BLOCK) as u64;
        let ring = window
            .saturating_add(window / 4)
            .max(held_blocks)
            .saturating_add(SLACK_BLOCKS);
        // Reserved at once, so that nothing is allocated, or left behind, while it records.
        let reserve = usize::try_from(ring).map_or(0, |ring| {
            ring.min(to_usize(held_blocks + SLACK_BLOCKS).max(1 << 15))
        });
        let saved_samples = reserve.min(to_usize(window)) * BLOCK;
        Keeper {
            max_samples,
            window,
            ring,
            samples: Vec::with_capacity(reserve.saturating_mul(BLOCK)),
            sample_count: 0,
            blocks: Vec::with_capacity(reserve),
            block_count: 0,
            scorer: Scorer::new(),
            window_score: 0,
            best: Best {
                start: 0,
                score: None,
            },
            saved: Kept {
                start: 0,
                samples: Vec::with_capacity(saved_samples),
                blocks: Vec::with_capacity(saved_samples / BLOCK),
            },
            is_saved: false,
            scratch: Vec::with_capacity(BLOCK),
        }
    }

    /// Takes the next samples.
    pub(crate) fn push_samples(&mut self, mut samples: &[f32]) {
        while !samples.is_empty() {
            let block = self.sample_count / BLOCK as u64;
            let filled = to_usize(self.sample_count % BLOCK as u64);
            if filled == 0 {
                self.save_before_overwriting(block);
            }
            let (head, rest) = samples.split_at(samples.len().min(BLOCK - filled));
            let at = to_usize(block % self.ring) * BLOCK + filled;
            if at == self.samples.len() {
                quantize::to_i16(head, &mut self.samples);
            } else {
                self.scratch.clear();
                quantize::to_i16(head, &mut self.scratch);
                self.samples[at..at + head.len()].copy_from_slice(&self.scratch);
            }
            self.sample_count += head.len() as u64;
            samples = rest;
        }
    }

    /// Tells the next block whose samples are complete.
    pub(crate) fn push_block(&mut self, source: SourceBlock, speech: f32) {
        let index = self.block_count;
        let at = to_usize(index % self.ring);
        let end = self.samples.len().min((at + 1) * BLOCK);
        let samples = &self.samples[(at * BLOCK).min(end)..end];
        let score = self.scorer.score(samples, speech, source.is_clipped());
        let block = Block {
            source,
            speech,
            score,
        };
        match self.blocks.get_mut(at) {
            Some(slot) => *slot = block,
            None => self.blocks.push(block),
        }
        self.block_count += 1;
        self.window_score += u64::from(score);
        if let Some(left) = index.checked_sub(self.window) {
            self.window_score -= u64::from(self.blocks[to_usize(left % self.ring)].score);
        }
        // The block that the end cut short is no part of a full window.
        let is_whole = self.block_count * BLOCK as u64 <= self.sample_count;
        if is_whole
            && self.block_count >= self.window
            && self.best.score.is_none_or(|best| self.window_score > best)
        {
            let start = self.block_count - self.window;
            self.best = Best {
                start,
                score: Some(self.window_score),
            };
            self.is_saved = false;
        }
    }

    /// Whether everything so far can be kept.
    pub(crate) fn fits(&self) -> bool {
        self.sample_count <= self.max_samples as u64
    }

    /// The best window so far: everything, if it fits.
    pub(crate) fn best(&self) -> Kept {
        if self.fits() {
            return self.copy(0, self.sample_count);
        }
        if self.is_saved {
            return self.saved.clone();
        }
        let start = self.best.start * BLOCK as u64;
        self.copy(start, start + self.window * BLOCK as u64)
    }

    /// The best window at the end. The ring is given back before the window is measured.
    pub(crate) fn take_best(&mut self) -> Kept {
        let kept = if self.is_saved && !self.fits() {
            std::mem::take(&mut self.saved)
        } else {
            self.best()
        };
        self.samples.as_mut_slice().zeroize();
        (self.samples, self.blocks) = (Vec::new(), Vec::new());
        self.saved = Kept::default();
        self.is_saved = false;
        kept
    }

    /// The last `samples` that arrived, from the start of a block; at most one window.
    pub(crate) fn last(&self, samples: u64) -> Kept {
        let most = samples.min(self.window.saturating_mul(BLOCK as u64));
        let start = self
            .sample_count
            .saturating_sub(most)
            .next_multiple_of(BLOCK as u64);
        self.copy(start.min(self.sample_count), self.sample_count)
    }

    fn save_before_overwriting(&mut self, block: u64) {
        let is_best = block
            .checked_sub(self.ring)
            .is_some_and(|victim| victim == self.best.start);
        if is_best && !self.is_saved && self.best.score.is_some() {
            let start = self.best.start * BLOCK as u64;
            let mut saved = std::mem::take(&mut self.saved);
            self.copy_into(&mut saved, start, start + self.window * BLOCK as u64);
            self.saved = saved;
            self.is_saved = true;
        }
    }

    /// Copies a run of samples that is still in the ring; `start` is the start of a block.
    fn copy(&self, start: u64, end: u64) -> Kept {
        let mut kept = Kept::default();
        kept.samples.reserve_exact(to_usize(end - start));
        self.copy_into(&mut kept, start, end);
        kept
    }

    fn copy_into(&self, kept: &mut Kept, start: u64, end: u64) {
        kept.start = start;
        kept.samples.clear();
        kept.blocks.clear();
        let mut at = start;
        while at < end {
            let block = at / BLOCK as u64;
            let slot = to_usize(block % self.ring);
            let count = to_usize((end - at).min(BLOCK as u64));
            kept.samples
                .extend_from_slice(&self.samples[slot * BLOCK..][..count]);
            if block < self.block_count {
                kept.blocks.push(self.blocks[slot]);
            }
            at += count as u64;
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.samples.as_mut_slice().zeroize();
        self.scratch.as_mut_slice().zeroize();
    }
}

/// Ring positions and window lengths are bounded by memory that was reserved.
pub(super) fn to_usize(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Feeds blocks whose samples tell their index, with the given probabilities of speech.
    fn keep(max_samples: usize, speech: &[f32]) -> Keeper {
        let mut keeper = Keeper::new(Some(max_samples), 0);
        for (index, &speech) in speech.iter().enumerate() {
            let samples: Vec<f32> = (0..BLOCK)
                .map(|i| ((index + i) % 97) as f32 / 97.0)
                .collect();
            keeper.push_samples(&samples);
            keeper.push_block(SourceBlock::default(), speech);
        }
        keeper
    }

    #[test]
    fn what_fits_is_kept_whole() {
        let mut keeper = keep(10 * BLOCK, &[0.0; 9]);
        keeper.push_samples(&[0.25; 100]);
        let kept = keeper.best();
        assert_eq!((kept.start, kept.samples.len()), (0, 9 * BLOCK + 100));
    }

    #[test]
    fn a_block_cut_short_is_in_no_window() {
        let mut keeper = keep(BLOCK, &[0.5]);
        keeper.push_samples(&[0.5; 44]);
        keeper.push_block(SourceBlock::default(), 1.0);
        let kept = keeper.best();
        assert_eq!((kept.start, kept.samples.len()), (0, BLOCK));
    }

    proptest! {
        #[test]
        fn no_window_beats_the_one_kept(
            window in 1_usize..12,
            speech in proptest::collection::vec(0.0_f32..1.0, 0..400),
        ) {
            let keeper = keep(window * BLOCK, &speech);
            let kept = keeper.best();
            if speech.len() <= window {
                prop_assert_eq!(kept.samples.len(), speech.len() * BLOCK);
                return Ok(());
            }
            // The scores again, all at once.
            let mut scorer = Scorer::new();
            let scores: Vec<u64> = speech.iter().enumerate().map(|(index, &speech)| {
                let block: Vec<f32> =
                    (0..BLOCK).map(|i| ((index + i) % 97) as f32 / 97.0).collect();
                let mut samples = Vec::new();
                quantize::to_i16(&block, &mut samples);
                u64::from(scorer.score(&samples, speech, false))
            }).collect();
            let sums: Vec<u64> = scores.windows(window).map(|run| run.iter().sum()).collect();
            let most = sums.iter().max().copied().unwrap_or(0);
            let first = sums.iter().position(|&sum| sum == most).unwrap_or(0);
            prop_assert_eq!(kept.start, (first * BLOCK) as u64);
            prop_assert_eq!(kept.samples.len(), window * BLOCK);
            let told: Vec<f32> = kept.blocks.iter().map(|block| block.speech).collect();
            prop_assert_eq!(&told[..], &speech[first..first + window]);
            let expected = ((first + 3) % 97) as f32 / 97.0;
            prop_assert!((f32::from(kept.samples[3]) - expected * 32_768.0).abs() <= 0.5);
        }
    }
}
