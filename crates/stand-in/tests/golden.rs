//! What the official clients and curl put on the wire (captured on loopback) and
//! other right ways to say the same: accepted, or refused with the right code.
#![expect(clippy::unwrap_used, reason = "a panic is a failed test")]

mod support;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use stand_in::{Config, Server};
use support::*;

/// Every captured request, the code it must get, and how many parts it has.
const CAPTURED: [(&str, i64, usize); 23] = [
    ("coze-api-delete", 0, 0),
    ("coze-api-list-groups", 0, 0),
    ("coze-api-update-bytes", 4000, 1),
    ("coze-api-update-empty-name", 4000, 1),
    ("coze-api-update-file", 0, 2),
    ("coze-api-update-group-nothing", 0, 0),
    ("coze-api-update-nothing", 4000, 0),
    ("coze-api-update-pcm", 0, 3),
    ("cozepy-create-empty", 4300, 2),
    ("cozepy-create-empty-name", 4000, 2),
    ("cozepy-create-group", 0, 0),
    ("cozepy-delete", 0, 0),
    ("cozepy-identify", 0, 2),
    ("cozepy-list-groups", 0, 0),
    ("cozepy-update-bytes", 0, 1),
    ("cozepy-update-file", 0, 3),
    ("cozepy-update-group-nothing", 0, 0),
    ("cozepy-update-name", 0, 1),
    ("cozepy-update-nothing", 4000, 0),
    ("cozepy-update-pcm", 0, 3),
    ("curl-update-chunked", 0, 2),
    ("curl-update-expect", 0, 1),
    ("curl-update-file", 0, 2),
];

/// A captured request with the server's own ids, which are as long as the true ones.
fn captured(server: &Server, name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut bytes = std::fs::read(folder.join(format!("{name}.http"))).unwrap();
    let seed = server.seed();
    for (slot, text) in [
        ("{GROUP}", seed.group_id.as_str()),
        ("{FEATURE}", &seed.feature_id),
        ("{TOKEN}", server.token()),
        ("{HOST}", &server.address().to_string()),
    ] {
        while let Some(at) = bytes
            .windows(slot.len())
            .position(|window| window == slot.as_bytes())
        {
            bytes.splice(at..at + slot.len(), text.bytes());
        }
    }
    bytes
}

