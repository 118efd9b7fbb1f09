//! Chunks in odd places and with odd sizes -> files.

use super::{Case, Expect, FRAMES, read, tone16};
use crate::wav_bytes::{Fmt, Order, Wav};

pub(super) fn add(cases: &mut Vec<Case>) {
    let fmt = Fmt::pcm(16_000, 1, 16);
    let other = Fmt::pcm(48_000, 1, 16);
    let tone = tone16(1);
    let good = read(FRAMES, 16_000, 1);
    let odd = good.clone().with_fault("wav-header-inconsistent");
    let wav = || Wav::new(b"RIFF");
    let head = || wav().fmt(&fmt);
    let mut push = |name: &str, bytes: Vec<u8>, expect: &Expect| {
        cases.push(Case::new(
            format!("structure-{name}.wav"),
            bytes,
            expect.clone(),
        ));
    };

    push(
        "odd-chunk-padded",
        head()
            .chunk(b"JUNK", &[1; 7])
            .chunk(b"data", &tone)
            .to_bytes(),
        &good,
    );
    push(
        "odd-chunk-unpadded",
        head()
            .lying_chunk(b"JUNK", 7, &[1; 7])
            .chunk(b"data", &tone)
            .to_bytes(),
        &good,
    );
    push(
        "odd-text-unpadded",
        head()
            .lying_chunk(b"LIST", 11, b"INFOISFTabc")
            .chunk(b"data", &tone)
            .to_bytes(),
        &good,
    );
    for beyond in [3, 100, 1000] {
        push(
            &format!("list-runs-over-data-by-{beyond}"),
            head()
                .lying_chunk(b"LIST", 26 + beyond, b"INFOISFT\x0E\0\0\0Lavf59.27.100\0")
                .chunk(b"data", &tone)
                .to_bytes(),
            &odd,
        );
        push(
            &format!("junk-runs-over-fmt-by-{beyond}"),
            wav()
                .lying_chunk(b"JUNK", 28 + beyond, &[0; 28])
                .fmt(&fmt)
                .chunk(b"data", &tone)
                .to_bytes(),
            &odd,
        );
    }
    push(
        "100000-chunks-behind",
        head()
            .chunk(b"data", &tone)
            .raw(&b"cue \0\0\0\0".repeat(100_000))
            .to_bytes(),
        &good,
    );
    push(
        "odd-before-fmt",
        wav()
            .chunk(b"bext", &[0; 603])
            .fmt(&fmt)
            .chunk(b"data", &tone)
            .to_bytes(),
        &good,
    );
    push(
        "chunks-behind",
        head()
            .chunk(b"data", &tone)
            .chunk(b"LIST", &[0; 64])
            .to_bytes(),
        &good,
    );
    push(
        "junk-behind",
        head().chunk(b"data", &tone).raw(&[0xEE; 333]).to_bytes(),
        &good,
    );
    let mut id3v1 = Wav::plain(&fmt, &tone);
    id3v1.extend(b"TAG");
    id3v1.extend([0; 125]);
    push("id3v1-behind", id3v1, &good);
    push(
        "data-before-fmt",
        wav().chunk(b"data", &tone).fmt(&fmt).to_bytes(),
        &good,
    );
    push(
        "unknown-chunks",
        wav()
            .chunk(b"abcd", &[9; 40])
            .fmt(&fmt)
            .chunk(b"zzzz", &[9; 2])
            .chunk(b"data", &tone)
            .to_bytes(),
        &good,
    );
    let mut many = wav();
    for _ in 0..2000 {
        many = many.chunk(b"JUNK", b"");
    }
    push(
        "2000-chunks",
        many.fmt(&fmt).chunk(b"data", &tone).to_bytes(),
        &good,
    );
    let mut flood = wav();
    for _ in 0..100_000 {
        flood = flood.raw(b"JUNK\0\0\0\0");
    }
    push(
        "100000-chunks",
        flood.fmt(&fmt).chunk(b"data", &tone).to_bytes(),
        &Expect::Refuse(&["broken-structure"]),
    );

    let plain = Wav::plain(&fmt, &tone);
    let behind = |front: &[u8]| [front, &plain].concat();
    push("junk-in-front", behind(&[0xAA; 1000]), &good);
    push("zeros-in-front", behind(&[0; 4096]), &good);
    push(
        "id3-in-front",
        behind(b"ID3\x04\0\0\0\0\0\x0A0123456789"),
        &good,
    );
    push("bom-in-front", behind(b"\xEF\xBB\xBF"), &good);

    push(
        "two-equal-fmt",
        head().fmt(&fmt).chunk(b"data", &tone).to_bytes(),
        &odd,
    );
    let conflict = Expect::Refuse(&["bad-format"]);
    push(
        "two-fmt",
        head().fmt(&other).chunk(b"data", &tone).to_bytes(),
        &conflict,
    );
    push(
        "two-fmt-around-data",
        head().chunk(b"data", &tone).fmt(&other).to_bytes(),
        &conflict,
    );
    push(
        "no-fmt",
        wav().chunk(b"data", &tone).to_bytes(),
        &Expect::Refuse(&["no-format"]),
    );
    push(
        "no-data",
        head().chunk(b"LIST", &[0; 40]).to_bytes(),
        &Expect::Refuse(&["no-data"]),
    );
    push(
        "no-chunks",
        wav().to_bytes(),
        &Expect::Refuse(&["no-format", "truncated-header"]),
    );
    push(
        "empty-data",
        head().chunk(b"data", b"").to_bytes(),
        &Expect::Refuse(&["empty"]),
    );
    push(
        "empty-data-then-list",
        head()
            .chunk(b"data", b"")
            .chunk(b"LIST", &[0; 40])
            .to_bytes(),
        &Expect::Refuse(&["empty"]),
    );
    push(
        "half-a-frame",
        head().chunk(b"data", &[1]).to_bytes(),
        &Expect::Refuse(&["empty"]),
    );
    push(
        "half-a-frame-more",
        head()
            .chunk(b"data", &[&tone[..], &[1]].concat())
            .to_bytes(),
        &odd,
    );
    push(
        "two-data",
        head()
            .chunk(b"data", &tone)
            .chunk(b"data", &tone[..800])
            .to_bytes(),
        &good.clone().with_fault("several-data-chunks"),
    );
    push(
        "form-unknown",
        {
            let mut bytes = plain.clone();
            bytes[8..12].copy_from_slice(b"WAVX");
            bytes
        },
        &Expect::Refuse(&["not-audio", "broken-structure"]),
    );
    for (name, size) in [
        ("big", 1_000_000_u32),
        ("huge", 0x7FFF_FFFF),
        ("ffffffff", u32::MAX),
    ] {
        push(
            &format!("list-size-{name}"),
            head()
                .lying_chunk(b"LIST", size, &[0; 40])
                .chunk(b"data", &tone)
                .to_bytes(),
            &odd.clone()
                .or_refuse(&["no-data", "truncated-header", "broken-structure"]),
        );
    }
    push(
        "list-size-short",
        head()
            .lying_chunk(b"LIST", 20, &[0; 40])
            .chunk(b"data", &tone)
            .to_bytes(),
        &odd.clone().or_refuse(&["no-data", "broken-structure"]),
    );
    push(
        "list-nested",
        head()
            .raw(&b"LIST\xFF\xFF\xFF\x7Fwavl".repeat(20_000))
            .to_bytes(),
        &Expect::Refuse(&["no-data", "truncated-header", "broken-structure"]),
    );
    let metadata = [b"data".as_slice(), &Order::Little.u32(4), b"fmt data"].concat();
    push(
        "data-word-in-metadata",
        head()
            .chunk(b"LIST", &metadata)
            .chunk(b"data", &tone)
            .to_bytes(),
        &good,
    );
}
