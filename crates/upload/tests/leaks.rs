//! Every way to fail, with all logging on -> neither token nor recording in any text.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use support::tls::{Authority, serve_h2};
use support::voice::{TOKEN, client, quick, update_of, wav};
use support::{Fault, Server, answer, ok};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use upload::{ApiToken, Client, Consent, OAuthApp, RenewingToken};

/// Everything that is logged through `tracing` or `log`, spans and fields included.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl<S: tracing::Subscriber> Layer<S> for Log {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        event.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn on_new_span(
        &self,
        attributes: &tracing::span::Attributes<'_>,
        _: &tracing::Id,
        _: Context<'_, S>,
    ) {
        attributes.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn on_record(&self, _: &tracing::Id, values: &tracing::span::Record<'_>, _: Context<'_, S>) {
        values.record(&mut Fields(&mut self.0.lock().unwrap()));
    }
}

struct Fields<'a>(&'a mut String);

impl tracing::field::Visit for Fields<'_> {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        writeln!(self.0, "{field}={value:?}").unwrap();
    }
}

impl log::Log for Log {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        writeln!(
            self.0.lock().unwrap(),
            "{}: {}",
            record.target(),
            record.args()
        )
        .unwrap();
    }

    fn flush(&self) {}
}

const ACCESS: &str = "czu_AccessSecret999";
const REFRESH: &str = "RefreshSecret888";

/// Fails if the token, or 24 bytes in a row of the recording, raw, in hex, escaped or as a list, is in the text.
fn assert_clean(text: &str, from: &str) {
    for secret in [TOKEN, &TOKEN[4..], ACCESS, REFRESH] {
        assert!(
            !text.contains(secret),
            "{from} shows a secret: {}",
            around(text, secret)
        );
    }
    let audio = wav(4000);
    for run in audio.chunks(12).skip(2) {
        let hex: String = run.iter().map(|byte| format!("{byte:02x}")).collect();
        let list = format!("{run:?}");
        let escaped = run.escape_ascii().to_string();
        let lossy = String::from_utf8_lossy(run).into_owned();
        for form in [&*hex, list.trim_matches(['[', ']']), &escaped, &lossy] {
            assert!(
                !text.contains(form),
                "{from} shows the recording: {}",
                around(text, form)
            );
        }
    }
}

fn around<'a>(text: &'a str, found: &str) -> &'a str {
    let at = text.find(found).unwrap();
    &text[text.floor_char_boundary(at.saturating_sub(100))..text.floor_char_boundary(at + 100)]
}

fn echo(status: u16) -> Fault {
    let msg = format!("bad token Bearer {TOKEN} \\u001b[2J");
    Fault::Say(answer(
        status,
        &format!("x-tt-logid: {TOKEN}\r\nContent-Type: {TOKEN}\r\nLocation: http://{TOKEN}@h/\r\n"),
        format!(r#"{{"code":4000,"msg":"{msg}","detail":{{"logid":"{TOKEN}"}}}}"#),
    ))
}

#[tokio::test]
async fn neither_token_nor_recording_is_shown_anywhere() {
    let log = Log::default();
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(log.clone()))
        .unwrap();
    log::set_boxed_logger(Box::new(log.clone())).unwrap();
    log::set_max_level(log::LevelFilter::Trace);

    let mut options = quick();
    options.idle_timeout = Duration::from_millis(100);
    options.min_upload_bytes_per_sec = 10_000_000;
    let raw_echo = [
        b"HTTP/1.1 500 X\r\nConnection: close\r\n\r\n".to_vec(),
        wav(4000),
    ]
    .concat();
    let text_echo =
        [format!("HTTP/1.1 200 X\r\nConnection: close\r\n\r\n{TOKEN} {ACCESS}").into_bytes()]
            .concat();
    let mut texts = String::new();
    for fault in [
        Fault::Say(ok()),
        Fault::Break {
            share: 0.5,
            reset: true,
        },
        Fault::Break {
            share: 1.0,
            reset: false,
        },
        Fault::ResetAtAccept,
        Fault::Silent,
        Fault::EarlyThenReset(answer(413, "", "")),
        Fault::EarlyThenHold(ok()),
        Fault::SayAndClose(raw_echo),
        Fault::SayAndClose(text_echo),
        Fault::SayAndClose(b"\x00garbage".to_vec()),
        echo(200),
        echo(302),
        echo(401),
        echo(503),
    ] {
        let server = Server::start(vec![fault]).await;
        let client = client(&server.base(), options.clone());
        let update = update_of(4000);
        let id = support::voice::id();
        let call = client.update(&id, &update, Consent::confirmed_by_caller());
        match call.await {
            Ok(receipt) => write!(texts, "{receipt:?}").unwrap(),
            Err(error) => {
                write!(texts, "{error} {error:?} {error:#?}").unwrap();
                let mut source = std::error::Error::source(&error);
                while let Some(error) = source {
                    write!(texts, "{error} {error:?}").unwrap();
                    source = error.source();
                }
            }
        }
        write!(
            texts,
            "{client:?} {update:?} {:?}",
            update.request(&id).unwrap()
        )
        .unwrap();
        assert_clean(&texts, "a value");
    }
    for base in ["https://nonexistent.invalid", "https://127.0.0.1:1"] {
        let error = support::voice::update(base, 4000, options.clone())
            .await
            .unwrap_err();
        assert_clean(&format!("{error} {error:?}"), base);
    }

    let authority = Authority::new();
    let (base, _) = serve_h2(authority.acceptor("localhost", false, "h2")).await;
    support::voice::update(&base, 4000, authority.options())
        .await
        .unwrap();

    let login = answer(
        200,
        "",
        format!(r#"{{"access_token":"{ACCESS}","refresh_token":"{REFRESH}2","expires_in":900}}"#),
    );
    let denied = answer(
        400,
        "",
        format!(r#"{{"error_code":"invalid_request","error_message":"{REFRESH} {ACCESS}"}}"#),
    );
    for answers in [
        vec![Fault::Say(login), Fault::Say(ok())],
        vec![Fault::Say(denied)],
    ] {
        let server = Server::start(answers).await;
        let app = OAuthApp::new(&server.base(), "1.app.coze", &options).unwrap();
        let app = app.with_secret(ApiToken::new(TOKEN).unwrap());
        let tokens =
            RenewingToken::from_refresh_token(app, ApiToken::new(REFRESH).unwrap(), |_| {});
        let client = Client::with_options(&server.base(), tokens.clone(), options.clone()).unwrap();
        let result = client
            .rename(&support::voice::id(), Some("Ann"), None)
            .await;
        assert_clean(&format!("{result:?} {tokens:?}"), "a login");
    }

    let log = log.0.lock().unwrap();
    // The log is really on, ours and the libraries'.
    assert!(
        log.contains("outcome=\"delivered\"") && log.contains("reqwest::connect"),
        "{log}"
    );
    assert_clean(&log, "the log");
}
