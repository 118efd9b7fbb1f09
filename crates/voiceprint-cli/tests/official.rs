//! The official Python client, unchanged, against `voiceprint serve`.
//!
//! `VOICEPRINT_PYTHON` names a Python that has cozepy (`pip install cozepy`); without it the test
//! is skipped. The gate installs it.

mod support;

use std::process::Command;

use serde_json::Value;
use support::serve::Serve;
use support::{fixture, json, scratch};

const SCRIPT: &str = r#"
import json, sys
from pathlib import Path
from cozepy import Coze, CozeAPIError, TokenAuth

base, token, group, feature, good, bad = sys.argv[1:]
coze = Coze(auth=TokenAuth(token), base_url=base)
groups, features = coze.audio.voiceprint_groups, coze.audio.voiceprint_groups.features
say = lambda **facts: print(json.dumps(facts))

features.update(group_id=group, feature_id=feature, file=Path(good), name="妈妈", desc="at home")
say(names=[item.name for item in features.list(group_id=group)])
made = features.create(group_id=group, name="second", file=Path(good))
found = groups.speaker_identify(group_id=group, file=Path(good), top_k="1")
say(score=found.feature_score_list[0].score)
features.delete(group_id=group, feature_id=made.id)
family = groups.create(name="family")
groups.update(group_id=family.id, desc="all of us")
say(groups=[(item.name, item.desc) for item in groups.list(name="family")])
groups.delete(group_id=family.id)
for call in (
    lambda: features.update(group_id=group, feature_id=feature, file=Path(bad)),
    lambda: features.update(group_id=group, feature_id="1", name="x"),
    lambda: Coze(auth=TokenAuth("pat_no"), base_url=base).audio.voiceprint_groups.features.update(
        group_id=group, feature_id=feature, name="x"),
):
    try:
        call()
        say(code=0)
    except CozeAPIError as error:
        say(code=error.code)
"#;

#[test]
fn the_official_client_works_and_is_refused_where_it_must_be() {
    let Ok(python) = std::env::var("VOICEPRINT_PYTHON") else {
        println!("skipped: VOICEPRINT_PYTHON is not set");
        return;
    };
    let serve = Serve::start("pat_test");
    // What we would send: the clip of a recording in another format.
    let (_folder, clip) = scratch("clip.wav");
    let source = fixture("wav/speech-48khz-stereo-f32.wav");
    assert_eq!(
        json(&["normalize", &source, "-o", clip.to_str().unwrap()]).code,
        0
    );
    let output = Command::new(python)
        .args(["-c", SCRIPT, serve.text("address"), serve.text("token")])
        .args([serve.text("group_id"), serve.text("feature_id")])
        .arg(&clip)
        .arg(fixture("wav/data-truncated.wav"))
        .env("PYTHONIOENCODING", "utf-8")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    let text = String::from_utf8(output.stdout).unwrap();
    let facts: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(facts[0]["names"], serde_json::json!(["妈妈"]));
    assert!(facts[1]["score"].as_f64().unwrap() > 40.0);
    assert_eq!(
        facts[2]["groups"],
        serde_json::json!([["family", "all of us"]])
    );
    let codes: Vec<_> = facts[3..]
        .iter()
        .map(|fact| fact["code"].as_i64().unwrap())
        .collect();
    assert_eq!(codes, [4304, 4200, 700_012_006]);
}
