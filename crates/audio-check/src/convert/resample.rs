//! Mono samples at the source rate -> mono samples at 16 kHz.

use crate::error::{Error, ErrorKind};
use crate::spec::PcmSpec;
use any_ratio::AnyRatio;
use odd_rate::OddRate;
use overlap_save::OverlapSave;
use ratio::{TARGET_HZ, target_frames};

mod any_ratio;
mod lowpass;
mod odd_rate;
mod overlap_save;
pub(crate) mod ratio;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tones;

/// Streams mono `f32` to 16 kHz: no delay, exact length, the same bits for any split of the input.
pub(crate) struct Resampler {
    source_rate_hz: u32,
    engine: Engine,
    received_frames: u64,
    emitted_frames: u64,
}

/// Both engines work in fixed blocks, so how the input was split cannot show.
enum Engine {
    PassThrough,
    /// The usual rates, at less than half the cost of rubato.
    OverlapSave(Box<OverlapSave>),
    /// Other rates below 16 kHz.
    OddRate(Box<OddRate>),
    /// Other rates above.
    AnyRatio(Box<AnyRatio>),
}

impl Resampler {
    /// Plans the conversion from `source_rate_hz`, 4,000 to 384,000 Hz.
    pub(crate) fn new(source_rate_hz: u32) -> Result<Self, Error> {
        if !(PcmSpec::MIN_SAMPLE_RATE..=PcmSpec::MAX_SAMPLE_RATE).contains(&source_rate_hz) {
            return Err(Error::new(
                ErrorKind::BadFormat,
                format!("a sample rate of {source_rate_hz} Hz cannot be converted"),
            ));
        }
        let engine = if source_rate_hz == TARGET_HZ {
            Engine::PassThrough
        } else if let Some(engine) = OverlapSave::new(source_rate_hz) {
            Engine::OverlapSave(Box::new(engine))
        } else if source_rate_hz < TARGET_HZ
            && let Some(engine) = OddRate::new(source_rate_hz)?
        {
            Engine::OddRate(Box::new(engine))
        } else {
            Engine::AnyRatio(Box::new(AnyRatio::new(source_rate_hz)?))
        };
        Ok(Resampler::around(source_rate_hz, engine))
    }

    /// The same by rubato, whatever the rate.
    #[cfg(test)]
    fn by_rubato(source_rate_hz: u32) -> Result<Self, Error> {
        let engine = Engine::AnyRatio(Box::new(AnyRatio::new(source_rate_hz)?));
        Ok(Resampler::around(source_rate_hz, engine))
    }

    fn around(source_rate_hz: u32, engine: Engine) -> Self {
        Resampler {
            source_rate_hz,
            engine,
            received_frames: 0,
            emitted_frames: 0,
        }
    }

    /// Takes the next source frames and appends what they settle to `out`.
    ///
    /// Nothing but `out` allocates. A sample that is not finite spoils the blocks around it.
    pub(crate) fn push(&mut self, mono: &[f32], out: &mut Vec<f32>) {
        let start = out.len();
        match &mut self.engine {
            Engine::PassThrough => out.extend_from_slice(mono),
            Engine::OverlapSave(engine) => engine.push(mono, out),
            Engine::OddRate(engine) => engine.push(mono, out),
            Engine::AnyRatio(engine) => engine.push(mono, out),
        }
        self.received_frames += mono.len() as u64;
        self.emitted_frames += (out.len() - start) as u64;
    }

    /// Appends the rest, so that round(frames * 16000 / rate) frames have come out in all.
    pub(crate) fn finish(&mut self, out: &mut Vec<f32>) {
        let wanted = target_frames(self.received_frames, self.source_rate_hz);
        while self.emitted_frames < wanted {
            let start = out.len();
            match &mut self.engine {
                Engine::PassThrough => return,
                Engine::OverlapSave(engine) => engine.push_silence(out),
                Engine::OddRate(engine) => engine.push_silence(out),
                Engine::AnyRatio(engine) => engine.push_silence(out),
            }
            let rest = usize::try_from(wanted - self.emitted_frames).unwrap_or(usize::MAX);
            out.truncate(start.saturating_add(rest));
            self.emitted_frames += (out.len() - start) as u64;
        }
    }
}
