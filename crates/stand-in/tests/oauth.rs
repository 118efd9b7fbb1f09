//! Tokens by every OAuth flow, and what each flow refuses.
#![expect(clippy::unwrap_used, reason = "a panic is a failed test")]

mod support;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use stand_in::{Config, DeviceStep, OauthApp, Server};
use support::*;

const BACK: &str = "https://app.example/back?x=1";

async fn server() -> Server {
    let mut web = OauthApp::web("1.app.coze", "secret");
    let mut pkce = OauthApp::pkce("2.app.coze");
    let device = OauthApp::device("3.app.coze");
    let public = include_str!("keys/test-only.pub.pem");
    let jwt = OauthApp::jwt("44", "fingerprint", public);
    let idle = OauthApp {
        active: false,
        ..OauthApp::jwt("55", "fingerprint", public)
    };
    web.redirect_uris = vec![BACK.to_owned()];
    pkce.redirect_uris = vec![BACK.to_owned()];
    pkce.permissions = Some(vec!["Account.listVoiceprintGroup".to_owned()]);
    start(Config {
        apps: vec![web, pkce, device, jwt, idle],
        ..Config::default()
    })
    .await
}

fn token(server: &Server, bearer: &str, body: Value) -> Answer {
    let headers = match bearer {
        "" => "Content-Type: application/json\r\n".to_owned(),
        bearer => format!("Content-Type: application/json\r\nAuthorization: Bearer {bearer}\r\n"),
    };
    call(
        server,
        "POST",
        "/api/permission/oauth2/token",
        &headers,
        body.to_string().as_bytes(),
    )
}

fn fault(answer: &Answer) -> (u16, String) {
    let body = answer.json();
    assert_eq!(body["error"], body["error_code"]);
    (
        answer.status,
        body["error_code"].as_str().unwrap_or_default().to_owned(),
    )
}

fn may_list(server: &Server, token: &Value) -> (u16, i64) {
    let header = format!("Authorization: Bearer {}\r\n", token.as_str().unwrap());
    call(server, "GET", ROOT, &header, b"").outcome()
}

