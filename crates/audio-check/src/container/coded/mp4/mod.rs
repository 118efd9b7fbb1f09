//! MP4, M4A, MOV, 3GP (ISO 14496-12) -> the packets of the first audio track.

mod atoms;
mod entry;
mod fragment;
mod pcm;
mod table;
mod track;

use std::io::Read;

use zeroize::Zeroizing;

use super::super::input::Input;
use super::super::kept;
use super::stream::{Course, Stream};
use crate::error::{Error, ErrorKind};
use atoms::Head;
use table::Table;

/// An index of many hours stays below this.
const LARGEST_INDEX_BYTES: u64 = 8 << 20;
/// Audio in front of its index is kept up to this size: 25 minutes at 128 kbit/s.
const MOST_KEPT_BYTES: u64 = 24 << 20;
/// Longer than any packet of AAC or ALAC.
const LONGEST_PACKET_BYTES: u32 = 1 << 20;
/// Samples in front of their predecessor; a good file has none but the first.
const MOST_JUMPS_BACK: u32 = 1000;
const MOST_ATOMS: u32 = 65_536;

pub(super) struct Mp4 {
    /// Where the first atom begins; offsets in the tables count from there.
    start: u64,
    table: Table,
    track_id: u32,
    /// Of PCM, whose samples are read by many.
    frame_bytes: Option<u32>,
    is_fragmented: bool,
    default_bytes: u32,
    /// Media data that came before the index, and its place.
    kept: Option<(u64, Zeroizing<Vec<u8>>)>,
    jumps_back: u32,
    /// Samples of the fragment that is being read, last first.
    fragment: Vec<(u64, u32)>,
    /// End of the atom that holds them.
    resume_at: u64,
}

impl Mp4 {
    pub(super) fn open<R: Read>(input: &mut Input<R>) -> Result<(Mp4, Stream), Error> {
        let start = input.offset();
        let (mut kept, mut has_audio) = (None, false);
        for _ in 0..MOST_ATOMS {
            let at = input.offset();
            let Some((head, body_bytes)) = next_atom(input)? else {
                break;
            };
            match &head.kind {
                b"moov" => {
                    let moov = keep(input, body_bytes, LARGEST_INDEX_BYTES)?;
                    let track = track::read(&moov)?;
                    let mp4 = Mp4 {
                        start,
                        table: track.table,
                        track_id: track.id,
                        frame_bytes: track.frame_bytes,
                        is_fragmented: track.is_fragmented,
                        default_bytes: track.default_bytes,
                        kept,
                        jumps_back: 0,
                        fragment: Vec::new(),
                        resume_at: 0,
                    };
                    return Ok((mp4, track.stream));
                }
                b"mdat" if input.can_seek() => {
                    has_audio = true;
                    skip(input, body_bytes)?;
                }
                b"mdat" if kept.is_none() => {
                    has_audio = true;
                    let place = at - start + head.head_bytes;
                    kept = Some((place, keep(input, body_bytes, MOST_KEPT_BYTES)?));
                }
                _ => {
                    if body_bytes.is_none_or(|bytes| bytes > 0) {
                        skip(input, body_bytes)?;
                    }
                }
            }
        }
        let (kind, message) = if has_audio {
            (
                ErrorKind::NoFormat,
                "the MP4 file has audio but no index, as after a crash",
            )
        } else {
            (
                ErrorKind::TruncatedHeader,
                "the MP4 file ends before its index",
            )
        };
        Err(Error::new(kind, format!("{message}: record or export it again")).at(input.offset()))
    }

