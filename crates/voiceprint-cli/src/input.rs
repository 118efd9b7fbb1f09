//! A path or standard input -> what was checked, read piece by piece.

use crate::args::flags::AudioFlags;
use crate::output::Output;
use crate::progress::Progress;
use crate::{alike, page, policy};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use voiceprint::audio_check::{self, CheckOptions, check_reader_with, check_seekable_with};
use voiceprint::{Checked, PcmSpec, Policy};

/// How recordings are read and judged.
#[derive(Clone, Debug)]
pub(crate) struct Ear {
    pub(crate) policy: Policy,
    /// What raw samples mean; `None` tells the container by its content.
    pub(crate) pcm: Option<PcmSpec>,
    /// Where the page about it goes.
    pub(crate) page: Option<PathBuf>,
}

/// Where converted samples go besides the clip.
pub(crate) type Sink<'a> = &'a mut dyn FnMut(&[i16]) -> io::Result<()>;

impl Ear {
    /// As the flags say.
    pub(crate) fn of_flags(flags: &AudioFlags) -> anyhow::Result<Ear> {
        if let Some(page) = &flags.report {
            page::ensure_name(page)?;
        }
        Ok(Ear {
            policy: policy::of_flags(flags)?,
            pcm: flags.pcm,
            page: flags.report.clone(),
        })
    }

    /// Writes the page, if one is wanted.
    pub(crate) fn draw(&self, path: &Path, checked: &Checked, out: &Output) -> anyhow::Result<()> {
        match &self.page {
            Some(page) => page::write(page, &path.to_string_lossy(), checked, &self.policy, out),
            None => Ok(()),
        }
    }

    /// Reads, measures and judges one recording.
    pub(crate) fn check(
        &self,
        path: &Path,
        progress: &Progress,
        sink: Option<Sink<'_>>,
    ) -> Result<Checked, audio_check::Error> {
        let mut options = CheckOptions {
            pcm: self.pcm.or_else(|| raw_by_name(path)),
            file_name: path.file_name().and_then(|name| name.to_str()),
            draw: self.page.is_some(),
            ..CheckOptions::default()
        };
        if let Some(sink) = sink {
            options.whole = Some(sink);
        }
        if is_stdin(path) {
            return check_reader_with(progress.count(io::stdin().lock()), &self.policy, options);
        }
        check_seekable_with(progress.count(open(path)?), &self.policy, options)
    }
}

/// Opens a file; if there is none, says which was probably meant.
fn open(path: &Path) -> io::Result<File> {
    File::open(path).map_err(|error| match alike::nearest_file(path) {
        Some(near) if error.kind() == io::ErrorKind::NotFound => io::Error::new(
            error.kind(),
            format!("there is no such file; did you mean {}?", near.display()),
        ),
        _ => error,
    })
}

/// `-` is standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A `.pcm` file is what the service takes as pcm.
fn raw_by_name(path: &Path) -> Option<PcmSpec> {
    let extension = path.extension()?.to_str()?;
    let raw = ["pcm", "raw"]
        .iter()
        .any(|raw| extension.eq_ignore_ascii_case(raw));
    raw.then_some(PcmSpec::TARGET)
}