/// Follows the redirects of a browser to the code.
fn code(server: &Server, query: &str) -> String {
    let query = format!("/api/permission/oauth2/authorize?response_type=code&state=s1&{query}");
    let first = call(server, "GET", &query, "", b"");
    let consent = first
        .header("location")
        .unwrap()
        .strip_prefix(&server.base_url())
        .unwrap()
        .to_owned();
    let second = call(server, "GET", &consent, "", b"");
    let back = second.header("location").unwrap();
    assert!(
        back.starts_with(BACK) && back.ends_with("&state=s1"),
        "{back}"
    );
    assert_eq!(
        fault(&call(server, "GET", &consent, "", b"")).1,
        "access_deny"
    );
    back.split("code=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap()
        .to_owned()
}

const BACK_ENCODED: &str = "redirect_uri=https%3A%2F%2Fapp.example%2Fback%3Fx%3D1";

#[tokio::test(flavor = "multi_thread")]
async fn a_web_code_and_each_refresh_token_work_once() {
    let server = server().await;
    let code = code(&server, &format!("client_id=1.app.coze&{BACK_ENCODED}"));
    let ask = json!({"grant_type": "authorization_code", "client_id": "1.app.coze", "code": code, "redirect_uri": BACK});
    assert_eq!(
        fault(&token(&server, "wrong", ask.clone())),
        (401, "invalid_client".to_owned())
    );
    let first = token(&server, "secret", ask.clone()).json();
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    assert!(first["access_token"].as_str().unwrap().starts_with("czu_"));
    assert!(first["expires_in"].as_u64().unwrap().abs_diff(now + 900) < 5);
    assert_eq!(may_list(&server, &first["access_token"]), (200, 0));
    assert_eq!(
        fault(&token(&server, "secret", ask)),
        (400, "invalid_request".to_owned())
    );

    let refresh = |token: &Value| json!({"grant_type": "refresh_token", "client_id": "1.app.coze", "refresh_token": token});
    assert_eq!(
        fault(&token(&server, "", refresh(&first["refresh_token"]))).0,
        401
    );
    let second = token(&server, "secret", refresh(&first["refresh_token"])).json();
    assert_eq!(may_list(&server, &second["access_token"]), (200, 0));
    assert_eq!(
        fault(&token(&server, "secret", refresh(&first["refresh_token"]))).0,
        400
    );
    assert_eq!(
        token(&server, "secret", refresh(&second["refresh_token"])).status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pkce_code_needs_its_verifier() {
    let server = server().await;
    let hashed = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest("verifier"));
    for (challenge, verifier, status) in [
        (
            format!("code_challenge={hashed}&code_challenge_method=S256"),
            "verifier",
            200,
        ),
        (
            format!("code_challenge={hashed}&code_challenge_method=S256"),
            "other",
            400,
        ),
        ("code_challenge=plain-one".to_owned(), "plain-one", 200),
        ("code_challenge=plain-one".to_owned(), "verifier", 400),
    ] {
        let code = code(
            &server,
            &format!("client_id=2.app.coze&{BACK_ENCODED}&{challenge}"),
        );
        let ask = json!({"grant_type": "authorization_code", "client_id": "2.app.coze", "code": code, "redirect_uri": BACK, "code_verifier": verifier});
        let answer = token(&server, "", ask);
        assert_eq!(answer.status, status, "{challenge} {verifier}");
        if status == 200 {
            let token = answer.json()["access_token"].clone();
            assert_eq!(may_list(&server, &token), (200, 0));
            // Its scope has nothing else.
            let header = format!("Authorization: Bearer {}\r\n", token.as_str().unwrap());
            assert_eq!(
                call(&server, "POST", ROOT, &header, b"").outcome(),
                (200, 4101)
            );
        }
    }
    for query in [
        "client_id=2.app.coze",
        "client_id=9",
        "client_id=2.app.coze&redirect_uri=https%3A%2F%2Fevil.example",
    ] {
        let target =
            format!("/api/permission/oauth2/authorize?response_type=code&code_challenge=x&{query}");
        assert!(
            call(&server, "GET", &target, "", b"").status >= 400,
            "{query}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_polls_until_it_is_approved() {
    let server = server().await;
    let begin = || {
        let headers = "Content-Type: application/json\r\n";
        call(
            &server,
            "POST",
            "/api/permission/oauth2/device/code",
            headers,
            br#"{"client_id":"3.app.coze"}"#,
        )
        .json()
    };
    let poll = |device: &Value| {
        let grant = "urn:ietf:params:oauth:grant-type:device_code";
        token(
            &server,
            "",
            json!({"grant_type": grant, "client_id": "3.app.coze", "device_code": device["device_code"]}),
        )
    };
    let device = begin();
    assert_eq!(
        (&device["interval"], &device["expires_in"]),
        (&5.into(), &300.into())
    );
    assert_eq!(
        fault(&poll(&device)),
        (400, "authorization_pending".to_owned())
    );
    assert_eq!(fault(&poll(&device)), (400, "slow_down".to_owned()));
    assert_eq!(
        may_list(&server, &poll(&device).json()["access_token"]),
        (200, 0)
    );
    assert_eq!(fault(&poll(&device)), (400, "invalid_request".to_owned()));

    let device = begin();
    let page = format!(
        "/_device?user_code={}",
        device["user_code"].as_str().unwrap()
    );
    assert_eq!(call(&server, "GET", &page, "", b"").status, 200);
    assert_eq!(poll(&device).status, 200);

    let mut app = OauthApp::device("3.app.coze");
    if let stand_in::AppKind::Device { steps, .. } = &mut app.kind {
        *steps = vec![DeviceStep::Denied];
    }
    let server = start(Config {
        apps: vec![app],
        ..Config::default()
    })
    .await;
    let headers = "Content-Type: application/json\r\n";
    let device = call(
        &server,
        "POST",
        "/api/permission/oauth2/workspace_id/7/device/code",
        headers,
        br#"{"client_id":"3.app.coze"}"#,
    )
    .json();
    let grant = "urn:ietf:params:oauth:grant-type:device_code";
    let answer = token(
        &server,
        "",
        json!({"grant_type": grant, "client_id": "3.app.coze", "device_code": device["device_code"]}),
    );
    assert_eq!(fault(&answer).1, "access_denied");
}

fn assertion(head: &Value, claims: &Value) -> String {
    let key = RsaKeyPair::from_pkcs8(include_bytes!("keys/test-only.pk8")).unwrap();
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(head), part(claims));
    let mut signature = vec![0; key.public().modulus_len()];
    let random = ring::rand::SystemRandom::new();
    key.sign(
        &RSA_PKCS1_SHA256,
        &random,
        signed.as_bytes(),
        &mut signature,
    )
    .unwrap();
    format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assertion_is_checked_and_works_once() {
    let server = server().await;
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let head = || json!({"alg": "RS256", "typ": "JWT", "kid": "fingerprint"});
    let claims = |id: &str| json!({"iss": "44", "aud": "api.coze.cn", "iat": now, "exp": now + 3600, "jti": id});
    let ask = |duration: Value| {
        let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
        json!({"grant_type": grant, "duration_seconds": duration, "scope": null})
    };
    let good = assertion(&head(), &claims("a"));
    let answer = token(&server, &good, ask(json!(60))).json();
    assert!(answer["access_token"].as_str().unwrap().starts_with("czs_"));
    assert!(answer["expires_in"].as_u64().unwrap().abs_diff(now + 60) < 5);
    assert!(answer.get("refresh_token").is_none());
    assert_eq!(may_list(&server, &answer["access_token"]), (200, 0));
    assert_eq!(
        fault(&token(&server, &good, ask(Value::Null))),
        (400, "invalid_request".to_owned())
    );

    let changed = |name: &str, value: Value| {
        let mut changed = claims("b");
        changed[name] = value;
        assertion(&head(), &changed)
    };
    let forged = {
        let mut parts: Vec<String> = assertion(&head(), &claims("c"))
            .split('.')
            .map(str::to_owned)
            .collect();
        parts[1] = BASE64_URL_SAFE_NO_PAD.encode(claims("d").to_string());
        parts.join(".")
    };
    for (assertion, code) in [
        (changed("exp", json!(now - 1)), "invalid_request"),
        (changed("iat", json!(now + 1000)), "invalid_request"),
        (changed("aud", json!("evil.example")), "invalid_request"),
        (changed("jti", json!("")), "invalid_request"),
        (changed("iss", json!("45")), "invalid_client"),
        (changed("iss", json!("55")), "access_deny"),
        (changed("iss", json!("3.app.coze")), "access_deny"),
        (
            assertion(
                &json!({"alg": "none", "typ": "JWT", "kid": "fingerprint"}),
                &claims("e"),
            ),
            "invalid_request",
        ),
        (
            assertion(
                &json!({"alg": "RS256", "typ": "JWT", "kid": "other"}),
                &claims("f"),
            ),
            "invalid_client",
        ),
        (forged, "invalid_client"),
        ("x.y".to_owned(), "invalid_client"),
    ] {
        assert_eq!(fault(&token(&server, &assertion, ask(Value::Null))).1, code);
    }
    for (duration, status) in [
        (json!(86_399), 200),
        (json!(86_400), 400),
        (json!(0), 400),
        (json!("900"), 400),
    ] {
        let assertion = assertion(&head(), &claims(&format!("duration {duration}")));
        assert_eq!(
            token(&server, &assertion, ask(duration.clone())).status,
            status,
            "{duration}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_grant_is_refused() {
    let server = server().await;
    let odd = token(&server, "", json!({"grant_type": "password"}));
    assert_eq!(fault(&odd), (400, "unsupported_grant_type".to_owned()));
    let none = token(&server, "", json!({}));
    assert_eq!(none.json()["error_message"], "invalid request: grant_type");
    let form = call(&server, "POST", "/api/permission/oauth2/token", FORM, b"");
    assert_eq!(fault(&form), (400, "invalid_request".to_owned()));
    assert_eq!(
        get(&server, "/api/permission/oauth2/token").outcome(),
        (404, 4000)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_apps_send_codes_to_this_machine_only() {
    let server = start(Config::default()).await;
    for (uri, status) in [
        ("http%3A%2F%2F127.0.0.1%3A4000%2Fback", 302),
        ("http%3A%2F%2Flocalhost%2F", 302),
        ("https%3A%2F%2F127.0.0.1%2F", 400),
        ("http%3A%2F%2F127.0.0.1.evil.example%2F", 400),
        ("http%3A%2F%2F127.0.0.1%40evil.example%2F", 400),
        ("%2Fback", 400),
    ] {
        let target = format!(
            "/api/permission/oauth2/authorize?response_type=code&client_id=1000000001.app.coze&redirect_uri={uri}"
        );
        assert_eq!(
            call(&server, "GET", &target, "", b"").status,
            status,
            "{uri}"
        );
    }
}
