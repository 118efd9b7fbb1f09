//! The whole family of calls against the strict stand-in, and its table of faults -> what each must come to.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::time::{Duration, Instant};

use stand_in::{Account, Config, Server};
use support::voice::quick;
use upload::{
    ApiToken, AudioFile, Client, ClientOptions, Consent, Error, ErrorKind, GroupFilter,
    GroupUpdate, NewGroup, NewVoiceprint, Outcome, Receipt, Update, VoiceprintId,
};

const CONSENT: Consent = Consent::confirmed_by_caller();

fn speech() -> AudioFile {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/wav/speech-16khz-mono-s16.wav"
    );
    AudioFile::wav(std::fs::read(path).unwrap()).unwrap()
}

fn client(base: &str, options: ClientOptions) -> Client {
    Client::with_options(base, ApiToken::new("pat_test").unwrap(), options).unwrap()
}

fn id(server: &Server) -> VoiceprintId {
    VoiceprintId::new(server.seed().group_id, server.seed().feature_id)
}

async fn update(server: &Server, base: &str, options: ClientOptions) -> Result<Receipt, Error> {
    let update = Update {
        audio: Some(speech()),
        ..Update::default()
    };
    client(base, options)
        .update(&id(server), &update, CONSENT)
        .await
}

fn impatient() -> ClientOptions {
    let mut options = quick();
    options.idle_timeout = Duration::from_millis(300);
    options.min_upload_bytes_per_sec = 10_000_000;
    options.retry.total = Duration::from_millis(1500);
    options
}

#[tokio::test]
async fn a_voice_goes_through_its_whole_life() {
    let server = Server::start(Config::default()).await.unwrap();
    let client = client(&server.base_url(), quick());
    let group = NewGroup {
        name: "家人".into(),
        description: Some("our voices".into()),
        ..NewGroup::default()
    };
    let group = client.create_group(&group).await.unwrap().id;
    let change = GroupUpdate {
        name: Some("家".into()),
        description: None,
    };
    client.update_group(&group, &change).await.unwrap();
    let filter = GroupFilter {
        group_id: Some(group.clone()),
        ..GroupFilter::default()
    };
    let groups = client
        .list_groups(&filter)
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(
        (
            groups.len(),
            groups[0].name.as_str(),
            groups[0].description.as_str()
        ),
        (1, "家", "our voices")
    );

    let new = NewVoiceprint {
        audio: speech(),
        name: "妈妈".into(),
        description: None,
    };
    let made = client.create(&group, &new, CONSENT).await.unwrap().id;
    let id = VoiceprintId::new(&group, &made);
    let pcm = AudioFile::pcm(speech().bytes()[44..].to_vec()).unwrap();
    let change = Update {
        audio: Some(pcm.clone()),
        name: Some("外婆".into()),
        description: Some("d".into()),
    };
    let receipt = client.update(&id, &change, CONSENT).await.unwrap();
    assert_eq!(receipt.request_id.unwrap().len(), 34);
    client.rename(&id, None, Some("")).await.unwrap();
    let listed = client.list(&group).unwrap().try_collect().await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(
        (
            listed[0].id.as_str(),
            listed[0].name.as_str(),
            listed[0].description.as_str()
        ),
        (&*made, "外婆", "")
    );
    assert!(listed[0].audio_url.is_some() && listed[0].updated_at.is_some());

    let found = client
        .identify(&group, &pcm, Some(3), CONSENT)
        .await
        .unwrap();
    assert_eq!(
        (
            found.matches[0].feature_id.as_str(),
            found.matches[0].name.as_str()
        ),
        (&*made, "外婆")
    );
    assert!(found.matches[0].score > 90.0);
    client.delete(&id).await.unwrap();
    assert_eq!(client.delete(&id).await.unwrap_err().code(), Some(4200));
    client.delete_group(&group).await.unwrap();
    for request in server.requests() {
        assert!(
            request.violations.is_empty(),
            "{} {}: {:?}",
            request.method,
            request.target,
            request.violations
        );
    }
}

