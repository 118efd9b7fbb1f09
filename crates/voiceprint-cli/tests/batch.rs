//! `batch`: results, resuming, and what a kill at any moment costs.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use support::serve::Serve;
use support::{fixture, read, scratch, speech, voiceprint};

/// A manifest of one voiceprint that is named anew in every row.
fn manifest(path: &Path, serve: &Serve, rows: usize) {
    let lines: String = (0..rows)
        .map(|row| {
            let line = json!({
                "file": speech(),
                "group": serve.text("group_id"),
                "feature": serve.text("feature_id"),
                "name": format!("n{row}"),
            });
            format!("{line}\n")
        })
        .collect();
    std::fs::write(path, lines).expect("a manifest can be written");
}

/// How often each name arrived and was confirmed.
fn arrivals(serve: &Serve) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for request in serve.requests() {
        let confirmed = request["status"] == 200 && request["code"] == 0;
        let parts = request["parts"].as_array().cloned().unwrap_or_default();
        let name = parts.iter().find(|part| part["name"] == "name");
        if let Some(name) = name
            .and_then(|part| part["text"].as_str())
            .filter(|_| confirmed)
        {
            *counts.entry(name.to_owned()).or_default() += 1;
        }
    }
    counts
}

#[test]
fn every_row_gets_one_result_line_and_a_second_run_sends_nothing() {
    let serve = Serve::start("pat_test");
    let (folder, path) = scratch("people.csv");
    let (group, feature) = (serve.text("group_id"), serve.text("feature_id"));
    std::fs::copy(speech(), folder.path().join("mum.wav")).unwrap();
    let rows = [
        format!("mum.wav,{group},{feature},妈妈,"),
        format!("{},{group},{feature},,", fixture("wav/silence.wav")),
        format!("{},{group},{feature},,", fixture("broken/not-audio.wav")),
        format!("nowhere.wav,{group},{feature},,"),
        format!(",{group},{feature},,"),
        format!("mum.wav,{group},999,,"),
        format!(",{group},{feature},妈妈在家,kitchen"),
    ];
    std::fs::write(
        &path,
        format!("file,group,feature,name,desc\n{}\n", rows.join("\n")),
    )
    .unwrap();
    let run =
        || read(&mut serve.client(&["batch", path.to_str().unwrap(), "--rate-limit", "1000"]));
    let first = run();
    assert_eq!(first.code, 2);
    let results = |lines: &[Value]| -> BTreeMap<u64, (String, Value)> {
        let result = |line: &Value| {
            let outcome = line["outcome"].as_str().unwrap().to_owned();
            (
                line["line"].as_u64().unwrap(),
                (outcome, line["error"]["kind"].clone()),
            )
        };
        lines.iter().map(result).collect()
    };
    let expected = BTreeMap::from([
        (2, ("delivered".into(), Value::Null)),
        (3, ("rejected".into(), "rejected".into())),
        (4, ("not-delivered".into(), "unreadable".into())),
        (5, ("not-delivered".into(), "unreadable".into())),
        (6, ("not-delivered".into(), "bad-row".into())),
        (7, ("not-delivered".into(), "refused".into())),
        (8, ("delivered".into(), Value::Null)),
    ]);
    assert_eq!(results(&first.lines), expected);
    assert!(
        first
            .stderr
            .contains("2 delivered, 0 before, 1 rejected, 2 unreadable, 1 not"),
        "{}",
        first.stderr
    );
    let second = run();
    assert_eq!(results(&second.lines), expected, "nothing is lost");
    assert_eq!(
        arrivals(&serve),
        BTreeMap::from([("妈妈".to_owned(), 1), ("妈妈在家".to_owned(), 1)]),
        "nothing is sent twice"
    );
    // A recording that was made anew is a new update.
    std::fs::copy(speech(), folder.path().join("mum.wav")).unwrap();
    run();
    let arrived = arrivals(&serve);
    assert_eq!((arrived["妈妈"], arrived["妈妈在家"]), (2, 1));
    let renames = serve.requests();
    let rename = |request: &&Value| {
        let parts = request["parts"].as_array().cloned().unwrap_or_default();
        parts.iter().all(|part| part["name"] != "file")
    };
    assert_eq!(
        renames.iter().filter(rename).count(),
        1,
        "no voice for a name"
    );
}

