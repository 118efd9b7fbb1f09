//! Everything in front of the audio data -> what the samples mean and where they are.

use std::io::Read;

use zeroize::Zeroizing;

use super::super::input::Input;
use super::super::quirk::Quirk;
use super::chunks::{Chunk, Chunks, Next, is_known};
use super::fmt::{FMT_BYTES, Fields, SHORTEST_FMT_BYTES};
use super::sound::Sound;
use crate::error::{Error, ErrorKind};

/// Data in front of its fmt chunk is kept up to this size.
const MOST_KEPT_BYTES: usize = 16 << 20;
/// A fmt chunk longer than this has a size that lies.
const LONGEST_FMT_BYTES: u64 = 64 * 1024;

pub(super) enum Data {
    /// The input stands at the audio.
    Stream,
    /// The audio came before the fmt chunk.
    Kept {
        bytes: Zeroizing<Vec<u8>>,
        read: usize,
    },
}

pub(super) struct Head<R> {
    pub(super) container: &'static str,
    pub(super) chunks: Chunks<R>,
    pub(super) sound: Sound,
    pub(super) data: Data,
    /// Size of the audio, `None` to read to the end.
    pub(super) declared_bytes: Option<u64>,
    /// Sizes have 64 bits, so large ones are meant.
    pub(super) has_wide_sizes: bool,
    /// Frames by the fact chunk, which only compressed formats need.
    pub(super) fact_frames: Option<u64>,
    fields: Fields,
}

/// What the walk has met so far.
#[derive(Default)]
struct Met {
    fmt: Option<(Fields, u64)>,
    kept: Option<Zeroizing<Vec<u8>>>,
    empty_data: bool,
    fact_frames: Option<u64>,
}

impl<R: Read> Head<R> {
    pub(super) fn read(input: Input<R>, quirks: &mut Vec<Quirk>) -> Result<Head<R>, Error> {
        let (container, mut chunks) = Chunks::open(input)?;
        let mut met = Met::default();
        let mut has_wide_sizes = chunks.is_wave64();
        let mut cut_in_header = false;
        loop {
            let chunk = match chunks.next()? {
                Next::Chunk(chunk) => chunk,
                Next::Garbage => {
                    if !chunks.resync(met.fmt.is_some())? {
                        break;
                    }
                    note(
                        quirks,
                        "a chunk has a wrong size; the next good one was searched",
                    );
                    continue;
                }
                Next::End(inside) => {
                    cut_in_header |= inside;
                    break;
                }
            };
            match &chunk.id {
                b"fmt " => cut_in_header |= !met.read_fmt(&mut chunks, chunk, quirks)?,
                b"ds64" => {
                    has_wide_sizes = true;
                    cut_in_header |= !chunks.read_ds64(chunk.size)?;
                }
                b"fact" if chunk.size >= 4 => {
                    met.fact_frames = chunks.peek_u32()?.map(u64::from);
                    cut_in_header |= !chunks.skip(chunk.size)?;
                }
                b"data" if chunk.size == 0 && is_really_empty(&mut chunks)? => {
                    met.empty_data = true;
                }
                b"data" if met.fmt.is_some() => {
                    let declared = match chunk.size {
                        0 => {
                            quirks.push(Quirk::LengthZero);
                            None
                        }
                        size if size == u64::from(u32::MAX) || size > i64::MAX as u64 => {
                            quirks.push(Quirk::LengthUnknown);
                            None
                        }
                        size => Some(size),
                    };
                    return met.head(container, chunks, declared, has_wide_sizes, Data::Stream);
                }
                b"data" => met.keep(&mut chunks, chunk)?,
                // Without the descent the data chunks of a wave list would be metadata.
                b"LIST" if chunks.input.peek(4)?.starts_with(b"wavl") => {
                    chunks.skip(4)?;
                }
                _ if chunks.is_lie(chunk.size)
                    || chunks.hides_another(chunk.size, met.fmt.is_some())? =>
                {
                    if !chunks.resync(met.fmt.is_some())? {
                        break;
                    }
                    note(
                        quirks,
                        "a chunk has a wrong size; the next good one was searched",
                    );
                }
                _ => cut_in_header |= !chunks.skip(chunk.size)?,
            }
            if met.fmt.is_some()
                && let Some(bytes) = met.kept.take()
            {
                let declared = Some(bytes.len() as u64);
                let data = Data::Kept { bytes, read: 0 };
                return met.head(container, chunks, declared, has_wide_sizes, data);
            }
        }
        Err(met.why_nothing(&chunks, cut_in_header))
    }

    /// Whether integers that are narrower than their container stand at its low end.
    pub(super) fn is_low_aligned(&mut self) -> Result<bool, Error> {
        let layout = self.sound.layout;
        let view = match &self.data {
            Data::Stream => self.chunks.input.peek(64 * 1024)?,
            Data::Kept { bytes, .. } => &bytes[..],
        };
        Ok(layout.is_low_aligned(view))
    }

