//! Answers as the service documents and really sends them, in fixtures/wire/answers -> values.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::path::PathBuf;

use bytes::Bytes;
use http::Response;
use upload::{Created, Group, Identification, Page, Receipt, Voiceprint};

fn answer(name: &str) -> Response<Bytes> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/wire/answers");
    let body = std::fs::read(folder.join(name)).unwrap();
    Response::builder()
        .header("x-tt-logid", "HEADERLOG")
        .body(body.into())
        .unwrap()
}

#[test]
fn an_update_has_a_receipt_with_both_log_ids() {
    let receipt = Receipt::from_http(answer("update.json")).unwrap();
    assert_eq!(receipt.request_id.as_deref(), Some("HEADERLOG"));
    assert_eq!(
        receipt.body_request_id.as_deref(),
        Some("20260512143040790E78F9318B35A2910B")
    );
    assert_eq!(
        Created::from_http(answer("update.json")).unwrap().id,
        "7513865283312000002"
    );
    assert!(Receipt::from_http(answer("delete.json")).is_ok());
    assert!(
        Created::from_http(answer("delete.json")).is_err(),
        "a creation must name an id"
    );
}

#[test]
fn voiceprints_are_read_with_ids_as_text_or_number_and_times_in_either_unit() {
    let page = Page::<Voiceprint>::from_http(answer("voiceprints.json")).unwrap();
    assert_eq!((page.total, page.items.len()), (Some(2), 2));
    let [first, second] = &page.items[..] else {
        panic!("two")
    };
    assert_eq!(
        first.user.as_ref().unwrap().id.as_deref(),
        Some("2478774393890828")
    );
    assert_eq!(
        (first.created_at, first.updated_at),
        (Some(1_749_459_000), Some(1_749_459_001))
    );
    let url = first.audio_url.as_ref().unwrap();
    assert_eq!(
        (url.expose(), &*format!("{url:?}")),
        ("https://example.com/voice?sign=1", "AudioUrl(..)")
    );
    assert_eq!(
        (second.id.as_str(), second.group_id.as_deref()),
        ("7513865283312000003", Some("7511988408546279468"))
    );
    assert_eq!(
        (second.created_at, second.updated_at),
        (Some(1_749_459_000), None)
    );
    assert_eq!(
        (&second.description, &second.user, &second.audio_url),
        (&String::new(), &None, &None)
    );
}

#[test]
fn groups_and_matches_are_read() {
    let page = Page::<Group>::from_http(answer("groups.json")).unwrap();
    assert_eq!(
        (page.items[0].name.as_str(), page.items[0].feature_count),
        ("家人", Some(2))
    );
    let found = Identification::from_http(answer("identify.json")).unwrap();
    let names: Vec<&str> = found
        .matches
        .iter()
        .map(|found| found.name.as_str())
        .collect();
    assert_eq!(names, ["爸爸", "妈妈"]);
    assert_eq!(found.matches[1].score.to_string(), "23.139079321463843");
}

#[test]
fn a_refusal_inside_http_200_is_an_error_with_code_message_and_log_ids() {
    let error = Receipt::from_http(answer("refused.json")).unwrap_err();
    assert_eq!(
        (error.status(), error.code(), error.is_auth()),
        (Some(200), Some(4101), true)
    );
    assert!(
        error
            .msg()
            .unwrap()
            .starts_with("The token you entered is incorrect")
    );
    assert_eq!(
        error.body_request_id(),
        Some("20260512143045790E78F9318B35A29110")
    );
}
