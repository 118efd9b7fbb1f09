//! `accuracy FOLDER`: a folder with a `labels.csv` -> the tables of `docs/accuracy.md`.
#![expect(clippy::print_stdout, reason = "a program prints")]

use anyhow::Context as _;
use benches::accuracy::row::Row;
use benches::accuracy::take::Take;
use benches::accuracy::{label, sections};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

fn main() -> anyhow::Result<()> {
    let folder: PathBuf = std::env::args_os()
        .nth(1)
        .context("usage: accuracy FOLDER")?
        .into();
    let labels = label::read(&folder)?;
    let halves: Vec<_> = labels.chunks(labels.len().div_ceil(2).max(1)).collect();
    let takes: Vec<Take> = thread::scope(|scope| {
        let runs: Vec<_> = halves
            .iter()
            .map(|labels| {
                let folder = &folder;
                scope.spawn(move || {
                    labels
                        .iter()
                        .map(|label| Take::of(folder, label.clone()))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        let done = runs
            .into_iter()
            .map(|run| run.join().expect("a run panicked"));
        done.flatten().collect::<anyhow::Result<_>>()
    })?;
    let sections = sections(&takes);
    let seconds: f64 = takes.iter().map(|take| take.report.source.seconds).sum();
    let elapsed: Duration = takes.iter().map(|take| take.elapsed).sum();
    let rows: Vec<&Row> = sections.iter().flat_map(|section| &section.rows).collect();
    let judged: Vec<bool> = rows.iter().filter_map(|row| row.passes()).collect();
    let reached = judged.iter().filter(|passed| **passed).count();
    println!("# Accuracy\n");
    println!(
        "{} recordings, {:.0} minutes; {reached} of {} bars reached; {:.0} ms per minute of audio.\n",
        takes.len(),
        seconds / 60.0,
        judged.len(),
        1_000.0 * elapsed.as_secs_f64() / (seconds / 60.0).max(1e-9),
    );
    println!(
        "AUC: chance that a faulty recording scores above a good one. What the library says to"
    );
    println!("be unknown counts as missed. Recall is at 5 % false alarms.\n");
    for section in sections {
        println!("{section}");
    }
    Ok(())
}
