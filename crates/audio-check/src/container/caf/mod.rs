//! Apple's Core Audio Format -> a run of PCM, a stream of MPEG audio, or packets and their table.

mod description;

use std::io::Read;

use zeroize::Zeroizing;

use super::input::Input;
use super::kept::keep;
use super::pcm::{Pcm, PcmRun};
use super::quirk::Quirk;
use super::{Limits, SourceFormat};
use crate::convert::adpcm;
use crate::convert::decode::Number;
use crate::error::{Error, ErrorKind};
use crate::spec::Encoding;
use description::DESCRIPTION_BYTES;
pub(super) use description::{Coding, Description};

/// More chunks than any writer makes.
const MOST_CHUNKS: u32 = 65_536;
/// Longer than any setup of AAC or ALAC.
const LARGEST_COOKIE_BYTES: u64 = 64 << 10;
/// A table of many hours stays below this.
const LARGEST_TABLE_BYTES: u64 = 8 << 20;
/// Packets in front of their table are kept up to this size on a pipe.
const MOST_KEPT_BYTES: u64 = 24 << 20;
/// How far the audio is searched behind a chunk whose size lies.
const SEARCH_BYTES: usize = 64 * 1024;
const HEAD_BYTES: u64 = 12;
/// The number of edits, in front of the audio.
const EDIT_COUNT_BYTES: u64 = 4;

/// What the file turned out to be; the input stands at its audio, and ends with it.
pub(super) enum Opened<R> {
    Pcm(Pcm<R>),
    Mpeg(Input<R>),
    Packets(Input<R>, Packets),
}

/// Packets whose sizes stand in a table.
pub(super) struct Packets {
    pub(super) description: Description,
    /// What the decoder needs; empty if it was not there.
    pub(super) cookie: Vec<u8>,
    /// The `pakt` chunk; empty if it was not there.
    pub(super) table: Vec<u8>,
    /// The packets, where they came in front of the table.
    pub(super) kept: Option<Zeroizing<Vec<u8>>>,
    pub(super) quirks: Vec<Quirk>,
}

/// Place and size of the audio; without a size it reaches to the end.
#[derive(Clone, Copy)]
struct Audio {
    at: u64,
    bytes: Option<u64>,
}

#[derive(Default)]
struct Met {
    description: Option<Description>,
    cookie: Vec<u8>,
    table: Vec<u8>,
    audio: Option<Audio>,
    kept: Option<Zeroizing<Vec<u8>>>,
    quirks: Vec<Quirk>,
}

pub(super) fn open<R: Read>(mut input: Input<R>, limits: &Limits) -> Result<Opened<R>, Error> {
    // Kind, version and flags.
    input.skip(8)?;
    let mut met = Met::default();
    let mut is_cut = false;
    for _ in 0..MOST_CHUNKS {
        let offset = input.offset();
        let view = input.peek(12)?;
        let Some((id, size)) = chunk_head(view) else {
            is_cut |= !view.is_empty();
            break;
        };
        let size = match (&id, u64::try_from(size)) {
            (b"data", size) => {
                input.skip(HEAD_BYTES + EDIT_COUNT_BYTES)?;
                if met.meet_audio(&mut input, size.ok())? {
                    return met.open(input, limits);
                }
                continue;
            }
            (id, Ok(size)) if is_plausible(id) => size,
            _ => {
                if met.audio.is_some() || !met.search_audio(&mut input)? {
                    break;
                }
                continue;
            }
        };
        input.skip(HEAD_BYTES)?;
        match &id {
            b"desc" => met.read_description(&mut input, size)?,
            b"kuki" => met.cookie = kept_or_too_large(&mut input, size, LARGEST_COOKIE_BYTES)?,
            b"pakt" => met.table = kept_or_too_large(&mut input, size, LARGEST_TABLE_BYTES)?,
            _ => {
                if input.skip(size)? < size {
                    is_cut = true;
                    let is_back = met.audio.is_none() && input.go_to(offset + HEAD_BYTES)?;
                    if !is_back || !met.search_audio(&mut input)? {
                        break;
                    }
                }
            }
        }
        if met.kept.is_some() && met.has_all() {
            break;
        }
    }
    let Some(audio) = met.audio else {
        return Err(met.why_nothing(is_cut, input.offset()));
    };
    if met.kept.is_none() {
        input.go_to(audio.at)?;
    }
    met.open(input, limits)
}

