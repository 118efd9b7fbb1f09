//! One lying field in a good fmt chunk -> files that must be repaired aloud or refused.

use super::{Case, Expect, FRAMES, read, tone16};
use crate::wav_bytes::{Fmt, Wav};

pub(super) fn add(cases: &mut Vec<Case>) {
    let good = Fmt::pcm(16_000, 2, 16);
    let data = tone16(2);
    let mut push = |name: String, fmt: &Fmt, expect: Expect| {
        cases.push(Case::new(
            format!("lie-{name}.wav"),
            Wav::plain(fmt, &data),
            expect,
        ));
    };
    let accept = read(FRAMES, 16_000, 2);
    for channels in [0, 33, 255, 1024, 32_768, 65_535] {
        let fmt = Fmt {
            channels,
            ..good.clone()
        };
        push(
            format!("channels-{channels}"),
            &fmt,
            Expect::Refuse(&["bad-format"]),
        );
    }
    for channels in [1, 3, 4, 32] {
        let fmt = Fmt {
            channels,
            ..good.clone()
        };
        push(
            format!("channels-{channels}"),
            &fmt,
            Expect::Refuse(&["bad-format"]),
        );
    }
    for sample_rate in [
        0,
        1,
        100,
        3999,
        384_001,
        999_999,
        16_777_213,
        1 << 31,
        u32::MAX,
    ] {
        let fmt = Fmt {
            sample_rate,
            ..good.clone()
        };
        push(
            format!("rate-{sample_rate}"),
            &fmt,
            Expect::Refuse(&["bad-format"]),
        );
    }
    for byte_rate in [0, 1, 63_999, 128_000, u32::MAX] {
        let fmt = Fmt {
            byte_rate,
            ..good.clone()
        };
        let repaired = accept.clone().with_fault("wav-header-inconsistent");
        push(format!("byte-rate-{byte_rate}"), &fmt, repaired);
    }
    for block_bytes in [0, 1, 2, 3, 5, 6, 8, 1024, 65_535] {
        let fmt = Fmt {
            block_bytes,
            ..good.clone()
        };
        let repaired = accept.clone().with_fault("wav-header-inconsistent");
        push(
            format!("block-{block_bytes}"),
            &fmt,
            repaired.or_refuse(&["bad-format"]),
        );
    }
    for bits in [0, 33, 40, 48, 63, 65, 128, 255, 1024, 65_535] {
        let fmt = Fmt {
            bits,
            ..good.clone()
        };
        push(
            format!("bits-{bits}"),
            &fmt,
            Expect::Refuse(&["bad-format"]),
        );
    }
    for bits in [1, 7, 8, 17, 24, 32, 64] {
        let fmt = Fmt {
            bits,
            ..good.clone()
        };
        push(
            format!("bits-{bits}"),
            &fmt,
            Expect::Refuse(&["bad-format"]),
        );
    }
    for bits in [0, 8, 16, 24, 80, 65_535] {
        let fmt = Fmt {
            tag: 3,
            bits,
            ..good.clone()
        };
        push(
            format!("float-bits-{bits}"),
            &fmt,
            Expect::Refuse(&["bad-format"]),
        );
    }
    for tag in [
        0_u16, 0x0004, 0x0010, 0x0031, 0x0050, 0x0092, 0x00FF, 0x0160, 0x0161, 0x0162, 0x0270,
        0x1234, 0x4143, 0x6750, 0x7A21, 0xFFFF,
    ] {
        let fmt = Fmt {
            tag,
            ..good.clone()
        };
        push(
            format!("tag-{tag:04x}"),
            &fmt,
            Expect::Refuse(&["unsupported-codec", "bad-format", "broken-structure"]),
        );
    }
    let body = good.to_bytes(crate::wav_bytes::Order::Little);
    for length in [0, 1, 2, 8, 14, 15] {
        let cut = &body[..length];
        let bytes = Wav::new(b"RIFF")
            .chunk(b"fmt ", cut)
            .chunk(b"data", &data)
            .to_bytes();
        cases.push(Case::new(
            format!("lie-fmt-length-{length}.wav"),
            bytes,
            Expect::Refuse(&["bad-format", "no-format"]),
        ));
    }
    for size in [0, 4, 15, 17, 20, 1000, 0x7FFF_FFFF, u32::MAX] {
        let wav = Wav::new(b"RIFF").lying_chunk(b"fmt ", size, &body);
        cases.push(Case::new(
            format!("lie-fmt-size-{size}.wav"),
            wav.chunk(b"data", &data).to_bytes(),
            accept
                .clone()
                .with_fault("wav-header-inconsistent")
                .or_refuse(&[
                    "bad-format",
                    "no-format",
                    "no-data",
                    "truncated-header",
                    "broken-structure",
                ]),
        ));
    }
}
