//! A stream of frames without a container -> one frame after another, whatever lies between them.

use std::io::Read;

use super::super::frames::{FrameHeader, find, id3v2_bytes};
use super::super::input::Input;
use super::stream::Course;
use crate::error::Error;

/// Appends the next frame of the stream that begins with `first`, header included; its header is
/// given back, `None` at the end.
pub(super) fn next_frame<R: Read, H: FrameHeader>(
    first: &H,
    input: &mut Input<R>,
    frame: &mut Vec<u8>,
    course: &mut Course,
) -> Result<Option<H>, Error> {
    loop {
        let view = input.peek(2 * H::LONGEST_FRAME_BYTES)?;
        match H::parse(view).filter(|header| header.continues(first)) {
            Some(header) if view.len() >= header.frame_bytes() => {
                frame.extend_from_slice(&view[..header.frame_bytes()]);
                input.consume(header.frame_bytes());
                return Ok(Some(header));
            }
            Some(_) => {
                course.is_cut = true;
                return Ok(None);
            }
            None if view.len() < H::BYTES || view.starts_with(b"LYRICS") => return Ok(None),
            None => {
                if let Some(bytes) = tag_bytes(view) {
                    input.skip(bytes)?;
                    continue;
                }
                // At least one byte on, to the next place that looks like two frames.
                let is_whole = view.len() < 2 * H::LONGEST_FRAME_BYTES;
                let step = match find::<H>(&view[1..], is_whole) {
                    Some(at) => at + 1,
                    None if is_whole => view.len(),
                    None => view.len() - H::LONGEST_FRAME_BYTES - H::BYTES,
                };
                input.consume(step);
                course.lost_bytes += step as u64;
            }
        }
    }
}

/// Length of the tag that stands here: behind the last frame, or where files were joined.
fn tag_bytes(view: &[u8]) -> Option<u64> {
    if view.starts_with(b"TAG") {
        return Some(128);
    }
    if view.starts_with(b"APETAGEX") {
        let size = u32::from_le_bytes(*view.get(12..)?.first_chunk()?);
        return Some(32 + u64::from(size));
    }
    id3v2_bytes(view)
}
