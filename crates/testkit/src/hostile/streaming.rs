//! Recorders that could not seek back or crashed -> files whose sizes say nothing.

use super::{Case, Expect, FRAMES, read, tone16};
use crate::wav_bytes::{Fmt, Wav};

pub(super) fn add(cases: &mut Vec<Case>) {
    let fmt = Fmt::pcm(16_000, 1, 16);
    let tone = tone16(1);
    let sizes: [(&str, u32, u32); 10] = [
        ("both-ffffffff", u32::MAX, u32::MAX),
        ("data-ffffffff", 3236, u32::MAX),
        ("both-7ffff000", 0x7FFF_F024, 0x7FFF_F000),
        ("both-7fffffff", 0x7FFF_FFFF, 0x7FFF_FFFF - 36),
        ("riff-0-data-ffffffff", 0, u32::MAX),
        ("riff-7ff-data-0", 0x7FFF_F024, 0),
        ("both-0", 0, 0),
        ("riff-36-data-0", 36, 0),
        ("riff-ffffffff-data-0", u32::MAX, 0),
        ("riff-right-data-0", 3236, 0),
    ];
    for (name, riff, data) in sizes {
        let code = if data == 0 {
            "wav-length-zero"
        } else {
            "wav-length-unknown"
        };
        cases.push(Case::new(
            format!("streaming-{name}.wav"),
            Wav::new(b"RIFF")
                .riff_size(riff)
                .fmt(&fmt)
                .lying_chunk(b"data", data, &tone)
                .to_bytes(),
            read(FRAMES, 16_000, 1).with_fault(code),
        ));
    }
    // Only the RIFF size was never written: nothing of the audio is in doubt.
    for (name, riff) in [
        ("0", 0),
        ("ffffffff", u32::MAX),
        ("short", 100),
        ("one-short", 3235),
    ] {
        cases.push(Case::new(
            format!("streaming-riff-{name}-data-right.wav"),
            Wav::new(b"RIFF")
                .riff_size(riff)
                .fmt(&fmt)
                .chunk(b"data", &tone)
                .to_bytes(),
            read(FRAMES, 16_000, 1).with_fault("wav-header-inconsistent"),
        ));
    }
    cases.push(Case::new(
        "streaming-ffmpeg-pipe-list.wav",
        Wav::new(b"RIFF")
            .riff_size(u32::MAX)
            .fmt(&fmt)
            .chunk(b"LIST", b"INFOISFT\x0e\0\0\0Lavf59.27.100\0")
            .lying_chunk(b"data", u32::MAX, &tone)
            .to_bytes(),
        read(FRAMES, 16_000, 1).with_fault("wav-length-unknown"),
    ));
    for (name, data) in [("past-the-end", 32_000), ("just-past-the-end", 3202)] {
        cases.push(Case::new(
            format!("truncated-{name}.wav"),
            Wav::new(b"RIFF")
                .fmt(&fmt)
                .lying_chunk(b"data", data, &tone)
                .to_bytes(),
            read(FRAMES, 16_000, 1).with_fault("wav-truncated"),
        ));
    }
    let stereo = Wav::plain(&Fmt::pcm(16_000, 2, 24), &vec![7; 9600]);
    for cut in [1, 3, 5, 6, 100, 4801] {
        cases.push(Case::new(
            format!("truncated-by-{cut}.wav"),
            stereo[..stereo.len() - cut].to_vec(),
            read((9600 - cut as u64) / 6, 16_000, 2).with_fault("wav-truncated"),
        ));
    }
    let whole = Wav::plain(&fmt, &tone);
    for length in [1, 3, 4, 8, 11, 12, 16, 20, 30, 35, 36, 40, 43] {
        cases.push(Case::new(
            format!("cut-at-{length}.wav"),
            whole[..length].to_vec(),
            Expect::Refuse(&["truncated-header", "not-audio"]),
        ));
    }
    cases.push(Case::new(
        "cut-at-44.wav",
        whole[..44].to_vec(),
        Expect::Refuse(&["empty", "truncated-header", "no-data"]),
    ));
    cases.push(Case::new(
        "cut-at-0.wav",
        Vec::new(),
        Expect::Refuse(&["empty"]),
    ));
}