#[tokio::test]
async fn refusals_of_the_service_say_what_to_do() {
    let server = Server::start(Config::default()).await.unwrap();
    let mut limited = Account::new("pat_limited", 7, "x");
    limited.permissions = Some(vec!["listVoiceprintFeature".into()]);
    server.grant(limited);
    for (token, status, code, says) in [
        ("pat_unknown", 401, 700_012_006, "valid for 127.0.0.1"),
        ("pat_limited", 200, 4101, "updateVoiceprintFeature"),
    ] {
        let token = ApiToken::new(token).unwrap();
        let client = Client::with_options(&server.base_url(), token, quick()).unwrap();
        let error = client
            .rename(&id(&server), Some("n"), None)
            .await
            .unwrap_err();
        assert_eq!(
            (error.status(), error.code(), error.attempts()),
            (Some(status), Some(code), 1)
        );
        assert!(
            error.is_auth() && error.to_string().contains(says),
            "{error}"
        );
    }
    let client = client(&server.base_url(), quick());
    let missing = VoiceprintId::new(server.seed().group_id, "999");
    let error = client.rename(&missing, Some("n"), None).await.unwrap_err();
    assert_eq!(
        (error.code(), error.outcome()),
        (Some(4200), Outcome::NotDelivered)
    );
    assert!(error.request_id().is_some());
}

#[tokio::test]
async fn faults_that_pass_end_in_a_success_with_identical_bodies() {
    let server = Server::start(Config::default()).await.unwrap();
    for faults in [
        "reset_headers,close_headers,ok",
        "reset_mid~frac=.5,close_mid~frac=.9,ok",
        "reset_after,close_after,ok",
        "503,429~ra=1,ok",
        "408,425,ok",
        "500,502,ok",
        "504,biz_error~code=4009,ok",
        "429~ra=past,ok",
        "429~ra=bad,ok",
        "429~ra=neg,ok",
        "429~ra=float,ok",
        "early_503,ok",
        "early_429,ok",
        "early_200,ok",
        "interim",
        "expect_417",
        "ok_bom",
        "ok_extra",
        "ok_chunked",
        "ok_http10",
        "data_null",
        "data_missing",
        "numeric_ids",
        "logid_header",
        "logid_body",
        "logid_differ",
        "wrong_type",
        "delay",
        "html_502,html_200,ok",
        "empty_200,truncated_json,ok",
        "garbage,bad_chunk,ok",
        "truncated_cl,truncated_chunk,ok",
        "ok_gzip,ok_204,ok",
        "slow_read~bps=1000000",
    ] {
        let before = server.requests().len();
        let result = update(&server, &server.base_url_with(faults), quick()).await;
        let requests = server.requests().split_off(before);
        let kinds: Vec<_> = requests
            .iter()
            .map(|request| request.fault.clone())
            .collect();
        let receipt = result.unwrap_or_else(|error| panic!("{faults}: {error:?} {kinds:?}"));
        assert_eq!(
            receipt.attempts as usize,
            faults.split(',').count(),
            "{faults}"
        );
        let whole: Vec<_> = requests.iter().filter(|request| request.complete).collect();
        for request in &whole {
            assert_eq!(request.body_sha256, whole[0].body_sha256, "{faults}");
            assert!(
                request.violations.is_empty(),
                "{faults}: {:?}",
                request.violations
            );
        }
    }
    assert!(server.requests_elsewhere().is_empty());
}

