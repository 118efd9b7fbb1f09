//! A RIFF body -> its chunks one after another, also where their sizes lie.

use std::io::Read;

use super::super::input::{Input, WINDOW_BYTES};
use super::wave64;
use crate::error::{Error, ErrorKind};

/// More chunks than any writer makes.
const MOST_CHUNKS: u32 = 65_536;
/// Writers that cannot seek back leave a size at or just below 2^31 (sox, ffmpeg) or 2^32-1.
pub(super) const PLACEHOLDER_BYTES: u64 = 0x7FFF_0000;
/// A chunk of metadata beyond this size in front of the data is taken for a lie.
const LARGEST_METADATA_BYTES: u64 = 64 << 20;

/// The header of a chunk; the input stands at its body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk {
    pub(super) id: [u8; 4],
    /// As declared, with the 64-bit size of RF64 where there is one.
    pub(super) size: u64,
}

pub(super) enum Next {
    Chunk(Chunk),
    /// What follows is no chunk.
    Garbage,
    /// The stream ends, `true` if it does so inside a chunk header.
    End(bool),
}

pub(super) struct Chunks<R> {
    pub(super) input: Input<R>,
    pub(super) big_endian: bool,
    /// Sony Wave64: names of 16 bytes, sizes of 64 bits that count the head.
    is_wave64: bool,
    /// Where the RIFF chunk says it ends, if that is credible.
    pub(super) riff_end: Option<u64>,
    /// RF64: the size of the data chunk.
    ds64_data_bytes: Option<u64>,
    pad_due: u64,
    count: u32,
}

impl<R: Read> Chunks<R> {
    /// Reads the 12 bytes of the RIFF header; says which family member it is.
    pub(super) fn open(mut input: Input<R>) -> Result<(&'static str, Chunks<R>), Error> {
        if input.peek(wave64::HEAD_BYTES)?.starts_with(&wave64::RIFF) {
            return Chunks::open_wave64(input);
        }
        let start = input.offset();
        let view = input.peek(12)?;
        let (container, big_endian) = match view.get(..4) {
            Some(b"RIFX") => ("rifx", true),
            Some(b"RF64") => ("rf64", false),
            Some(b"BW64") => ("bw64", false),
            _ => ("wav", false),
        };
        let size = view.get(4..).map_or(0, |bytes| number(bytes, big_endian));
        input.consume(12);
        let credible = (4..PLACEHOLDER_BYTES).contains(&size);
        let chunks = Chunks {
            input,
            big_endian,
            riff_end: credible.then_some(start + 8 + size),
            is_wave64: false,
            ds64_data_bytes: None,
            pad_due: 0,
            count: 0,
        };
        Ok((container, chunks))
    }

    fn open_wave64(mut input: Input<R>) -> Result<(&'static str, Chunks<R>), Error> {
        let start = input.offset();
        let size = wave64::Head::parse(input.peek(wave64::HEAD_BYTES)?).map_or(0, |head| head.size);
        input.consume(wave64::FILE_HEAD_BYTES);
        let credible = (wave64::FILE_HEAD_BYTES as u64..1 << 62).contains(&size);
        let chunks = Chunks {
            input,
            big_endian: false,
            riff_end: credible.then(|| start.saturating_add(size)),
            is_wave64: true,
            ds64_data_bytes: None,
            pad_due: 0,
            count: 0,
        };
        Ok(("w64", chunks))
    }

    /// Sizes have 64 bits, so large ones are meant.
    pub(super) fn is_wave64(&self) -> bool {
        self.is_wave64
    }

