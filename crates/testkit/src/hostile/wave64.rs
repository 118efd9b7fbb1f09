//! Sony Wave64, right and wrong -> files.

use super::{Case, Expect, FRAMES, read, tone16};
use crate::wav_bytes::{Fmt, Order};

const TAIL: [u8; 12] = *b"\xF3\xAC\xD3\x11\x8C\xD1\0\xC0\x4F\x8E\xDB\x8A";
const RIFF: [u8; 16] = *b"riff\x2E\x91\xCF\x11\xA5\xD6\x28\xDB\x04\xC1\0\0";

/// A chunk that claims `size` bytes, head included, and is filled up to eight.
fn lying_chunk(name: &[u8; 4], size: u64, body: &[u8]) -> Vec<u8> {
    let mut bytes = [&name[..], &TAIL, &size.to_le_bytes(), body].concat();
    bytes.resize(bytes.len().next_multiple_of(8), 0);
    bytes
}

fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    lying_chunk(name, 24 + body.len() as u64, body)
}

fn lying_file(size: u64, chunks: &[Vec<u8>]) -> Vec<u8> {
    [
        &RIFF[..],
        &size.to_le_bytes(),
        b"wave",
        &TAIL,
        &chunks.concat(),
    ]
    .concat()
}

fn file(chunks: &[Vec<u8>]) -> Vec<u8> {
    lying_file(40 + chunks.concat().len() as u64, chunks)
}

pub(super) fn add(cases: &mut Vec<Case>) {
    let mut push = |name: &str, bytes: Vec<u8>, expect: Expect| {
        cases.push(Case::new(format!("wave64-{name}.w64"), bytes, expect));
    };
    let format = |fmt: &Fmt| chunk(b"fmt ", &fmt.to_bytes(Order::Little));
    let fmt = format(&Fmt::pcm(16_000, 1, 16));
    let (tone, good) = (tone16(1), read(FRAMES, 16_000, 1));
    let data = chunk(b"data", &tone);
    push("plain", file(&[fmt.clone(), data.clone()]), good.clone());
    let three = format(&Fmt::pcm(16_000, 1, 24));
    let odd = chunk(b"data", &[1; 4797]);
    push(
        "padded",
        file(&[three, odd, chunk(b"fact", &[0; 8])]),
        read(1599, 16_000, 1),
    );
    let stereo = format(&Fmt::pcm(16_000, 2, 16));
    push(
        "stereo",
        file(&[stereo, chunk(b"data", &tone16(2))]),
        read(FRAMES, 16_000, 2),
    );
    let mut foreign = chunk(b"abcd", &[7; 100]);
    foreign[4..16].fill(0x5A);
    let chunks = [chunk(b"levl", &[0; 13]), foreign, fmt.clone(), data.clone()];
    push("other-chunks", file(&chunks), good.clone());
    // The letters alone are no name.
    let mut letters = chunk(b"fmt ", &[9; 16]);
    letters[4..16].fill(0x5A);
    push(
        "foreign-fmt",
        file(&[letters, fmt.clone(), data.clone()]),
        good.clone(),
    );
    for (name, size) in [("0", 0), ("short", 100), ("max", u64::MAX)] {
        let expect = match name {
            "short" => good.clone().with_fault("wav-header-inconsistent"),
            _ => good.clone(),
        };
        let bytes = lying_file(size, &[fmt.clone(), data.clone()]);
        push(&format!("riff-{name}"), bytes, expect);
    }
    for (name, size, expect) in [
        ("0", 0, good.clone().with_fault("wav-length-zero")),
        ("24", 24, good.clone().with_fault("wav-length-zero")),
        ("half", 24 + 1600, read(800, 16_000, 1)),
        ("2-40", 1 << 40, good.clone().with_fault("wav-truncated")),
        (
            "max",
            u64::MAX,
            good.clone().with_fault("wav-length-unknown"),
        ),
    ] {
        // Longer than the window in which a header is searched behind the audio.
        let bytes = lying_file(0, &[fmt.clone(), lying_chunk(b"data", size, &tone)]);
        push(&format!("data-{name}"), bytes, expect);
    }
    let lie = lying_chunk(b"levl", 1 << 60, &[0; 64]);
    push(
        "chunk-2-60",
        file(&[fmt.clone(), lie, data.clone()]),
        good.with_fault("wav-header-inconsistent"),
    );
    let whole = file(&[fmt.clone(), data]);
    for bytes in [16, 24, 40, 60, 64, 80, 100, 104] {
        let expect = Expect::Refuse(&["truncated-header", "no-format", "no-data", "empty"]);
        push(&format!("cut-{bytes}"), whole[..bytes].to_vec(), expect);
    }
    push("no-data", file(&[fmt]), Expect::Refuse(&["no-data"]));
}
