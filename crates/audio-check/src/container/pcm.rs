//! A run of PCM inside a container -> blocks of whole frames, with its end noted.

use std::io::Read;

use super::input::Input;
use super::quirk::Quirk;
use super::{Limits, SourceFormat};
use crate::convert::adpcm;
use crate::convert::decode::{Decoder, Layout, Number};
use crate::error::{Error, ErrorKind};

/// Samples of a block: 32 KiB of f32, which stay in the cache.
const BLOCK_SAMPLES: usize = 8192;

/// How the bytes of a run become samples.
enum Coding {
    Plain(Decoder),
    Blocks(adpcm::Decoder),
}

/// Counts what is read of a run of PCM and what is missing of it.
pub(super) struct PcmRun {
    coding: Coding,
    channels: usize,
    block_bytes: usize,
    sample_rate: u32,
    limits: Limits,
    /// Size of the run, `None` to read to the end.
    pub(super) declared_bytes: Option<u64>,
    pub(super) found_bytes: u64,
    pub(super) frames: u64,
    /// Frames that were recorded, where blocks may hold more.
    promised_frames: Option<u64>,
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
            coding: Coding::Plain(Decoder::with_layout(layout, format.channels)),
            channels,
            block_bytes: BLOCK_SAMPLES / channels * channels * layout.sample_bytes,
            sample_rate: format.sample_rate,
            limits: *limits,
            declared_bytes,
            found_bytes: 0,
            frames: 0,
            promised_frames: None,
        }
    }

    /// The same run of blocks that unpack to more samples, of which `promised_frames` count.
    pub(super) fn of_blocks(
        mut self,
        decoder: adpcm::Decoder,
        block_bytes: u16,
        promised_frames: Option<u64>,
    ) -> PcmRun {
        let block_bytes = usize::from(block_bytes);
        // Two samples a byte.
        self.block_bytes = (BLOCK_SAMPLES / 2).div_ceil(block_bytes) * block_bytes;
        self.coding = Coding::Blocks(decoder);
        self.promised_frames = promised_frames.filter(|frames| *frames > 0);
        self
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
        match &mut self.coding {
            Coding::Plain(decoder) => decoder.push(&view[..take], out),
            Coding::Blocks(decoder) if take == 0 => decoder.finish(out),
            Coding::Blocks(decoder) => decoder.push(&view[..take], out),
        }
        self.found_bytes += take as u64;
        self.frames += (out.len() / self.channels) as u64;
        if let Some(promised) = self.promised_frames
            && self.frames > promised
        {
            // The last block is filled up with what nobody recorded.
            let beyond = usize::try_from(self.frames - promised).unwrap_or(usize::MAX);
            out.truncate(
                out.len()
                    .saturating_sub(beyond.saturating_mul(self.channels)),
            );
            self.frames = promised;
        }
        if self.frames > self.limits.max_frames(self.sample_rate) {
            return Err(self.limits.too_long());
        }
        Ok(take)
    }

    /// Whether bytes of an unfinished frame are left.
    pub(super) fn has_odd_end(&self) -> bool {
        matches!(&self.coding, Coding::Plain(decoder) if decoder.carried_bytes() > 0)
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

/// PCM as ffmpeg spells it.
pub(super) fn codec_of(layout: Layout) -> &'static str {
    match (layout.number, layout.sample_bytes, layout.big_endian) {
        (Number::Unsigned, ..) => "pcm_u8",
        (Number::ALaw, ..) => "pcm_alaw",
        (Number::MuLaw, ..) => "pcm_mulaw",
        (Number::Float, 8, false) => "pcm_f64le",
        (Number::Float, 8, true) => "pcm_f64be",
        (Number::Float, _, false) => "pcm_f32le",
        (Number::Float, _, true) => "pcm_f32be",
        (Number::Signed, 1, _) => "pcm_s8",
        (Number::Signed, 2, false) => "pcm_s16le",
        (Number::Signed, 2, true) => "pcm_s16be",
        (Number::Signed, 3, false) => "pcm_s24le",
        (Number::Signed, 3, true) => "pcm_s24be",
        (Number::Signed, 5, false) => "pcm_s40le",
        (Number::Signed, 5, true) => "pcm_s40be",
        (Number::Signed, 6, false) => "pcm_s48le",
        (Number::Signed, 6, true) => "pcm_s48be",
        (Number::Signed, 7, false) => "pcm_s56le",
        (Number::Signed, 7, true) => "pcm_s56be",
        (Number::Signed, 8, false) => "pcm_s64le",
        (Number::Signed, 8, true) => "pcm_s64be",
        (Number::Signed, _, false) => "pcm_s32le",
        (Number::Signed, _, true) => "pcm_s32be",
    }
}
