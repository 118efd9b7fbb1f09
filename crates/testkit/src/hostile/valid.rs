//! Formats -> valid files that respected readers refuse.

use super::{Case, FRAMES, read};
use crate::signals;
use crate::wav_bytes::{Fmt, Order, Wav, floats, integers};

pub(super) fn add(cases: &mut Vec<Case>) {
    for bits in [1_u16, 4, 5, 8, 12, 16, 20, 24, 32] {
        for channels in [1, 2, 6] {
            for (id, order) in [(b"RIFF", Order::Little), (b"RIFX", Order::Big)] {
                let mono = signals::sine(16_000, 0.1, 440.0, 0.5);
                let samples = signals::interleave(&mono, channels);
                let data = integers(&samples, usize::from(bits.div_ceil(8)), order);
                let fmt = Fmt::pcm(16_000, channels, bits);
                let name = String::from_utf8_lossy(id).to_lowercase();
                cases.push(Case::new(
                    format!("valid-{name}-s{bits}-{channels}ch.wav"),
                    Wav::new(id).fmt(&fmt).chunk(b"data", &data).to_bytes(),
                    read(FRAMES, 16_000, channels),
                ));
            }
        }
    }
    // Wider than anybody needs, and read all the same.
    for bits in [36_u16, 45, 53, 64] {
        let fmt = Fmt::pcm(16_000, 3, bits);
        cases.push(Case::new(
            format!("valid-s{bits}-3ch.wav"),
            Wav::plain(&fmt, &vec![0x21; 1600 * usize::from(fmt.block_bytes)]),
            read(FRAMES, 16_000, 3),
        ));
    }
    let tone = signals::sine(16_000, 0.1, 440.0, 0.5);
    for (id, order) in [(b"RIFF", Order::Little), (b"RIFX", Order::Big)] {
        let name = String::from_utf8_lossy(id).to_lowercase();
        let doubles: Vec<u8> = tone
            .iter()
            .flat_map(|sample| match order {
                Order::Little => sample.to_le_bytes(),
                Order::Big => sample.to_be_bytes(),
            })
            .collect();
        for (bits, data) in [(32, floats(&tone, order)), (64, doubles)] {
            cases.push(Case::new(
                format!("valid-{name}-f{bits}.wav"),
                Wav::new(id)
                    .fmt(&Fmt::new(3, 16_000, 1, bits))
                    .chunk(b"data", &data)
                    .to_bytes(),
                read(FRAMES, 16_000, 1),
            ));
        }
    }
    for (name, tag) in [("alaw", 6), ("mulaw", 7)] {
        let codes: Vec<u8> = (0..=255).cycle().take(1600).collect();
        for extension in [vec![], vec![0, 0], vec![4, 0, 1, 2, 3, 4], vec![0; 24]] {
            let mut fmt = Fmt::new(tag, 8000, 1, 8);
            fmt.extension = extension;
            cases.push(Case::new(
                format!("valid-{name}-fmt{}.wav", 16 + fmt.extension.len()),
                Wav::plain(&fmt, &codes),
                read(FRAMES, 8000, 1),
            ));
        }
    }
    for rate in [
        4000, 8000, 11_025, 22_050, 44_100, 48_000, 47_999, 96_000, 192_000, 384_000,
    ] {
        cases.push(Case::new(
            format!("valid-rate-{rate}.wav"),
            Wav::plain(&Fmt::pcm(rate, 1, 16), &super::tone16(1)),
            read(FRAMES, rate, 1),
        ));
    }
    for extra in [1_usize, 2, 4, 23, 24, 84, 1000] {
        let mut fmt = Fmt::pcm(16_000, 2, 16);
        fmt.extension = vec![0; extra];
        cases.push(Case::new(
            format!("valid-long-fmt-{extra}.wav"),
            Wav::plain(&fmt, &super::tone16(2)),
            read(FRAMES, 16_000, 2),
        ));
    }
    // 24 bits in four bytes, at the top and at the bottom of them.
    for (name, low) in [("high", false), ("low", true)] {
        let mut data = integers(&tone, 4, Order::Little);
        for sample in data.as_chunks_mut::<4>().0 {
            sample[0] = 0;
            if low {
                *sample = (i32::from_le_bytes(*sample) >> 8).to_le_bytes();
            }
        }
        let mut fmt = Fmt::pcm(16_000, 1, 24);
        (fmt.block_bytes, fmt.byte_rate) = (4, 64_000);
        cases.push(Case::new(
            format!("valid-24in32-{name}.wav"),
            Wav::plain(&fmt, &data),
            read(FRAMES, 16_000, 1),
        ));
    }
}
