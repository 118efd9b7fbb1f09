//! Ends of updates -> result lines, journal, bar and exit code.

use super::journal::Journal;
use super::manifest::{Key, Row};
use crate::exit::Exit;
use crate::output::Output;
use crate::render::outcome::{self, About, Failure};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Map, Value, json};
use voiceprint::audio_check::{Report, Severity};
use voiceprint::upload::Text;
use voiceprint::{Done, Error, Lang};

/// A row on its way.
pub(super) struct Underway {
    pub(super) line: u64,
    pub(super) row: Row,
    pub(super) key: Key,
}

/// Where everything that ends is written down.
pub(super) struct Results {
    out: Output,
    journal: Option<Journal>,
    bar: ProgressBar,
    pub(super) worst: Exit,
    /// Why nothing more can be written down; nothing more is begun then.
    pub(super) broken: Option<anyhow::Error>,
    pub(super) resumed: usize,
}

impl Results {
    /// `total` rows are drawn as a bar where somebody sees it.
    pub(super) fn new(out: Output, journal: Option<Journal>, total: Option<u64>) -> Results {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        if total.is_some() {
            let style = "{bar:30} {pos}/{len}  {per_sec}  {eta} left  {msg}";
            if let Ok(style) = ProgressStyle::with_template(style) {
                bar.set_style(style);
            }
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        Results {
            out,
            journal,
            bar,
            worst: Exit::Done,
            broken: None,
            resumed: 0,
        }
    }

    /// What results are told in.
    pub(super) fn lang(&self) -> Lang {
        self.out.lang
    }

    /// Repeats the result of a row that an earlier run confirmed. False if none did.
    pub(super) fn resume(&mut self, key: &Key) -> bool {
        let Some(journal) = &self.journal else {
            return false;
        };
        match journal.confirmed(key) {
            Ok(None) => false,
            Ok(Some(result)) => {
                self.resumed += 1;
                let line = serde_json::from_str(&result).map_err(anyhow::Error::from);
                let told = line.and_then(|line| self.tell(&line));
                self.check(told);
                true
            }
            Err(error) => {
                self.check(Err(error));
                true
            }
        }
    }

    /// A row that cannot be begun, or a dry run of one.
    pub(super) fn ended_here(&mut self, line: u64, row: &Row, mut value: Value, exit: Exit) {
        self.worst = self.worst.max(exit);
        place(&mut value, line, row, None);
        let told = self.tell(&value);
        self.check(told);
    }

    /// A row that makes no sense.
    pub(super) fn bad_row(&mut self, line: u64, what: impl Into<Text>) {
        let failure = Failure::not_sent("bad-row", what);
        let value = outcome::failed_json(&About::default(), &failure, self.out.lang);
        self.ended_here(line, &Row::default(), value, Exit::Failed);
    }

    /// A row that was begun.
    pub(super) fn ended(&mut self, underway: &Underway, done: Done) {
        let about = About {
            group_id: Some(done.id.group_id.clone()),
            feature_id: Some(done.id.feature_id.clone()),
        };
        let (mut value, report) = match done.result {
            Ok(change) => {
                let value = outcome::delivered_json(&about, change.receipt(), Map::new());
                (value, change.report().cloned())
            }
            Err(error) => {
                let exit = match &error {
                    Error::Rejected(_) | Error::OtherVoice { .. } => Exit::Rejected,
                    _ => Exit::Failed,
                };
                self.worst = self.worst.max(exit);
                let report = match &error {
                    Error::Rejected(checked)
                    | Error::OtherVoice { checked, .. }
                    | Error::NotDelivered { checked, .. } => Some(checked.report.clone()),
                    _ => None,
                };
                let failure = Failure::from(error);
                (
                    outcome::failed_json(&about, &failure, self.out.lang),
                    report,
                )
            }
        };
        place(&mut value, underway.line, &underway.row, report.as_ref());
        if value["outcome"] == "delivered"
            && let Some(journal) = &mut self.journal
        {
            let noted = journal.confirm(underway.key, &value.to_string());
            self.check(noted);
        }
        let told = self.tell(&value);
        self.check(told);
    }

    fn tell(&mut self, value: &Value) -> anyhow::Result<()> {
        let told = self.bar.suspend(|| self.out.json(value));
        self.bar.inc(1);
        told
    }

    fn check(&mut self, result: anyhow::Result<()>) {
        if let Err(error) = result {
            self.broken.get_or_insert(error);
        }
    }

    /// The end: the journal on the disk, the bar gone.
    pub(super) fn finish(mut self) -> anyhow::Result<Exit> {
        self.bar.finish_and_clear();
        if let Some(journal) = &mut self.journal {
            journal.sync()?;
        }
        match self.broken {
            Some(error) => Err(error),
            None => Ok(self.worst),
        }
    }
}

/// Adds to a result which row it is of, and what was found.
fn place(value: &mut Value, line: u64, row: &Row, report: Option<&Report>) {
    let Some(fields) = value.as_object_mut() else {
        return;
    };
    fields.insert("line".into(), json!(line));
    fields.insert("file".into(), json!(row.file));
    let codes = report.map(|report| {
        let grave = report
            .findings
            .iter()
            .filter(|f| f.severity > Severity::Info);
        grave
            .map(|finding| finding.code.as_str())
            .collect::<Vec<_>>()
    });
    fields.insert("findings".into(), json!(codes));
}
