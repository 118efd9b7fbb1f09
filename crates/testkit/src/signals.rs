//! A recipe -> a signal in [-1, 1] whose measurements are known in advance.

use std::f64::consts::TAU;

/// `secs` of a sine of `frequency_hz` with a peak of `peak` (1.0 is full scale).
pub fn sine(sample_rate: u32, secs: f64, frequency_hz: f64, peak: f64) -> Vec<f64> {
    let step = TAU * frequency_hz / f64::from(sample_rate);
    (0..frames(sample_rate, secs))
        .map(|n| peak * (step * f64::from(n)).sin())
        .collect()
}

/// `secs` of white noise with a root mean square of `rms`, the same for the same seed.
pub fn noise(sample_rate: u32, secs: f64, rms: f64, seed: u64) -> Vec<f64> {
    let mut state = seed;
    // The sum of four uniform numbers in [-1, 1] has variance 4/3.
    let scale = rms / (4.0_f64 / 3.0).sqrt();
    (0..frames(sample_rate, secs))
        .map(|_| scale * (0..4).map(|_| uniform(&mut state)).sum::<f64>())
        .collect()
}

/// Syllables with pitch, formants and pauses: voiced sound at 120 Hz, on for 0.25 s in every 0.4 s.
///
/// It has the rhythm, spectrum tilt and level distribution of speech, but says nothing.
pub fn speech_like(sample_rate: u32, secs: f64, peak: f64) -> Vec<f64> {
    let rate = f64::from(sample_rate);
    let mut samples: Vec<f64> = (0..frames(sample_rate, secs))
        .map(|n| {
            let t = f64::from(n) / rate;
            let pitch_hz = 120.0 + 15.0 * (TAU * 0.7 * t).sin();
            let syllable = (t / 0.4).fract();
            let envelope = if syllable < 0.625 {
                (TAU / 2.0 * syllable / 0.625).sin()
            } else {
                0.0
            };
            let voice: f64 = (1..=25)
                .map(|harmonic| {
                    let harmonic = f64::from(harmonic);
                    let hz = pitch_hz * harmonic;
                    let formants = [(600.0, 1.0), (1200.0, 0.5), (2600.0, 0.25)];
                    let gain: f64 = formants
                        .iter()
                        .map(|(centre, gain)| gain / (1.0 + ((hz - centre) / 150.0_f64).powi(2)))
                        .sum();
                    gain * (TAU * 120.0 * harmonic * t + harmonic).sin()
                })
                .sum();
            envelope * voice
        })
        .collect();
    let loudest = samples
        .iter()
        .fold(f64::MIN_POSITIVE, |most: f64, s| most.max(s.abs()));
    samples
        .iter_mut()
        .for_each(|sample| *sample *= peak / loudest);
    samples
}

/// `signal` with white noise so that the ratio of their mean powers is `snr_db`.
pub fn with_noise(signal: &[f64], snr_db: f64, seed: u64) -> Vec<f64> {
    let scale = rms(signal) / 10_f64.powf(snr_db / 20.0) / (4.0_f64 / 3.0).sqrt();
    let mut state = seed;
    signal
        .iter()
        .map(|sample| sample + scale * (0..4).map(|_| uniform(&mut state)).sum::<f64>())
        .collect()
}

/// `signal` cut flat at `level`.
pub fn clipped(signal: &[f64], level: f64) -> Vec<f64> {
    signal
        .iter()
        .map(|sample| sample.clamp(-level, level))
        .collect()
}

/// Root mean square, 0 for nothing.
pub fn rms(signal: &[f64]) -> f64 {
    let count = f64::from(u32::try_from(signal.len().max(1)).expect("signals of tests are short"));
    (signal.iter().map(|sample| sample * sample).sum::<f64>() / count).sqrt()
}

/// Every frame holds the same sample in all channels.
pub fn interleave(mono: &[f64], channels: u16) -> Vec<f64> {
    mono.iter()
        .flat_map(|sample| (0..channels).map(|_| *sample))
        .collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "float casts saturate, and signals of tests are short"
)]
fn frames(sample_rate: u32, secs: f64) -> u32 {
    (f64::from(sample_rate) * secs).round() as u32
}

/// A number in [-1, 1] from SplitMix64 (Steele, Lea, Flood 2014).
fn uniform(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    let top = u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or(0);
    f64::from(top) / 2_147_483_647.5 - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_have_the_level_of_their_recipe() {
        let tone = sine(16_000, 1.0, 1000.0, 0.5);
        assert_eq!(tone.len(), 16_000);
        assert!((rms(&tone) - 0.5 / 2_f64.sqrt()).abs() < 1e-6);
        assert!((rms(&noise(16_000, 10.0, 0.1, 7)) - 0.1).abs() < 1e-3);
        let mix = with_noise(&tone, 10.0, 3);
        let added: Vec<f64> = mix
            .iter()
            .zip(&tone)
            .map(|(mixed, tone)| mixed - tone)
            .collect();
        assert!((20.0 * (rms(&tone) / rms(&added)).log10() - 10.0).abs() < 0.2);
        let loudest = clipped(&tone, 0.3)
            .iter()
            .fold(0.0_f64, |most, s| most.max(s.abs()));
        assert!((loudest - 0.3).abs() < 1e-12);
    }
}
