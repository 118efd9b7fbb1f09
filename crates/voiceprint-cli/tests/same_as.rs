//! `--same-as`: another voice is refused before anything is sent.

mod support;

use serde_json::{Value, json as value};
use support::{fixture, human, json, speech};

fn other() -> String {
    fixture("wav/cards-16khz-mono-s16.wav")
}

#[test]
fn another_voice_is_refused_and_the_same_one_is_not() {
    let older = fixture("wav/speech-48khz-stereo-f32.wav");
    let same = json(&["update", &speech(), "--same-as", &older, "--stand-in"]);
    let sent = &same.lines[1];
    assert_eq!((same.code, &sent["outcome"]), (0, &value!("delivered")));
    assert_eq!(sent["same_as"]["same"], true);
    assert_eq!(sent["same_as"]["file"], older);
    assert!(sent["same_as"]["similarity"].as_f64().unwrap() > 0.6);

    let refused = json(&["update", &other(), "--same-as", &speech(), "--stand-in"]);
    let told = &refused.lines[1];
    assert_eq!((refused.code, &told["outcome"]), (1, &value!("rejected")));
    assert_eq!(told["error"]["kind"], "other-voice");
    assert_eq!(told["error"]["attempts"], 0);
    assert_eq!(told["same_as"]["same"], false);
    assert_eq!(told["same_as"]["min_similarity"], 0.4);

    let mut warned = vec![
        "create",
        "--name",
        "n",
        "--stand-in",
        "--other-voice",
        "warn",
    ];
    let (new, old) = (other(), speech());
    warned.extend([new.as_str(), "--same-as", &old]);
    let warned = json(&warned);
    assert_eq!(
        (warned.code, &warned.lines[1]["outcome"]),
        (0, &value!("delivered"))
    );
    assert_eq!(warned.lines[1]["same_as"]["same"], false);
}

#[test]
fn check_compares_without_sending() {
    let run = json(&["check", &speech(), &other(), "--same-as", &speech()]);
    let same: Vec<&Value> = run
        .lines
        .iter()
        .map(|line| &line["same_as"]["same"])
        .collect();
    assert_eq!((run.code, same), (1, vec![&value!(true), &value!(false)]));
    let (code, text) = human(&["check", &speech(), "--same-as", &speech(), "--lang", "zh"]);
    assert!(code == 0 && text.contains("是同一人的声音"), "{text}");
}

#[test]
fn a_voice_that_cannot_be_told_is_not_taken_for_the_same() {
    let silence = fixture("wav/silence.wav");
    let run = json(&["update", &speech(), "--same-as", &silence, "--stand-in"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.lines[1]["error"]["kind"], "voice-unknown");
    let gone = json(&[
        "update",
        &speech(),
        "--same-as",
        "nowhere.wav",
        "--stand-in",
    ]);
    assert_eq!(
        (gone.code, &gone.lines[1]["error"]["kind"]),
        (2, &value!("unreadable"))
    );
    // Nothing to compare with a name.
    let usage = json(&["update", "--name", "n", "--same-as", &silence, "--stand-in"]);
    assert_eq!(
        (usage.code, &usage.lines[0]["error"]["kind"]),
        (2, &value!("usage"))
    );
}
