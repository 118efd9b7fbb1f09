//! Every OAuth flow against the stand-in, from consent to an update and past the end of the token.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use stand_in::{AppKind, Config, DeviceStep, OauthApp, Server};
use support::voice::quick;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use upload::{
    ApiToken, Client, JwtApp, JwtToken, OAuthApp, PkceVerifier, PrivateKey, RenewingToken,
    TokenSource, VoiceprintId,
};

async fn server(apps: Vec<OauthApp>) -> Server {
    Server::start(Config {
        apps,
        ..Config::default()
    })
    .await
    .unwrap()
}

/// Two updates, the second with a token that the service has forgotten meanwhile. Another user's voiceprint
/// is refused with 4101, which is told only to a token that is good.
async fn works_past_a_revocation(server: &Server, tokens: impl TokenSource + 'static) {
    let tokens = Arc::new(tokens);
    let client = Client::with_options(&server.base_url(), Arc::clone(&tokens), quick()).unwrap();
    let group = upload::NewGroup {
        name: "mine".into(),
        ..upload::NewGroup::default()
    };
    let group = client.create_group(&group).await.unwrap().id;
    let token = server
        .requests()
        .last()
        .unwrap()
        .headers
        .iter()
        .find(|(name, _)| name == "authorization")
        .unwrap()
        .1
        .clone();
    server.revoke(token.trim_start_matches("Bearer "));
    let change = upload::GroupUpdate {
        name: Some("ours".into()),
        description: None,
    };
    assert_eq!(
        client.update_group(&group, &change).await.unwrap().attempts,
        2
    );
    let id = VoiceprintId::new(server.seed().group_id, server.seed().feature_id);
    let error = client.rename(&id, Some("theirs"), None).await.unwrap_err();
    assert_eq!(error.code(), Some(4101), "{error}");
}

/// What a browser does: visits an address and follows to where it is sent at last.
async fn visit(url: &str) -> String {
    let mut url = url.to_owned();
    while let Some((authority, path)) = url
        .strip_prefix("http://127.0.0.1")
        .and_then(|rest| rest.split_once('/'))
    {
        if path.starts_with("callback") {
            break;
        }
        let mut stream = tokio::net::TcpStream::connect(format!("127.0.0.1{authority}"))
            .await
            .unwrap();
        let get = format!("GET /{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        stream.write_all(get.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let location = answer
            .lines()
            .find_map(|line| line.strip_prefix("location: "));
        url = location.unwrap_or_else(|| panic!("{answer}")).to_owned();
    }
    url
}

fn parameter<'a>(url: &'a str, name: &str) -> &'a str {
    let query = url.split_once('?').unwrap().1;
    query
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
        .unwrap()
}

#[tokio::test]
async fn a_signed_login_works() {
    let public = include_str!("support/jwt-test-key.pub.pem");
    let server = server(vec![OauthApp::jwt("app7", "kid7", public)]).await;
    let key = PrivateKey::from_pem(include_bytes!("support/jwt-test-key.pem")).unwrap();
    let tokens = JwtToken::new(
        &server.base_url(),
        JwtApp::new("app7", "kid7", key),
        &quick(),
    )
    .unwrap();
    works_past_a_revocation(&server, tokens).await;
}

#[tokio::test]
async fn web_and_pkce_logins_work_and_refresh_tokens_are_used_once() {
    let server = server(OauthApp::examples()).await;
    let base = server.base_url();
    for pkce in [false, true] {
        let (app, verifier) = if pkce {
            let app = OAuthApp::new(&base, "1000000002.app.coze", &quick()).unwrap();
            (app, Some(PkceVerifier::random().unwrap()))
        } else {
            let app = OAuthApp::new(&base, "1000000001.app.coze", &quick()).unwrap();
            (app.with_secret(ApiToken::new("secret_test").unwrap()), None)
        };
        let callback = "http://127.0.0.1:9/callback";
        let url = app
            .authorize_url(callback, "state1", verifier.as_ref(), None)
            .unwrap();
        let back = visit(&url).await;
        assert_eq!(parameter(&back, "state"), "state1");
        let grant = app
            .exchange_code(parameter(&back, "code"), callback, verifier.as_ref())
            .await
            .unwrap();
        assert!(
            grant.remaining() > Duration::from_secs(800),
            "{:?}",
            grant.remaining()
        );
        let error = app
            .exchange_code(parameter(&back, "code"), callback, verifier.as_ref())
            .await;
        assert!(error.is_err(), "a code works once");

        let stored = Arc::new(Mutex::new(Vec::new()));
        let store = Arc::clone(&stored);
        let first = grant.refresh.clone().unwrap();
        let tokens = RenewingToken::new(app.clone(), grant, move |grant| {
            store.lock().unwrap().push(grant.refresh.clone().unwrap());
        });
        works_past_a_revocation(&server, tokens).await;
        // One for the revocation, one more for the refusal of another user's voiceprint.
        assert_eq!(stored.lock().unwrap().len(), 2);
        assert!(
            app.refresh(&first).await.is_err(),
            "a refresh token works once"
        );
    }
}

#[tokio::test]
async fn a_device_login_works() {
    let mut app = OauthApp::device("1000000003.app.coze");
    app.kind = AppKind::Device {
        steps: vec![DeviceStep::Pending, DeviceStep::Approved],
        interval_secs: 1,
    };
    let server = server(vec![app]).await;
    let app = OAuthApp::new(&server.base_url(), "1000000003.app.coze", &quick()).unwrap();
    let device = app.device_code(None).await.unwrap();
    let grant = app.device_token(&device).await.unwrap();
    works_past_a_revocation(&server, RenewingToken::new(app, grant, |_| {})).await;
}
