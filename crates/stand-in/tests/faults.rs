//! Each fault to the bytes, or the end, that a client sees.
#![expect(clippy::unwrap_used, reason = "a panic is a failed test")]

mod support;

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use stand_in::Config;
use support::*;

fn update(server: &stand_in::Server) -> Vec<u8> {
    let body = form_body(&[("file", "a.wav", &wav(20_000)), ("name", "", b"n")]);
    let head = format!(
        "PUT {} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer pat_test\r\n{FORM}Content-Length: {}\r\n\r\n",
        seeded(server),
        body.len()
    );
    [head.as_bytes(), &body].concat()
}

/// Longest wait for what must come, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sends an update that meets a fault; what came, and how the connection ended.
fn meet(server: &stand_in::Server, fault: &str) -> (Vec<u8>, Option<ErrorKind>) {
    meet_within(server, fault, PATIENCE)
}

/// The same, but gives up with `WouldBlock` when it takes longer.
fn meet_within(
    server: &stand_in::Server,
    fault: &str,
    longest: Duration,
) -> (Vec<u8>, Option<ErrorKind>) {
    server.inject(fault).unwrap();
    let begin = Instant::now();
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(longest)).unwrap();
    let sent = stream.write_all(&update(server)).err();
    let mut answer = Vec::new();
    let mut buffer = [0; 65536];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return (answer, sent.map(|error| error.kind())),
            Ok(bytes) => answer.extend_from_slice(&buffer[..bytes]),
            Err(error) => return (answer, Some(error.kind())),
        }
        let text = String::from_utf8_lossy(&answer).to_lowercase();
        // A connection that is kept alive: the answer is whole.
        if text.ends_with('}') && !text.contains("connection: close") {
            return (answer, None);
        }
        if begin.elapsed() > longest {
            return (answer, Some(ErrorKind::WouldBlock));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_end_before_in_and_after_the_body() {
    let server = start(Config::default()).await;
    for (fault, complete) in [
        ("reset_headers", false),
        ("reset_mid~frac=.3", false),
        ("reset_after", true),
        ("close_headers", false),
        ("close_mid", false),
        ("close_after", true),
    ] {
        let (answer, end) = meet(&server, fault);
        assert!(answer.is_empty(), "{fault}");
        let reset = matches!(
            end,
            Some(ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)
        );
        assert_eq!(reset, fault.starts_with("reset"), "{fault} {end:?}");
        let request = server.requests().pop().unwrap();
        assert_eq!(
            (request.fault.as_deref(), request.complete),
            (Some(fault), complete)
        );
    }
    let (_, end) = meet(&server, "reset_accept");
    assert!(
        matches!(
            end,
            Some(ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)
        ),
        "{end:?}"
    );
    assert_eq!(server.requests().len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_may_belong_to_a_call_that_was_done() {
    let server = start(Config::default()).await;
    let name = || {
        let list = get(&server, &format!("{}/features", seeded_group(&server))).json();
        list["data"]["items"][0]["name"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    meet(&server, "reset_after");
    assert_eq!(name(), "speaker");
    meet(&server, "reset_after~apply");
    assert_eq!(name(), "n");
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_go_stale() {
    let server = start(Config::default()).await;
    for (fault, after) in [
        ("stale_keepalive", None),
        ("stale_rst", Some(ErrorKind::ConnectionReset)),
    ] {
        server.inject(fault).unwrap();
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.write_all(&update(&server)).unwrap();
        let mut buffer = [0; 65536];
        let bytes = stream.read(&mut buffer).unwrap();
        assert_eq!(parse(&buffer[..bytes]).outcome(), (200, 0));
        if after.is_none() {
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            assert_eq!(stream.read(&mut buffer).unwrap(), 0);
        }
        let before = server.requests().len();
        let _ = stream.write_all(&update(&server));
        let end = stream.read(&mut buffer);
        match after {
            None => assert!(!matches!(end, Ok(1..)), "{end:?}"),
            Some(kind) => assert_eq!(end.unwrap_err().kind(), kind),
        }
        assert_eq!(
            server.requests().len(),
            before,
            "the second request was not served"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn statuses_come_in_order_and_then_all_is_well() {
    let server = start(Config::default()).await;
    server
        .inject("503,429~ra=1,401~body=html,404~body=empty,429~ra=two,ok")
        .unwrap();
    let answers: Vec<Answer> = (0..7)
        .map(|_| parse(&raw(&server, &closing(&update(&server)))))
        .collect();
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [503, 429, 401, 404, 429, 200, 200]);
    assert_eq!(answers[1].header("retry-after"), Some("1"));
    assert_eq!(answers[1].code(), 4013);
    assert!(answers[2].body.starts_with(b"<!DOCTYPE") && answers[3].body.is_empty());
    assert_eq!(
        answers[4]
            .headers
            .iter()
            .filter(|(name, _)| name == "retry-after")
            .count(),
        2
    );
    let same: Vec<String> = server
        .requests()
        .into_iter()
        .map(|request| request.body_sha256)
        .collect();
    assert!(same.windows(2).all(|pair| pair[0] == pair[1]));
    for (ra, seen) in [
        ("past", "Sun, 09 Sep 2001 01:46:40 GMT"),
        ("bad", "soon"),
        ("neg", "-5"),
        ("float", "0.5"),
    ] {
        server.inject(&format!("429~ra={ra}")).unwrap();
        let answer = parse(&raw(&server, &closing(&update(&server))));
        assert_eq!(answer.header("retry-after"), Some(seen));
    }
}

fn closing(request: &[u8]) -> Vec<u8> {
    let at = request.windows(2).position(|w| w == b"\r\n").unwrap() + 2;
    [&request[..at], b"Connection: close\r\n", &request[at..]].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn early_answers_come_while_the_body_is_still_sent() {
    let server = start(Config::default()).await;
    for (fault, status) in [
        ("early_413", 413),
        ("early_200", 200),
        ("early_401", 401),
        ("early_503", 503),
        ("early_413_rst", 413),
    ] {
        server.inject(fault).unwrap();
        let mut stream = TcpStream::connect(server.address()).unwrap();
        let request = update(&server);
        stream.write_all(&request[..600]).unwrap();
        let mut buffer = [0; 4096];
        let bytes = stream.read(&mut buffer).unwrap();
        assert_eq!(parse(&buffer[..bytes]).status, status, "{fault}");
        assert!(!server.requests().pop().unwrap().complete);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_and_slow_servers_take_their_time() {
    let server = start(Config {
        longest_hang: Duration::from_secs(3),
        ..Config::default()
    })
    .await;
    for (fault, complete) in [("hang", true), ("hang_noread", false)] {
        let (answer, end) = meet_within(&server, fault, Duration::from_millis(700));
        assert!(
            answer.is_empty() && end == Some(ErrorKind::WouldBlock),
            "{fault} {end:?}"
        );
        std::thread::sleep(Duration::from_millis(50));
        let request = server.requests().pop().unwrap();
        // A handler that does not read notices the end of its client late.
        assert!(request.complete == complete, "{fault}");
    }
    let begin = Instant::now();
    let (answer, _) = meet(&server, "slow_read~bps=100000");
    assert_eq!(parse(&answer).outcome(), (200, 0));
    assert!(
        begin.elapsed() > Duration::from_millis(350),
        "{:?}",
        begin.elapsed()
    );
    for fault in ["slowloris_head~ms=100", "drip_body~ms=100"] {
        let (answer, _) = meet_within(&server, fault, Duration::from_millis(700));
        assert!(answer.len() < 300, "{}", answer.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn framing_lies() {
    let server = start(Config::default()).await;
    for (fault, sign) in [
        ("truncated_cl", "content-length: "),
        ("truncated_chunk", "chunked"),
        ("bad_chunk", "zz\r\n"),
        ("dup_cl", "content-length: "),
        (
            "cl_and_te",
            "content-length: 5\r\ntransfer-encoding: chunked",
        ),
        ("garbage", "this is no http"),
        ("bad_status", "http/1.1 2x0"),
        ("double_response", "left over"),
        ("ok_chunked", "0\r\n\r\n"),
        ("ok_http10", "http/1.0 200"),
    ] {
        let (answer, end) = meet(&server, fault);
        let text = String::from_utf8_lossy(&answer).to_lowercase();
        assert!(
            text.contains(sign) && end.is_none(),
            "{fault}: {text} {end:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_bodies() {
    let server = start(Config::default()).await;
    for (fault, status, sign) in [
        ("html_200", 200, "<!DOCTYPE"),
        ("html_502", 502, "<!DOCTYPE"),
        ("html_as_json", 200, "<!DOCTYPE"),
        ("empty_200", 200, ""),
        ("json_array", 200, "["),
        ("json_dup", 200, r#"{"code":0,"code":4000"#),
        ("truncated_json", 200, r#"{"code":0"#),
        ("ok_bom", 200, "\u{feff}{"),
        ("ok_204", 204, ""),
        ("data_missing", 200, r#"{"code":0,"#),
        ("json_ctrl", 200, r#"{"code":4000,"msg":"a\u001b"#),
        (
            "echo_secret",
            200,
            r#"{"code":4000,"msg":"you sent Bearer pat_test""#,
        ),
        ("biz_error~code=4020", 200, r#"{"code":4020"#),
        ("code_text", 200, r#"{"code":"4000""#),
    ] {
        server.inject(fault).unwrap();
        let answer = parse(&raw(&server, &closing(&update(&server))));
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(
            answer.status == status && text.starts_with(sign),
            "{fault}: {} {text}",
            answer.status
        );
        assert!(fault != "data_missing" || !text.contains(r#""data""#));
    }
    server.inject("numeric_ids").unwrap();
    let answer = parse(&raw(&server, &closing(&update(&server))));
    assert!(answer.json()["data"]["id"].is_u64());
}

#[tokio::test(flavor = "multi_thread")]
async fn too_much() {
    let server = start(Config::default()).await;
    for (fault, least) in [
        ("huge_body~mb=5", 5 << 20),
        ("huge_header", 1 << 20),
        ("many_headers", 100_000),
        ("json_hugemsg~mb=3", 3 << 20),
    ] {
        server.inject(fault).unwrap();
        assert!(
            raw(&server, &closing(&update(&server))).len() > least,
            "{fault}"
        );
    }
    server.inject("gzip_bomb").unwrap();
    let answer = parse(&raw(&server, &closing(&update(&server))));
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    assert!(answer.body.len() < 2 << 20, "{}", answer.body.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_lead_elsewhere() {
    let server = start(Config::default()).await;
    for (fault, status, sign) in [
        ("307~to=other", 307, "http://127.0.0.1:"),
        ("302~to=otherhost", 302, "http://localhost:"),
        ("301~to=https", 301, "https://"),
        ("308~to=loop", 308, "/_faults/308~to=loop/v1/"),
        ("303~to=file", 303, "file:///"),
        ("307~to=creds", 307, "http://user:secret@"),
        ("307~to=crlf", 307, "%0d%0aX-Evil"),
    ] {
        server.inject(fault).unwrap();
        let answer = parse(&raw(&server, &closing(&update(&server))));
        let location = answer.header("location").unwrap_or_default();
        assert!(
            answer.status == status && location.contains(sign),
            "{fault} {location}"
        );
    }
    server.inject("307~to=none").unwrap();
    let answer = parse(&raw(&server, &closing(&update(&server))));
    assert_eq!((answer.status, answer.header("location")), (307, None));
    assert!(server.requests_elsewhere().is_empty());
}