#[tokio::test]
async fn faults_that_stay_end_in_the_right_error_in_time() {
    let server = Server::start(Config {
        longest_hang: Duration::from_secs(3),
        ..Config::default()
    })
    .await
    .unwrap();
    let table: &[(&str, &[ErrorKind], u32)] = &[
        ("400", &[ErrorKind::Refused, ErrorKind::Status], 1),
        ("401", &[ErrorKind::Refused, ErrorKind::Status], 1),
        ("403", &[ErrorKind::Refused, ErrorKind::Status], 1),
        ("404", &[ErrorKind::Refused, ErrorKind::Status], 1),
        ("409", &[ErrorKind::Refused, ErrorKind::Status], 1),
        ("413", &[ErrorKind::TooLarge], 1),
        ("501", &[ErrorKind::Refused, ErrorKind::Status], 1),
        ("505", &[ErrorKind::Refused, ErrorKind::Status], 1),
        ("biz_error~code=4000", &[ErrorKind::Refused], 1),
        ("biz_error~code=4008", &[ErrorKind::Refused], 1),
        ("code_negative", &[ErrorKind::Refused], 1),
        ("code_text", &[ErrorKind::Refused], 1),
        ("json_ctrl", &[ErrorKind::Refused], 1),
        ("echo_secret", &[ErrorKind::Refused], 1),
        ("429~ra=huge", &[ErrorKind::Refused, ErrorKind::Status], 1),
        ("early_413", &[ErrorKind::TooLarge], 1),
        ("early_413_rst", &[ErrorKind::TooLarge], 1),
        ("early_401", &[ErrorKind::Refused, ErrorKind::Status], 1),
        ("early_200", &[ErrorKind::EarlyAnswer], 3),
        ("301~to=other", &[ErrorKind::Redirected], 1),
        ("302~to=other", &[ErrorKind::Redirected], 1),
        ("303~to=other", &[ErrorKind::Redirected], 1),
        ("307~to=other", &[ErrorKind::Redirected], 1),
        ("308~to=other", &[ErrorKind::Redirected], 1),
        ("307~to=loop", &[ErrorKind::Redirected], 1),
        ("html_as_json", &[ErrorKind::BadAnswer], 3),
        ("text_200", &[ErrorKind::BadAnswer], 3),
        ("json_array", &[ErrorKind::BadAnswer], 3),
        ("json_null", &[ErrorKind::BadAnswer], 3),
        ("json_no_code", &[ErrorKind::BadAnswer], 3),
        ("json_deep", &[ErrorKind::BadAnswer], 3),
        ("json_bignum", &[ErrorKind::BadAnswer], 3),
        ("json_dup", &[ErrorKind::BadAnswer], 3),
        ("json_badutf8", &[ErrorKind::BadAnswer], 3),
        (
            "huge_body",
            &[ErrorKind::BadAnswer, ErrorKind::Status, ErrorKind::Timeout],
            3,
        ),
        ("gzip_bomb", &[ErrorKind::BadAnswer], 3),
        (
            "huge_header",
            &[ErrorKind::BadAnswer, ErrorKind::NoAnswer],
            3,
        ),
        (
            "many_headers",
            &[ErrorKind::BadAnswer, ErrorKind::NoAnswer],
            3,
        ),
        (
            "json_hugemsg",
            &[ErrorKind::BadAnswer, ErrorKind::Refused],
            3,
        ),
        ("dup_cl", &[ErrorKind::BadAnswer, ErrorKind::NoAnswer], 3),
        (
            "bad_status",
            &[ErrorKind::BadAnswer, ErrorKind::NoAnswer, ErrorKind::Status],
            3,
        ),
        ("hang", &[ErrorKind::Timeout], 3),
        ("hang_noread", &[ErrorKind::Timeout], 3),
        ("slowloris_head", &[ErrorKind::Timeout], 3),
        ("drip_body", &[ErrorKind::Timeout], 3),
    ];
    for (fault, kinds, attempts) in table {
        let start = Instant::now();
        let before = server.requests().len();
        let result = update(&server, &server.base_url_with(fault), impatient()).await;
        let error = result.map(|_| *fault).unwrap_err();
        assert!(kinds.contains(&error.kind()), "{fault}: {error:?}");
        assert!(error.attempts() <= *attempts, "{fault}: {error}");
        assert!(
            start.elapsed() < Duration::from_millis(2500),
            "{fault}: {:?}",
            start.elapsed()
        );
        let text = format!("{error} {error:?}");
        assert!(
            !text.contains("pat_test") && !text.chars().any(|c| c.is_control()),
            "{fault}: {text}"
        );
        if *attempts == 1 {
            assert_eq!(server.requests().len() - before, 1, "{fault}");
        }
    }
    assert!(server.requests_elsewhere().is_empty());
}

#[tokio::test]
async fn stale_connections_and_left_over_answers_do_not_disturb_the_next_call() {
    let server = Server::start(Config::default()).await.unwrap();
    for fault in [
        "stale_keepalive,ok",
        "stale_rst,ok",
        "double_response,ok",
        "cl_and_te,ok",
    ] {
        let client = client(&server.base_url_with(fault), quick());
        let update = Update {
            audio: Some(speech()),
            ..Update::default()
        };
        let _ = client.update(&id(&server), &update, CONSENT).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        client.update(&id(&server), &update, CONSENT).await.unwrap();
    }
}

#[tokio::test]
async fn a_lost_creation_and_deletion_are_done_once() {
    let server = Server::start(Config::default()).await.unwrap();
    let group = server.seed().group_id;
    let client = client(&server.base_url(), quick());
    server.inject("reset_after~apply").unwrap();
    let new = NewVoiceprint {
        audio: speech(),
        name: "Ann".into(),
        description: None,
    };
    let made = client.create(&group, &new, CONSENT).await.unwrap();
    assert!(made.found_by_listing);
    let listed = client.list(&group).unwrap().try_collect().await.unwrap();
    assert_eq!(listed.iter().filter(|item| item.name == "Ann").count(), 1);
    server.inject("close_after~apply").unwrap();
    let receipt = client
        .delete(&VoiceprintId::new(&group, made.id))
        .await
        .unwrap();
    assert_eq!(receipt.attempts, 2);
}
