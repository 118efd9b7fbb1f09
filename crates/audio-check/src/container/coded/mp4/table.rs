//! Sample tables -> place and size of one sample after another, without unpacking them.

use super::atoms::{find, u32_at, u64_at};

/// The tables as they stand in the file, and where the walk is.
#[derive(Default)]
pub(super) struct Table {
    /// Size of every sample, or 0 if `sizes` has one for each.
    uniform_bytes: u32,
    sample_count: u32,
    sizes: Vec<u8>,
    /// Runs of chunks: first chunk, samples in each, description; 12 bytes.
    runs: Vec<u8>,
    chunks: Vec<u8>,
    has_wide_chunks: bool,

    sample: u32,
    chunk: u32,
    run: usize,
    left_in_chunk: u32,
    offset: u64,
}

impl Table {
    pub(super) fn read(stbl: &[u8]) -> Option<Table> {
        let stsz = find(stbl, &[b"stsz"])?;
        let chunks = find(stbl, &[b"stco"]);
        let wide_chunks = find(stbl, &[b"co64"]);
        let entries = |body: &[u8]| body.get(8..).unwrap_or_default().to_vec();
        Some(Table {
            uniform_bytes: u32_at(stsz, 4)?,
            sample_count: u32_at(stsz, 8)?,
            sizes: stsz.get(12..)?.to_vec(),
            runs: entries(find(stbl, &[b"stsc"])?),
            has_wide_chunks: chunks.is_none(),
            chunks: entries(chunks.or(wide_chunks)?),
            ..Table::default()
        })
    }

    pub(super) fn has_samples(&self) -> bool {
        self.sample_count > 0 && !self.chunks.is_empty()
    }

    /// Place and size of the next sample; `None` at the end or where the tables contradict.
    pub(super) fn next(&mut self) -> Option<(u64, u32)> {
        if self.sample >= self.sample_count {
            return None;
        }
        while self.left_in_chunk == 0 {
            self.enter_chunk()?;
        }
        let bytes = match self.uniform_bytes {
            0 => u32_at(
                &self.sizes,
                usize::try_from(self.sample).ok()?.checked_mul(4)?,
            )?,
            uniform => uniform,
        };
        let offset = self.offset;
        self.offset = offset.checked_add(u64::from(bytes))?;
        self.left_in_chunk -= 1;
        self.sample += 1;
        Some((offset, bytes))
    }

    /// Place and size of the next frames of PCM, which stand together in their chunk.
    pub(super) fn next_frames(&mut self, frame_bytes: u32) -> Option<(u64, u32)> {
        /// A piece that a cut file loses at most.
        const MOST_BYTES: u32 = 8192;
        let left = self
            .sample_count
            .checked_sub(self.sample)
            .filter(|left| *left > 0)?;
        while self.left_in_chunk == 0 {
            self.enter_chunk()?;
        }
        let most = (MOST_BYTES / frame_bytes.max(1)).max(1);
        let frames = self.left_in_chunk.min(left).min(most);
        let (offset, bytes) = (self.offset, frames.checked_mul(frame_bytes)?);
        self.offset = offset.checked_add(u64::from(bytes))?;
        self.left_in_chunk -= frames;
        self.sample += frames;
        Some((offset, bytes))
    }

    fn enter_chunk(&mut self) -> Option<()> {
        let at = usize::try_from(self.chunk).ok()?;
        self.offset = if self.has_wide_chunks {
            u64_at(&self.chunks, at.checked_mul(8)?)?
        } else {
            u64::from(u32_at(&self.chunks, at.checked_mul(4)?)?)
        };
        self.chunk += 1;
        // Chunks count from 1.
        while u32_at(&self.runs, (self.run + 1) * 12).is_some_and(|first| first <= self.chunk) {
            self.run += 1;
        }
        self.left_in_chunk = u32_at(&self.runs, self.run * 12 + 4)?;
        Some(())
    }
}
