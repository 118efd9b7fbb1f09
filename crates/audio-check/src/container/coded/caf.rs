//! Packets of a CAF and their table -> one packet after another (CAF Specification 1.0).

use std::io::Read;

use zeroize::Zeroizing;

use super::super::caf::{Coding, Description, Packets, valid_frames};
use super::super::frames::AAC_SAMPLE_RATES;
use super::super::input::Input;
use super::super::quirk::Quirk;
use super::adts::lc_config;
use super::setup::{broken, read_aac, read_alac, read_elementary};
use super::stream::{Course, Stream};
use crate::error::{Error, ErrorKind};

/// Longer than any packet of AAC or ALAC.
const LONGEST_PACKET_BYTES: u64 = 1 << 20;
/// Number of packets, valid frames, priming and remainder.
const TABLE_HEAD_BYTES: usize = 24;

pub(super) struct Caf {
    /// Sizes, and numbers of frames where they vary, as they stand in the file.
    table: Vec<u8>,
    at: usize,
    left: u64,
    /// Size of every packet, or 0 if the table has one for each.
    uniform_bytes: u32,
    has_frames: bool,
    /// Packets that came in front of the table, and how far they were read.
    kept: Option<(Zeroizing<Vec<u8>>, usize)>,
}

impl Caf {
    pub(super) fn open(packets: Packets) -> Result<(Caf, Stream), Error> {
        let description = &packets.description;
        let mut stream = read_setup(&packets)?;
        stream.quirks.extend_from_slice(&packets.quirks);
        let head = packets.table.first_chunk::<TABLE_HEAD_BYTES>();
        if head.is_none() && description.packet_bytes == 0 {
            return Err(Error::new(
                ErrorKind::NoFormat,
                "the CAF file has audio but no packet table, as after a crash: record again",
            ));
        }
        let mut left = u64::MAX;
        if let Some(head) = head {
            let [count, _, padding] = head.as_chunks::<8>().0 else {
                return Err(broken());
            };
            left = u64::try_from(i64::from_be_bytes(*count)).unwrap_or(left);
            let [a, b, c, d, ..] = *padding;
            let priming = u64::try_from(i32::from_be_bytes([a, b, c, d])).unwrap_or(0);
            stream.skip_frames = scaled(priming, &stream, description);
            stream.total_frames =
                valid_frames(head).map(|frames| scaled(frames, &stream, description));
        }
        let caf = Caf {
            left,
            at: TABLE_HEAD_BYTES,
            uniform_bytes: description.packet_bytes,
            has_frames: description.packet_frames == 0,
            table: packets.table,
            kept: packets.kept.map(|kept| (kept, 0)),
        };
        Ok((caf, stream))
    }

    pub(super) fn next<R: Read>(
        &mut self,
        input: &mut Input<R>,
        packet: &mut Vec<u8>,
        course: &mut Course,
    ) -> Result<bool, Error> {
        if self.left == 0 {
            return Ok(false);
        }
        let Some(bytes) = self.next_bytes() else {
            course.is_cut = true;
            return Ok(false);
        };
        if bytes > LONGEST_PACKET_BYTES {
            course.lost_bytes += self.skip(input, bytes)?;
            return Ok(true);
        }
        let mut left = usize::try_from(bytes).unwrap_or(usize::MAX);
        while left > 0 {
            let view = match &self.kept {
                Some((kept, read)) => &kept[*read..],
                None => input.peek(1)?,
            };
            let take = view.len().min(left);
            if take == 0 {
                // Packets of one size may end with the audio.
                course.is_cut |= !packet.is_empty() || !self.table.is_empty();
                return Ok(false);
            }
            packet.extend_from_slice(&view[..take]);
            self.skip(input, take as u64)?;
            left -= take;
        }
        Ok(true)
    }

    fn skip<R: Read>(&mut self, input: &mut Input<R>, bytes: u64) -> Result<u64, Error> {
        let Some((kept, read)) = &mut self.kept else {
            return input.skip(bytes);
        };
        let step = (kept.len() - *read).min(usize::try_from(bytes).unwrap_or(usize::MAX));
        *read += step;
        Ok(step as u64)
    }

    /// Size of the next packet; `None` if the table ends too early.
    fn next_bytes(&mut self) -> Option<u64> {
        self.left = self.left.saturating_sub(1);
        let bytes = match self.uniform_bytes {
            0 => self.number()?,
            uniform => u64::from(uniform),
        };
        if self.has_frames {
            self.number();
        }
        Some(bytes)
    }

    /// Seven bits a byte, the highest first; the top bit says that more follow.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for _ in 0..9 {
            let byte = *self.table.get(self.at)?;
            self.at += 1;
            number = number << 7 | u64::from(byte & 0x7F);
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }
}

/// HE-AAC counts in frames of twice the rate of its core.
fn scaled(frames: u64, stream: &Stream, description: &Description) -> u64 {
    let (ours, theirs) = (stream.sample_rate, description.sample_rate.max(1));
    let frames = u128::from(frames) * u128::from(ours) / u128::from(theirs);
    u64::try_from(frames).unwrap_or(u64::MAX)
}

fn read_setup(packets: &Packets) -> Result<Stream, Error> {
    let description = &packets.description;
    let cookie = &packets.cookie[..];
    match description.coding {
        Coding::Alac => {
            // Older writers wrap it as QuickTime does: `frma`, then `alac` with version and flags.
            let is_wrapped = cookie.get(4..12) == Some(b"frmaalac");
            read_alac(
                "caf",
                cookie
                    .get(if is_wrapped { 24 } else { 0 }..)
                    .ok_or_else(broken)?,
            )
        }
        _ if cookie.is_empty() => {
            let index = AAC_SAMPLE_RATES
                .iter()
                .position(|rate| *rate == description.sample_rate)
                .and_then(|index| u8::try_from(index).ok());
            let channels = u8::try_from(description.channels).ok();
            let (Some(index), Some(channels)) = (index, channels) else {
                return Err(broken());
            };
            let mut stream = read_aac("caf", &lc_config(index, channels))?;
            stream.quirks.push(Quirk::HeaderInconsistent {
                what: "the setup of the AAC is missing; rate and channels were believed",
            });
            Ok(stream)
        }
        // Apple stores a whole descriptor, others the part that the decoder needs.
        _ if cookie.first() == Some(&3) => read_elementary("caf", cookie),
        _ => read_aac("caf", cookie),
    }
}
