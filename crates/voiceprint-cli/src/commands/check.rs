//! `check`: files -> a report each, or a table; all cores, in the order they were named.

use crate::args::CheckArgs;
use crate::delivery;
use crate::exit::Exit;
use crate::in_order;
use crate::input::Ear;
use crate::output::Output;
use crate::problem::Problem;
use crate::progress::Progress;
use crate::render::outcome::About;
use crate::render::table::Table;
use crate::render::{human, json};
use crate::same_as::{Likeness, SameAs};
use std::path::Path;
use std::time::{Duration, Instant};
use voiceprint::Report;
use voiceprint::audio_check;

struct Ended<'a> {
    result: Result<Report, audio_check::Error>,
    took: Duration,
    drawn: anyhow::Result<()>,
    likeness: Option<Likeness<'a>>,
}

pub(crate) fn run(args: &CheckArgs, out: &Output) -> anyhow::Result<Exit> {
    let ear = Ear::of_flags(&args.audio)?;
    if ear.page.is_some() && args.files.len() > 1 {
        return Err(Problem::error((
            "--report is about one recording: name one FILE",
            "--report 只针对一个录音：请只写一个文件",
        )));
    }
    let progress = Progress::over(out, args.files.iter().map(|file| file.as_path()));
    let older = match SameAs::of_flags(&args.same_as, out) {
        Ok(older) => older,
        Err(failure) => return delivery::failed(out, &About::default(), &failure),
    };
    let check = |path: &std::path::PathBuf| {
        let start = Instant::now();
        let result = ear.check(path, &progress, None);
        let took = start.elapsed();
        let drawn = result
            .as_ref()
            .map_or(Ok(()), |checked| ear.draw(path, checked, out));
        let checked = result.as_ref().ok();
        let likeness = older.as_ref().zip(checked);
        Ended {
            likeness: likeness.map(|(older, checked)| older.compare(&checked.clip)),
            result: result.map(|checked| checked.report),
            took,
            drawn,
        }
    };
    let as_table = args.files.len() > 1 && !out.verbose && !out.json && older.is_none();
    let mut table = Table::default();
    let mut worst = Exit::Done;
    in_order::map(&args.files, check, |path, ended| {
        ended.drawn?;
        let result = ended.result.as_ref();
        worst = worst.max(match &result {
            Ok(report) => report.verdict().into(),
            Err(_) => Exit::Failed,
        });
        let likeness = ended.likeness.as_ref();
        if likeness.is_some_and(|likeness| likeness.refusal(out.lang).is_some()) {
            worst = worst.max(Exit::Rejected);
        }
        let file = path.to_string_lossy();
        if as_table {
            table.push(&file, &result, out.lang);
            return Ok(());
        }
        progress.suspend(|| show_with(out, path, &result, ended.took, likeness))
    })?;
    progress.finish();
    if as_table {
        out.text(&table.text(out.lang, out.columns()))?;
    }
    Ok(worst)
}

/// One report, in the form that was asked for.
pub(crate) fn show(
    out: &Output,
    path: &Path,
    result: &Result<&Report, &audio_check::Error>,
    took: Duration,
) -> anyhow::Result<()> {
    show_with(out, path, result, took, None)
}

/// One report, and how alike its voice is to an older one.
fn show_with(
    out: &Output,
    path: &Path,
    result: &Result<&Report, &audio_check::Error>,
    took: Duration,
    likeness: Option<&Likeness<'_>>,
) -> anyhow::Result<()> {
    let file = path.to_string_lossy();
    if out.json {
        let mut line = json::report(&file, result, took, out.lang);
        if let (Some(fields), Some(likeness)) = (line.as_object_mut(), likeness) {
            fields.extend(likeness.field());
        }
        return out.json(&line);
    }
    out.text(&match result {
        Ok(report) => human::report(&file, report, out.lang, out.verbose),
        Err(error) => human::unreadable(&file, error, out.lang),
    })?;
    likeness.map_or(Ok(()), |likeness| likeness.show(out))
}
