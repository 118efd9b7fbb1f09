//! `check` and the forms of its report.

mod support;

use serde_json::Value;
use support::{fixture, human, json, scratch, speech, voiceprint};

#[test]
fn the_report_line_has_every_promised_field() {
    let run = json(&["check", &speech()]);
    assert_eq!(run.code, 0);
    let [line] = run.lines.as_slice() else {
        panic!("one line")
    };
    let keys: Vec<_> = line
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let promised = [
        "schema",
        "file",
        "verdict",
        "error",
        "source",
        "clip",
        "measurements",
        "findings",
        "elapsed_ms",
    ];
    assert_eq!(keys, promised);
    assert_eq!(line["schema"], 1);
    assert_eq!(line["file"], speech());
    assert_eq!(line["verdict"], "accepted");
    assert_eq!(line["error"], Value::Null);
    assert_eq!(line["source"]["codec"], "pcm_s16le");
    assert_eq!(line["source"]["frames"], 113_600);
    assert_eq!(line["clip"]["wav_bytes"], 227_244);
    let measured = line["measurements"].as_object().unwrap();
    for name in [
        "peak_dbfs",
        "rms_dbfs",
        "active_level_dbfs",
        "loudness_lufs",
        "speech_seconds",
        "noise_floor_dbfs",
        "snr_db",
        "impulsive_noise_ratio",
        "clipped_ratio",
        "clipping_score",
        "c50_db",
        "rt60_seconds",
        "distance",
        "voiced_ratio",
        "whisper_score",
        "pitch_hz",
        "bandwidth_hz",
        "dc_offset",
        "hum_db",
        "hum_hz",
        "glitches",
        "glitch_score",
        "voices_score",
        "voice_similarity",
        "channel_balance_db",
        "channel_correlation",
        "nonfinite_samples",
    ] {
        assert!(measured.contains_key(name), "{name} is missing");
    }
}

#[test]
fn an_unreadable_file_says_kind_and_place_and_exits_2() {
    for (file, kind) in [
        ("empty.wav", "empty"),
        ("header-truncated.wav", "truncated-header"),
        ("not-audio.wav", "not-audio"),
        ("no-data.wav", "no-data"),
        ("no-format.wav", "no-format"),
        ("channels-zero.wav", "bad-format"),
        ("codec-unknown.wav", "unsupported-codec"),
    ] {
        let run = json(&["check", &fixture(&format!("broken/{file}"))]);
        assert_eq!(run.code, 2, "{file}");
        let line = &run.lines[0];
        assert_eq!(line["verdict"], "unreadable", "{file}");
        assert_eq!(line["error"]["kind"], kind, "{file}: {line}");
        assert!(!line["error"]["message"].as_str().unwrap().is_empty());
        for key in ["source", "clip", "measurements", "findings"] {
            assert_eq!(line[key], Value::Null, "{file} {key}");
        }
    }
    let run = json(&["check", "/no/such/file.wav"]);
    assert_eq!(
        (run.code, &run.lines[0]["error"]["kind"]),
        (2, &"io".into())
    );
}

#[test]
fn the_worst_of_several_files_counts_and_order_is_kept() {
    let files = [
        speech(),
        fixture("wav/silence.wav"),
        fixture("broken/empty.wav"),
    ];
    let run = json(&["check", &files[0], &files[1], &files[2]]);
    assert_eq!(run.code, 2);
    let verdicts: Vec<_> = run
        .lines
        .iter()
        .map(|line| line["verdict"].clone())
        .collect();
    assert_eq!(verdicts, ["accepted", "rejected", "unreadable"]);
    assert_eq!(json(&["check", &files[0], &files[1]]).code, 1);
}

#[test]
fn standard_input_and_raw_samples_are_read() {
    let raw = std::fs::read(fixture("wav/numbers-16khz-mono-s16.pcm")).unwrap();
    let mut command = voiceprint(&["check", "-", "--pcm", "s16:16000:1", "--json"]);
    let from_stdin = support::read(command.write_stdin(raw));
    assert_eq!(from_stdin.lines[0]["file"], "-");
    assert_eq!(from_stdin.lines[0]["source"]["frames"], 64_371);
    let by_name = json(&["check", &fixture("wav/numbers-16khz-mono-s16.pcm")]);
    assert_eq!(by_name.lines[0]["source"], from_stdin.lines[0]["source"]);
    assert_eq!(
        by_name.lines[0]["measurements"],
        from_stdin.lines[0]["measurements"]
    );
}

