//! `batch --dry-run`: everything is checked, nothing is sent.

use super::address;
use super::manifest::{Manifest, Row};
use super::results::Results;
use crate::exit::Exit;
use crate::input::Ear;
use crate::progress::Progress;
use crate::render::outcome::{self, About, Failure};
use crate::service::Service;
use serde_json::{Value, json};
use voiceprint::upload::Text;
use voiceprint::{Error, Lang, Verdict};

pub(super) fn run(
    mut manifest: Manifest,
    ear: &Ear,
    service: &Service,
    mut results: Results,
) -> anyhow::Result<Exit> {
    while results.broken.is_none()
        && let Some((line, row)) = manifest.next()
    {
        match row {
            Err(what) => results.bad_row(line, what),
            Ok(row) => match rehearse(&row, &manifest, ear, service, results.lang()) {
                Err(what) => results.bad_row(line, what),
                Ok((value, exit)) => results.ended_here(line, &row, value, exit),
            },
        }
    }
    results.finish()
}

/// What would happen to one row.
fn rehearse(
    row: &Row,
    manifest: &Manifest,
    ear: &Ear,
    service: &Service,
    lang: Lang,
) -> Result<(Value, Exit), Text> {
    let id = address(row, service)?;
    let about = About {
        group_id: Some(id.group_id),
        feature_id: Some(id.feature_id),
    };
    let failed = |error: Error| outcome::failed_json(&about, &Failure::from(error), lang);
    let dry_run = || {
        let line = json!({
            "schema": 1,
            "outcome": "dry-run",
            "group_id": about.group_id,
            "feature_id": about.feature_id,
        });
        (line, Exit::Done)
    };
    if row.file.is_empty() {
        return Ok(dry_run());
    }
    Ok(
        match ear.check(&manifest.locate(&row.file), &Progress::none(), None) {
            Err(error) => (failed(error.into()), Exit::Failed),
            Ok(checked) if checked.report.verdict() == Verdict::Rejected => {
                (failed(Error::Rejected(Box::new(checked))), Exit::Rejected)
            }
            Ok(_) => dry_run(),
        },
    )
}
