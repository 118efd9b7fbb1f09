//! Creation, listing, deletion, identification and groups over the network -> what the service did.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::time::{SystemTime, UNIX_EPOCH};

use support::voice::{client, id, quick, wav};
use support::{Fault, Server, answer, refusal};
use upload::{
    AudioFile, Client, Consent, Created, Error, ErrorKind, GroupFilter, NewGroup, NewVoiceprint,
    Outcome,
};

const CONSENT: Consent = Consent::confirmed_by_caller();

fn lost() -> Fault {
    Fault::Break {
        share: 1.0,
        reset: true,
    }
}

fn says(body: &str) -> Fault {
    Fault::Say(answer(200, "", body))
}

fn made(id: &str) -> Fault {
    says(&format!(r#"{{"code":0,"msg":"","data":{{"id":"{id}"}}}}"#))
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

fn item(id: u32, name: &str, created_at: u64) -> String {
    format!(
        r#"{{"id":{id},"name":"{name}","desc":"","created_at":{created_at},"user_info":{{"id":7}}}}"#
    )
}

fn page(total: usize, items: &[String]) -> Fault {
    says(&format!(
        r#"{{"code":0,"data":{{"total":{total},"items":[{}]}}}}"#,
        items.join(",")
    ))
}

async fn create(client: &Client) -> Result<Created, Error> {
    let audio = AudioFile::wav(wav(1000)).unwrap();
    let new = NewVoiceprint {
        audio,
        name: "Ann".into(),
        description: None,
    };
    client.create("11", &new, CONSENT).await
}

#[tokio::test]
async fn a_creation_gives_the_id() {
    let server = Server::start(vec![made("7513865283312000002")]).await;
    let created = create(&client(&server.base(), quick())).await.unwrap();
    assert_eq!(created.id, "7513865283312000002");
    assert!(!created.found_by_listing);
    assert!(
        server.seen()[0]
            .line()
            .starts_with("POST /v1/audio/voiceprint_groups/11/features ")
    );
}

#[tokio::test]
async fn a_lost_creation_is_found_by_listing_and_not_sent_again() {
    let listed = [
        item(1, "Ann", now() - 86_400),
        item(2, "Ann", now()),
        item(3, "Bob", now()),
    ];
    let server = Server::start(vec![lost(), page(3, &listed)]).await;
    let created = create(&client(&server.base(), quick())).await.unwrap();
    assert_eq!((created.id.as_str(), created.found_by_listing), ("2", true));
    let lines: Vec<String> = server
        .seen()
        .iter()
        .map(|seen| seen.line().to_owned())
        .collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[1].starts_with("GET /v1/audio/voiceprint_groups/11/features?page_num=1"));
}

#[tokio::test]
async fn a_lost_creation_that_left_nothing_is_sent_again() {
    let listed = [item(1, "Ann", now() - 86_400)];
    let server = Server::start(vec![lost(), page(1, &listed), made("9")]).await;
    let created = create(&client(&server.base(), quick())).await.unwrap();
    assert_eq!((created.id.as_str(), created.receipt.attempts), ("9", 2));
    let seen = server.seen();
    assert_eq!(
        seen[0].header("idempotency-key"),
        seen[2].header("idempotency-key")
    );
}

#[tokio::test]
async fn two_that_could_be_ours_are_left_to_the_caller() {
    let listed = [item(1, "Ann", now()), item(2, "Ann", now())];
    let server = Server::start(vec![lost(), page(2, &listed), made("9")]).await;
    let error = create(&client(&server.base(), quick())).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_creation_that_was_busy_is_sent_again_without_looking() {
    let server = Server::start(vec![Fault::Say(answer(429, "", "")), made("9")]).await;
    assert_eq!(
        create(&client(&server.base(), quick()))
            .await
            .unwrap()
            .receipt
            .attempts,
        2
    );
}

#[tokio::test]
async fn a_lost_group_is_looked_for_by_its_name() {
    let server = Server::start(vec![lost(), page(1, &[item(5, "家", now())])]).await;
    let new = NewGroup {
        name: "家".into(),
        ..NewGroup::default()
    };
    let created = client(&server.base(), quick())
        .create_group(&new)
        .await
        .unwrap();
    assert_eq!(created.id, "5");
    assert!(server.seen()[1].line().contains("name=%E5%AE%B6"));
}

#[tokio::test]
async fn a_deletion_that_a_lost_try_had_done_is_done() {
    let server = Server::start(vec![lost(), Fault::Say(refusal(4200))]).await;
    let receipt = client(&server.base(), quick()).delete(&id()).await.unwrap();
    assert_eq!(
        (receipt.attempts, receipt.request_id.as_deref()),
        (2, Some("BODYLOG"))
    );
    let server = Server::start(vec![Fault::Say(refusal(4200))]).await;
    let error = client(&server.base(), quick())
        .delete(&id())
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some(4200));
}

#[tokio::test]
async fn identification_is_sorted_and_sent_once() {
    let body = r#"{"code":0,"data":{"feature_score_list":[
        {"score":23.139079321463843,"feature_id":"1","feature_name":"a","feature_desc":""},
        {"score":91,"feature_id":2,"feature_name":"b"}]}}"#;
    let server = Server::start(vec![says(body), lost()]).await;
    let client = client(&server.base(), quick());
    let audio = AudioFile::pcm(vec![0; 32_000]).unwrap();
    let found = client.identify("11", &audio, None, CONSENT).await.unwrap();
    let ids: Vec<&str> = found
        .matches
        .iter()
        .map(|found| found.feature_id.as_str())
        .collect();
    assert_eq!(ids, ["2", "1"]);
    let error = client
        .identify("11", &audio, Some(1), CONSENT)
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::NoAnswer, 1));
    assert_eq!(server.seen().len(), 2);
    for empty in [
        r#"{"code":0,"data":{"feature_score_list":null}}"#,
        r#"{"code":0}"#,
    ] {
        let server = Server::start(vec![says(empty)]).await;
        let client = support::voice::client(&server.base(), quick());
        assert!(
            client
                .identify("11", &audio, None, CONSENT)
                .await
                .unwrap()
                .matches
                .is_empty()
        );
    }
}

