//! A recording and its label -> what the library says of it.

use super::label::Label;
use anyhow::Context as _;
use audio_check::{Code, Confidence, Measurements, Policy, Report, check_file};
use std::path::Path;
use std::time::{Duration, Instant};

/// One recording: what is true of it and what was read.
pub struct Take {
    /// What is true.
    pub label: Label,
    /// What the library says.
    pub report: Report,
    /// How long it took to say so.
    pub elapsed: Duration,
}

impl Take {
    /// Checks one recording of `folder` by the default policy.
    ///
    /// # Errors
    /// If the file cannot be read, or the library cannot read what is in it.
    pub fn of(folder: &Path, label: Label) -> anyhow::Result<Take> {
        let path = folder.join(&label.path);
        let bytes = std::fs::read(&path).with_context(|| label.path.clone())?;
        let start = Instant::now();
        let checked = check_file(&bytes, &Policy::default()).with_context(|| label.path.clone())?;
        let elapsed = start.elapsed();
        Ok(Take {
            label,
            report: checked.report,
            elapsed,
        })
    }

    /// The numbers.
    pub fn read(&self) -> &Measurements {
        &self.report.measurements
    }

    /// Whether a finding of this code was made.
    pub fn found(&self, code: Code) -> bool {
        self.report
            .findings
            .iter()
            .any(|finding| finding.code == code)
    }

    /// Whether a finding of this code was made and called certain.
    pub fn found_for_certain(&self, code: Code) -> bool {
        let certain = |confidence| confidence == Confidence::Certain;
        let findings = &self.report.findings;
        findings
            .iter()
            .any(|finding| finding.code == code && certain(finding.confidence))
    }

    /// Whether it belongs to one of `families`.
    pub fn is_of(&self, families: &[&str]) -> bool {
        families.contains(&self.label.family.as_str())
    }

    /// Speech as it is: as recorded, or only its label says so.
    pub fn is_natural(&self) -> bool {
        self.is_of(&["clean"])
            || (self.is_of(&["manner"])
                && self.label.whisper == "none"
                && self.label.disguise.is_empty())
    }
}
