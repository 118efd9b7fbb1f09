//! Impossible sample values -> float files that must be read and reported.

use super::{Case, read};
use crate::wav_bytes::{Fmt, Wav};

pub(super) fn add(cases: &mut Vec<Case>) {
    let faults: [(&str, f32); 6] = [
        ("nan", f32::NAN),
        ("inf", f32::INFINITY),
        ("minus-inf", f32::NEG_INFINITY),
        ("denormal", 1e-40),
        ("ten", 10.0),
        ("max", f32::MAX),
    ];
    for (name, value) in faults {
        for (share, every) in [("one", 1600), ("some", 16), ("all", 1)] {
            let data: Vec<u8> = (0..1600_u16)
                .map(|n| {
                    if n % every == every - 1 {
                        value
                    } else {
                        f32::from(n % 32) / 64.0
                    }
                })
                .flat_map(f32::to_le_bytes)
                .collect();
            let fault = (!value.is_finite()).then_some("nonfinite-samples");
            let expect = read(1600, 16_000, 1);
            cases.push(Case::new(
                format!("samples-{name}-{share}.wav"),
                Wav::plain(&Fmt::new(3, 16_000, 1, 32), &data),
                match fault {
                    Some(code) => expect.with_fault(code),
                    None => expect,
                },
            ));
        }
    }
    let doubles: Vec<u8> = [1e300, -1e300, f64::NAN, 0.0]
        .repeat(400)
        .into_iter()
        .flat_map(f64::to_le_bytes)
        .collect();
    cases.push(Case::new(
        "samples-doubles-past-f32.wav",
        Wav::plain(&Fmt::new(3, 16_000, 1, 64), &doubles),
        read(1600, 16_000, 1).with_fault("nonfinite-samples"),
    ));
    let lowest = i16::MIN.to_le_bytes().repeat(1600);
    cases.push(Case::new(
        "samples-i16-min.wav",
        Wav::plain(&Fmt::pcm(16_000, 1, 16), &lowest),
        read(1600, 16_000, 1),
    ));
}
