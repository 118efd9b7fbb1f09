//! RF64 and BW64, right and wrong -> files with 64-bit sizes.

use super::{Case, Expect, FRAMES, read, tone16};
use crate::wav_bytes::{Fmt, Wav};

pub(super) fn add(cases: &mut Vec<Case>) {
    let fmt = Fmt::pcm(16_000, 1, 16);
    let tone = tone16(1);
    let data_bytes = 3200_u64;
    let riff_bytes = 4 + 36 + 24 + 8 + data_bytes;
    for id in [b"RF64", b"BW64"] {
        let name = String::from_utf8_lossy(id).to_lowercase();
        let build = |riff: u64, data: u64, samples: u64, size: u32| {
            Wav::new(id)
                .riff_size(u32::MAX)
                .ds64(riff, data, samples)
                .fmt(&fmt)
                .lying_chunk(b"data", size, &tone)
                .to_bytes()
        };
        let good = read(FRAMES, 16_000, 1);
        let unknown = good.clone().with_fault("wav-length-unknown");
        let truncated = good.clone().with_fault("wav-truncated");
        let files = [
            (
                "plain",
                build(riff_bytes, data_bytes, FRAMES, u32::MAX),
                good.clone(),
            ),
            (
                "own-data-size",
                build(riff_bytes, data_bytes, FRAMES, 3200),
                good.clone(),
            ),
            (
                "samples-lie",
                build(riff_bytes, data_bytes, 1 << 40, u32::MAX),
                good.clone(),
            ),
            (
                "samples-0",
                build(riff_bytes, data_bytes, 0, u32::MAX),
                good.clone(),
            ),
            (
                "riff-0",
                build(0, data_bytes, FRAMES, u32::MAX),
                good.clone(),
            ),
            ("data-0", build(riff_bytes, 0, 0, u32::MAX), unknown.clone()),
            ("all-0", build(0, 0, 0, u32::MAX), unknown.clone()),
            (
                "data-2-40",
                build(1 << 41, 1 << 40, 1 << 39, u32::MAX),
                truncated,
            ),
            (
                "all-ones",
                build(u64::MAX, u64::MAX, u64::MAX, u32::MAX),
                unknown.clone(),
            ),
            (
                "half",
                build(riff_bytes, data_bytes / 2, FRAMES, u32::MAX),
                read(800, 16_000, 1),
            ),
        ];
        for (what, bytes, expect) in files {
            cases.push(Case::new(format!("wide-{name}-{what}.wav"), bytes, expect));
        }
        let bare = Wav::new(id).riff_size(u32::MAX).fmt(&fmt);
        cases.push(Case::new(
            format!("wide-{name}-without-ds64.wav"),
            bare.clone()
                .lying_chunk(b"data", u32::MAX, &tone)
                .to_bytes(),
            unknown,
        ));
        cases.push(Case::new(
            format!("wide-{name}-without-ds64-sized.wav"),
            bare.clone().chunk(b"data", &tone).to_bytes(),
            good.clone().with_fault("wav-header-inconsistent"),
        ));
        cases.push(Case::new(
            format!("wide-{name}-ds64-cut.wav"),
            Wav::new(id)
                .riff_size(u32::MAX)
                .raw(b"ds64\x1c\0\0\0\0\0\0")
                .to_bytes(),
            Expect::Refuse(&["truncated-header"]),
        ));
        cases.push(Case::new(
            format!("wide-{name}-ds64-table-lies.wav"),
            Wav::new(id)
                .riff_size(u32::MAX)
                .lying_chunk(b"ds64", u32::MAX, &[0xFF; 28])
                .fmt(&fmt)
                .chunk(b"data", &tone)
                .to_bytes(),
            good.with_fault("wav-header-inconsistent").or_refuse(&[
                "truncated-header",
                "no-format",
                "broken-structure",
            ]),
        ));
    }
}