#[test]
fn several_files_become_a_table_with_advice() {
    let (code, text) = human(&["check", &speech(), &fixture("wav/silence.wav")]);
    assert_eq!(code, 1);
    assert!(text.starts_with("verdict"), "{text}");
    assert!(
        text.contains("1 accepted, 1 rejected, 0 unreadable"),
        "{text}"
    );
    assert!(text.contains("silent ×1"), "{text}");
    assert!(!text.contains('\x1b'), "no colours into a pipe: {text}");
}

#[test]
fn people_read_the_verdict_first_in_their_language() {
    let (_, en) = human(&["check", &speech(), "--lang", "en"]);
    assert!(en.starts_with("✓ accepted"), "{en}");
    assert!(en.contains("16 kHz mono 16-bit"), "{en}");
    let (_, zh) = human(&["check", &speech(), "--lang", "zh"]);
    assert!(zh.starts_with("✓ 通过"), "{zh}");
    let by_locale = voiceprint(&["check", &speech()])
        .env("LANG", "zh_CN.UTF-8")
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(by_locale.stdout).unwrap(), zh);
}

#[test]
fn strict_mode_rejects_what_would_need_a_conversion() {
    let stereo = fixture("wav/speech-48khz-stereo-f32.wav");
    let run = json(&["check", "--strict", &stereo]);
    assert_eq!(run.code, 1);
    let found = run.lines[0]["findings"].as_array().unwrap();
    let codes: Vec<_> = found
        .iter()
        .map(|finding| finding["code"].as_str().unwrap())
        .collect();
    for code in ["wrong-sample-rate", "wrong-channel-count", "wrong-encoding"] {
        assert!(codes.contains(&code), "{code} is missing in {codes:?}");
    }
    assert_eq!(json(&["check", "--strict", &speech()]).code, 0);
}

#[test]
fn depth_leaves_out_and_says_so_with_null() {
    let run = json(&["check", "--depth", "basic", &speech()]);
    let measured = &run.lines[0]["measurements"];
    assert_eq!(measured["voices_score"], Value::Null);
    assert!(measured["peak_dbfs"].is_number());
}

#[test]
fn a_policy_file_moves_the_limits() {
    let (_folder, path) = support::scratch("policy.toml");
    std::fs::write(&path, "[max_dc_offset]\nrefuse = -1.0\n").unwrap();
    let policy = path.to_str().unwrap();
    let run = json(&["check", "--policy", policy, &speech()]);
    assert_eq!(run.code, 1);
    assert_eq!(run.lines[0]["findings"][0]["code"], "dc-offset");
    std::fs::write(&path, "min_snr = 3\n").unwrap();
    let wrong = json(&["check", "--policy", policy, &speech()]);
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.lines.is_empty() && wrong.stderr.contains("min_snr"),
        "{}",
        wrong.stderr
    );
}

#[test]
fn usage_errors_exit_with_2_and_print_nothing_on_stdout() {
    for args in [
        &["check"][..],
        &["chekc", "a.wav"],
        &["check", "--pcm", "s17:1:1", "a.pcm"],
        &["update"],
        &["update", "--group", "1", "--feature", "2"],
    ] {
        let (code, text) = human(args);
        assert_eq!((code, text.as_str()), (2, ""), "{args:?}");
    }
    let typo = voiceprint(&["chekc", "a.wav"]).output().unwrap();
    let advice = String::from_utf8_lossy(&typo.stderr).into_owned();
    assert!(advice.contains("check"), "{advice}");
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_a_success() {
    use std::process::{Command, Stdio};
    let files = vec![speech(); 50];
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("voiceprint"))
        .args(["check", "--json", "--depth", "basic"])
        .args(files)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_slip_is_answered_with_what_was_meant() {
    let (folder, policy) = scratch("policy.toml");
    std::fs::write(&policy, "min_snr = 3").unwrap();
    let run = json(&["check", "--policy", policy.to_str().unwrap(), &speech()]);
    assert!(
        run.stderr.contains("did you mean `min_snr_db`?"),
        "{}",
        run.stderr
    );
    let mistyped = speech().replace("speech-16khz", "speech-16kHz");
    let run = json(&["check", &mistyped]);
    let why = run.lines[0]["error"]["message"].as_str().unwrap();
    assert!(why.contains("speech-16khz-mono-s16.wav?"), "{why}");
    let run = json(&[&speech()]);
    assert!(run.stderr.contains("voiceprint check "), "{}", run.stderr);
    let run = json(&["lissen"]);
    assert!(run.stderr.contains("listen"), "{}", run.stderr);
    drop(folder);
}
