//! Logins of every kind -> tokens that are valid, renewed once, and never shown.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{KeyPair, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey};
use serde_json::Value;
use support::voice::{id, quick};
use support::{Fault, Seen, Server, answer, ok, refusal};
use upload::{
    ApiToken, Client, Error, ErrorKind, JwtApp, JwtOwner, JwtToken, OAuthApp, PkceVerifier,
    PrivateKey, Receipt, RenewingToken,
};

const KEY_PEM: &str = include_str!("support/jwt-test-key.pem");

fn token(access: &str, refresh: &str, life_secs: u64) -> Fault {
    let ends = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
        + life_secs;
    Fault::Say(answer(
        200,
        "",
        format!(r#"{{"access_token":"{access}","refresh_token":"{refresh}","expires_in":{ends}}}"#),
    ))
}

fn denial(status: u16, code: &str) -> Fault {
    Fault::Say(answer(
        status,
        "",
        format!(r#"{{"error_code":"{code}","error_message":"because"}}"#),
    ))
}

async fn rename(client: &Client) -> Result<Receipt, Error> {
    client.rename(&id(), Some("Ann"), None).await
}

fn json(seen: &Seen) -> Value {
    serde_json::from_slice(&seen.body).unwrap()
}

fn bearer(seen: &Seen) -> &str {
    seen.header("authorization")
        .unwrap_or("none")
        .trim_start_matches("Bearer ")
}

fn app(server: &Server) -> OAuthApp {
    OAuthApp::new(&server.base(), "1.app.coze", &quick()).unwrap()
}

fn decoded(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn a_service_app_signs_asks_once_and_renews_what_is_refused() {
    let unauthorized = answer(
        401,
        "",
        r#"{"code":700012006,"msg":"access token invalid"}"#,
    );
    let server = Server::start(vec![
        token("czs_one", "", 900),
        Fault::Say(ok()),
        Fault::Say(unauthorized),
        token("czs_two", "", 900),
        Fault::Say(ok()),
    ])
    .await;
    let mut app = JwtApp::new(
        "app1",
        "kid1",
        PrivateKey::from_pem(KEY_PEM.as_bytes()).unwrap(),
    );
    app.owner = JwtOwner::Account("42".into());
    app.session_name = Some("user 7".into());
    let tokens = JwtToken::new(&server.base(), app, &quick()).unwrap();
    let client = Client::with_options(&server.base(), tokens, quick()).unwrap();
    rename(&client).await.unwrap();
    assert_eq!(rename(&client).await.unwrap().attempts, 2);
    let seen = server.seen();
    let bearers: Vec<&str> = seen.iter().map(bearer).collect();
    assert_eq!(
        (bearers[1], bearers[2], bearers[4]),
        ("czs_one", "czs_one", "czs_two")
    );
    assert_eq!(
        seen[0].line(),
        "POST /api/permission/oauth2/account/42/token HTTP/1.1"
    );
    assert_eq!(
        json(&seen[0])["grant_type"],
        "urn:ietf:params:oauth:grant-type:jwt-bearer"
    );
    assert_eq!(json(&seen[0])["duration_seconds"], 900);

    let parts: Vec<&str> = bearers[0].split('.').collect();
    let header = decoded(parts[0]);
    assert_eq!(
        (&header["alg"], &header["kid"]),
        (&"RS256".into(), &"kid1".into())
    );
    let claims = decoded(parts[1]);
    assert_eq!(
        (&claims["iss"], &claims["session_name"]),
        (&"app1".into(), &"user 7".into())
    );
    assert_eq!(claims["aud"], server.address.to_string());
    assert_eq!(
        claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(),
        3600
    );
    let again = decoded(bearers[3].split('.').nth(1).unwrap());
    assert!(again["jti"] != claims["jti"] && claims["jti"].as_str().unwrap().len() >= 32);
    let der: String = KEY_PEM
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    let der = base64::engine::general_purpose::STANDARD
        .decode(der)
        .unwrap();
    let key = RsaKeyPair::from_pkcs8(&der).unwrap();
    let signature = URL_SAFE_NO_PAD.decode(parts[2]).unwrap();
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.public_key())
        .verify(format!("{}.{}", parts[0], parts[1]).as_bytes(), &signature)
        .unwrap();
}

#[tokio::test]
async fn a_token_that_stays_refused_is_renewed_only_once() {
    for refused in [refusal(4101), refusal(4100), answer(401, "", "")] {
        let server = Server::start(vec![
            token("czs_one", "", 900),
            Fault::Say(refused.clone()),
            token("czs_two", "", 900),
            Fault::Say(refused),
        ])
        .await;
        let app = JwtApp::new("a", "k", PrivateKey::from_pem(KEY_PEM.as_bytes()).unwrap());
        let tokens = JwtToken::new(&server.base(), app, &quick()).unwrap();
        let client = Client::with_options(&server.base(), tokens, quick()).unwrap();
        let error = rename(&client).await.unwrap_err();
        assert!(
            error.is_auth() && error.to_string().contains("updateVoiceprintFeature"),
            "{error}"
        );
        assert_eq!((server.seen().len(), error.attempts()), (4, 2));
    }
}

#[tokio::test]
async fn many_calls_share_one_renewal_and_the_new_refresh_token_is_stored_first() {
    let server = Server::start(vec![token("czu_new", "refresh-two", 900), Fault::Say(ok())]).await;
    let stored = Arc::new(Mutex::new(Vec::new()));
    let (store, base) = (Arc::clone(&stored), server.base());
    let tokens = RenewingToken::from_refresh_token(
        app(&server),
        ApiToken::new("refresh-one").unwrap(),
        move |grant| {
            store.lock().unwrap().push(grant.refresh.clone().unwrap());
        },
    );
    let client = Client::with_options(&base, tokens, quick()).unwrap();
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { rename(&client).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let seen = server.seen();
    let questions: Vec<&Seen> = seen
        .iter()
        .filter(|seen| seen.line().starts_with("POST"))
        .collect();
    assert_eq!((questions.len(), seen.len()), (1, 21));
    assert_eq!(json(questions[0])["refresh_token"], "refresh-one");
    assert_eq!(
        *stored.lock().unwrap(),
        [ApiToken::new("refresh-two").unwrap()]
    );
}

#[tokio::test]
async fn tokens_are_renewed_before_they_end_and_refresh_tokens_rotate() {
    // 3 s of life are renewed in the last 0.6 s.
    let server = Server::start(vec![
        token("czu_a", "refresh-b", 3),
        Fault::Say(ok()),
        token("czu_b", "refresh-c", 900),
        Fault::Say(ok()),
    ])
    .await;
    let grant = app(&server)
        .exchange_code("the-code", "https://app.example/cb", None)
        .await
        .unwrap();
    let tokens = RenewingToken::new(app(&server), grant, |_| {});
    let client = Client::with_options(&server.base(), tokens, quick()).unwrap();
    rename(&client).await.unwrap();
    tokio::time::sleep(Duration::from_millis(2600)).await;
    rename(&client).await.unwrap();
    let seen = server.seen();
    assert_eq!(json(&seen[0])["code"], "the-code");
    assert_eq!(json(&seen[2])["refresh_token"], "refresh-b");
    assert_eq!((bearer(&seen[1]), bearer(&seen[3])), ("czu_a", "czu_b"));
}

#[tokio::test]
async fn a_renewal_outlives_the_call_that_began_it() {
    let ends = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
        + 900;
    let slow = answer(
        200,
        "",
        format!(r#"{{"access_token":"czu_x","refresh_token":"two","expires_in":{ends}}}"#),
    );
    let server = Server::start(vec![
        Fault::Drip(slow, Duration::from_millis(2)),
        Fault::Say(ok()),
    ])
    .await;
    let tokens =
        RenewingToken::from_refresh_token(app(&server), ApiToken::new("one").unwrap(), |_| {});
    let client = Client::with_options(&server.base(), tokens, quick()).unwrap();
    assert!(
        tokio::time::timeout(Duration::from_millis(50), rename(&client))
            .await
            .is_err()
    );
    rename(&client).await.unwrap();
    let posts = server
        .seen()
        .iter()
        .filter(|seen| seen.line().starts_with("POST"))
        .count();
    assert_eq!(posts, 1);
}

#[tokio::test]
async fn web_and_pkce_flows_ask_as_documented() {
    let server = Server::start(vec![token("czu_a", "r", 900)]).await;
    let web = app(&server).with_secret(ApiToken::new("client-secret").unwrap());
    let pkce = PkceVerifier::random().unwrap();
    web.exchange_code("c1", "https://app/cb", None)
        .await
        .unwrap();
    app(&server)
        .exchange_code("c2", "https://app/cb", Some(&pkce))
        .await
        .unwrap();
    let seen = server.seen();
    assert_eq!(
        (bearer(&seen[0]), seen[1].header("authorization")),
        ("client-secret", None)
    );
    assert_eq!(json(&seen[0])["grant_type"], "authorization_code");
    assert_eq!(json(&seen[1])["code_verifier"].as_str().unwrap().len(), 43);
    let public = OAuthApp::new(upload::CHINA, "1.app.coze", &quick()).unwrap();
    let url = public
        .authorize_url("https://app/cb?x=1&y", "s t", Some(&pkce), Some("9"))
        .unwrap();
    assert_eq!(
        url,
        format!(
            "https://www.coze.cn/api/permission/oauth2/workspace_id/9/authorize?response_type=code\
             &client_id=1%2Eapp%2Ecoze&redirect_uri=https%3A%2F%2Fapp%2Fcb%3Fx%3D1%26y&state=s%20t\
             &code_challenge={}&code_challenge_method=S256",
            pkce.challenge().replace('-', "%2D").replace('_', "%5F")
        )
    );
}

#[tokio::test]
async fn the_device_flow_waits_for_the_person() {
    let device = r#"{"device_code":"dc","user_code":"WDJB-MJHT","verification_uri":"https://www.coze.cn/d","expires_in":300,"interval":1}"#;
    let server = Server::start(vec![
        Fault::Say(answer(200, "", device)),
        denial(400, "authorization_pending"),
        token("czu_a", "r", 900),
    ])
    .await;
    let app = app(&server);
    let code = app.device_code(None).await.unwrap();
    assert_eq!(
        code.complete_uri(),
        "https://www.coze.cn/d?user_code=WDJB%2DMJHT"
    );
    assert!(!format!("{code:?}").contains("dc\""));
    app.device_token(&code).await.unwrap();
    assert_eq!(
        server.seen()[0].line(),
        "POST /api/permission/oauth2/device/code HTTP/1.1"
    );
    assert_eq!(json(&server.seen()[2])["device_code"], "dc");

    let server = Server::start(vec![
        Fault::Say(answer(200, "", device)),
        Fault::Say(answer(400, "", r#"{"error":"slow_down"}"#)),
        denial(400, "access_denied"),
    ])
    .await;
    let app = self::app(&server);
    let code = app.device_code(Some("9")).await.unwrap();
    let started = std::time::Instant::now();
    let error = app.device_token(&code).await.unwrap_err();
    assert!(error.to_string().contains("access_denied"), "{error}");
    assert!(
        started.elapsed() >= Duration::from_secs(7),
        "1 s, then 1 + 5 s"
    );
}

#[tokio::test]
async fn denials_end_the_call_before_anything_is_sent() {
    let server = Server::start(vec![denial(400, "invalid_client")]).await;
    let app = JwtApp::new("a", "k", PrivateKey::from_pem(KEY_PEM.as_bytes()).unwrap());
    let tokens = JwtToken::new(&server.base(), app, &quick()).unwrap();
    let client = Client::with_options(&server.base(), tokens, quick()).unwrap();
    let error = rename(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::NoToken, 0));
    assert!(
        error.to_string().contains("invalid_client: because"),
        "{error}"
    );
    assert!(!format!("{error:?}").contains("eyJ"));
    assert_eq!(server.seen().len(), 1);
    assert!(
        PrivateKey::from_pem(b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")
            .is_err()
    );
    assert!(PrivateKey::from_pem(b"").is_err());
}