impl Met {
    fn read_description<R: Read>(&mut self, input: &mut Input<R>, size: u64) -> Result<(), Error> {
        let offset = input.offset();
        let Some(body) = input.peek(DESCRIPTION_BYTES)?.first_chunk() else {
            return Err(self.why_nothing(true, offset));
        };
        let description = Description::read(body, offset)?;
        if self
            .description
            .as_ref()
            .is_some_and(|it| *it != description)
        {
            let message = "two descriptions contradict each other: export the file again as WAV";
            return Err(Error::new(ErrorKind::BadFormat, message).at(offset));
        }
        if self.description.is_none() {
            self.doubt(description.doubt);
        }
        self.description = Some(description);
        let length = DESCRIPTION_BYTES as u64;
        if size != length {
            self.doubt(Some("the description has a wrong size; it was ignored"));
        }
        input.skip(length)?;
        Ok(())
    }

    fn doubt(&mut self, what: Option<&'static str>) {
        let doubt = what.map(|what| Quirk::HeaderInconsistent { what });
        self.quirks.extend(doubt);
    }

    /// Whether nothing that follows the audio is needed to read it.
    fn has_all(&self) -> bool {
        self.description.as_ref().is_some_and(|it| match it.coding {
            Coding::Pcm { .. } | Coding::Mpeg => true,
            Coding::Ima4 => !self.table.is_empty(),
            Coding::Aac | Coding::Alac => {
                !self.cookie.is_empty() && (!self.table.is_empty() || it.packet_bytes > 0)
            }
        })
    }

    /// True if the audio can be read now, where the input stands.
    fn meet_audio<R: Read>(
        &mut self,
        input: &mut Input<R>,
        size: Option<u64>,
    ) -> Result<bool, Error> {
        let bytes = match size {
            None => None,
            Some(size) if size >= EDIT_COUNT_BYTES => Some(size - EDIT_COUNT_BYTES),
            Some(_) => {
                self.quirks.push(Quirk::LengthZero);
                None
            }
        };
        if self.audio.is_some() {
            let ignored_bytes = input.skip(bytes.unwrap_or(u64::MAX))?;
            self.quirks.push(Quirk::SeveralDataChunks { ignored_bytes });
            return Ok(false);
        }
        let at = input.offset();
        self.audio = Some(Audio { at, bytes });
        if self.has_all() {
            return Ok(true);
        }
        if input.can_seek() {
            input.skip(bytes.unwrap_or(u64::MAX))?;
            return Ok(false);
        }
        match self.description.as_ref().map(|it| it.coding) {
            None => Err(self.why_nothing(false, at)),
            // Only the last packet would be cut by the table.
            Some(Coding::Ima4) => Ok(true),
            Some(_) => {
                let kept = keep(input, bytes.unwrap_or(u64::MAX), MOST_KEPT_BYTES)?;
                self.kept = Some(kept.ok_or_else(|| too_large(input.offset()))?);
                Ok(false)
            }
        }
    }

    /// Moves to the next `data` chunk, past a chunk whose size lies.
    fn search_audio<R: Read>(&mut self, input: &mut Input<R>) -> Result<bool, Error> {
        self.doubt(Some(
            "a chunk has a wrong size; the next good one was searched",
        ));
        let view = input.peek(SEARCH_BYTES)?;
        let found = (0..view.len()).find(|at| {
            view[*at..].starts_with(b"data") && chunk_head(&view[*at..]).is_some_and(is_credible)
        });
        if let Some(at) = found {
            input.consume(at);
        }
        Ok(found.is_some())
    }