#[test]
fn a_dead_token_stops_it_early() {
    let serve = Serve::start("pat_test");
    let (_folder, path) = scratch("people.jsonl");
    manifest(&path, &serve, 200);
    let mut command = serve.client(&["batch", path.to_str().unwrap(), "--rate-limit", "1000"]);
    let run = read(
        command
            .env("COZE_API_TOKEN", "pat_dead")
            .args(["--depth", "basic"]),
    );
    assert_eq!(run.code, 2);
    assert!(
        run.lines.len() < 20,
        "{} of 200 were tried",
        run.lines.len()
    );
    assert!(run.stderr.contains("token"), "{}", run.stderr);
}

#[test]
fn a_dry_run_checks_and_sends_nothing() {
    let (_folder, path) = scratch("people.csv");
    let rows = format!(
        "file,group,feature\n{},1,2\n{},1,2\n",
        speech(),
        fixture("wav/silence.wav")
    );
    std::fs::write(&path, rows).unwrap();
    let run = read(&mut voiceprint(&[
        "batch",
        path.to_str().unwrap(),
        "--dry-run",
    ]));
    assert_eq!(run.code, 1);
    assert_eq!(run.lines[0]["outcome"], "dry-run");
    assert_eq!(run.lines[1]["outcome"], "rejected");
}

#[test]
fn a_manifest_that_is_none_is_refused() {
    let (_folder, path) = scratch("people.csv");
    for text in ["", "name,fiel\na,b\n", "group,feature\n1,2\n"] {
        std::fs::write(&path, text).unwrap();
        let run = read(voiceprint(&["batch", path.to_str().unwrap()]).arg("--yes-i-have-consent"));
        assert_eq!((run.code, run.lines.len()), (2, 0), "{text:?}");
        assert!(!run.stderr.is_empty());
    }
}

/// `VOICEPRINT_KILLS=50` for the whole trial; a few are enough for every day.
#[test]
fn a_kill_at_any_moment_loses_nothing_and_sends_nothing_confirmed_again() {
    const ROWS: usize = 40;
    const JOBS: usize = 4;
    let kills = std::env::var("VOICEPRINT_KILLS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(6);
    let mut moment: u64 = 0x2545_F491_4F6C_DD1D;
    let (mut killed, mut resent) = (0, 0);
    while killed < kills {
        let serve = Serve::start("pat_test");
        let (_folder, path) = scratch("people.jsonl");
        manifest(&path, &serve, ROWS);
        let journal = path.with_file_name("people.jsonl.journal");
        let mut runs_killed = 0;
        let results = loop {
            let known: BTreeSet<String> = std::fs::read_to_string(&journal)
                .unwrap_or_default()
                .split_inclusive('\n')
                .filter(|line| line.ends_with('\n'))
                .map(|line| {
                    serde_json::from_str::<Value>(line.split_once('\t').unwrap().1).unwrap()
                })
                .map(|result| format!("n{}", result["line"].as_u64().unwrap() - 1))
                .collect();
            let before = arrivals(&serve);
            let mut child = Command::new(assert_cmd::cargo::cargo_bin!("voiceprint"))
                .args([
                    "batch",
                    path.to_str().unwrap(),
                    "--rate-limit",
                    "100",
                    "--depth",
                    "basic",
                ])
                .env("COZE_API_BASE", serve.text("address"))
                .env("COZE_API_TOKEN", "pat_test")
                .env("VOICEPRINT_CONSENT", "1")
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            moment = moment
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let wait = 20 + (moment >> 33) % 250;
            if killed < kills {
                std::thread::sleep(Duration::from_millis(wait));
                child.kill().unwrap();
            }
            let output = child.wait_with_output().unwrap();
            let after = arrivals(&serve);
            for name in &known {
                assert_eq!(
                    after.get(name),
                    before.get(name),
                    "{name} was confirmed and sent again"
                );
            }
            if output.status.code() == Some(0) {
                break String::from_utf8(output.stdout).unwrap();
            }
            assert_eq!(output.status.code(), None, "it only ends by a kill");
            (killed, runs_killed) = (killed + 1, runs_killed + 1);
        };
        let told: BTreeSet<u64> = results
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .inspect(|result| assert_eq!(result["outcome"], "delivered"))
            .map(|result| result["line"].as_u64().unwrap())
            .collect();
        assert_eq!(told.len(), ROWS, "the last run tells every result");
        let sent = arrivals(&serve);
        assert_eq!(sent.len(), ROWS, "every update arrived");
        let extra = sent.values().sum::<usize>() - ROWS;
        assert!(
            extra <= runs_killed * JOBS,
            "only what was under way at a kill: {extra}"
        );
        resent += extra;
    }
    println!("{killed} kills, {resent} updates were under way and sent again");
}
