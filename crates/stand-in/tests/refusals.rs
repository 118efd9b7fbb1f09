//! Every row of the table of refusals (docs/stand-in.md) to its status and code.

mod support;

use stand_in::{Account, AuthFailure, Config, RateLimit};
use support::*;

async fn with(change: impl FnOnce(&mut Config)) -> stand_in::Server {
    let mut config = Config::default();
    change(&mut config);
    start(config).await
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_paths_and_other_methods() {
    let server = start(Config::default()).await;
    let seed = server.seed();
    let doubled = format!("/v1/audio{}", seeded(&server));
    for path in ["/", "/v1/audio/voices", &doubled] {
        assert_eq!(get(&server, path).outcome(), (404, 4000), "{path}");
    }
    let answer = authorized(&server, "PATCH", &seeded(&server), "", b"");
    assert_eq!(answer.outcome(), (405, 4000));
    assert_eq!(answer.header("allow"), Some("DELETE, PUT"));
    let answer = get(&server, &format!("{ROOT}/{}", seed.group_id));
    assert_eq!(answer.outcome(), (405, 4000));
    // The path comes before the token.
    assert_eq!(
        call(&server, "GET", "/nowhere", "", b"").outcome(),
        (404, 4000)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_token_is_refused_in_three_ways() {
    for (mode, expected) in [
        (AuthFailure::Unauthorized700012006, (401, 700_012_006)),
        (AuthFailure::Unauthorized4100, (401, 4100)),
        (AuthFailure::Ok4101, (200, 4101)),
    ] {
        let server = with(|config| {
            config.auth_failure = mode;
            config.accounts = vec![Account {
                expires_at_secs: Some(1),
                ..Account::new("old", 7, "x")
            }];
        })
        .await;
        for header in [
            "",
            "Authorization: pat_test\r\n",
            "Authorization: Basic cGF0X3Rlc3Q=\r\n",
            "Authorization: Bearer\r\n",
            "Authorization: Bearer \r\n",
            "Authorization: Bearer pat_other\r\n",
            "Authorization: Bearer old\r\n",
        ] {
            let answer = call(&server, "GET", ROOT, header, b"");
            assert_eq!(answer.outcome(), expected, "{header}");
        }
        assert_eq!(get(&server, ROOT).outcome(), (200, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_without_the_permission_is_refused_with_200_or_403() {
    for (forbid_with_403, status) in [(false, 200), (true, 403)] {
        let server = with(|config| {
            config.forbid_with_403 = forbid_with_403;
            let only = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
            config.accounts = vec![
                Account {
                    permissions: only(&["listVoiceprintGroup"]),
                    ..Account::new("lists", 7, "x")
                },
                Account {
                    permissions: only(&["Account.listVoiceprintGroup"]),
                    ..Account::new("app", 8, "y")
                },
            ];
        })
        .await;
        for token in ["lists", "app"] {
            let header = format!("Authorization: Bearer {token}\r\n");
            assert_eq!(call(&server, "GET", ROOT, &header, b"").outcome(), (200, 0));
            // Permission comes before ids.
            let target = format!("{ROOT}/x/features/y");
            assert_eq!(
                call(&server, "PUT", &target, &header, b"").outcome(),
                (status, 4101)
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_creator_may_change_things() {
    let server = with(|config| config.accounts = vec![Account::new("other", 7, "x")]).await;
    let header = format!("Authorization: Bearer other\r\n{FORM}");
    let body = form_body(&[("name", "", b"n")]);
    assert_eq!(
        call(&server, "PUT", &seeded(&server), &header, &body).outcome(),
        (200, 4101)
    );
    assert_eq!(
        call(&server, "DELETE", &seeded(&server), &header, b"").outcome(),
        (200, 4101)
    );
    assert_eq!(
        call(&server, "DELETE", &seeded_group(&server), &header, b"").outcome(),
        (200, 4101)
    );
    let header = "Authorization: Bearer other\r\nContent-Type: application/json\r\n";
    assert_eq!(
        call(&server, "PUT", &seeded_group(&server), header, b"{}").outcome(),
        (200, 4101)
    );
    // Everybody of the team may look.
    assert_eq!(
        call(&server, "GET", ROOT, header, b"").json()["data"]["total"],
        1
    );
    let mine = call(&server, "GET", &format!("{ROOT}?user_id=7"), header, b"");
    assert_eq!(mine.json()["data"]["total"], 0);
    let theirs = call(&server, "GET", &format!("{ROOT}?user_id=8"), header, b"");
    assert_eq!(theirs.outcome(), (200, 4101));
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_are_decimal_and_name_something() {
    let server = start(Config::default()).await;
    let seed = server.seed();
    let other = json(&server, "POST", ROOT, r#"{"name":"other"}"#).json()["data"]["id"].clone();
    let other = other.as_str().unwrap();
    let (group, feature) = (seed.group_id.as_str(), seed.feature_id.as_str());
    for (group, feature, code) in [
        ("x", feature, 4000),
        (group, "x", 4000),
        (group, "-1", 4000),
        (group, "%2e%2e", 4000),
        (group, "123456789012345678901", 4000),
        ("", feature, 4000),
        ("1", feature, 4200),
        ("1", "x", 4000),
        (group, "1", 4200),
        (group, "99999999999999999999", 4200),
        (other, feature, 4200),
        (group, feature, 0),
    ] {
        let target = format!("{ROOT}/{group}/features/{feature}");
        let answer = form(&server, "PUT", &target, &[("name", "", b"n")]);
        assert_eq!(answer.outcome(), (200, code), "{target}");
    }
    let answer = delete(&server, &format!("{ROOT}/{group}/features/1"));
    let msg = answer.json()["msg"].as_str().unwrap().to_owned();
    assert!(
        msg.starts_with("Requested resource feature_id=1 does not exist."),
        "{msg}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn quotas_are_kept() {
    let server = with(|config| config.max_groups = 3).await;
    let create = format!("{}/features", seeded_group(&server));
    let file = wav(100);
    let parts: [(&str, &str, &[u8]); 2] = [("file", "a.wav", &file), ("name", "", b"n")];
    for _ in 0..9 {
        assert_eq!(form(&server, "POST", &create, &parts).outcome(), (200, 0));
    }
    assert_eq!(
        form(&server, "POST", &create, &parts).outcome(),
        (200, 4000)
    );
    // A broken file is said before the quota.
    assert_eq!(
        form(
            &server,
            "POST",
            &create,
            &[("file", "a.wav", b"x"), ("name", "", b"n")]
        )
        .code(),
        4303
    );
    for _ in 0..2 {
        assert_eq!(
            json(&server, "POST", ROOT, r#"{"name":"n"}"#).outcome(),
            (200, 0)
        );
    }
    assert_eq!(
        json(&server, "POST", ROOT, r#"{"name":"n"}"#).outcome(),
        (200, 4000)
    );

    let server = with(|config| config.max_calls = Some(2)).await;
    assert_eq!(get(&server, ROOT).outcome(), (200, 0));
    assert_eq!(get(&server, ROOT).outcome(), (200, 0));
    assert_eq!(get(&server, ROOT).outcome(), (200, 4008));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_have_bounds() {
    let server = start(Config::default()).await;
    for list in [
        ROOT.to_owned(),
        format!("{}/features", seeded_group(&server)),
    ] {
        for query in [
            "page_num=0",
            "page_num=x",
            "page_size=0",
            "page_size=201",
            "page_size=1.5",
        ] {
            assert_eq!(
                get(&server, &format!("{list}?{query}")).outcome(),
                (200, 4000),
                "{query}"
            );
        }
        let past = get(&server, &format!("{list}?page_num=9&page_size=200")).json();
        assert_eq!(
            (past["data"]["total"].clone(), past["data"]["items"].clone()),
            (1.into(), serde_json::json!([]))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_are_429_with_retry_after() {
    for code in [4009, 4013] {
        let limit = RateLimit {
            requests_per_sec: 2,
            code,
            retry_after_secs: Some(1),
        };
        let server = with(|config| config.rate_limit = Some(limit)).await;
        let answers: Vec<Answer> = (0..50).map(|_| get(&server, ROOT)).collect();
        assert_eq!(answers[0].outcome(), (200, 0));
        let refused = answers
            .iter()
            .find(|answer| answer.status == 429)
            .expect("a limit");
        assert_eq!(refused.outcome(), (429, code));
        assert_eq!(refused.header("retry-after"), Some("1"));
        tokio::time::sleep(std::time::Duration::from_millis(1050)).await;
        assert_eq!(get(&server, ROOT).outcome(), (200, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_its_log_id_twice() {
    let server = start(Config::default()).await;
    for target in [ROOT, "/nowhere", &format!("{ROOT}/x/features")] {
        let answer = get(&server, target);
        assert_eq!(
            answer.header("content-type"),
            Some("application/json; charset=utf-8")
        );
        let log_id = answer.header("x-tt-logid").unwrap();
        assert_eq!(log_id.len(), 34);
        assert_eq!(answer.json()["detail"]["logid"], log_id);
        assert_eq!(
            server.requests().last().unwrap().log_id.as_deref(),
            Some(log_id)
        );
    }
}