    /// Walks what follows the data: another fmt chunk must not contradict the first.
    pub(super) fn look_behind_data(&mut self, ignored_bytes: &mut u64) -> Result<(), Error> {
        while self
            .chunks
            .riff_end
            .is_none_or(|end| self.chunks.input.offset() < end)
            && !self.chunks.is_exhausted()
            && let Next::Chunk(chunk) = self.chunks.next()?
        {
            match &chunk.id {
                b"fmt " => {
                    let offset = self.chunks.input.offset();
                    let view = self.chunks.input.peek(FMT_BYTES)?;
                    let fields = Fields::parse(view, chunk.size, self.chunks.big_endian);
                    if fields.is_some_and(|fields| fields != self.fields) {
                        return Err(conflict(offset));
                    }
                    self.chunks.skip(chunk.size)?;
                }
                b"data" => {
                    let before = self.chunks.input.offset();
                    self.chunks.skip(chunk.size)?;
                    *ignored_bytes += self.chunks.input.offset() - before;
                }
                _ => {
                    self.chunks.skip(chunk.size)?;
                }
            }
        }
        Ok(())
    }
}

impl Met {
    /// False if the stream ends inside the chunk.
    fn read_fmt<R: Read>(
        &mut self,
        chunks: &mut Chunks<R>,
        chunk: Chunk,
        quirks: &mut Vec<Quirk>,
    ) -> Result<bool, Error> {
        let offset = chunks.input.offset();
        let view = chunks.input.peek(FMT_BYTES)?;
        if chunk.size < SHORTEST_FMT_BYTES {
            return Err(Error::new(
                ErrorKind::BadFormat,
                format!(
                    "the fmt chunk has {} bytes, 16 are needed: export again",
                    chunk.size
                ),
            )
            .at(offset));
        }
        if (view.len() as u64) < SHORTEST_FMT_BYTES {
            return Ok(false);
        }
        let Some(fields) = Fields::parse(view, chunk.size, chunks.big_endian) else {
            return Ok(false);
        };
        match &self.fmt {
            None => self.fmt = Some((fields, offset)),
            Some((first, _)) if *first != fields => return Err(conflict(offset)),
            Some(_) => note(quirks, "the format is described twice, in the same words"),
        }
        if chunk.size > LONGEST_FMT_BYTES {
            chunks.skip(SHORTEST_FMT_BYTES)?;
            note(
                quirks,
                "the fmt chunk has a wrong size; the data was searched",
            );
            return chunks.resync(true);
        }
        chunks.skip(chunk.size)
    }

    fn keep<R: Read>(&mut self, chunks: &mut Chunks<R>, chunk: Chunk) -> Result<(), Error> {
        let mut bytes = Zeroizing::new(Vec::new());
        let mut left = chunk.size;
        loop {
            let view = chunks.input.peek(1)?;
            let take = view.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            if take == 0 {
                break;
            }
            if bytes.len() + take > MOST_KEPT_BYTES {
                return Err(Error::new(
                    ErrorKind::BrokenStructure,
                    "the format stands behind too much data to be kept: export the file again",
                )
                .at(chunks.input.offset()));
            }
            bytes.extend_from_slice(&view[..take]);
            chunks.input.consume(take);
            left -= take as u64;
        }
        chunks.body_consumed(chunk.size);
        if self.kept.is_none() {
            self.kept = Some(bytes);
        }
        Ok(())
    }

    fn head<R>(
        self,
        container: &'static str,
        chunks: Chunks<R>,
        declared_bytes: Option<u64>,
        has_wide_sizes: bool,
        data: Data,
    ) -> Result<Head<R>, Error> {
        let Some((fields, offset)) = self.fmt else {
            return Err(no_format());
        };
        Ok(Head {
            container,
            sound: Sound::resolve(&fields, chunks.big_endian, offset)?,
            chunks,
            data,
            declared_bytes,
            has_wide_sizes,
            fact_frames: self.fact_frames,
            fields,
        })
    }

    /// The walk found no audio: the most useful reason.
    fn why_nothing<R: Read>(self, chunks: &Chunks<R>, cut_in_header: bool) -> Error {
        let end = chunks.input.offset();
        let cut = cut_in_header || chunks.riff_end.is_some_and(|riff_end| end < riff_end);
        if let Some((fields, offset)) = &self.fmt
            && let Err(error) = Sound::resolve(fields, chunks.big_endian, *offset)
        {
            return error;
        }
        match self.fmt {
            _ if self.empty_data => Error::new(
                ErrorKind::Empty,
                "the file has a header but no audio: record again",
            ),
            _ if self.kept.is_some() => no_format(),
            _ if cut => Error::new(
                ErrorKind::TruncatedHeader,
                "the file ends inside its header: copy or record it again",
            )
            .at(end),
            None => no_format(),
            Some(_) => Error::new(
                ErrorKind::NoData,
                "the file has no data chunk: record or export it again",
            ),
        }
    }
}

fn no_format() -> Error {
    Error::new(
        ErrorKind::NoFormat,
        "the file has no fmt chunk, so its samples have no meaning: export it again",
    )
}

fn conflict(offset: u64) -> Error {
    Error::new(
        ErrorKind::BadFormat,
        "the file has two fmt chunks that contradict each other: export it again",
    )
    .at(offset)
}

fn note(quirks: &mut Vec<Quirk>, what: &'static str) {
    let quirk = Quirk::HeaderInconsistent { what };
    if !quirks.contains(&quirk) {
        quirks.push(quirk);
    }
}

/// A data chunk of size 0: whether another chunk or the end follows, not audio.
fn is_really_empty<R: Read>(chunks: &mut Chunks<R>) -> Result<bool, Error> {
    let view = chunks.input.peek(8)?;
    Ok(view.len() < 8 || view.first_chunk::<4>().is_some_and(|id| is_known(id)))
}
