//! `check`: files -> a report each, or a table; all cores, in the order they were named.

use crate::args::CheckArgs;
use crate::exit::Exit;
use crate::in_order;
use crate::input::Ear;
use crate::output::Output;
use crate::progress::Progress;
use crate::render::table::Table;
use crate::render::{human, json};
use anyhow::bail;
use std::path::Path;
use std::time::{Duration, Instant};
use voiceprint::Report;
use voiceprint::audio_check;

type Checked = (
    Result<Report, audio_check::Error>,
    Duration,
    anyhow::Result<()>,
);

pub(crate) fn run(args: &CheckArgs, out: &Output) -> anyhow::Result<Exit> {
    let ear = Ear::of_flags(&args.audio)?;
    if ear.page.is_some() && args.files.len() > 1 {
        bail!("--report is about one recording: name one FILE");
    }
    let progress = Progress::over(out, args.files.iter().map(|file| file.as_path()));
    let check = |path: &std::path::PathBuf| -> Checked {
        let start = Instant::now();
        let result = ear.check(path, &progress, None);
        let took = start.elapsed();
        let drawn = result
            .as_ref()
            .map_or(Ok(()), |checked| ear.draw(path, checked, out));
        (result.map(|checked| checked.report), took, drawn)
    };
    let as_table = args.files.len() > 1 && !out.verbose && !out.json;
    let mut table = Table::default();
    let mut worst = Exit::Done;
    in_order::map(&args.files, check, |path, (result, took, drawn)| {
        drawn?;
        let result = result.as_ref();
        worst = worst.max(match &result {
            Ok(report) => report.verdict().into(),
            Err(_) => Exit::Failed,
        });
        let file = path.to_string_lossy();
        if as_table {
            table.push(&file, &result, out.lang);
            return Ok(());
        }
        progress.suspend(|| show(out, path, &result, took))
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
    let file = path.to_string_lossy();
    if out.json {
        return out.json(&json::report(&file, result, took, out.lang));
    }
    out.text(&match result {
        Ok(report) => human::report(&file, report, out.lang, out.verbose),
        Err(error) => human::unreadable(&file, error, out.lang),
    })
}