#[tokio::test]
async fn pages_are_one_stream() {
    let mut options = quick();
    options.page_size = 2;
    let all: Vec<String> = (1..=5).map(|n| item(n, "x", 1_700_000_000)).collect();
    let script = vec![page(5, &all[..2]), page(5, &all[2..4]), page(5, &all[4..])];
    let server = Server::start(script).await;
    let listed = client(&server.base(), options.clone())
        .list("11")
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    let ids: Vec<&str> = listed.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["1", "2", "3", "4", "5"]);
    assert_eq!(listed[0].user.as_ref().unwrap().id.as_deref(), Some("7"));
    assert_eq!(server.seen().len(), 3);
    assert!(server.seen()[2].line().contains("page_num=3&page_size=2"));

    // The same page for ever, and a total that is never reached.
    let server = Server::start(vec![page(1_000_000, &all[..2])]).await;
    let mut pages = client(&server.base(), options.clone())
        .list_groups(&GroupFilter::default())
        .unwrap();
    let mut count = 0;
    let error = loop {
        match pages.next().await.unwrap() {
            Ok(_) => count += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((count, error.kind()), (2, ErrorKind::BadAnswer));
    assert!(pages.next().await.is_none());

    for nothing in [
        r#"{"code":0,"data":{"total":0,"items":null}}"#,
        r#"{"code":0,"data":{}}"#,
    ] {
        let server = Server::start(vec![says(nothing)]).await;
        assert!(
            client(&server.base(), quick())
                .list("11")
                .unwrap()
                .try_collect()
                .await
                .unwrap()
                .is_empty()
        );
    }
    let server = Server::start(vec![says(r#"{"code":0}"#)]).await;
    assert!(
        client(&server.base(), quick())
            .list("11")
            .unwrap()
            .try_collect()
            .await
            .is_err()
    );
}
