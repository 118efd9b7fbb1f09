//! A recording that is to be sent -> its report, shown, and the clip if it may be sent.

use crate::args::flags::AudioFlags;
use crate::commands::check;
use crate::input::Ear;
use crate::output::Output;
use crate::progress::Progress;
use crate::render::outcome::Failure;
use std::path::Path;
use std::time::Instant;
use voiceprint::{Checked, Verdict};

/// Checks `file` and shows its report. The inner error tells why nothing may be sent.
pub(crate) fn check(
    flags: &AudioFlags,
    file: &Path,
    out: &Output,
) -> anyhow::Result<Result<Checked, Failure>> {
    let ear = Ear::of_flags(flags)?;
    let progress = Progress::over(out, [file]);
    let start = Instant::now();
    let checked = ear.check(file, &progress, None);
    progress.finish();
    let shown = checked.as_ref().map(|checked| &checked.report);
    check::show(out, file, &shown, start.elapsed())?;
    if let Ok(checked) = &checked {
        ear.draw(file, checked, out)?;
    }
    Ok(match checked {
        Err(error) => Err(Failure::not_sent("unreadable", error.text(out.lang))),
        Ok(checked) if checked.report.verdict() == Verdict::Rejected => {
            let why = out.say(
                "the recording was rejected; record again as advised above",
                "录音不合格，请按上面的建议重新录音",
            );
            Err(Failure::rejected("rejected", why))
        }
        Ok(checked) => Ok(checked),
    })
}
