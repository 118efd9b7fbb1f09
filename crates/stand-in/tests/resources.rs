//! Groups and voiceprints through their whole life, as a client sees it.

mod support;

use stand_in::{Config, Recording, Similarity};
use support::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_voiceprint_lives_from_create_to_delete() {
    let server = start(Config::default()).await;
    let group = json(&server, "POST", ROOT, r#"{"name":"家人","desc":"d"}"#).json();
    let group = group["data"]["id"].as_str().unwrap().to_owned();
    let features = format!("{ROOT}/{group}/features");
    let first = wav(100);
    let answer = form(
        &server,
        "POST",
        &features,
        &[("file", "声.wav", &first), ("name", "", "妈妈".as_bytes())],
    );
    let feature = answer.json()["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!((feature.len(), group.len()), (19, 19));

    let before = get(&server, &features).json()["data"]["items"][0].clone();
    assert_eq!(
        (&before["id"], &before["group_id"]),
        (&feature.as_str().into(), &group.as_str().into())
    );
    assert_eq!(
        (&before["name"], &before["desc"]),
        (&"妈妈".into(), &"".into())
    );
    assert!(
        before["user_info"]["id"].is_string()
            && before["created_at"].as_i64().unwrap() < 10_000_000_000
    );
    let audio = |url: &serde_json::Value| {
        let url = url
            .as_str()
            .unwrap()
            .strip_prefix(&server.base_url())
            .unwrap()
            .to_owned();
        call(&server, "GET", &url, "", b"").body
    };
    assert_eq!(audio(&before["audio_url"]), first);

    // A new name leaves the audio and its URL; new audio leaves the name and has a new URL.
    let target = format!("{features}/{feature}");
    let answer = form(&server, "PUT", &target, &[("name", "", b"mama")]).json();
    assert_eq!(answer["data"]["id"], feature.as_str());
    let renamed = get(&server, &features).json()["data"]["items"][0].clone();
    assert_eq!(
        (&renamed["name"], &renamed["audio_url"]),
        (&"mama".into(), &before["audio_url"])
    );
    let second = wav(200);
    form(
        &server,
        "PUT",
        &target,
        &[("file", "b.wav", &second), ("desc", "", b"x")],
    );
    let updated = get(&server, &features).json()["data"]["items"][0].clone();
    assert_eq!(
        (&updated["name"], &updated["desc"]),
        (&"mama".into(), &"x".into())
    );
    assert_ne!(updated["audio_url"], before["audio_url"]);
    assert_eq!(audio(&updated["audio_url"]), second);

    // All or nothing.
    assert_eq!(
        form(
            &server,
            "PUT",
            &target,
            &[("name", "", b"n"), ("file", "b.wav", b"x")]
        )
        .code(),
        4303
    );
    assert_eq!(get(&server, &features).json()["data"]["items"][0], updated);

    assert_eq!(
        get(&server, &format!("{ROOT}?group_id={group}")).json()["data"]["items"][0]["feature_count"],
        1
    );
    let answer = delete(&server, &target);
    assert_eq!(
        (answer.outcome(), answer.json().get("data")),
        ((200, 0), None)
    );
    assert_eq!(delete(&server, &target).code(), 4200);
    assert_eq!(get(&server, &features).json()["data"]["total"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_are_listed_in_pages_and_by_the_start_of_their_name() {
    let server = start(Config::default()).await;
    for index in 0..25 {
        json(
            &server,
            "POST",
            ROOT,
            &format!(r#"{{"name":"声纹 {index:02}"}}"#),
        );
    }
    let list = get(
        &server,
        &format!("{ROOT}?name=%E5%A3%B0%E7%BA%B9+&page_num=3&page_size=10"),
    )
    .json();
    assert_eq!(list["data"]["total"], 25);
    let names: Vec<_> = list["data"]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| g["name"].clone())
        .collect();
    assert_eq!(
        names,
        ["声纹 20", "声纹 21", "声纹 22", "声纹 23", "声纹 24"]
    );
    assert_eq!(
        get(&server, &format!("{ROOT}?name=x")).json()["data"]["total"],
        0
    );
    assert_eq!(
        get(&server, ROOT).json()["data"]["items"]
            .as_array()
            .unwrap()
            .len(),
        10
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_a_group_deletes_what_is_in_it() {
    let server = start(Config::default()).await;
    assert_eq!(delete(&server, &seeded_group(&server)).outcome(), (200, 0));
    assert_eq!(
        form(&server, "PUT", &seeded(&server), &[("name", "", b"n")]).code(),
        4200
    );
    assert_eq!(
        get(&server, &format!("{}/features", seeded_group(&server))).code(),
        4200
    );
    assert_eq!(delete(&server, &seeded_group(&server)).code(), 4200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_update_changes_only_what_was_sent() {
    let server = start(Config::default()).await;
    let target = seeded_group(&server);
    let answer = json(&server, "PUT", &target, r#"{"desc":"new"}"#);
    assert_eq!(
        (answer.outcome(), answer.json().get("data")),
        ((200, 0), None)
    );
    let group = get(&server, ROOT).json()["data"]["items"][0].clone();
    assert_eq!(
        (&group["name"], &group["desc"]),
        (&"stand-in".into(), &"new".into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_file_keeps_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let config = || Config {
        data: Some(folder.path().join("voices.redb")),
        ..Config::default()
    };
    let server = start(config()).await;
    let seed = server.seed();
    form(
        &server,
        "PUT",
        &seeded(&server),
        &[("name", "", b"kept"), ("file", "a.wav", &wav(50))],
    );
    server.shutdown().await;

    let server = start(config()).await;
    assert_eq!(server.seed(), seed);
    let print =
        get(&server, &format!("{}/features", seeded_group(&server))).json()["data"]["items"][0]
            .clone();
    assert_eq!(print["name"], "kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn identify_scores_the_group_best_first() {
    struct ByLength;
    impl Similarity for ByLength {
        fn score(&self, enrolled: &Recording, heard: &Recording) -> f64 {
            let difference = enrolled.bytes.len().abs_diff(heard.bytes.len());
            100.0 - f64::from(u32::try_from(difference).unwrap()) / 3.0
        }
    }
    let server = start(Config {
        similarity: std::sync::Arc::new(ByLength),
        ..Config::default()
    })
    .await;
    let group = seeded_group(&server);
    for (name, frames) in [("far", 140), ("near", 101), ("same", 100)] {
        let file = wav(frames);
        form(
            &server,
            "POST",
            &format!("{group}/features"),
            &[("name", "", name.as_bytes()), ("file", "a.wav", &file)],
        );
    }
    let heard = wav(100);
    let identify = format!("{group}/speaker_identify");
    let list = form(&server, "POST", &identify, &[("file", "a.wav", &heard)]).json();
    let list = list["data"]["feature_score_list"]
        .as_array()
        .unwrap()
        .clone();
    let names: Vec<_> = list
        .iter()
        .map(|score| score["feature_name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["same", "near", "far", "speaker"]);
    assert_eq!(
        (&list[0]["score"], &list[3]["score"]),
        (&100.0.into(), &0.0.into())
    );
    assert!(list[0]["feature_id"].is_string() && list[0]["feature_desc"].is_string());
    let top = form(
        &server,
        "POST",
        &identify,
        &[("file", "a.wav", &heard), ("top_k", "", b"2")],
    )
    .json();
    assert_eq!(
        top["data"]["feature_score_list"].as_array().unwrap().len(),
        2
    );

    let empty = json(&server, "POST", ROOT, r#"{"name":"empty"}"#).json()["data"]["id"].clone();
    let target = format!("{ROOT}/{}/speaker_identify", empty.as_str().unwrap());
    let answer = form(&server, "POST", &target, &[("file", "a.wav", &heard)]);
    assert_eq!(
        (
            answer.code(),
            answer.json()["data"]["feature_score_list"].clone()
        ),
        (0, serde_json::json!([]))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_built_in_comparison_finds_the_voice_again_in_another_format() {
    let fixture = |name: &str| {
        let path = format!("{}/../../fixtures/wav/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let server = start(Config::default()).await;
    let group = seeded_group(&server);
    for (name, file) in [
        ("numbers", "numbers-16khz-mono-s16.pcm"),
        ("speech", "speech-16khz-mono-s16.wav"),
        ("cards", "cards-16khz-mono-s16.wav"),
    ] {
        let parts: [(&str, &str, &[u8]); 2] = [
            ("name", "", name.as_bytes()),
            ("file", file, &fixture(file)),
        ];
        assert_eq!(
            form(&server, "POST", &format!("{group}/features"), &parts).outcome(),
            (200, 0)
        );
    }
    let heard = fixture("speech-44khz-mono-s24.wav");
    let identify = format!("{group}/speaker_identify");
    let list = form(&server, "POST", &identify, &[("file", "a.wav", &heard)]).json();
    let list = &list["data"]["feature_score_list"];
    assert_eq!(list[0]["feature_name"], "speech", "{list}");
    assert!(
        list[0]["score"].as_f64() > list[1]["score"].as_f64().map(|score| score + 10.0),
        "{list}"
    );
    // The seeded voiceprint is silence, which is like nobody.
    assert_eq!(
        (&list[3]["feature_name"], &list[3]["score"]),
        (&"speaker".into(), &0.0.into())
    );
}
