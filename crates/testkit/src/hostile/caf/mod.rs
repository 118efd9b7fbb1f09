//! Apple's Core Audio Format, right and wrong -> files.

mod packets;

use super::{Case, Expect, FRAMES, read, tone16};
use crate::signals;
use crate::wav_bytes::{Order, floats, integers};
pub(super) use packets::add_coded;

/// A chunk that claims `size` bytes.
fn lying_chunk(id: &[u8; 4], size: i64, body: &[u8]) -> Vec<u8> {
    [id, &size.to_be_bytes()[..], body].concat()
}

fn chunk(id: &[u8; 4], body: &[u8]) -> Vec<u8> {
    lying_chunk(id, i64::try_from(body.len()).unwrap_or(0), body)
}

fn file(chunks: &[Vec<u8>]) -> Vec<u8> {
    [b"caff\0\x01\0\0".to_vec(), chunks.concat()].concat()
}

/// The fields of a description; any of them may lie.
#[derive(Clone, Copy)]
struct Description {
    rate: f64,
    id: [u8; 4],
    flags: u32,
    packet_bytes: u32,
    packet_frames: u32,
    channels: u32,
    bits: u32,
}

const S16LE: Description = Description {
    rate: 16_000.0,
    id: *b"lpcm",
    flags: 2,
    packet_bytes: 2,
    packet_frames: 1,
    channels: 1,
    bits: 16,
};

impl Description {
    fn pcm(flags: u32, bits: u32) -> Description {
        Description {
            flags,
            packet_bytes: bits.div_ceil(8),
            bits,
            ..S16LE
        }
    }

    fn chunk(&self) -> Vec<u8> {
        let mut body = self.rate.to_be_bytes().to_vec();
        body.extend(self.id);
        for field in [
            self.flags,
            self.packet_bytes,
            self.packet_frames,
            self.channels,
            self.bits,
        ] {
            body.extend(field.to_be_bytes());
        }
        chunk(b"desc", &body)
    }

    fn file(&self, pcm: &[u8]) -> Vec<u8> {
        file(&[self.chunk(), audio(pcm)])
    }
}

/// A data chunk; the number of edits stands in front of the audio.
fn audio(pcm: &[u8]) -> Vec<u8> {
    chunk(b"data", &[&[0, 0, 0, 1], pcm].concat())
}

/// A packet table without sizes.
fn table(packets: i64, valid_frames: i64, priming: i32) -> Vec<u8> {
    let mut body = packets.to_be_bytes().to_vec();
    body.extend(valid_frames.to_be_bytes());
    body.extend(priming.to_be_bytes());
    body.extend([0; 4]);
    chunk(b"pakt", &body)
}

pub(super) fn add(cases: &mut Vec<Case>) {
    let mut push = |name: &str, bytes: Vec<u8>, expect: Expect| {
        cases.push(Case::new(format!("caf-{name}.caf"), bytes, expect));
    };
    valid(&mut push);
    sizes(&mut push);
    lies(&mut push);
    ima4(&mut push);
}

