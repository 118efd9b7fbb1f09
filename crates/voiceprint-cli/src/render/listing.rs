//! Groups, voiceprints and matches -> a line each.

use super::style::{DIM, GOOD, paint};
use serde_json::{Value, json};
use voiceprint::upload::{Group, Match, Voiceprint};

/// Agents take this score as a hit by default.
const HIT: f64 = 40.0;

/// The address of the recording is left out: it gives access to a person's voice.
pub(crate) fn voiceprint_json(group: &str, voiceprint: &Voiceprint) -> Value {
    json!({
        "schema": 1,
        "group_id": group,
        "feature_id": voiceprint.id,
        "name": voiceprint.name,
        "desc": voiceprint.description,
        "user_id": voiceprint.user.as_ref().and_then(|user| user.id.as_deref()),
        "created_at": voiceprint.created_at,
        "updated_at": voiceprint.updated_at,
    })
}

pub(crate) fn voiceprint_text(group: &str, voiceprint: &Voiceprint) -> String {
    let ids = paint(DIM, &format!("{group} {}", voiceprint.id));
    line(&ids, &voiceprint.name, &voiceprint.description)
}

pub(crate) fn group_json(group: &Group) -> Value {
    json!({
        "schema": 1,
        "group_id": group.id,
        "name": group.name,
        "desc": group.description,
        "user_id": group.user.as_ref().and_then(|user| user.id.as_deref()),
        "feature_count": group.feature_count,
        "created_at": group.created_at,
        "updated_at": group.updated_at,
    })
}

pub(crate) fn group_text(group: &Group) -> String {
    let count = group
        .feature_count
        .map_or("–".to_owned(), |n| n.to_string());
    let id = paint(DIM, &group.id);
    line(
        &format!("{id}  {count:>3}"),
        &group.name,
        &group.description,
    )
}

pub(crate) fn match_json(group: &str, found: &Match) -> Value {
    json!({
        "schema": 1,
        "group_id": group,
        "feature_id": found.feature_id,
        "score": found.score,
        "name": found.name,
        "desc": found.description,
    })
}

pub(crate) fn match_text(found: &Match) -> String {
    let score = format!("{:5.1}", found.score);
    let style = if found.score >= HIT { GOOD } else { DIM };
    let id = paint(DIM, &found.feature_id);
    line(
        &format!("{}  {id}", paint(style, &score)),
        &found.name,
        &found.description,
    )
}

/// Names of strangers may hold anything: what moves the cursor is shown as an escape.
fn line(head: &str, name: &str, description: &str) -> String {
    let plain = |text: &str| -> String {
        text.chars()
            .flat_map(|c| match c.is_control() {
                true => c.escape_default().collect::<Vec<_>>(),
                false => vec![c],
            })
            .collect()
    };
    let text = format!(
        "{head}  {}  {}",
        plain(name),
        paint(DIM, &plain(description))
    );
    format!("{}\n", text.trim_end())
}
