//! A file of the WAV family -> interleaved f32, tolerant of what recorders really write.

mod chunks;
mod fmt;
mod head;
mod sound;

use std::io::Read;

use super::input::Input;
use super::quirk::Quirk;
use super::{Limits, SourceFormat};
use crate::convert::decode::Decoder;
use crate::error::{Error, ErrorKind};
use head::{Data, Head};

/// Samples of a block: 32 KiB of f32, which stay in the cache.
const BLOCK_SAMPLES: usize = 8192;

pub(super) struct Wav<R> {
    head: Head<R>,
    format: SourceFormat,
    decoder: Decoder,
    quirks: Vec<Quirk>,
    limits: Limits,
    /// Bytes of audio that were read.
    found_bytes: u64,
    frames: u64,
    ended: bool,
}

impl<R: Read> Wav<R> {
    /// Reads up to the audio data.
    pub(super) fn open(input: Input<R>, limits: &Limits) -> Result<Wav<R>, Error> {
        let mut quirks = Vec::new();
        let mut head = Head::read(input, &mut quirks)?;
        let sound = &head.sound;
        quirks.extend(
            sound
                .doubts
                .iter()
                .map(|what| Quirk::HeaderInconsistent { what }),
        );
        let mut layout = sound.layout;
        if sound.maybe_low_aligned && head.is_low_aligned()? {
            layout.low_aligned_bits = 32 - u32::from(head.sound.bits);
        }
        let sound = &head.sound;
        Ok(Wav {
            format: SourceFormat {
                container: head.container,
                codec: sound.codec,
                sample_rate: sound.sample_rate,
                channels: sound.channels,
                bits: Some(sound.bits),
            },
            decoder: Decoder::with_layout(layout, sound.channels),
            head,
            quirks,
            limits: *limits,
            found_bytes: 0,
            frames: 0,
            ended: false,
        })
    }

    pub(super) fn format(&self) -> &SourceFormat {
        &self.format
    }

    pub(super) fn quirks(&self) -> &[Quirk] {
        &self.quirks
    }

    pub(super) fn read(&mut self, interleaved: &mut Vec<f32>) -> Result<bool, Error> {
        interleaved.clear();
        let channels = usize::from(self.format.channels);
        let sample_bytes = self.head.sound.layout.sample_bytes;
        let block_bytes = BLOCK_SAMPLES / channels * channels * sample_bytes;
        while !self.ended {
            let declared = self.head.declared_bytes.unwrap_or(u64::MAX);
            let left = declared - self.found_bytes;
            let view = match &mut self.head.data {
                Data::Stream => self.head.chunks.input.peek(block_bytes)?,
                Data::Kept { bytes, read } => &bytes[*read..],
            };
            let take = view
                .len()
                .min(block_bytes)
                .min(usize::try_from(left).unwrap_or(block_bytes));
            self.decoder.push(&view[..take], interleaved);
            match &mut self.head.data {
                Data::Stream => self.head.chunks.input.consume(take),
                Data::Kept { read, .. } => *read += take,
            }
            self.found_bytes += take as u64;
            self.frames += (interleaved.len() / channels) as u64;
            if self.frames > self.limits.max_frames(self.format.sample_rate) {
                return Err(self.limits.too_long());
            }
            if take == 0 {
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
        if self.frames == 0 {
            return Err(Error::new(
                ErrorKind::Empty,
                "the file has a header but not a single frame: record again",
            ));
        }
        match self.head.declared_bytes {
            Some(declared_bytes) if self.found_bytes < declared_bytes => {
                self.quirks.push(
                    if declared_bytes >= chunks::PLACEHOLDER_BYTES && !self.head.has_wide_sizes {
                        Quirk::LengthUnknown
                    } else {
                        Quirk::Truncated {
                            declared_bytes,
                            found_bytes: self.found_bytes,
                        }
                    },
                );
                return Ok(());
            }
            Some(_) if self.decoder.carried_bytes() > 0 => {
                self.quirks.push(Quirk::HeaderInconsistent {
                    what: "the data is not a whole number of frames; the rest was left out",
                });
            }
            Some(_) => {}
            None => return Ok(()),
        }
        if matches!(self.head.data, Data::Stream) {
            if self.head.chunks.is_riff_short(self.head.has_wide_sizes) {
                self.quirks.push(Quirk::HeaderInconsistent {
                    what: "the RIFF size does not cover the data; it was ignored",
                });
            }
            self.head.chunks.body_consumed(self.found_bytes);
            let mut ignored_bytes = 0;
            self.head.look_behind_data(&mut ignored_bytes)?;
            if ignored_bytes > 0 {
                self.quirks.push(Quirk::SeveralDataChunks { ignored_bytes });
            }
        }
        Ok(())
    }
}
