//! What became of a request -> what is shown of it, and the exit code.

use crate::exit::Exit;
use crate::output::Output;
use crate::render::outcome::{self, About, Failure, api_lang};
use serde_json::{Map, Value, json};
use voiceprint::upload::{NameWarning, Receipt, description_warnings, name_warnings};

/// Tells a success; `what` is the verb for people.
pub(crate) fn delivered(
    out: &Output,
    what: &str,
    about: &About,
    receipt: &Receipt,
    extra: Map<String, Value>,
) -> anyhow::Result<Exit> {
    if out.json {
        out.json(&outcome::delivered_json(about, receipt, extra))?;
    } else {
        out.text(&outcome::delivered_text(what, about, receipt, out.lang))?;
    }
    Ok(Exit::Done)
}

/// Tells a failure.
pub(crate) fn failed(out: &Output, about: &About, failure: &Failure) -> anyhow::Result<Exit> {
    failed_with(out, about, failure, Map::new())
}

/// Tells a failure, with what a command adds for programs.
pub(crate) fn failed_with(
    out: &Output,
    about: &About,
    failure: &Failure,
    extra: Map<String, Value>,
) -> anyhow::Result<Exit> {
    if out.json {
        let mut line = outcome::failed_json(about, failure, out.lang);
        if let Some(fields) = line.as_object_mut() {
            fields.extend(extra);
        }
        out.json(&line)?;
    } else {
        out.failed(&outcome::failed_text(failure, out.lang));
    }
    Ok(match failure.outcome() {
        "rejected" => Exit::Rejected,
        _ => Exit::Failed,
    })
}

/// Shows a request that is not sent.
pub(crate) fn dry_run(out: &Output, about: &About, request: &str) -> anyhow::Result<Exit> {
    dry_run_with(out, about, request, Map::new())
}

/// Shows a request that is not sent, with what a command adds for programs.
pub(crate) fn dry_run_with(
    out: &Output,
    about: &About,
    request: &str,
    extra: Map<String, Value>,
) -> anyhow::Result<Exit> {
    if out.json {
        let mut line = json!({
            "schema": 1,
            "outcome": "dry-run",
            "group_id": about.group_id,
            "feature_id": about.feature_id,
            "request": request,
        });
        if let Some(fields) = line.as_object_mut() {
            fields.extend(extra);
        }
        out.json(&line)?;
    } else {
        out.text(&format!("{}\n", request.trim_end()))?;
    }
    Ok(Exit::Done)
}

/// Warns of names and descriptions that exact comparison or the service may stumble over.
pub(crate) fn warn_of_texts(out: &Output, name: Option<&str>, description: Option<&str>) {
    let warn = |label: &str, warnings: Vec<NameWarning>| {
        for warning in warnings {
            out.remark(&format!(
                "! {label} {}",
                warning.message(api_lang(out.lang))
            ));
        }
    };
    warn(
        out.say("the name", "名称"),
        name.map(name_warnings).unwrap_or_default(),
    );
    let description = description.map(description_warnings).unwrap_or_default();
    warn(out.say("the description", "描述"), description);
}
