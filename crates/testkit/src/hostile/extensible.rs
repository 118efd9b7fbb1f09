//! WAVE_FORMAT_EXTENSIBLE in all its forms -> files.

use super::{Case, Expect, FRAMES, read, tone16};
use crate::signals;
use crate::wav_bytes::{Fmt, Order, Wav, integers};

pub(super) fn add(cases: &mut Vec<Case>) {
    let base = Fmt::pcm(16_000, 1, 16);
    let tone = tone16(1);
    let mut push = |name: &str, fmt: &Fmt, data: &[u8], expect: Expect| {
        let name = format!("extensible-{name}.wav");
        cases.push(Case::new(name, Wav::plain(fmt, data), expect));
    };
    let good = read(FRAMES, 16_000, 1);
    for (name, mask) in [
        ("none", 0),
        ("front", 4),
        ("all", u32::MAX),
        ("top", 0x8000_0000),
    ] {
        push(
            &format!("mask-{name}"),
            &base.clone().extensible(16, mask, Order::Little),
            &tone,
            good.clone(),
        );
    }
    for valid in [0, 12, 15] {
        let fmt = base.clone().extensible(valid, 4, Order::Little);
        push(&format!("valid-{valid}-of-16"), &fmt, &tone, good.clone());
    }
    for valid in [17, 24, 65_535] {
        let fmt = base.clone().extensible(valid, 4, Order::Little);
        let faulty = good
            .clone()
            .with_fault("wav-header-inconsistent")
            .or_refuse(&["bad-format"]);
        push(&format!("valid-{valid}-of-16"), &fmt, &tone, faulty);
    }
    let mono = signals::sine(16_000, 0.1, 440.0, 0.5);
    for (bits, valid) in [(24, 20), (32, 20), (32, 24)] {
        let data = integers(&mono, usize::from(bits / 8), Order::Little);
        let fmt = Fmt::pcm(16_000, 1, bits).extensible(valid, 4, Order::Little);
        push(
            &format!("valid-{valid}-of-{bits}"),
            &fmt,
            &data,
            good.clone(),
        );
    }
    for (name, tag, bits) in [("alaw", 6, 8), ("float", 3, 32), ("u8", 1, 8)] {
        let fmt = Fmt::new(tag, 16_000, 1, bits).extensible(bits, 4, Order::Little);
        push(
            name,
            &fmt,
            &vec![0x3D; 1600 * usize::from(bits / 8)],
            good.clone(),
        );
    }
    let many = Fmt::pcm(16_000, 32, 16).extensible(16, 0, Order::Little);
    push("32-channels", &many, &tone16(32), read(FRAMES, 16_000, 32));
    let too_many = Fmt::pcm(16_000, 33, 16).extensible(16, 0, Order::Little);
    push(
        "33-channels",
        &too_many,
        &tone16(33),
        Expect::Refuse(&["bad-format"]),
    );

    let mut uncounted = base.clone().extensible(16, 4, Order::Little);
    uncounted.extension[0] = 0;
    push("cbsize-0", &uncounted, &tone, good.clone());
    uncounted.extension[..2].fill(0xFF);
    push("cbsize-ffff", &uncounted, &tone, good.clone());

    let mut guid = base.clone().extensible(16, 4, Order::Little);
    guid.extension[16..24].copy_from_slice(b"\x86\x44\xC8\xC1\xCA\0\0\0");
    guid.extension[12..16].copy_from_slice(b"\x21\x07\xD3\x11");
    push("ambisonic-guid", &guid, &tone, good.clone());
    guid.extension[8..24].fill(0xAB);
    push(
        "guid-unknown",
        &guid,
        &tone,
        Expect::Refuse(&["unsupported-codec", "bad-format"]),
    );
    guid.extension[8..24].fill(0);
    push(
        "guid-zero",
        &guid,
        &tone,
        Expect::Refuse(&["unsupported-codec", "bad-format"]),
    );

    let mut short = base.clone().extensible(16, 4, Order::Little);
    short.extension.truncate(2);
    push(
        "fmt-18",
        &short,
        &tone,
        Expect::Refuse(&["unsupported-codec", "bad-format"]),
    );
    let mp3 = Fmt::new(0x55, 16_000, 1, 16).extensible(16, 4, Order::Little);
    push(
        "unknown-tag",
        &Fmt {
            tag: 0xFFFE,
            ..Fmt::new(0x4242, 16_000, 1, 16).extensible(16, 4, Order::Little)
        },
        &tone,
        Expect::Refuse(&["unsupported-codec"]),
    );
    push(
        "mp3-tag",
        &mp3,
        &tone,
        Expect::Refuse(&["unsupported-codec", "broken-structure", "not-audio"]),
    );
    let mut nested = base.extensible(16, 4, Order::Little);
    nested.extension[8..10].copy_from_slice(&[0xFE, 0xFF]);
    push(
        "of-extensible",
        &nested,
        &tone,
        Expect::Refuse(&["unsupported-codec", "bad-format"]),
    );
    let big = Fmt::pcm(16_000, 1, 16).extensible(16, 4, Order::Big);
    let data = integers(&mono, 2, Order::Big);
    cases.push(Case::new(
        "extensible-rifx.wav",
        Wav::new(b"RIFX").fmt(&big).chunk(b"data", &data).to_bytes(),
        good,
    ));
    let big = integers(&mono, 2, Order::Big);
    // Others leave the GUID of a big-endian file little-endian; SoX turns its first two bytes only.
    for (name, first) in [("unturned", [1, 0, 0, 0]), ("half-turned", [0, 1, 0, 0])] {
        let mut guid = Fmt::pcm(16_000, 1, 16).extensible(16, 4, Order::Big);
        guid.extension[8..12].copy_from_slice(&first);
        let rifx = Wav::new(b"RIFX").fmt(&guid).chunk(b"data", &big);
        cases.push(Case::new(
            format!("extensible-rifx-{name}-guid.wav"),
            rifx.to_bytes(),
            read(FRAMES, 16_000, 1),
        ));
    }
}
