//! Packets of AAC -> whether they carry the upper half of an HE-AAC spectrum.
//!
//! An ADTS header, and many an MP4, does not say so; only fill elements behind the sound do. What
//! stands in front of them is known to a decoder alone, so they are read from the end.

/// Fill elements behind the sound that are looked through; fdk-aac writes two.
const MOST_ELEMENTS: u32 = 2;
/// Packets that are asked.
const MOST_ASKED: u32 = 256;
const FEWEST_ASKED: u32 = 4;
/// By chance it is up to 2.3 % of packets of AAC-LC (fdk-aac at 24 to 128 kbit/s, ffmpeg's encoder),
/// and of HE-AAC every one.
const FEWEST_OF_FIVE: u32 = 4;

const ID_END: usize = 7;
const ID_FILL: usize = 6;
/// A count of 15 says that eight more bits follow (ISO 14496-3, table 4.57).
const ESCAPE: usize = 15;
/// EXT_SBR_DATA and EXT_SBR_DATA_CRC (table 4.121).
const SBR_PAYLOADS: [usize; 2] = [0xD, 0xE];

/// Counts the packets that carry it.
#[derive(Default)]
pub(super) struct Vote {
    asked: u32,
    with_sbr: u32,
}

impl Vote {
    pub(super) fn ask(&mut self, packet: &[u8]) {
        if self.asked < MOST_ASKED {
            self.asked += 1;
            self.with_sbr += u32::from(carries_sbr(packet));
        }
    }

    pub(super) fn is_he_aac(&self) -> bool {
        self.asked >= FEWEST_ASKED && self.with_sbr * 5 >= self.asked * FEWEST_OF_FIVE
    }
}

fn carries_sbr(packet: &[u8]) -> bool {
    end_of_elements(packet).is_some_and(|end| ends_with_sbr(packet, end, MOST_ELEMENTS))
}

/// Where the last element ends: in front of three ones and up to seven zeros.
fn end_of_elements(packet: &[u8]) -> Option<usize> {
    let (last, rest) = packet.split_last()?;
    let zeros = usize::try_from(last.trailing_zeros()).ok()?;
    let end = (rest.len() * 8 + 8).checked_sub(zeros + 3)?;
    (zeros < 8 && bits(packet, end, 3) == Some(ID_END)).then_some(end)
}

/// Whether one of the last fill elements before `end` holds it.
fn ends_with_sbr(packet: &[u8], end: usize, most_elements: u32) -> bool {
    let short = |bytes: usize| {
        let start = end.checked_sub(8 * bytes + 7)?;
        let is_one = bits(packet, start, 7)? == ID_FILL << 4 | bytes;
        is_one.then_some((start, start + 7))
    };
    let long = |more: usize| {
        let start = end.checked_sub(8 * (more + ESCAPE - 1) + 15)?;
        let is_one =
            bits(packet, start, 7)? == ID_FILL << 4 | ESCAPE && bits(packet, start + 7, 8)? == more;
        is_one.then_some((start, start + 15))
    };
    let elements = (0..ESCAPE).filter_map(short);
    let mut elements = elements.chain((0..256).filter_map(long));
    elements.any(|(start, payload)| {
        let kind = (payload < end).then(|| bits(packet, payload, 4)).flatten();
        kind.is_some_and(|kind| SBR_PAYLOADS.contains(&kind))
            || (most_elements > 1 && ends_with_sbr(packet, start, most_elements - 1))
    })
}

/// Up to eight bits, most significant first.
fn bits(packet: &[u8], at: usize, count: usize) -> Option<usize> {
    let high = usize::from(*packet.get(at / 8)?);
    let low = usize::from(packet.get(at / 8 + 1).copied().unwrap_or(0));
    let unused = (16 - at % 8).checked_sub(count)?;
    (at + count <= packet.len() * 8).then_some((high << 8 | low) >> unused & ((1 << count) - 1))
}

#[cfg(test)]
mod tests {
    use super::super::super::frames::{AdtsHeader, FrameHeader};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn he_aac_is_told_from_aac_lc_by_its_packets() {
        let file = std::fs::read(testkit::fixture("coded/speech-he.aac")).unwrap();
        let (mut rest, mut he, mut lc) = (&file[..], Vote::default(), Vote::default());
        while let Some(header) = AdtsHeader::parse(rest) {
            let packet = &rest[header.header_bytes..header.frame_bytes];
            he.ask(packet);
            // Without its last byte the end of the packet is not where it seems.
            lc.ask(&packet[..packet.len() - 1]);
            rest = &rest[header.frame_bytes..];
        }
        assert_eq!((he.with_sbr, he.is_he_aac()), (he.asked, true));
        assert!(
            he.asked > 20 && !lc.is_he_aac(),
            "{} {}",
            he.asked,
            lc.with_sbr
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(packet in proptest::collection::vec(any::<u8>(), 0..600)) {
            carries_sbr(&packet);
        }

        #[test]
        fn an_element_of_any_length_is_found(
            bytes in 1_usize..=269,
            is_crc: bool,
            sound in proptest::collection::vec(any::<u8>(), 0..40),
        ) {
            let mut all: Vec<bool> = sound.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1)).collect();
            let mut push = |value: usize, count: usize| {
                all.extend((0..count).rev().map(|bit| value >> bit & 1 == 1));
            };
            push(ID_FILL, 3);
            if bytes < 15 {
                push(bytes, 4);
            } else {
                push(15, 4);
                push(bytes - 14, 8);
            }
            push(if is_crc { 0xE } else { 0xD }, 4);
            push(0, 4);
            (1..bytes).for_each(|_| push(0xA5, 8));
            push(ID_END, 3);
            let packet: Vec<u8> = all
                .chunks(8)
                .map(|bits| bits.iter().enumerate().fold(0, |byte, (at, bit)| byte | u8::from(*bit) << (7 - at)))
                .collect();
            prop_assert!(carries_sbr(&packet));
        }
    }
}
