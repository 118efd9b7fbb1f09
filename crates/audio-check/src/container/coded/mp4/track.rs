//! A moov atom -> the audio track: its stream, its padding, its table of samples.

use super::super::super::pcm::codec_of;
use super::super::setup::unsupported;
use super::super::stream::{Packing, Stream};
use super::atoms::{atoms, find, u32_at, u64_at};
use super::entry;
use super::table::Table;
use crate::error::{Error, ErrorKind};

pub(super) struct Track {
    pub(super) stream: Stream,
    pub(super) id: u32,
    pub(super) table: Table,
    /// Of PCM.
    pub(super) frame_bytes: Option<u32>,
    /// Samples stand in fragments behind the moov atom.
    pub(super) is_fragmented: bool,
    /// Bytes of a sample where a fragment does not say.
    pub(super) default_bytes: u32,
}

/// Chooses the first audio track that is decoded here.
pub(super) fn read(moov: &[u8]) -> Result<Track, Error> {
    let mut problem = None;
    for (_, trak) in atoms(moov).filter(|(kind, _)| kind == b"trak") {
        let handler = find(trak, &[b"mdia", b"hdlr"]).and_then(|hdlr| hdlr.get(8..12));
        if handler != Some(b"soun") {
            continue;
        }
        match read_trak(moov, trak) {
            Ok(track) => return Ok(track),
            Err(error) => problem = problem.or(Some(error)),
        }
    }
    Err(problem.unwrap_or_else(|| {
        Error::new(
            ErrorKind::NoData,
            "the MP4 file has no audio track: export the sound, not only the picture",
        )
    }))
}

fn read_trak(moov: &[u8], trak: &[u8]) -> Result<Track, Error> {
    let missing = || {
        Error::new(
            ErrorKind::NoFormat,
            "the MP4 header does not describe its audio: export the file again",
        )
    };
    let stbl = find(trak, &[b"mdia", b"minf", b"stbl"]).ok_or_else(missing)?;
    let mut stream = entry::read(find(stbl, &[b"stsd"]).ok_or_else(missing)?)?;
    let id = find(trak, &[b"tkhd"])
        .and_then(|tkhd| versioned(tkhd, 12, 20))
        .unwrap_or(0);
    let default_bytes = find(moov, &[b"mvex"])
        .and_then(|mvex| {
            atoms(mvex).find(|(kind, body)| kind == b"trex" && u32_at(body, 4) == Some(id))
        })
        .and_then(|(_, trex)| u32_at(trex, 16));
    let is_fragmented = find(moov, &[b"mvex"]).is_some();
    read_padding(moov, trak, stbl, &mut stream);
    // Table and edit list then count the first fragment only.
    if is_fragmented && read_itunes(moov).is_none() {
        stream.total_frames = None;
    }
    let frame_bytes = match stream.packing {
        Packing::Plain(layout) if is_fragmented => {
            let name = codec_of(layout);
            return Err(unsupported(&format!("{name} in fragments")));
        }
        Packing::Plain(layout) => u32::try_from(layout.sample_bytes)
            .ok()
            .and_then(|bytes| bytes.checked_mul(u32::from(stream.channels))),
        Packing::Coded(_) | Packing::Opus { .. } => None,
    };
    Ok(Track {
        stream,
        id,
        frame_bytes,
        table: Table::read(stbl)
            .filter(|table| table.has_samples())
            .unwrap_or_default(),
        is_fragmented,
        default_bytes: default_bytes.unwrap_or(0),
    })
}

/// A 32-bit field of an atom whose dates have 32 or (version 1) 64 bits.
fn versioned(body: &[u8], at: usize, at_v1: usize) -> Option<u32> {
    u32_at(body, if body.first() == Some(&1) { at_v1 } else { at })
}

