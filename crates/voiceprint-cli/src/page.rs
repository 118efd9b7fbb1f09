//! What was checked -> the page of `--report`.

use crate::output::Output;
use anyhow::{Context, bail};
use std::path::Path;
use voiceprint::{Checked, Policy};

/// Writes the page about `checked`, in the language of the output.
pub(crate) fn write(
    page: &Path,
    name: &str,
    checked: &Checked,
    policy: &Policy,
    out: &Output,
) -> anyhow::Result<()> {
    let html = report_page::render(name, checked, policy, out.lang);
    std::fs::write(page, html).with_context(|| format!("{} cannot be written", page.display()))
}

/// A page is named as one, so that a slip does not overwrite a recording.
pub(crate) fn ensure_name(page: &Path) -> anyhow::Result<()> {
    let extension = page.extension().and_then(|extension| extension.to_str());
    match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("html" | "htm") => Ok(()),
        _ => bail!("{} does not end in .html", page.display()),
    }
}
