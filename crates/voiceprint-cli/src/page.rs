//! What was checked -> the page of `--report`.

use crate::output::Output;
use crate::problem::{OrProblem, Problem};
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
    std::fs::write(page, html).or_problem(|| {
        let page = page.display();
        (
            format!("{page} cannot be written"),
            format!("无法写入 {page}"),
        )
    })
}

/// A page is named as one, so that a slip does not overwrite a recording.
pub(crate) fn ensure_name(page: &Path) -> anyhow::Result<()> {
    let extension = page.extension().and_then(|extension| extension.to_str());
    match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("html" | "htm") => Ok(()),
        _ => {
            let page = page.display();
            Err(Problem::error((
                format!("{page} does not end in .html"),
                format!("{page} 不以 .html 结尾"),
            )))
        }
    }
}