fn valid(push: &mut impl FnMut(&str, Vec<u8>, Expect)) {
    let mono = signals::sine(16_000, 0.1, 440.0, 0.5);
    let good = read(FRAMES, 16_000, 1);
    for (order, little) in [(Order::Big, 0), (Order::Little, 2)] {
        for bits in [8, 16, 24, 32] {
            let mut pcm = integers(&mono, bits as usize / 8, order);
            if bits == 8 {
                pcm.iter_mut().for_each(|byte| *byte ^= 0x80);
            }
            let bytes = Description::pcm(little, bits).file(&pcm);
            push(&format!("s{bits}-{order:?}"), bytes, good.clone());
        }
        let bytes = Description::pcm(little | 1, 32).file(&floats(&mono, order));
        push(&format!("f32-{order:?}"), bytes, good.clone());
        let wide = Description::pcm(little | 1, 64).file(&[0x3F; 12_800]);
        push(&format!("f64-{order:?}"), wide, good.clone());
    }
    for id in [b"ulaw", b"alaw"] {
        let description = Description {
            id: *id,
            flags: 0,
            ..Description::pcm(0, 8)
        };
        let name = id.escape_ascii().to_string();
        push(&name, description.file(&[0x3E; 1600]), good.clone());
    }
    let tone = tone16(1);
    let stereo = Description {
        channels: 2,
        packet_bytes: 4,
        ..S16LE
    };
    push("stereo", stereo.file(&tone16(2)), read(FRAMES, 16_000, 2));
    let chunks = [
        S16LE.chunk(),
        chunk(b"chan", &[0, 0x64, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
        chunk(b"free", &[0; 333]),
        chunk(b"info", b"\0\0\0\x01encoder\0testkit\0"),
        audio(&tone),
        chunk(b"strg", &[0; 4]),
    ];
    push("many-chunks", file(&chunks), good.clone());
    let odd_rate = Description {
        rate: 22_254.545,
        ..S16LE
    };
    push(
        "rate-22254.5",
        odd_rate.file(&tone),
        read(FRAMES, 22_255, 1),
    );
    let first = file(&[audio(&tone), S16LE.chunk()]);
    push("data-first", first, good.or_refuse(&["no-format"]));
}

fn sizes(push: &mut impl FnMut(&str, Vec<u8>, Expect)) {
    let tone = [&[0, 0, 0, 1][..], &tone16(1)].concat();
    let good = read(FRAMES, 16_000, 1);
    for (name, size, expect) in [
        ("minus-1", -1, good.clone()),
        ("minus-2", -2, good.clone()),
        ("min", i64::MIN, good.clone()),
        ("zero", 0, good.clone().with_fault("wav-length-zero")),
        ("three", 3, good.clone().with_fault("wav-length-zero")),
        ("four", 4, Expect::Refuse(&["empty"])),
        ("half", 1604, read(800, 16_000, 1)),
        ("2-40", 1 << 40, good.clone().with_fault("wav-truncated")),
        ("max", i64::MAX, good.clone().with_fault("wav-truncated")),
    ] {
        let bytes = file(&[S16LE.chunk(), lying_chunk(b"data", size, &tone)]);
        push(&format!("size-{name}"), bytes, expect);
    }
    for (name, size) in [
        ("0", 0),
        ("long", 1 << 20),
        ("minus-1", -1),
        ("max", i64::MAX),
    ] {
        let free = lying_chunk(b"free", size, &[0; 300]);
        let bytes = file(&[S16LE.chunk(), free, chunk(b"data", &tone)]);
        // A pipe that ran past the audio cannot go back.
        let expect = good
            .clone()
            .with_fault("wav-header-inconsistent")
            .or_refuse(&["no-data", "truncated-header"]);
        push(&format!("free-{name}"), bytes, expect);
    }
    let whole = file(&[S16LE.chunk(), chunk(b"data", &tone)]);
    for bytes in [4, 8, 12, 20, 40, 51, 52, 60, 64, 67] {
        let expect = Expect::Refuse(&[
            "truncated-header",
            "no-format",
            "no-data",
            "not-audio",
            "empty",
        ]);
        push(&format!("cut-{bytes}"), whole[..bytes].to_vec(), expect);
    }
}

fn lies(push: &mut impl FnMut(&str, Vec<u8>, Expect)) {
    let tone = tone16(1);
    let refused = Expect::Refuse(&["bad-format"]);
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e300, 3999.0, 384_001.0] {
        let bytes = Description { rate, ..S16LE }.file(&tone);
        push(&format!("rate-{rate:e}"), bytes, refused.clone());
    }
    for channels in [0, 33, 65_536, u32::MAX] {
        let bytes = Description { channels, ..S16LE }.file(&tone);
        push(&format!("channels-{channels}"), bytes, refused.clone());
    }
    for bits in [0, 65, u32::MAX] {
        let bytes = Description { bits, ..S16LE }.file(&tone);
        push(&format!("bits-{bits}"), bytes, refused.clone());
    }
    for packet_bytes in [1, 3, u32::MAX] {
        let bytes = Description {
            packet_bytes,
            ..S16LE
        };
        push(
            &format!("packet-{packet_bytes}"),
            bytes.file(&tone),
            refused.clone(),
        );
    }
    let unsaid = Description {
        packet_bytes: 0,
        ..S16LE
    };
    let doubted = read(FRAMES, 16_000, 1).with_fault("wav-header-inconsistent");
    push("packet-0", unsaid.file(&tone), doubted.clone());
    for id in [
        b"opus",
        b"samr",
        b"ilbc",
        b"MAC3",
        b"flac",
        b"\0\0\0\0",
        b"\xFF\xFE\xFD\xFC",
    ] {
        let bytes = Description { id: *id, ..S16LE }.file(&tone);
        let name = id.escape_ascii().to_string().replace('\\', "");
        push(
            &format!("codec-{name}"),
            bytes,
            Expect::Refuse(&["unsupported-codec"]),
        );
    }
    for packet_frames in [0, 2, 1 << 31, u32::MAX] {
        for id in [b"lpcm", b"aac ", b"alac", b".mp3"] {
            let bytes = Description {
                id: *id,
                packet_frames,
                ..S16LE
            };
            let name = format!("frames-{packet_frames}-{}", id.escape_ascii());
            push(&name, bytes.file(&tone), Expect::Survive);
        }
    }
    let other = Description {
        rate: 8000.0,
        ..S16LE
    };
    let bytes = file(&[S16LE.chunk(), other.chunk(), audio(&tone)]);
    push("two-descriptions", bytes, refused);
    let bytes = file(&[S16LE.chunk(), vec![0xFF; 40], audio(&tone)]);
    push("garbage-in-front", bytes, doubted);
}

fn ima4(push: &mut impl FnMut(&str, Vec<u8>, Expect)) {
    for channels in [1_u32, 2, 8] {
        let description = Description {
            id: *b"ima4",
            flags: 0,
            packet_bytes: 34 * channels,
            packet_frames: 64,
            channels,
            bits: 4,
            ..S16LE
        };
        let packets: Vec<u8> = (0..34 * channels * 25)
            .map(|n| if n % 34 < 2 { 0 } else { n.to_le_bytes()[0] })
            .collect();
        let channels = u16::try_from(channels).unwrap_or(0);
        let good = read(FRAMES, 16_000, channels);
        push(
            &format!("ima4-{channels}ch"),
            description.file(&packets),
            good.clone(),
        );
        let valid = |frames: i64| {
            let table = table(25, frames, 0);
            file(&[description.chunk(), table, audio(&packets)])
        };
        push(
            &format!("ima4-{channels}ch-valid-1590"),
            valid(1590),
            read(1590, 16_000, channels),
        );
        push(
            &format!("ima4-{channels}ch-valid-lies"),
            valid(10),
            good.clone().with_fault("wav-header-inconsistent"),
        );
        let cut = description.file(&packets[..packets.len() - 10]);
        push(&format!("ima4-{channels}ch-cut"), cut, Expect::Survive);
        let lie = Description {
            packet_bytes: 33,
            ..description
        };
        push(
            &format!("ima4-{channels}ch-33-bytes"),
            lie.file(&packets),
            Expect::Refuse(&["bad-format"]),
        );
    }
}
