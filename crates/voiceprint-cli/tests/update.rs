//! `update` against the stand-in, in the process and as a server.

mod support;

use support::serve::Serve;
use support::{fixture, json, read, speech, voiceprint};

#[test]
fn the_whole_way_prints_the_report_and_the_receipt() {
    let run = json(&["update", &speech(), "--stand-in"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let [report, outcome] = run.lines.as_slice() else {
        panic!("two lines: {:?}", run.lines)
    };
    assert_eq!(report["verdict"], "accepted");
    let keys: Vec<_> = outcome
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let promised = [
        "schema",
        "outcome",
        "group_id",
        "feature_id",
        "http_status",
        "code",
        "msg",
        "logid",
        "attempts",
    ];
    assert_eq!(keys, promised);
    assert_eq!(outcome["outcome"], "delivered");
    assert_eq!(
        (&outcome["http_status"], &outcome["code"]),
        (&200.into(), &0.into())
    );
    assert_eq!(outcome["attempts"], 1);
    assert!(outcome["logid"].as_str().unwrap().len() >= 20);
}

#[test]
fn a_rejected_recording_is_not_sent() {
    let run = json(&["update", &fixture("wav/silence.wav"), "--stand-in"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.lines[0]["verdict"], "rejected");
    assert_eq!(run.lines[1]["outcome"], "rejected");
    assert_eq!(run.lines[1]["error"]["kind"], "rejected");
}

#[test]
fn without_consent_or_token_nothing_is_sent() {
    let args = ["update", &speech(), "--group", "1", "--feature", "2"];
    let no_consent = json(&args);
    assert_eq!(no_consent.code, 2);
    assert_eq!(no_consent.lines[1]["outcome"], "not-delivered");
    assert_eq!(no_consent.lines[1]["error"]["kind"], "no-consent");
    let no_token = read(voiceprint(&args).args(["--json", "--yes-i-have-consent"]));
    assert_eq!(no_token.code, 2);
    assert_eq!(no_token.lines[1]["error"]["kind"], "no-token");
}

#[test]
fn a_dry_run_shows_the_request_without_token_and_voice() {
    let mut command = voiceprint(&["update", &speech(), "--group", "123", "--feature", "456"]);
    command
        .args(["--name", "妈妈", "--dry-run"])
        .env("COZE_API_TOKEN", "pat_very_secret");
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(
        text.contains("PUT /v1/audio/voiceprint_groups/123/features/456"),
        "{text}"
    );
    assert!(
        text.contains("妈妈") && text.contains("227244 bytes"),
        "{text}"
    );
    assert!(!text.contains("very_secret"), "{text}");
}

#[test]
fn serve_is_ready_for_an_update_and_refuses_other_tokens() {
    let serve = Serve::start("pat_other");
    let (group, feature) = (serve.text("group_id"), serve.text("feature_id"));
    let run = |token: &str, file: &[&str]| {
        let mut command = voiceprint(&["update"]);
        command
            .args(file)
            .args(["--group", group, "--feature", feature, "--json"]);
        command
            .env("COZE_API_BASE", serve.text("address"))
            .env("COZE_API_TOKEN", token);
        read(command.env("VOICEPRINT_CONSENT", "1"))
    };
    let sent = run(serve.text("token"), &[&speech()]);
    assert_eq!(
        (sent.code, &sent.lines[1]["outcome"]),
        (0, &"delivered".into()),
        "{:?}",
        sent.lines
    );
    assert_eq!(sent.lines[1]["feature_id"], feature);
    let renamed = run(serve.text("token"), &["--name", "爸爸"]);
    assert_eq!(
        (renamed.code, renamed.lines.len()),
        (0, 1),
        "{:?}",
        renamed.lines
    );
    let refused = run("pat_wrong", &[&speech()]);
    assert_eq!(refused.code, 2);
    assert_eq!(refused.lines[1]["error"]["code"], 700_012_006);
    assert_eq!(refused.lines[1]["error"]["http_status"], 401);
}

#[test]
fn a_token_file_serves_as_well() {
    let serve = Serve::start("pat_other");
    let (_folder, path) = support::scratch("token");
    std::fs::write(&path, "pat_other\n").unwrap();
    let mut command = voiceprint(&["update", "--name", "n", "--json", "--token-file"]);
    command.arg(&path).args(["--group", serve.text("group_id")]);
    command.args(["--feature", serve.text("feature_id")]);
    let run = read(command.env("COZE_API_BASE", serve.text("address")));
    assert_eq!(run.code, 0, "{:?} {}", run.lines, run.stderr);
}
