//! A source rate -> its ratio to 16 kHz and the length of what comes out.

use crate::spec::PcmSpec;

/// What every clip is sampled at.
pub(super) const TARGET_HZ: u32 = PcmSpec::TARGET.sample_rate;

/// The smallest whole source and target frames that last equally long: 441 and 160 at 44.1 kHz.
pub(super) fn reduced(source_rate_hz: u32) -> (usize, usize) {
    let divisor = gcd(source_rate_hz, TARGET_HZ);
    (
        (source_rate_hz / divisor) as usize,
        (TARGET_HZ / divisor) as usize,
    )
}

/// 16 kHz frames that last as long as `frames` at `source_rate_hz`, halves rounded up.
pub(crate) fn target_frames(frames: u64, source_rate_hz: u32) -> u64 {
    let (frames, rate) = (u128::from(frames), u128::from(source_rate_hz));
    let rounded = (2 * frames * u128::from(TARGET_HZ) + rate) / (2 * rate);
    u64::try_from(rounded).unwrap_or(u64::MAX)
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}
