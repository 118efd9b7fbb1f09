//! Faults and records by way of URLs, and the document about them.

mod support;

use stand_in::Config;
use support::*;

#[tokio::test(flavor = "multi_thread")]
async fn faults_can_be_part_of_a_base_url() {
    let server = start(Config::default()).await;
    assert!(server.base_url_with("503,ok").ends_with("/_faults/503,ok"));
    let statuses: Vec<u16> = (0..3)
        .map(|_| get(&server, &format!("/_faults/503,ok{ROOT}")).status)
        .collect();
    assert_eq!(statuses, [503, 200, 200]);
    assert_eq!(get(&server, ROOT).status, 200);
    assert_eq!(server.requests()[0].target, ROOT);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_control_endpoint_does_the_same() {
    let server = start(Config::default()).await;
    let control = |method: &str, path: &str, body: &str| {
        call(
            &server,
            method,
            &format!("/_control/{path}"),
            "",
            body.as_bytes(),
        )
    };
    for body in [
        r#"{"modes":["503","429~ra=1"]}"#,
        r#"["503","429~ra=1"]"#,
        "503,429~ra=1",
    ] {
        let pending = control("POST", "faults", body).json();
        assert_eq!(
            pending["pending"],
            serde_json::json!(["503", "429~ra=1"]),
            "{body}"
        );
        assert_eq!(get(&server, ROOT).status, 503);
        assert_eq!(get(&server, ROOT).status, 429);
    }
    assert_eq!(control("POST", "faults", "nonsense").status, 400);
    let requests = control("GET", "requests", "").json();
    assert_eq!(requests["requests"].as_array().unwrap().len(), 6);
    assert!(!requests.to_string().contains("pat_test"), "{requests}");
    let seed = control("POST", "reset", "").json();
    assert_eq!(seed["group_id"].as_str().unwrap().len(), 19);
    assert!(server.requests().is_empty());
    assert_eq!(control("GET", "nothing", "").status, 404);
    let page = call(
        &server,
        "POST",
        "/_control/reset",
        "Origin: https://evil.example\r\n",
        b"",
    );
    assert_eq!(page.status, 403);
}

#[test]
fn the_document_names_every_fault() {
    let document = include_str!("../../../docs/stand-in.md");
    let table = document.split("| fault |").nth(1).unwrap();
    for name in stand_in::Fault::names() {
        assert!(table.contains(&format!("`{name}`")), "{name}");
        assert!(name.parse::<stand_in::Fault>().is_ok());
    }
}
