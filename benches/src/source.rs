//! A format and a length -> a recording that sounds like speech in a room.

use std::io::{self, Seek, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use testkit::signals;
use testkit::wav_bytes::{self, Fmt, Order, Wav};

/// How a recording is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// 16-bit integers.
    S16,
    /// 24-bit integers.
    S24,
    /// 32-bit floats.
    F32,
}

/// A format of recordings.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Frames a second.
    pub rate_hz: u32,
    /// One or two.
    pub channels: u16,
    /// How one sample is stored.
    pub storage: Storage,
}

/// What repeats; long enough for pauses, short enough to make in a moment.
const PERIOD_SECS: u32 = 10;

impl Format {
    /// The formats whose differences show what each stage costs.
    pub const STAGES: &'static [(&'static str, Format)] = &[
        ("16k mono s16", Format::new(16_000, 1, Storage::S16)),
        ("48k mono f32", Format::new(48_000, 1, Storage::F32)),
        ("48k stereo f32", Format::new(48_000, 2, Storage::F32)),
        ("44.1k stereo s16", Format::new(44_100, 2, Storage::S16)),
        ("44.1k stereo s24", Format::new(44_100, 2, Storage::S24)),
        ("8k mono s16", Format::new(8_000, 1, Storage::S16)),
    ];

    /// A format by its parts.
    pub const fn new(rate_hz: u32, channels: u16, storage: Storage) -> Format {
        Format {
            rate_hz,
            channels,
            storage,
        }
    }

    /// Interleaved samples of [`PERIOD_SECS`]; the second channel hears later and less.
    fn period(self) -> Vec<f64> {
        let voice = signals::speech_like(self.rate_hz, f64::from(PERIOD_SECS), 0.5);
        let mono = signals::with_noise(&voice, 30.0, 1);
        let delay = self.rate_hz as usize / 1_000;
        let left = mono.iter();
        let right = mono.iter().cycle().skip(mono.len() - delay);
        match self.channels {
            1 => mono,
            _ => left.zip(right).flat_map(|(&l, &r)| [l, 0.8 * r]).collect(),
        }
    }

    /// PCM of one period.
    pub fn period_pcm(self) -> Vec<u8> {
        let samples = self.period();
        match self.storage {
            Storage::S16 => wav_bytes::integers(&samples, 2, Order::Little),
            Storage::S24 => wav_bytes::integers(&samples, 3, Order::Little),
            Storage::F32 => wav_bytes::floats(&samples, Order::Little),
        }
    }

    /// Interleaved `f32` of one period, as a microphone gives it.
    #[expect(clippy::cast_possible_truncation, reason = "f64 to f32 rounds")]
    pub fn period_f32(self) -> Vec<f32> {
        self.period().iter().map(|&sample| sample as f32).collect()
    }

    fn fmt(self) -> Fmt {
        match self.storage {
            Storage::S16 => Fmt::pcm(self.rate_hz, self.channels, 16),
            Storage::S24 => Fmt::pcm(self.rate_hz, self.channels, 24),
            Storage::F32 => Fmt::new(3, self.rate_hz, self.channels, 32),
        }
    }

    /// A WAV file of `secs`.
    pub fn wav(self, secs: u32) -> Vec<u8> {
        let mut wav = Vec::new();
        let written = self.write(secs, &mut wav);
        debug_assert!(written.is_ok(), "writing to memory does not fail");
        wav
    }

    /// Writes a WAV file of `secs`, period by period.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(self, secs: u32, out: &mut impl Write) -> io::Result<()> {
        let data_bytes = secs * self.rate_hz * u32::from(self.fmt().block_bytes);
        let head = Wav::new(b"RIFF")
            .fmt(&self.fmt())
            .riff_size(data_bytes + 36);
        out.write_all(&head.to_bytes())?;
        out.write_all(b"data")?;
        out.write_all(&data_bytes.to_le_bytes())?;
        let period = self.period_pcm();
        let mut left = data_bytes as usize;
        while left > 0 {
            let count = left.min(period.len());
            out.write_all(&period[..count])?;
            left -= count;
        }
        Ok(())
    }

    /// Writes a WAV of `secs` of unknown length, as programs write to a pipe.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn stream(self, secs: u32, out: &mut impl Write) -> io::Result<()> {
        let empty = Wav::plain(&self.fmt(), &[]);
        out.write_all(&empty[..empty.len() - 4])?;
        out.write_all(&u32::MAX.to_le_bytes())?;
        let period = self.period_pcm();
        for _ in 0..secs / PERIOD_SECS {
            out.write_all(&period)?;
        }
        Ok(())
    }
}

/// Real speech at 16 kHz mono, full scale 1.0: readers in turn, repeated for `secs`.
///
/// # Panics
/// If the recordings of the project cannot be read.
pub fn speech(secs: u32) -> Vec<f32> {
    let readers = ["speech-16khz-mono-s16.wav", "cards-16khz-mono-s16.wav"];
    let samples: Vec<f32> = readers
        .iter()
        .flat_map(|name| {
            let reader = hound::WavReader::open(testkit::fixture("wav").join(name));
            let samples = reader.expect("a recording").into_samples::<i16>();
            samples.map(|sample| f32::from(sample.expect("a sample")) / 32_768.0)
        })
        .collect();
    samples
        .into_iter()
        .cycle()
        .take(16_000 * secs as usize)
        .collect()
}

/// The same as a 16-bit WAV file.
pub fn speech_wav(secs: u32) -> Vec<u8> {
    let samples: Vec<f64> = speech(secs).into_iter().map(f64::from).collect();
    let pcm = wav_bytes::integers(&samples, 2, Order::Little);
    Wav::plain(&Fmt::pcm(16_000, 1, 16), &pcm)
}

/// Writes real speech as 48 kHz stereo float: one recording repeated for `secs`.
///
/// # Errors
/// Those of reading the recording and writing to `out`.
pub fn write_studio_speech(secs: u32, out: &mut (impl Write + Seek)) -> hound::Result<()> {
    let recording = testkit::fixture("wav/speech-48khz-stereo-f32.wav");
    let mut reader = hound::WavReader::open(recording)?;
    let samples: Vec<f32> = reader.samples().collect::<Result<_, _>>()?;
    let mut writer = hound::WavWriter::new(out, reader.spec())?;
    let wanted = 2 * 48_000 * secs as usize;
    for sample in samples.into_iter().cycle().take(wanted) {
        writer.write_sample(sample)?;
    }
    writer.finalize()
}

/// `wav` as ffmpeg encodes it for `extension`; `None` without ffmpeg.
pub fn encoded(wav: &[u8], extension: &str) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().ok()?;
    let (source, target) = (
        folder.path().join("in.wav"),
        folder.path().join("out").with_extension(extension),
    );
    std::fs::write(&source, wav).ok()?;
    run_quietly(
        "ffmpeg",
        &["-v", "error", "-i", path(&source), path(&target)],
    )?;
    std::fs::read(target).ok()
}

fn run_quietly(program: &str, arguments: &[&str]) -> Option<()> {
    let mut command = Command::new(program);
    let silent = command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    silent.status().ok()?.success().then_some(())
}

/// The path as text; those of the benches are.
pub fn path(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_last_as_long_as_they_should() {
        for (name, format) in Format::STAGES {
            let wav = format.wav(1);
            let checked =
                audio_check::check_file(&wav, &audio_check::Policy::default()).expect(name);
            assert_eq!(
                checked.report.source.frames,
                u64::from(format.rate_hz),
                "{name}"
            );
            assert_eq!(
                checked.report.source.format.channels, format.channels,
                "{name}"
            );
        }
    }
}
