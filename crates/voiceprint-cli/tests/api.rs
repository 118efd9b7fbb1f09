//! The rest of the API against the stand-in.

mod support;

use support::serve::Serve;
use support::{human, json, read, speech, voiceprint};

#[test]
fn a_voiceprint_is_created_listed_identified_and_deleted() {
    let serve = Serve::start("pat_test");
    let group = serve.text("group_id");
    let run = |args: &[&str]| read(serve.client(args).arg("--json"));
    let created = run(&[
        "create",
        &speech(),
        "--group",
        group,
        "--name",
        "妈妈",
        "--desc",
        "at home",
    ]);
    assert_eq!(created.code, 0, "{:?}", created.lines);
    let id = created.lines[1]["feature_id"].as_str().unwrap().to_owned();
    let listed = run(&["list", "--group", group]);
    let names: Vec<_> = listed
        .lines
        .iter()
        .map(|line| line["name"].clone())
        .collect();
    assert_eq!(names, ["speaker", "妈妈"]);
    assert_eq!(listed.lines[1]["desc"], "at home");
    let everywhere = run(&["list"]);
    assert_eq!(everywhere.lines, listed.lines);
    let found = run(&["identify", &speech(), "--group", group, "--top-k", "1"]);
    assert_eq!(found.lines.len(), 2, "a report and one match");
    assert_eq!(found.lines[1]["feature_id"], id.as_str());
    assert!(found.lines[1]["score"].as_f64().unwrap() > 40.0);
    let deleted = run(&["delete", "--group", group, "--feature", &id]);
    assert_eq!(
        (deleted.code, &deleted.lines[0]["outcome"]),
        (0, &"delivered".into())
    );
    assert_eq!(run(&["list", "--group", group]).lines.len(), 1);
    let again = run(&["delete", "--group", group, "--feature", &id]);
    assert_eq!(
        (again.code, &again.lines[0]["error"]["code"]),
        (2, &4200.into())
    );
}

#[test]
fn groups_are_made_changed_listed_and_deleted() {
    let serve = Serve::start("pat_test");
    let run = |args: &[&str]| read(serve.client(args).arg("--json"));
    let made = run(&["groups", "create", "--name", "family"]);
    let id = made.lines[0]["group_id"].as_str().unwrap().to_owned();
    assert_eq!(
        run(&["groups", "update", "--group", &id, "--desc", "at home"]).code,
        0
    );
    let listed = run(&["groups", "list", "--name", "fam"]);
    assert_eq!(listed.lines.len(), 1);
    assert_eq!(
        (&listed.lines[0]["group_id"], &listed.lines[0]["desc"]),
        (&id.as_str().into(), &"at home".into())
    );
    assert_eq!(run(&["groups", "delete", "--group", &id]).code, 0);
    assert!(run(&["groups", "list", "--group", &id]).lines.is_empty());
}

#[test]
fn another_voice_is_refused_when_asked_for() {
    let serve = Serve::start("pat_test");
    let (group, feature) = (serve.text("group_id"), serve.text("feature_id"));
    let ids = ["--group", group, "--feature", feature, "--json"];
    let refused = read(
        serve
            .client(&["update", &speech(), "--same-person"])
            .args(ids),
    );
    assert_eq!(
        (refused.code, &refused.lines[1]["error"]["kind"]),
        (1, &"other-voice".into())
    );
    assert_eq!(read(serve.client(&["update", &speech()]).args(ids)).code, 0);
    let same = read(
        serve
            .client(&["update", &speech(), "--same-person"])
            .args(ids),
    );
    assert_eq!(same.code, 0, "{:?}", same.lines);
    assert!(same.lines[1]["score_after"].as_f64().unwrap() > 40.0);
}

#[test]
fn a_dry_run_of_any_command_sends_nothing() {
    let speech = speech();
    for args in [
        &["create", &speech, "--group", "1", "--name", "n"][..],
        &["list"],
        &["list", "--group", "1"],
        &["delete", "--group", "1", "--feature", "2"],
        &["identify", &speech, "--group", "1"],
        &["groups", "list"],
        &["groups", "create", "--name", "n"],
        &["groups", "update", "--group", "1", "--name", "n"],
        &["groups", "delete", "--group", "1"],
    ] {
        // A port where nobody listens: anything that is sent fails.
        let mut command = voiceprint(args);
        command
            .arg("--dry-run")
            .env("COZE_API_BASE", "http://127.0.0.1:9");
        let output = command.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?} {text}");
        assert!(
            text.contains("/v1/audio/voiceprint_groups"),
            "{args:?} {text}"
        );
        assert!(text.contains("(hidden)"), "{args:?} {text}");
    }
}

#[test]
fn a_service_that_is_not_there_is_not_delivered() {
    let mut command = voiceprint(&["groups", "list", "--json", "--retries", "0"]);
    command
        .env("COZE_API_BASE", "http://127.0.0.1:9")
        .env("COZE_API_TOKEN", "pat_x");
    let run = read(&mut command);
    assert_eq!(run.code, 2);
    assert_eq!(run.lines[0]["outcome"], "not-delivered");
    assert_eq!(run.lines[0]["error"]["kind"], "unreachable-connect");
}

#[test]
fn the_stand_in_serves_every_command_within_the_process() {
    for args in [
        &["list", "--stand-in"][..],
        &["groups", "list", "--stand-in"],
        &["delete", "--stand-in"],
        &["groups", "delete", "--stand-in"],
    ] {
        assert_eq!(json(args).code, 0, "{args:?}");
        assert_eq!(human(args).0, 0, "{args:?}");
    }
    assert_eq!(json(&["identify", &speech(), "--stand-in"]).code, 0);
    assert_eq!(
        json(&["create", &speech(), "--stand-in", "--name", "n"]).code,
        0
    );
}