    pub(super) fn next<R: Read>(
        &mut self,
        input: &mut Input<R>,
        packet: &mut Vec<u8>,
        course: &mut Course,
    ) -> Result<bool, Error> {
        let next = match self.frame_bytes {
            Some(frame_bytes) => self.table.next_frames(frame_bytes),
            None => self.table.next(),
        };
        let next = match next {
            Some(next) => Some(next),
            None if self.is_fragmented => self.next_of_fragments(input)?,
            None => None,
        };
        let Some((place, bytes)) = next else {
            return Ok(false);
        };
        if bytes > LONGEST_PACKET_BYTES {
            course.lost_bytes += u64::from(bytes);
            return Ok(true);
        }
        if let Some((from, kept)) = &self.kept
            && let Some(at) = place
                .checked_sub(*from)
                .and_then(|at| usize::try_from(at).ok())
            && at < kept.len()
        {
            let end = at.saturating_add(bytes as usize);
            let Some(sample) = kept.get(at..end) else {
                course.is_cut = true;
                return Ok(false);
            };
            packet.extend_from_slice(sample);
            return Ok(true);
        }
        let place = place.saturating_add(self.start);
        if place < input.offset() {
            self.jumps_back += 1;
        }
        if self.jumps_back > MOST_JUMPS_BACK || (place < input.offset() && !input.can_seek()) {
            return Err(Error::new(
                ErrorKind::BrokenStructure,
                "the samples of the MP4 file do not follow each other: export it again",
            )
            .at(input.offset()));
        }
        match place.checked_sub(input.offset()) {
            Some(gap) => {
                input.skip(gap)?;
            }
            None => {
                input.go_to(place)?;
            }
        }
        let mut left = bytes as usize;
        while left > 0 {
            let view = input.peek(1)?;
            let take = view.len().min(left);
            if take == 0 {
                course.is_cut = true;
                return Ok(false);
            }
            packet.extend_from_slice(&view[..take]);
            input.consume(take);
            left -= take;
        }
        Ok(true)
    }

    fn next_of_fragments<R: Read>(
        &mut self,
        input: &mut Input<R>,
    ) -> Result<Option<(u64, u32)>, Error> {
        for _ in 0..MOST_ATOMS {
            if let Some(next) = self.fragment.pop() {
                return Ok(Some(next));
            }
            input.skip(self.resume_at.saturating_sub(input.offset()))?;
            let mut samples = Vec::new();
            loop {
                let at = input.offset();
                let Some((head, body_bytes)) = next_atom(input)? else {
                    return Ok(None);
                };
                match &head.kind {
                    b"moof" => {
                        let moof = keep(input, body_bytes, LARGEST_INDEX_BYTES)?;
                        let place = at - self.start;
                        samples = fragment::read(&moof, place, self.track_id, self.default_bytes);
                    }
                    b"mdat" if !samples.is_empty() => {
                        self.resume_at = match body_bytes {
                            Some(bytes) => input.offset().saturating_add(bytes),
                            None => u64::MAX,
                        };
                        samples.reverse();
                        self.fragment = samples;
                        break;
                    }
                    _ => skip(input, body_bytes)?,
                }
            }
        }
        Ok(None)
    }
}

/// Reads the head of the next atom; gives the size of its body (`None`: to the end).
fn next_atom<R: Read>(input: &mut Input<R>) -> Result<Option<(Head, Option<u64>)>, Error> {
    let Some(head) = Head::parse(input.peek(16)?) else {
        return Ok(None);
    };
    input.skip(head.head_bytes)?;
    let body_bytes = head.all_bytes.map(|all| all - head.head_bytes);
    Ok(Some((head, body_bytes)))
}

fn skip<R: Read>(input: &mut Input<R>, body_bytes: Option<u64>) -> Result<(), Error> {
    input.skip(body_bytes.unwrap_or(u64::MAX))?;
    Ok(())
}

/// The body of an atom, as far as the stream has it.
fn keep<R: Read>(
    input: &mut Input<R>,
    body_bytes: Option<u64>,
    most: u64,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let kept = kept::keep(input, body_bytes.unwrap_or(u64::MAX), most)?;
    kept.ok_or_else(|| {
        Error::new(
            ErrorKind::TooLarge,
            "the MP4 file has its index behind too much data: export it for streaming \
             (ffmpeg -movflags faststart), or as WAV",
        )
        .at(input.offset())
    })
}
