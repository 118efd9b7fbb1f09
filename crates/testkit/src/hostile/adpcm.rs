//! ADPCM in WAV, right and wrong -> files.

use super::{Case, Expect, read};
use crate::wav_bytes::{Fmt, Wav};

/// A fmt chunk of `tag` (2 is Microsoft, 0x11 IMA) with blocks of 256 bytes.
fn fmt(tag: u16, channels: u16) -> Fmt {
    let mut fmt = Fmt::new(tag, 16_000, channels, 4);
    fmt.block_bytes = 256;
    fmt.byte_rate = 8110;
    fmt.extension = match tag {
        2 => {
            let mut extension = vec![32, 0, 0xF4, 1, 7, 0];
            for coefficient in [
                256_i16, 0, 512, -256, 0, 0, 192, 64, 240, 0, 460, -208, 392, -232,
            ] {
                extension.extend(coefficient.to_le_bytes());
            }
            extension
        }
        _ => vec![2, 0, 0xF9, 1],
    };
    fmt
}

pub(super) fn add(cases: &mut Vec<Case>) {
    let data: Vec<u8> = (0..2560_u32)
        .map(|n| if n % 256 < 16 { 0 } else { n.to_le_bytes()[0] })
        .collect();
    let mut push = |name: &str, bytes: Vec<u8>, expect: Expect| {
        cases.push(Case::new(format!("adpcm-{name}.wav"), bytes, expect));
    };
    // IMA: 1 + 2 * (256 - 4 * channels) / channels frames a block; Microsoft: 2 + 2 * (256 - 7 * c) / c.
    for (name, tag, channels, frames) in [
        ("ima-1ch", 0x11, 1, 505),
        ("ima-2ch", 0x11, 2, 249),
        ("ms-1ch", 2, 1, 500),
        ("ms-2ch", 2, 2, 244),
    ] {
        let fmt = fmt(tag, channels);
        push(
            name,
            Wav::plain(&fmt, &data),
            read(10 * frames, 16_000, channels),
        );
        let fact = |frames: u32| {
            let wav = Wav::new(b"RIFF").fmt(&fmt);
            let wav = wav.chunk(b"fact", &frames.to_le_bytes());
            wav.chunk(b"data", &data).to_bytes()
        };
        let all = 10 * frames;
        let short = u32::try_from(all - 100).expect("a small file");
        push(
            &format!("{name}-fact"),
            fact(short),
            read(all - 100, 16_000, channels),
        );
        // As libsndfile writes it for stereo.
        push(
            &format!("{name}-fact-half"),
            fact(short / 2),
            read(all, 16_000, channels).with_fault("wav-header-inconsistent"),
        );
        for fill in [0x00, 0x77, 0x88, 0xFF] {
            push(
                &format!("{name}-fill-{fill:02x}"),
                Wav::plain(&fmt, &[fill; 2560]),
                read(10 * frames, 16_000, channels),
            );
        }
        for block_bytes in [0, 1, 4, 13] {
            let lie = Fmt {
                block_bytes,
                ..fmt.clone()
            };
            push(
                &format!("{name}-block-{block_bytes}"),
                Wav::plain(&lie, &data),
                Expect::Survive,
            );
        }
        let lie = Fmt {
            bits: 16,
            ..fmt.clone()
        };
        push(
            &format!("{name}-bits-16"),
            Wav::plain(&lie, &data),
            Expect::Refuse(&["bad-format"]),
        );
        let lie = Fmt {
            block_bytes: 65_535,
            ..fmt
        };
        push(
            &format!("{name}-block-65535"),
            Wav::plain(&lie, &data),
            Expect::Survive,
        );
    }
    for channels in [3, 4, 8] {
        let frames = u64::from(1 + (256 / (4 * channels) - 1) * 8);
        push(
            &format!("ima-{channels}ch"),
            Wav::plain(&fmt(0x11, channels), &data),
            read(10 * frames, 16_000, channels),
        );
        let frames = u64::from(2 + (256 - 7 * channels) * 2 / channels);
        push(
            &format!("ms-{channels}ch"),
            Wav::plain(&fmt(2, channels), &data),
            read(10 * frames, 16_000, channels),
        );
    }
    push(
        "ima-9ch",
        Wav::plain(&fmt(0x11, 9), &data),
        Expect::Refuse(&["bad-format", "unsupported-codec"]),
    );
}
