//! A run of PCM inside a container -> blocks of whole frames, with its end noted.

use std::io::Read;

use super::input::Input;
use super::quirk::Quirk;
use super::{Limits, SourceFormat};
use crate::convert::decode::{Decoder, Layout};
use crate::error::{Error, ErrorKind};

/// Samples of a block: 32 KiB of f32, which stay in the cache.
const BLOCK_SAMPLES: usize = 8192;

/// Counts what is read of a run of PCM and what is missing of it.
pub(super) struct PcmRun {
    decoder: Decoder,
    channels: usize,
    block_bytes: usize,
    sample_rate: u32,
    limits: Limits,
    /// Size of the run, `None` to read to the end.
    pub(super) declared_bytes: Option<u64>,
    pub(super) found_bytes: u64,
    pub(super) frames: u64,
}

impl PcmRun {
    pub(super) fn new(
        layout: Layout,
        format: &SourceFormat,
        declared_bytes: Option<u64>,
        limits: &Limits,
    ) -> PcmRun {
        let channels = usize::from(format.channels.max(1));
        PcmRun {
            decoder: Decoder::with_layout(layout, format.channels),
            channels,
            block_bytes: BLOCK_SAMPLES / channels * channels * layout.sample_bytes,
            sample_rate: format.sample_rate,
            limits: *limits,
            declared_bytes,
            found_bytes: 0,
            frames: 0,
        }
    }

    /// How much should be in view for a full block.
    pub(super) fn block_bytes(&self) -> usize {
        self.block_bytes
    }

    /// Decodes the next block of what is in view; says how many bytes it took, 0 at the end.
    pub(super) fn take(&mut self, view: &[u8], out: &mut Vec<f32>) -> Result<usize, Error> {
        let left = self.declared_bytes.unwrap_or(u64::MAX) - self.found_bytes;
        let left = usize::try_from(left).unwrap_or(usize::MAX);
        let take = view.len().min(self.block_bytes).min(left);
        self.decoder.push(&view[..take], out);
        self.found_bytes += take as u64;
        self.frames += (out.len() / self.channels) as u64;
        if self.frames > self.limits.max_frames(self.sample_rate) {
            return Err(self.limits.too_long());
        }
        Ok(take)
    }

    /// Whether bytes of an unfinished frame are left.
    pub(super) fn has_odd_end(&self) -> bool {
        self.decoder.carried_bytes() > 0
    }

    /// The run ends before its declared size.
    pub(super) fn missing(&self) -> Option<Quirk> {
        let declared_bytes = self
            .declared_bytes
            .filter(|bytes| self.found_bytes < *bytes)?;
        Some(Quirk::Truncated {
            declared_bytes,
            found_bytes: self.found_bytes,
        })
    }

    pub(super) fn ensure_not_empty(&self) -> Result<(), Error> {
        if self.frames > 0 {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Empty,
            "the file has a header but not a single frame: record again",
        ))
    }
}

/// A container whose audio is one run of PCM to which its header leads.
pub(super) struct Pcm<R> {
    pub(super) input: Input<R>,
    pub(super) format: SourceFormat,
    pub(super) run: PcmRun,
    pub(super) quirks: Vec<Quirk>,
    pub(super) ended: bool,
}

impl<R: Read> Pcm<R> {
    pub(super) fn read(&mut self, interleaved: &mut Vec<f32>) -> Result<bool, Error> {
        interleaved.clear();
        while !self.ended {
            let view = self.input.peek(self.run.block_bytes())?;
            let taken = self.run.take(view, interleaved)?;
            self.input.consume(taken);
            if taken == 0 {
                self.ended = true;
                self.run.ensure_not_empty()?;
                self.quirks.extend(self.run.missing());
            }
            if !interleaved.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