/// What the encoder added in front and behind: iTunes' note, or the edit list.
fn read_padding(moov: &[u8], trak: &[u8], stbl: &[u8], stream: &mut Stream) {
    if let Some((skip_frames, total_frames)) = read_itunes(moov) {
        stream.skip_frames = skip_frames;
        stream.total_frames = Some(total_frames).filter(|total| *total > 0);
        return;
    }
    let scale = |mdhd: &[u8]| versioned(mdhd, 12, 20).filter(|scale| *scale > 0);
    let Some(media_scale) = find(trak, &[b"mdia", b"mdhd"]).and_then(scale) else {
        return;
    };
    let to_frames = |ticks: u64, scale: u32| {
        let frames = u128::from(ticks) * u128::from(stream.sample_rate) / u128::from(scale);
        u64::try_from(frames).unwrap_or(u64::MAX)
    };
    let all_ticks = find(stbl, &[b"stts"]).map_or(0, |stts| {
        stts.get(8..)
            .unwrap_or_default()
            .chunks_exact(8)
            .fold(0_u64, |all, run| {
                let (count, ticks) = (u32_at(run, 0).unwrap_or(0), u32_at(run, 4).unwrap_or(0));
                all.saturating_add(u64::from(count) * u64::from(ticks))
            })
    });
    let edit = find(trak, &[b"edts", b"elst"]).and_then(first_edit);
    let movie_scale = find(moov, &[b"mvhd"]).and_then(scale);
    let skip_ticks = edit.map_or(0, |(_, media_ticks)| media_ticks);
    let by_table = all_ticks.checked_sub(skip_ticks).filter(|ticks| *ticks > 0);
    let skip_frames = to_frames(skip_ticks, media_scale);
    let total_frames = by_table.map(|ticks| {
        let by_table = to_frames(ticks, media_scale);
        // The edit is often rounded to milliseconds; only a real cut counts.
        match (edit, movie_scale) {
            (Some((duration, _)), Some(scale)) if duration > 0 => {
                let by_edit = to_frames(duration.saturating_add(1), scale);
                by_table.min(if by_edit < by_table {
                    to_frames(duration, scale)
                } else {
                    by_table
                })
            }
            _ => by_table,
        }
    });
    stream.skip_frames = skip_frames;
    stream.total_frames = total_frames;
}

/// Duration (movie time) and start (media time) of the first edit that shows media.
fn first_edit(elst: &[u8]) -> Option<(u64, u64)> {
    let is_wide = elst.first() == Some(&1);
    let entries = elst.get(8..)?;
    entries
        .chunks_exact(if is_wide { 20 } else { 12 })
        .find_map(|entry| {
            let (duration, start) = if is_wide {
                (u64_at(entry, 0)?, u64_at(entry, 8)?.cast_signed())
            } else {
                (
                    u64::from(u32_at(entry, 0)?),
                    i64::from(u32_at(entry, 4)?.cast_signed()),
                )
            };
            Some((duration, u64::try_from(start).ok()?))
        })
}

/// iTunSMPB: ` 00000000 DELAY PADDING TOTAL ...` in hexadecimal.
fn read_itunes(moov: &[u8]) -> Option<(u64, u64)> {
    let ilst = find(moov, &[b"udta"])?;
    let name = ilst.windows(8).position(|window| window == b"iTunSMPB")?;
    let rest = &ilst[name..];
    let data = rest
        .windows(4)
        .take(64)
        .position(|window| window == b"data")?;
    let text = rest.get(data + 12..)?;
    let text = std::str::from_utf8(&text[..text.len().min(48)]).ok()?;
    let mut numbers = text
        .split_ascii_whitespace()
        .map(|word| u64::from_str_radix(word, 16).ok());
    let (_, delay, _, total) = (
        numbers.next()??,
        numbers.next()??,
        numbers.next()??,
        numbers.next()??,
    );
    Some((delay, total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_a_first_fragment_bounds_nothing() {
        let file = std::fs::read(testkit::fixture("coded/speech.m4a")).unwrap();
        let mut moov = find(&file, &[b"moov"]).unwrap().to_vec();
        assert_eq!(read(&moov).unwrap().stream.total_frames, Some(47_840));
        moov.extend(b"\0\0\0\x08mvex");
        let track = read(&moov).unwrap();
        assert!(track.is_fragmented && track.table.has_samples());
        assert_eq!(track.stream.total_frames, None);
    }
}