    /// The next chunk header; the body of the last one must have been consumed.
    pub(super) fn next(&mut self) -> Result<Next, Error> {
        let pad = std::mem::take(&mut self.pad_due);
        if self.is_wave64 {
            self.input.skip(pad)?;
            return self.next_of_wave64();
        }
        if pad > 0 && has_pad(self.input.peek(9)?) {
            self.input.consume(1);
        }
        let view = self.input.peek(8)?;
        if view.len() < 8 {
            return Ok(Next::End(!view.is_empty()));
        }
        let Some(&id) = view.first_chunk::<4>().filter(|id| is_plausible(id)) else {
            return Ok(Next::Garbage);
        };
        let mut size = number(&view[4..], self.big_endian);
        if &id == b"data" && size == u64::from(u32::MAX) {
            size = self.ds64_data_bytes.unwrap_or(size);
        }
        self.count_one()?;
        self.input.consume(8);
        Ok(Next::Chunk(Chunk { id, size }))
    }

    fn next_of_wave64(&mut self) -> Result<Next, Error> {
        let view = self.input.peek(wave64::HEAD_BYTES)?;
        if view.len() < wave64::HEAD_BYTES {
            return Ok(Next::End(!view.is_empty()));
        }
        let Some(head) = wave64::Head::parse(view) else {
            return Ok(Next::Garbage);
        };
        self.count_one()?;
        self.input.consume(wave64::HEAD_BYTES);
        Ok(Next::Chunk(Chunk {
            id: head.id,
            size: head.body_bytes(),
        }))
    }

    fn count_one(&mut self) -> Result<(), Error> {
        self.count += 1;
        if self.count > MOST_CHUNKS {
            return Err(Error::new(
                ErrorKind::BrokenStructure,
                format!("the file has more than {MOST_CHUNKS} chunks: record or export it again"),
            )
            .at(self.input.offset()));
        }
        Ok(())
    }

    /// Bytes behind a body of `size` up to the place where the next chunk begins.
    fn pad(&self, size: u64) -> u64 {
        let unit = if self.is_wave64 { 8 } else { 2 };
        size.wrapping_neg() % unit
    }

    /// The number with which the body of a chunk begins.
    pub(super) fn peek_u32(&mut self) -> Result<Option<u32>, Error> {
        let view = self.input.peek(4)?;
        let size = view
            .first_chunk::<4>()
            .map(|bytes| number(bytes, self.big_endian));
        Ok(size.and_then(|size| u32::try_from(size).ok()))
    }

    /// Moves past the body of a chunk of `size` bytes; false if the stream ends inside.
    pub(super) fn skip(&mut self, size: u64) -> Result<bool, Error> {
        self.pad_due = self.pad(size);
        Ok(self.input.skip(size)? == size)
    }

    /// The body was consumed by other means.
    pub(super) fn body_consumed(&mut self, size: u64) {
        self.pad_due = self.pad(size);
    }

    /// Whether a chunk in front of the data claims more than the file can hold.
    pub(super) fn is_lie(&self, size: u64) -> bool {
        let end = self.input.offset().checked_add(size);
        size > LARGEST_METADATA_BYTES
            || end.is_none_or(|end| self.riff_end.is_some_and(|riff_end| end > riff_end + 1))
    }

    /// Whether a chunk in front of the data runs over the one behind it: what follows its end is no
    /// chunk, but inside it one begins.
    pub(super) fn hides_another(&mut self, size: u64, fmt_known: bool) -> Result<bool, Error> {
        if self.is_wave64 {
            // A wrong size leads to bytes that read as one of exabytes, which is a lie.
            return Ok(false);
        }
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let padded = size.saturating_add(size % 2);
        if padded > WINDOW_BYTES - 8 {
            return Ok(false);
        }
        let view = self.input.peek(padded + 8)?;
        let id_at = |at: usize| view.get(at..)?.first_chunk::<4>();
        if id_at(padded).is_some_and(is_plausible) || id_at(size).is_some_and(|id| is_known(id)) {
            return Ok(false);
        }
        let wanted: &[u8; 4] = if fmt_known { b"data" } else { b"fmt " };
        // The last bytes may be the first of its name.
        let inside = &view[..(size + 3).min(view.len())];
        Ok(inside.windows(4).any(|id| id == wanted))
    }

    /// Whether as many chunks were seen as are walked at all.
    pub(super) fn is_exhausted(&self) -> bool {
        self.count >= MOST_CHUNKS
    }

