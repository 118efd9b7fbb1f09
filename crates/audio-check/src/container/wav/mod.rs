//! A file of the WAV family -> interleaved f32, tolerant of what recorders really write.

mod chunks;
mod fmt;
mod head;
mod sound;
mod wave64;

use std::io::Read;

use super::input::Input;
use super::pcm::PcmRun;
use super::quirk::Quirk;
use super::{Limits, SourceFormat};
use crate::convert::adpcm;
use crate::error::Error;
use head::{Data, Head};
pub(super) use wave64::RIFF as WAVE64_RIFF;

pub(super) struct Wav<R> {
    head: Head<R>,
    format: SourceFormat,
    run: PcmRun,
    quirks: Vec<Quirk>,
    ended: bool,
}

impl<R: Read> Wav<R> {
    /// Reads up to the audio data.
    pub(super) fn open(input: Input<R>, limits: &Limits) -> Result<Wav<R>, Error> {
        let mut quirks = Vec::new();
        let mut head = Head::read(input, &mut quirks)?;
        let doubts = head.sound.doubts.iter();
        quirks.extend(doubts.map(|what| Quirk::HeaderInconsistent { what }));
        let mut layout = head.sound.layout;
        if head.sound.maybe_low_aligned && head.is_low_aligned()? {
            layout.low_aligned_bits = 32 - u32::from(head.sound.bits);
        }
        let format = SourceFormat {
            container: head.container,
            codec: head.sound.codec,
            sample_rate: head.sound.sample_rate,
            channels: head.sound.channels,
            bits: Some(head.sound.bits),
        };
        let mut run = PcmRun::new(layout, &format, head.declared_bytes, limits);
        if let Some(kind) = head.sound.blocks.take() {
            let block_bytes = head.sound.block_bytes;
            if let Some(decoder) = adpcm::Decoder::new(kind, format.channels, block_bytes) {
                let block_frames = decoder.block_frames();
                let blocks = head
                    .declared_bytes
                    .map(|bytes| bytes.div_ceil(u64::from(block_bytes)));
                let fact_frames = head.fact_frames.filter(|frames| {
                    // Only the last block is filled up; libsndfile writes half of it for stereo.
                    blocks.is_none_or(|blocks| {
                        let all = blocks.saturating_mul(block_frames);
                        all.saturating_sub(*frames) < block_frames
                    })
                });
                if fact_frames.is_none() && head.fact_frames.is_some_and(|frames| frames > 0) {
                    quirks.push(Quirk::HeaderInconsistent {
                        what: "the fact chunk is far from what the blocks hold; it was ignored",
                    });
                }
                run = run.of_blocks(decoder, block_bytes, fact_frames);
            }
        }
        Ok(Wav {
            run,
            format,
            head,
            quirks,
            ended: false,
        })
    }

    /// The data alone, if it is a stream of MPEG audio.
    #[cfg(feature = "codecs")]
    pub(super) fn into_mpeg(self) -> Result<Input<R>, Box<Self>> {
        if !self.head.sound.is_mpeg || !matches!(self.head.data, Data::Stream) {
            return Err(Box::new(self));
        }
        let mut input = self.head.chunks.input;
        input.stop_after(self.head.declared_bytes.unwrap_or(u64::MAX));
        Ok(input)
    }

    pub(super) fn format(&self) -> &SourceFormat {
        &self.format
    }

    pub(super) fn quirks(&self) -> &[Quirk] {
        &self.quirks
    }

    pub(super) fn read(&mut self, interleaved: &mut Vec<f32>) -> Result<bool, Error> {
        interleaved.clear();
        while !self.ended {
            let view = match &mut self.head.data {
                Data::Stream => self.head.chunks.input.peek(self.run.block_bytes())?,
                Data::Kept { bytes, read } => &bytes[*read..],
            };
            let taken = self.run.take(view, interleaved)?;
            match &mut self.head.data {
                Data::Stream => self.head.chunks.input.consume(taken),
                Data::Kept { read, .. } => *read += taken,
            }
            if taken == 0 {
                self.finish()?;
            }
            if !interleaved.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Says what was odd about the end of the data and looks at what follows it.
    fn finish(&mut self) -> Result<(), Error> {
        self.ended = true;
        self.run.ensure_not_empty()?;
        if let Some(truncated) = self.run.missing() {
            let is_placeholder = self.run.declared_bytes >= Some(chunks::PLACEHOLDER_BYTES);
            let is_unknown = is_placeholder && !self.head.has_wide_sizes;
            self.quirks.push(if is_unknown {
                Quirk::LengthUnknown
            } else {
                truncated
            });
            return Ok(());
        }
        if self.run.declared_bytes.is_none() {
            return Ok(());
        }
        if self.run.has_odd_end() {
            self.quirks.push(Quirk::HeaderInconsistent {
                what: "the data is not a whole number of frames; the rest was left out",
            });
        }
        if matches!(self.head.data, Data::Stream) {
            if self.head.chunks.is_riff_short(self.head.has_wide_sizes) {
                self.quirks.push(Quirk::HeaderInconsistent {
                    what: "the RIFF size does not cover the data; it was ignored",
                });
            }
            self.head.chunks.body_consumed(self.run.found_bytes);
            let mut ignored_bytes = 0;
            self.head.look_behind_data(&mut ignored_bytes)?;
            if ignored_bytes > 0 {
                self.quirks.push(Quirk::SeveralDataChunks { ignored_bytes });
            }
        }
        Ok(())
    }
}
