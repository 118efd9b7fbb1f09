//! A sample description -> which codec the track holds and its setup.

use super::super::flac::read_streaminfo;
use super::super::opus::read_dops;
use super::super::setup::{broken, read_alac, read_elementary, unsupported};
use super::super::stream::Stream;
use super::atoms::{atoms, find, u16_at};
use super::pcm;
use crate::error::Error;

/// Reads the first description of an `stsd` atom.
pub(super) fn read(stsd: &[u8]) -> Result<Stream, Error> {
    let (kind, entry) = stsd
        .get(8..)
        .and_then(|rest| atoms(rest).next())
        .ok_or_else(broken)?;
    // QuickTime writes longer descriptions as versions 1 and 2.
    let children_at = match u16_at(entry, 8).ok_or_else(broken)? {
        0 => 28,
        1 => 44,
        _ => 64,
    };
    let children = entry.get(children_at..).unwrap_or_default();
    match &kind {
        b"mp4a" => {
            // Version and flags stand in front of the descriptor.
            let descriptor = child(children, b"esds").and_then(|body| body.get(4..));
            read_elementary("m4a", descriptor.ok_or_else(broken)?)
        }
        b"alac" => {
            let cookie = child(children, b"alac").and_then(|body| body.get(4..));
            read_alac("m4a", cookie.ok_or_else(broken)?)
        }
        b"fLaC" => {
            // A metadata block: one byte of kind, three of size, STREAMINFO (RFC 9639, 8).
            let info = child(children, b"dfLa").and_then(|body| body.get(8..)?.first_chunk());
            read_streaminfo("m4a", info.ok_or_else(broken)?)
        }
        b"samr" | b"sawb" => Err(unsupported("AMR speech")),
        b"Opus" => read_dops(child(children, b"dOps").ok_or_else(broken)?),
        b"ac-3" | b"ec-3" => Err(unsupported("Dolby Digital")),
        b"enca" | b"drms" => Err(unsupported("encrypted audio")),
        b"ms\0\x55" | b".mp3" => Err(unsupported("MP3 in MP4")),
        kind => match pcm::read(kind, entry, children) {
            Some(pcm) => Ok(pcm.stream()),
            None => Err(unsupported("an unknown codec")),
        },
    }
}

/// The part of a description that says more; QuickTime puts it one level deeper.
fn child<'a>(children: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    find(children, &[wanted]).or_else(|| find(children, &[b"wave", wanted]))
}