    /// Whether the RIFF chunk, by its size, ends before the place that was reached.
    pub(super) fn is_riff_short(&self, has_wide_sizes: bool) -> bool {
        match self.riff_end {
            Some(end) => end < self.input.offset(),
            None => !has_wide_sizes,
        }
    }

    /// Reads the sizes of a ds64 chunk (EBU Tech 3306, ITU-R BS.2088) and moves past it.
    pub(super) fn read_ds64(&mut self, size: u64) -> Result<bool, Error> {
        let view = self.input.peek(24)?;
        if size >= 16 && view.len() >= 16 {
            let wide = |bytes: &[u8]| {
                bytes
                    .first_chunk()
                    .map_or(0, |wide| u64::from_le_bytes(*wide))
            };
            let (riff_bytes, data_bytes) = (wide(view), wide(&view[8..]));
            let start = self.input.offset();
            self.riff_end = start
                .checked_add(riff_bytes)
                .filter(|end| *end < u64::MAX / 2 && riff_bytes > 0)
                // The RIFF size counts from behind its own field, 12 bytes before a first ds64.
                .map(|end| end.saturating_sub(12));
            self.ds64_data_bytes = (data_bytes > 0).then_some(data_bytes);
        }
        self.skip(size)
    }

    /// Looks for the header of a fmt or (if `fmt_known`) data chunk; false if there is none.
    pub(super) fn resync(&mut self, fmt_known: bool) -> Result<bool, Error> {
        self.pad_due = 0;
        let is_wave64 = self.is_wave64;
        let keep_bytes = if is_wave64 { wave64::NAME_BYTES } else { 4 } - 1;
        loop {
            let view = self.input.peek(64 * 1024)?;
            let begins = |bytes: &[u8]| {
                (bytes.starts_with(b"fmt ") || (fmt_known && bytes.starts_with(b"data")))
                    && (!is_wave64 || wave64::is_name(bytes))
            };
            let found = (0..view.len()).find(|at| begins(&view[*at..]));
            match found {
                Some(at) => {
                    self.input.consume(at);
                    return Ok(true);
                }
                None if view.len() < 64 * 1024 => {
                    let all = view.len();
                    self.input.consume(all);
                    return Ok(false);
                }
                None => {
                    let most = view.len() - keep_bytes;
                    self.input.consume(most);
                }
            }
        }
    }
}

fn number(bytes: &[u8], big_endian: bool) -> u64 {
    let Some(bytes) = bytes.first_chunk::<4>() else {
        return 0;
    };
    u64::from(if big_endian {
        u32::from_be_bytes(*bytes)
    } else {
        u32::from_le_bytes(*bytes)
    })
}

fn is_plausible(id: &[u8; 4]) -> bool {
    id.iter().all(|byte| (0x20..0x7F).contains(byte)) && id != b"    "
}

/// Chunk names that real files have; they decide where a name could begin at two places.
pub(super) fn is_known(id: &[u8]) -> bool {
    const KNOWN: &[&[u8; 4]] = &[
        b"fmt ", b"data", b"fact", b"LIST", b"JUNK", b"junk", b"PAD ", b"FLLR", b"bext", b"cue ",
        b"smpl", b"inst", b"id3 ", b"ID3 ", b"iXML", b"aXML", b"axml", b"PEAK", b"ds64", b"chna",
        b"plst", b"labl", b"note", b"ltxt", b"DISP", b"acid", b"cart", b"levl", b"afsp", b"minf",
        b"elm1", b"regn", b"umid", b"strc", b"_PMX", b"slnt", b"wavl", b"bxml", b"sxml", b"LGWV",
    ];
    KNOWN.iter().any(|known| id == *known)
}

/// An odd chunk is followed by a pad byte, which some writers forget.
fn has_pad(view: &[u8]) -> bool {
    let (Some(unpadded), Some(padded)) = (view.get(..4), view.get(1..5)) else {
        return true;
    };
    if is_known(padded) || is_known(unpadded) {
        return is_known(padded);
    }
    view[0] == 0 || !(0x20..0x7F).contains(&view[0])
}
