//! A clip, or samples as they come -> a file that is whole or not there.

use crate::problem::{OrProblem, Problem};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;
use zeroize::Zeroizing;

/// A file that appears under its name only when it is complete.
pub(crate) struct Target {
    path: PathBuf,
    force: bool,
}

impl Target {
    /// Refuses a file that exists, before any work is done, unless `force`.
    pub(crate) fn new(path: &Path, force: bool) -> anyhow::Result<Target> {
        if let Ok(facts) = std::fs::metadata(path) {
            if facts.is_dir() {
                let path = path.display();
                return Err(Problem::error((
                    format!("{path} is a folder"),
                    format!("{path} 是一个文件夹"),
                )));
            }
            if facts.is_file() && !force {
                return Err(exists(path));
            }
        }
        Ok(Target {
            path: path.to_owned(),
            force,
        })
    }

    /// A device or pipe, which must be written to and not replaced.
    fn is_special(&self) -> bool {
        std::fs::metadata(&self.path).is_ok_and(|facts| !facts.is_file())
    }

    /// Writes `bytes`.
    pub(crate) fn write(&self, bytes: &[u8]) -> anyhow::Result<()> {
        if self.is_special() {
            return std::fs::write(&self.path, bytes).or_problem(|| self.cannot_write());
        }
        let mut file = self.beside()?;
        file.write_all(bytes).or_problem(|| self.cannot_write())?;
        self.publish(file)
    }

    /// A file beside the target, with the rights of any new file.
    fn beside(&self) -> anyhow::Result<NamedTempFile> {
        let folder = match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(".voiceprint-").suffix(".part");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        builder
            .tempfile_in(folder)
            .or_problem(|| self.cannot_write())
    }

    fn publish(&self, file: NamedTempFile) -> anyhow::Result<()> {
        let published = match self.force {
            // A link is followed, as writing to it would.
            true => file.persist(std::fs::canonicalize(&self.path).unwrap_or(self.path.clone())),
            false => file.persist_noclobber(&self.path),
        };
        published
            .map_err(|failed| failed.error)
            .or_problem(|| self.cannot_write())?;
        Ok(())
    }

    fn cannot_write(&self) -> (String, String) {
        let path = self.path.display();
        (
            format!("{path} cannot be written"),
            format!("无法写入 {path}"),
        )
    }

    /// Starts a WAV file that grows as samples come.
    pub(crate) fn stream(&self) -> anyhow::Result<WavStream> {
        if self.is_special() {
            let path = self.path.display();
            return Err(Problem::error((
                format!("--whole needs a file: {path} is none"),
                format!("--whole 需要写入文件：{path} 不是文件"),
            )));
        }
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 16_000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let file = self.beside()?;
        let handle = file.reopen().or_problem(|| self.cannot_write())?;
        let wav = hound::WavWriter::new(BufWriter::with_capacity(1 << 16, handle), spec)
            .or_problem(|| self.cannot_write())?;
        Ok(WavStream {
            file,
            wav,
            frames: 0,
        })
    }

    /// Gives the finished stream its name.
    pub(crate) fn finish(&self, stream: WavStream) -> anyhow::Result<()> {
        stream.wav.finalize().or_problem(|| self.cannot_write())?;
        self.publish(stream.file)
    }
}

/// What is there is not overwritten without being told to.
pub(crate) fn exists(path: &Path) -> anyhow::Error {
    let path = path.display();
    Problem::error((
        format!("{path} exists; add --force to overwrite it"),
        format!("{path} 已存在；加上 --force 可覆盖"),
    ))
}

/// Frames that a WAV header can count.
const MAX_FRAMES: u64 = (u32::MAX as u64 - 36) / 2;

/// A WAV file that is not yet complete; it vanishes when dropped.
pub(crate) struct WavStream {
    file: NamedTempFile,
    wav: hound::WavWriter<BufWriter<std::fs::File>>,
    pub(crate) frames: u64,
}

impl WavStream {
    /// Appends samples.
    pub(crate) fn push(&mut self, samples: &[i16]) -> io::Result<()> {
        self.frames += samples.len() as u64;
        let count = u32::try_from(samples.len()).unwrap_or(u32::MAX);
        if self.frames > MAX_FRAMES || count == u32::MAX {
            return Err(io::Error::other(
                "a WAV file holds at most 37 hours of 16 kHz",
            ));
        }
        let mut block = self.wav.get_i16_writer(count);
        for &sample in samples {
            block.write_sample(sample);
        }
        block.flush().map_err(io::Error::other)
    }
}

/// The clip as WAV bytes, wiped when dropped.
pub(crate) fn wav_bytes(clip: &voiceprint::Clip) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(clip.to_wav())
}