    fn open<R: Read>(mut self, mut input: Input<R>, limits: &Limits) -> Result<Opened<R>, Error> {
        let (Some(description), Some(audio)) = (self.description.take(), self.audio) else {
            return Err(self.why_nothing(false, input.offset()));
        };
        let bytes = audio.bytes;
        if let Coding::Aac | Coding::Alac | Coding::Mpeg = description.coding {
            input.stop_after(bytes.unwrap_or(u64::MAX));
        }
        let (codec, bits) = description.codec();
        let format = SourceFormat {
            container: "caf",
            codec,
            sample_rate: description.sample_rate,
            channels: description.channels,
            bits,
        };
        let run = match description.coding {
            Coding::Pcm { mut layout, bits } => {
                let is_wide = layout.number == Number::Signed && layout.sample_bytes == 4;
                if is_wide && bits <= 24 && layout.is_low_aligned(input.peek(SEARCH_BYTES)?) {
                    layout.low_aligned_bits = 32 - u32::from(bits);
                }
                PcmRun::new(layout, &format, bytes, limits)
            }
            Coding::Ima4 => self.run_of_blocks(&format, bytes, limits)?,
            Coding::Mpeg => return Ok(Opened::Mpeg(input)),
            Coding::Aac | Coding::Alac => {
                let packets = Packets {
                    description,
                    cookie: self.cookie,
                    table: self.table,
                    kept: self.kept,
                    quirks: self.quirks,
                };
                return Ok(Opened::Packets(input, packets));
            }
        };
        Ok(Opened::Pcm(Pcm {
            input,
            format,
            run,
            quirks: self.quirks,
            ended: false,
        }))
    }

    fn run_of_blocks(
        &mut self,
        format: &SourceFormat,
        bytes: Option<u64>,
        limits: &Limits,
    ) -> Result<PcmRun, Error> {
        let channels = format.channels;
        let block_bytes = adpcm::QUICKTIME_BYTES * channels;
        let decoder = adpcm::Decoder::new(adpcm::Kind::QuickTime, channels, block_bytes);
        let decoder = decoder.ok_or_else(|| self.why_nothing(false, 0))?;
        let frames = valid_frames(&self.table);
        let all = bytes.map(|bytes| bytes / u64::from(block_bytes) * decoder.block_frames());
        // Only the last packet is filled up.
        let promised =
            frames.filter(|frames| all.is_none_or(|all| all.saturating_sub(*frames) < 64));
        if promised.is_none() && frames.is_some() {
            self.doubt(Some(
                "the packet table is far from what the packets hold; it was ignored",
            ));
        }
        let layout = Encoding::S16.into();
        Ok(PcmRun::new(layout, format, bytes, limits).of_blocks(decoder, block_bytes, promised))
    }

    fn why_nothing(&self, is_cut: bool, offset: u64) -> Error {
        let (kind, what) = match &self.description {
            _ if is_cut => (ErrorKind::TruncatedHeader, "ends inside its header"),
            None => (ErrorKind::NoFormat, "does not say what its samples are"),
            Some(_) => (ErrorKind::NoData, "has no audio"),
        };
        let message = format!("the CAF file {what}: copy, record or export it again");
        Error::new(kind, message).at(offset)
    }
}

/// Frames without those that the encoder added, by a `pakt` chunk.
pub(super) fn valid_frames(table: &[u8]) -> Option<u64> {
    let frames = i64::from_be_bytes(*table.get(8..)?.first_chunk()?);
    u64::try_from(frames).ok().filter(|frames| *frames > 0)
}

fn chunk_head(view: &[u8]) -> Option<([u8; 4], i64)> {
    let size = i64::from_be_bytes(*view.get(4..)?.first_chunk()?);
    Some((*view.first_chunk()?, size))
}

fn is_plausible(id: &[u8; 4]) -> bool {
    // Apple's names are letters; a UUID chunk is called so.
    id.iter().all(|byte| (0x20..0x7F).contains(byte)) && id != b"    "
}

/// A size that some recording has.
fn is_credible((_, size): ([u8; 4], i64)) -> bool {
    (-1..1 << 48).contains(&size)
}

fn too_large(offset: u64) -> Error {
    let message = "the CAF file has its table behind too much audio: export it as WAV";
    Error::new(ErrorKind::TooLarge, message).at(offset)
}

fn kept_or_too_large<R: Read>(
    input: &mut Input<R>,
    bytes: u64,
    most_bytes: u64,
) -> Result<Vec<u8>, Error> {
    let kept = keep(input, bytes, most_bytes)?;
    let kept = kept.ok_or_else(|| too_large(input.offset()))?;
    Ok(kept.to_vec())
}
