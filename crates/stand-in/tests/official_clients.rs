//! The official clients and curl, unchanged, against the stand-in.
//!
//! `tests/official_clients/install` fetches the clients; without them the tests say so and pass.
#![expect(clippy::unwrap_used, reason = "a panic is a failed test")]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use stand_in::{Config, OauthApp, Server};
use support::*;

/// Where `install` puts things; `OFFICIAL_CLIENTS` names another folder.
fn clients() -> PathBuf {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/official-clients");
    std::env::var_os("OFFICIAL_CLIENTS").map_or(default, PathBuf::from)
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/official_clients")
        .join(name)
}

async fn server() -> Server {
    let back = vec!["https://app.example/back".to_owned()];
    let apps = vec![
        OauthApp {
            redirect_uris: back.clone(),
            ..OauthApp::web("1.app.coze", "secret")
        },
        OauthApp {
            redirect_uris: back,
            ..OauthApp::pkce("2.app.coze")
        },
        OauthApp::device("3.app.coze"),
        OauthApp::jwt("44", "fingerprint", include_str!("keys/test-only.pub.pem")),
    ];
    start(Config {
        apps,
        ..Config::default()
    })
    .await
}

/// Runs a program that drives the server, and fails with what it said.
fn drive(server: &Server, program: &mut Command) {
    use base64::Engine as _;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let key = base64::prelude::BASE64_STANDARD.encode(include_bytes!("keys/test-only.pk8"));
    let lines: Vec<&str> = key
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    let key = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        lines.join("\n")
    );
    let output = program
        .env("BASE_URL", server.base_url())
        .env("TOKEN", server.token())
        .env("CLIENTS", clients())
        .env("WAV", file("voice.wav", &wav(16_000)))
        .env("LONG_WAV", file("long.wav", &wav(1_000_000)))
        .env("PCM", file("voice.pcm", &wav(16_000)[44..]))
        .env("PRIVATE_KEY", file("key.pem", key.as_bytes()))
        .env_remove("HTTP_PROXY")
        .env_remove("http_proxy")
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(
        output.status.success() && said.contains("all calls done"),
        "{said}"
    );
    for request in server.requests() {
        assert!(request.complete, "{request:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_python_client_works_unchanged() {
    let python = clients().join("python/bin/python");
    if !python.exists() {
        eprintln!(
            "skipped: no cozepy in {}; run {}",
            clients().display(),
            script("install").display()
        );
        return;
    }
    let server = server().await;
    drive(&server, Command::new(python).arg(script("with_cozepy.py")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_javascript_client_works_unchanged() {
    if !clients().join("node_modules/@coze/api").exists() {
        eprintln!(
            "skipped: no @coze/api in {}; run {}",
            clients().display(),
            script("install").display()
        );
        return;
    }
    let server = server().await;
    drive(
        &server,
        Command::new("node").arg(script("with_coze_api.mjs")),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_as_documented_works() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("skipped: no curl");
        return;
    }
    let server = server().await;
    drive(&server, Command::new("sh").arg(script("with_curl")));
}
