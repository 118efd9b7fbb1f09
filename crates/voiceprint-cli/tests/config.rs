//! The config file: what it gives, what wins over it, what it refuses.

#![expect(
    clippy::unwrap_used,
    reason = "a panic is the failure report of a test"
)]

mod support;

use support::serve::Serve;
use support::{read, scratch, speech, voiceprint};

/// A config in a folder that vanishes.
fn config(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let (folder, path) = scratch("config.toml");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

#[test]
fn the_config_fills_in_what_was_not_typed() {
    let serve = Serve::start("pat_of_a_file");
    let text = format!(
        "lang = \"zh\"\nbase_url = \"{}\"\ngroup = \"{}\"\ntoken_file = \"token\"\npolicy = \"p.toml\"\n",
        serve.text("address"),
        serve.text("group_id"),
    );
    let (folder, path) = config(&text);
    std::fs::write(folder.path().join("token"), "pat_of_a_file\n").unwrap();
    std::fs::write(
        folder.path().join("p.toml"),
        "min_snr_db = { warn = 60.0 }\n",
    )
    .unwrap();
    let mut update = voiceprint(&["update", &speech(), "--feature", serve.text("feature_id")]);
    let run = read(
        update
            .args(["--json", "--yes-i-have-consent"])
            .env("VOICEPRINT_CONFIG", &path),
    );
    assert_eq!(run.code, 0, "{:?} {}", run.lines, run.stderr);
    assert_eq!(run.lines[1]["outcome"], "delivered");
    assert_eq!(run.lines[1]["group_id"], serve.text("group_id"));
    let noisy = run.lines[0]["findings"].as_array().unwrap();
    let noisy = noisy
        .iter()
        .find(|finding| finding["code"] == "noisy")
        .unwrap();
    assert_eq!(noisy["limit"], 60.0);
    assert!(
        noisy["message"].as_str().unwrap().contains("信噪比"),
        "{noisy}"
    );
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_config() {
    let (_folder, path) =
        config("lang = \"zh\"\nbase_url = \"http://127.0.0.1:9\"\ntoken_file = \"gone\"\n");
    let serve = Serve::start("pat_of_the_environment");
    let mut doctor = serve.client(&["doctor", "--json", "--lang", "en"]);
    let run = read(doctor.env("VOICEPRINT_CONFIG", &path));
    assert_eq!(run.code, 0, "{:?}", run.lines);
    assert!(
        run.lines
            .iter()
            .any(|line| line["detail"] == serve.text("address"))
    );
    let service = run.lines.iter().find(|line| line["check"] == "service");
    let detail = service.unwrap()["detail"].as_str().unwrap();
    assert!(detail.starts_with("it answers"), "{detail}");
    let run = read(
        serve
            .client(&["config", "--json"])
            .env("VOICEPRINT_CONFIG", &path),
    );
    let of = |key: &str| {
        run.lines
            .iter()
            .find(|line| line["key"] == key)
            .unwrap()
            .clone()
    };
    assert_eq!(of("lang")["from"], "config");
    assert_eq!(of("base_url")["from"], "COZE_API_BASE");
    assert_eq!(of("token_file")["from"], "COZE_API_TOKEN");
    assert_eq!(of("retries")["from"], "default");
    assert!(
        !format!("{:?}", run.lines).contains("pat_of"),
        "the token is shown"
    );
}

#[test]
fn what_is_wrong_in_a_config_is_told_with_what_was_meant() {
    let (_folder, path) = config("grop = \"1\"\n");
    let run = read(voiceprint(&["check", "--json", &speech()]).env("VOICEPRINT_CONFIG", &path));
    assert_eq!((run.code, run.lines.len()), (2, 0));
    assert!(
        run.stderr.contains("did you mean `group`"),
        "{}",
        run.stderr
    );
    let gone = read(voiceprint(&["config", "--json"]).env("VOICEPRINT_CONFIG", "/nowhere.toml"));
    assert_eq!(gone.code, 2);
}

#[test]
fn the_usual_place_is_looked_into_and_may_be_empty() {
    let (folder, _) = scratch("unused");
    let mut command = voiceprint(&["config", "--json"]);
    command
        .env_remove("VOICEPRINT_CONFIG")
        .env("XDG_CONFIG_HOME", folder.path());
    assert_eq!(read(&mut command).lines[0]["found"], false);
    let place = folder.path().join("voiceprint");
    if cfg!(unix) {
        std::fs::create_dir(&place).unwrap();
        std::fs::write(place.join("config.toml"), "retries = 7").unwrap();
        let run = read(&mut command);
        let retries = run
            .lines
            .iter()
            .find(|line| line["key"] == "retries")
            .unwrap();
        assert_eq!(
            (&retries["value"], &retries["from"]),
            (&"7".into(), &"config".into())
        );
    }
}

#[test]
fn a_group_that_nobody_named_is_a_usage_error() {
    for command in [
        &["update", "a.wav", "--feature", "1"][..],
        &["create", "a.wav", "--name", "x"],
        &["identify", "a.wav"],
        &["listen", "--feature", "1"],
    ] {
        let run = read(voiceprint(command).arg("--json"));
        assert_eq!((run.code, run.lines.len()), (2, 0), "{command:?}");
        assert!(run.stderr.contains("--group <ID>"), "{}", run.stderr);
        assert!(run.stderr.contains("Usage: voiceprint"), "{}", run.stderr);
    }
}