/// Reads one answer from a connection that stays open.
fn read_answer(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).unwrap();
        assert!(
            count > 0,
            "closed after {:?}",
            String::from_utf8_lossy(&bytes)
        );
        bytes.extend_from_slice(&buffer[..count]);
        while bytes.starts_with(b"HTTP/1.1 100") {
            let end = bytes
                .windows(4)
                .position(|window| window == b"\r\n\r\n")
                .unwrap()
                + 4;
            bytes.drain(..end);
        }
        if bytes.ends_with(b"}") {
            return parse(&bytes);
        }
    }
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn captured_requests_get_their_codes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let files = std::fs::read_dir(folder).unwrap();
    let files = files.filter(|file| file.as_ref().unwrap().path().extension().is_some());
    assert_eq!(files.count(), CAPTURED.len());
    for (name, code, parts) in CAPTURED {
        let server = start(Config::default()).await;
        let mut stream = connect(&server);
        stream.write_all(&captured(&server, name)).unwrap();
        assert_eq!(read_answer(&mut stream).outcome(), (200, code), "{name}");
        let request = server.requests().pop().unwrap();
        assert!(
            request.complete && request.parts.len() == parts,
            "{name} {request:?}"
        );
        // Bytes without a filename read as a text, and are none.
        let objections = usize::from(name == "coze-api-update-bytes");
        assert_eq!(request.violations.len(), objections, "{name} {request:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_carries_them_all() {
    let server = start(Config::default()).await;
    let mut stream = connect(&server);
    let stay = |name: &str| !name.contains("delete");
    for (name, code, _) in CAPTURED.into_iter().filter(|(name, ..)| stay(name)) {
        stream.write_all(&captured(&server, name)).unwrap();
        assert_eq!(read_answer(&mut stream).outcome(), (200, code), "{name}");
    }
    let requests = server.requests();
    assert!(
        requests
            .iter()
            .all(|request| request.connection == requests[0].connection)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_and_files_arrive_as_they_were_sent() {
    let server = start(Config::default()).await;
    raw(&server, &closing(&captured(&server, "cozepy-update-name")));
    let request = server.requests().pop().unwrap();
    assert_eq!(
        request.part("name").unwrap().text.as_deref(),
        Some("妈妈\r\n二")
    );
    raw(
        &server,
        &closing(&captured(&server, "cozepy-create-empty-name")),
    );
    let request = server.requests().pop().unwrap();
    let file = request.part("file").unwrap();
    assert_eq!(file.file_name.as_deref(), Some("声%22纹%22.wav"));
    assert_eq!(
        (file.content_type.as_deref(), file.bytes),
        (Some("audio/x-wav"), 76)
    );
}

fn closing(request: &[u8]) -> Vec<u8> {
    let at = request
        .windows(2)
        .position(|window| window == b"\r\n")
        .unwrap()
        + 2;
    [&request[..at], b"Connection: close\r\n", &request[at..]].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_expects_100_continue_gets_it_before_it_sends() {
    let server = start(Config::default()).await;
    let body = form_body(&[("name", "", b"n")]);
    let mut stream = connect(&server);
    let head = format!(
        "PUT {} HTTP/1.1\r\nhost: x\r\nauthorization: bearer pat_test\r\n{}expect: 100-continue\r\ncontent-length: {}\r\n\r\n",
        seeded(&server),
        FORM.to_lowercase(),
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut buffer = [0; 1024];
    let count = stream.read(&mut buffer).unwrap();
    assert_eq!(&buffer[..count], b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(&body).unwrap();
    assert_eq!(read_answer(&mut stream).outcome(), (200, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn chunks_of_one_byte_are_a_body_too() {
    let server = start(Config::default()).await;
    let body = form_body(&[
        ("channel", "", b"1"),
        ("file", "a.wav", &wav(40)),
        ("desc", "", b"x"),
    ]);
    let mut request = format!(
        "PUT {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer pat_test\r\n{FORM}Transfer-Encoding: chunked\r\n\r\n",
        seeded(&server)
    )
    .into_bytes();
    for byte in &body {
        request.extend(b"1;note=x\r\n");
        request.push(*byte);
        request.extend(b"\r\n");
    }
    request.extend(b"0\r\nTrailer: x\r\n\r\n");
    assert_eq!(parse(&raw(&server, &request)).outcome(), (200, 0));
    assert_eq!(
        server.requests()[0].body_bytes,
        u64::try_from(body.len()).unwrap()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_part_type_and_either_boundary_will_do() {
    let server = start(Config::default()).await;
    for kind in [
        "audio/wav",
        "audio/x-wav",
        "audio/wave",
        "application/octet-stream",
        "",
    ] {
        for boundary in ["b", "\"b\""] {
            let mut body =
                b"--b\r\ncontent-disposition: form-data; filename=\"a.wav\"; name=\"file\"\r\n"
                    .to_vec();
            if !kind.is_empty() {
                body.extend(format!("content-type: {kind}\r\n").bytes());
            }
            body.extend([&b"\r\n"[..], &wav(30), b"\r\n--b--\r\n"].concat());
            let header = format!("content-TYPE: multipart/form-data; boundary={boundary}\r\n");
            let answer = authorized(&server, "PUT", &seeded(&server), &header, &body);
            assert_eq!(answer.outcome(), (200, 0), "{kind} {boundary}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_never_ends_up_whole_changes_nothing() {
    let server = start(Config::default()).await;
    let request = captured(&server, "cozepy-update-file");
    for cut in [request.len() - 1, request.len() - 100, request.len() - 400] {
        assert!(raw_and_leave(&server, &request[..cut]).is_empty());
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(
        server
            .requests()
            .iter()
            .all(|request| !request.complete && request.status.is_none())
    );
    let list = get(&server, &format!("{}/features", seeded_group(&server))).json();
    assert_eq!(list["data"]["items"][0]["name"], "speaker");
}

fn raw_and_leave(server: &Server, bytes: &[u8]) -> Vec<u8> {
    let mut stream = connect(server);
    stream.write_all(bytes).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    answer
}
