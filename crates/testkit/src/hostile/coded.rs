//! The committed compressed recordings, cut, shifted and damaged -> files.

use super::{Case, Expect, Read};

/// Name, bytes, frames as ffmpeg 5.1 counts them (M4A: without its padding), and rate; all mono.
fn recordings() -> Vec<(&'static str, Vec<u8>, u64, u32)> {
    [
        ("speech.flac", 47_840, 16_000),
        ("speech.mp3", 47_855, 16_000),
        ("speech.m4a", 47_840, 16_000),
        ("speech.ogg", 47_840, 16_000),
        ("speech.opus", 143_520, 48_000),
        ("speech.caf", 47_840, 16_000),
        ("speech.mov", 3_200, 16_000),
    ]
    .into_iter()
    .map(|(name, frames, sample_rate)| {
        let path = crate::fixture("coded").join(name);
        let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        (name, bytes, frames, sample_rate)
    })
    .collect()
}

pub(super) fn add(cases: &mut Vec<Case>) {
    for (name, bytes, frames, sample_rate) in recordings() {
        let is_ogg = bytes.starts_with(b"OggS");
        let whole = Read {
            frames,
            sample_rate,
            channels: 1,
            fault: None,
        };
        if name == "speech.caf" {
            super::caf::add_coded(cases, &bytes, &whole);
        }
        let mut push = |what: &str, bytes: Vec<u8>, expect: Expect| {
            cases.push(Case::new(format!("coded-{what}-{name}"), bytes, expect));
        };
        push("whole", bytes.clone(), Expect::Accept(whole.clone()));
        let id3 = [b"ID3\x03\0\0\0\0\x07\x68", &vec![0; 1000][..], &bytes].concat();
        push("id3-in-front", id3, Expect::Accept(whole.clone()));
        let tag = [&bytes[..], b"TAG", &[0; 125]].concat();
        let tagged = Expect::Either(whole.clone(), &[]);
        push(
            "id3v1-behind",
            tag,
            if is_ogg { Expect::Survive } else { tagged },
        );
        for percent in [1, 10, 50, 90, 99] {
            push(
                &format!("cut-{percent}"),
                bytes[..bytes.len() * percent / 100].to_vec(),
                Expect::Survive,
            );
        }
        for at in [4, 12, 20, 40, 80, 200] {
            for fill in [0, 0x7F, 0xFF] {
                let mut damaged = bytes.clone();
                damaged[at..at + 8].fill(fill);
                push(
                    &format!("fill-{fill:02x}-at-{at}"),
                    damaged,
                    Expect::Survive,
                );
            }
        }
        // Every hundredth byte behind the header wrong: most packets are lost, nothing hangs.
        let mut damaged = bytes.clone();
        damaged
            .iter_mut()
            .skip(3000)
            .step_by(100)
            .for_each(|byte| *byte ^= 0x55);
        push("damaged-throughout", damaged, Expect::Survive);
        let mut hole = bytes.clone();
        let middle = bytes.len() / 2;
        hole.drain(middle..middle + 700);
        push("hole", hole, Expect::Survive);
        // Two streams one behind the other are a chain in Ogg, and nothing known in the others.
        let twice = if is_ogg {
            Expect::Accept(Read {
                frames: 2 * frames,
                ..whole.clone()
            })
        } else {
            Expect::Survive
        };
        push("twice", [&bytes[..], &bytes].concat(), twice);
        if name == "speech.ogg" {
            let endless = Read {
                frames: 64 * frames,
                fault: Some("stream-truncated"),
                ..whole.clone()
            };
            push("70-times", bytes.repeat(70), Expect::Accept(endless));
            let odd = foreign_rate(&bytes);
            let faulty = Read {
                fault: Some("format-changes"),
                ..whole.clone()
            };
            push(
                "then-another-rate",
                [&bytes[..], &odd].concat(),
                Expect::Accept(faulty),
            );
        }
    }
}

/// The same Vorbis stream, its identification header changed to 8 kHz and its checksum made anew.
fn foreign_rate(ogg: &[u8]) -> Vec<u8> {
    let mut bytes = ogg.to_vec();
    // One segment of 30 bytes behind 28 bytes of page header; the rate stands at 12 in it.
    bytes[28 + 12..28 + 16].copy_from_slice(&8_000_u32.to_le_bytes());
    bytes[22..26].fill(0);
    let crc = bytes[..58].iter().fold(0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte) << 24, |crc, _| {
            crc << 1 ^ if crc >> 31 == 1 { 0x04C1_1DB7 } else { 0 }
        })
    });
    bytes[22..26].copy_from_slice(&crc.to_le_bytes());
    bytes
}
