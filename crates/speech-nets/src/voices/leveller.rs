//! Samples -> the same with the quiet parts lifted, so that a voice behind the first is heard.

use zeroize::Zeroizing;

/// Samples of one step: 10 ms.
const STEP: usize = 160;
/// Highest gain: a voice 20 dB below the first is brought to its level.
///
/// With more, room and noise read as voices: on labelled recordings 30 dB finds no more voices and
/// takes twice as many noises for one.
const MOST_DB: f64 = 20.0;
/// How fast the gain may rise in 10 ms. Slower than the sound of most rooms decays (60 dB in 1.5 s),
/// so that an echo stays quieter than its voice.
const RISE_DB: f64 = 0.4;
/// Smallest power, -120 dBFS.
const SILENCE: f64 = 1e-12;

/// Lifts each moment towards the level of the loudest tenth, slowly, and takes the offset away.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "signal values"
)]
pub(super) fn level(samples: &[f32]) -> Zeroizing<Vec<f32>> {
    let mean = samples.iter().map(|x| f64::from(*x)).sum::<f64>() / samples.len().max(1) as f64;
    let gains = gains_db(samples, mean);
    let mut levelled = Zeroizing::new(Vec::with_capacity(samples.len()));
    // Between the middles of two steps the gain in dB moves in a straight line.
    let mut from = (0, gains.first().copied().unwrap_or_default());
    let middles = gains
        .iter()
        .enumerate()
        .map(|(i, gain)| (i * STEP + STEP / 2, *gain));
    for (end, to_db) in middles.chain([(usize::MAX, gains.last().copied().unwrap_or_default())]) {
        let length = end.min(samples.len()) - from.0.min(samples.len());
        let step_db = if end == usize::MAX {
            0.0
        } else {
            (to_db - from.1) / (end - from.0) as f64
        };
        let ratio = 10_f64.powf(step_db / 20.0);
        let mut gain = 10_f64.powf(from.1 / 20.0);
        for sample in samples.iter().skip(from.0).take(length) {
            levelled.push(((f64::from(*sample) - mean) * gain) as f32);
            gain *= ratio;
        }
        from = (end, to_db);
    }
    levelled
}

/// The gain at the middle of each step, in dB.
#[expect(clippy::cast_precision_loss, reason = "a hundred steps a second")]
fn gains_db(samples: &[f32], mean: f64) -> Vec<f64> {
    let power = |step: &[f32]| {
        step.iter()
            .map(|x| (f64::from(*x) - mean).powi(2))
            .sum::<f64>()
            / STEP as f64
    };
    let powers: Vec<f64> = samples.chunks(STEP).map(power).collect();
    // The level of a moment is that of the 100 ms around it.
    let levels_db: Vec<f64> = (0..powers.len())
        .map(|i| {
            let around = &powers[i.saturating_sub(5)..powers.len().min(i + 5)];
            10.0 * (around.iter().sum::<f64>() / 10.0 + SILENCE).log10()
        })
        .collect();
    let mut sorted = levels_db.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let loud_db = sorted
        .get(sorted.len() * 9 / 10)
        .copied()
        .unwrap_or_default();
    let mut gain_db = 0.0;
    let follow = |level_db: &f64| {
        gain_db = (loud_db - level_db)
            .clamp(0.0, MOST_DB)
            .min(gain_db + RISE_DB);
        gain_db
    };
    levels_db.iter().map(follow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(seconds: usize, amplitude: f32) -> Vec<f32> {
        (0..seconds * 16_000)
            .map(|n| amplitude * (n as f32 * 0.3).sin())
            .collect()
    }

    fn rms_db(samples: &[f32]) -> f32 {
        10.0 * (samples.iter().map(|x| x * x).sum::<f32>() / samples.len() as f32).log10()
    }

    #[test]
    fn the_quiet_part_is_lifted_by_at_most_20_db_and_no_faster_than_40_db_a_second() {
        let samples = [tone(2, 0.5), tone(2, 0.005)].concat();
        let levelled = level(&samples);
        assert_eq!(levelled.len(), samples.len());
        let gain_db =
            |at: usize| rms_db(&levelled[at..at + 1_600]) - rms_db(&samples[at..at + 1_600]);
        assert!(gain_db(16_000).abs() < 0.1);
        let rising_db = gain_db(36_000);
        assert!((10.0..15.0).contains(&rising_db), "{rising_db}");
        assert!((gain_db(60_000) - 20.0).abs() < 0.1);
    }

    #[test]
    fn an_offset_goes_and_silence_stays_silent() {
        assert!(level(&[0.25; 4_000]).iter().all(|x| x.abs() < 1e-6));
        assert!(level(&[]).is_empty());
    }
}
