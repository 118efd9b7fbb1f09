//! The first loud part of raw PCM -> the encoding in which it would be sound, if as described it is
//! noise.

use zeroize::Zeroizing;

use crate::convert::decode::{Decoder, Layout};
use crate::spec::{Encoding, PcmSpec};

/// Half a second to two seconds of the usual formats.
const WINDOW_BYTES: usize = 64 * 1024;
/// Below this nothing is known.
const LEAST_BYTES: usize = 8 * 1024;

/// Keeps the loudest window of what it is shown.
pub(crate) struct EncodingGuess {
    spec: PcmSpec,
    window: Zeroizing<Vec<u8>>,
    decided: bool,
    likely: Option<&'static str>,
}

/// How samples look: sound is smooth from one to the next, wrongly read bytes are not.
struct Look {
    /// Correlation of neighbouring samples of one channel, -1 to 1.
    smoothness: f64,
    rms: f64,
    is_possible: bool,
}

impl EncodingGuess {
    pub(crate) fn new(spec: PcmSpec) -> EncodingGuess {
        EncodingGuess {
            spec,
            window: Zeroizing::new(Vec::with_capacity(WINDOW_BYTES)),
            decided: false,
            likely: None,
        }
    }

    /// Looks at the next bytes, in any split; the first window that is not silence decides.
    pub(crate) fn push(&mut self, pcm: &[u8]) {
        let mut rest = pcm;
        while !self.decided && !rest.is_empty() {
            let take = rest.len().min(WINDOW_BYTES - self.window.len());
            self.window.extend_from_slice(&rest[..take]);
            rest = &rest[take..];
            if self.window.len() == WINDOW_BYTES {
                self.decide();
            }
        }
    }

    /// The encoding in which it would be sound; call at the end.
    pub(crate) fn likely(&mut self) -> Option<&'static str> {
        if !self.decided && self.window.len() >= LEAST_BYTES {
            self.decide();
        }
        self.likely
    }

    fn decide(&mut self) {
        let is_silence = self.window.iter().all(|byte| *byte == self.window[0]);
        if !is_silence {
            self.decided = true;
            self.likely = likely(&self.window, &self.spec);
        }
        self.window.clear();
    }
}

fn likely(window: &[u8], spec: &PcmSpec) -> Option<&'static str> {
    let described = look(window, spec.encoding.into(), spec.channels);
    // White noise at -25 dBFS is no recording of a voice; the steps of speech at 8 kHz and more
    // correlate by 0.6 at least (measured on the fixtures, resampled to 8 kHz).
    let is_noise = described.smoothness < 0.3 && described.rms > 0.056;
    if described.is_possible && !is_noise {
        return None;
    }
    let big_endian = |encoding: Encoding| Layout {
        big_endian: true,
        ..encoding.into()
    };
    let candidates: [(&'static str, Layout, usize); 8] = [
        ("s16", Encoding::S16.into(), 0),
        ("f32", Encoding::F32.into(), 0),
        ("s24", Encoding::S24.into(), 0),
        ("s32", Encoding::S32.into(), 0),
        ("u8", Encoding::U8.into(), 0),
        ("s16, big-endian", big_endian(Encoding::S16), 0),
        ("s24, big-endian", big_endian(Encoding::S24), 0),
        ("s16, one byte later", Encoding::S16.into(), 1),
    ];
    candidates
        .into_iter()
        .map(|(name, layout, from)| (name, look(&window[from..], layout, spec.channels)))
        .filter(|(_, look)| look.is_possible && look.smoothness > 0.6 && look.rms > 0.001)
        .max_by(|(_, a), (_, b)| a.smoothness.total_cmp(&b.smoothness))
        .map(|(name, _)| name)
}

fn look(window: &[u8], layout: Layout, channels: u16) -> Look {
    let mut samples = Vec::new();
    Decoder::with_layout(layout, channels).push(window, &mut samples);
    let samples = Zeroizing::new(samples);
    let channels = usize::from(channels);
    let is_possible = samples
        .iter()
        .all(|sample| sample.is_finite() && sample.abs() < 16.0);
    let first = samples
        .iter()
        .step_by(channels)
        .map(|sample| f64::from(*sample));
    let count = first.clone().count().max(1) as f64;
    let mean = first.clone().sum::<f64>() / count;
    let (mut power, mut product, mut before) = (0.0, 0.0, 0.0);
    for sample in first {
        let sample = sample - mean;
        power += sample * sample;
        product += sample * before;
        before = sample;
    }
    Look {
        smoothness: if power > 0.0 { product / power } else { 0.0 },
        rms: (power / count).sqrt(),
        is_possible,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::signals;
    use testkit::wav_bytes::{Order, floats, integers};

    fn guess(pcm: &[u8], spec: &str) -> Option<&'static str> {
        let mut guess = EncodingGuess::new(spec.parse().unwrap());
        pcm.chunks(777).for_each(|piece| guess.push(piece));
        guess.likely()
    }

    #[test]
    fn wrong_descriptions_are_noticed_and_right_ones_are_not() {
        let speech = signals::with_noise(&signals::speech_like(16_000, 2.0, 0.5), 30.0, 1);
        let little = Order::Little;
        let s16 = integers(&speech, 2, little);
        let s24 = integers(&speech, 3, little);
        let f32s = floats(&speech, little);
        assert_eq!(guess(&s16, "s16:16000:1"), None);
        assert_eq!(guess(&s24, "s24:16000:1"), None);
        assert_eq!(guess(&f32s, "f32:16000:1"), None);
        assert_eq!(guess(&integers(&speech, 1, little), "u8:16000:1"), None);
        assert_eq!(guess(&s16, "f32:16000:1"), Some("s16"));
        assert_eq!(guess(&f32s, "s16:16000:1"), Some("f32"));
        assert_eq!(guess(&s24, "s16:16000:1"), Some("s24"));
        assert_eq!(
            guess(&integers(&speech, 2, Order::Big), "s16:16000:1"),
            Some("s16, big-endian")
        );
        assert_eq!(guess(&s16[1..], "s16:16000:1"), Some("s16, one byte later"));
    }

    #[test]
    fn noise_and_silence_are_what_they_are() {
        let noise = signals::noise(16_000, 2.0, 0.2, 1);
        assert_eq!(
            guess(&integers(&noise, 2, Order::Little), "s16:16000:1"),
            None
        );
        assert_eq!(guess(&[0; 100_000], "s16:16000:1"), None);
        assert_eq!(guess(&[1, 2, 3], "s16:16000:1"), None);
    }
}
