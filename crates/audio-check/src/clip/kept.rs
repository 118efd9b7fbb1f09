//! Blocks of 20 ms -> a run of kept audio.

#[cfg(feature = "voices")]
use crate::measure::kept::BLOCK;
use crate::measure::source::SourceBlock;
use zeroize::Zeroize;

/// What is remembered of a block beside its samples.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Block {
    pub(crate) source: SourceBlock,
    pub(crate) speech: f32,
    /// How much it is worth keeping.
    pub(super) score: u32,
}

/// A run of kept audio.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Kept {
    /// Index of its first sample in the whole recording at 16 kHz.
    pub(crate) start: u64,
    pub(crate) samples: Vec<i16>,
    pub(crate) blocks: Vec<Block>,
}

impl Kept {
    /// What each block is worth keeping.
    #[cfg(feature = "voices")]
    pub(crate) fn worth(&self) -> Vec<u32> {
        self.blocks.iter().map(|block| block.score).collect()
    }

    /// A run of its blocks.
    #[cfg(feature = "voices")]
    pub(crate) fn part(&self, blocks: std::ops::Range<usize>) -> Kept {
        let end = (blocks.end * BLOCK).min(self.samples.len());
        Kept {
            start: self.start + (blocks.start * BLOCK) as u64,
            samples: self.samples[(blocks.start * BLOCK).min(end)..end].to_vec(),
            blocks: self.blocks[blocks].to_vec(),
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.samples.as_mut_slice().zeroize();
    }
}
