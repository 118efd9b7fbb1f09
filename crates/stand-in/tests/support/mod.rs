//! Requests as bytes to answers, over a plain socket: no HTTP library has a say.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test binary uses its part; a panic is a failed test"
)]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;
use stand_in::{Config, Server};

pub(crate) const ROOT: &str = "/v1/audio/voiceprint_groups";

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    pub(crate) fn code(&self) -> i64 {
        self.json()["code"].as_i64().expect("an integer code")
    }

    pub(crate) fn outcome(&self) -> (u16, i64) {
        (self.status, self.code())
    }
}

/// Splits an answer as it came.
pub(crate) fn parse(bytes: &[u8]) -> Answer {
    let at = bytes
        .windows(4)
        .position(|w| w == b"\r\n\r\n")
        .expect("a head");
    let head = String::from_utf8_lossy(&bytes[..at]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .unwrap()
        .split(' ')
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    let headers = lines
        .map(|line| line.split_once(':').expect("a header"))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    Answer {
        status,
        headers,
        body: bytes[at + 4..].to_vec(),
    }
}

/// Sends bytes as they are and reads until the server closes.
pub(crate) fn raw(server: &Server, request: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    // A server that answers early may close before it has taken everything.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    answer
}

/// One request with its own connection. `headers` end in CR LF each.
pub(crate) fn call(
    server: &Server,
    method: &str,
    target: &str,
    headers: &str,
    body: &[u8],
) -> Answer {
    let mut request = format!(
        "{method} {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n",
        server.address(),
        body.len()
    )
    .into_bytes();
    request.extend_from_slice(body);
    parse(&raw(server, &request))
}

/// A call with the good token.
pub(crate) fn authorized(
    server: &Server,
    method: &str,
    target: &str,
    headers: &str,
    body: &[u8],
) -> Answer {
    let headers = format!("Authorization: Bearer {}\r\n{headers}", server.token());
    call(server, method, target, &headers, body)
}

pub(crate) fn json(server: &Server, method: &str, target: &str, body: &str) -> Answer {
    authorized(
        server,
        method,
        target,
        "Content-Type: application/json\r\n",
        body.as_bytes(),
    )
}

pub(crate) fn get(server: &Server, target: &str) -> Answer {
    authorized(server, "GET", target, "", b"")
}

pub(crate) fn delete(server: &Server, target: &str) -> Answer {
    authorized(server, "DELETE", target, "", b"")
}

pub(crate) const FORM: &str = "Content-Type: multipart/form-data; boundary=b0undary\r\n";

/// A form of file parts (`name`, `filename`, bytes) and text parts (`name`, "", bytes).
pub(crate) fn form_body(parts: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file_name, bytes) in parts {
        body.extend(
            format!("--b0undary\r\nContent-Disposition: form-data; name=\"{name}\"").bytes(),
        );
        if !file_name.is_empty() {
            body.extend(format!("; filename=\"{file_name}\"").bytes());
            body.extend(b"\r\nContent-Type: application/octet-stream");
        }
        body.extend(b"\r\n\r\n");
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--b0undary--\r\n");
    body
}

pub(crate) fn form(
    server: &Server,
    method: &str,
    target: &str,
    parts: &[(&str, &str, &[u8])],
) -> Answer {
    authorized(server, method, target, FORM, &form_body(parts))
}

/// Where the seeded voiceprint is updated.
pub(crate) fn seeded(server: &Server) -> String {
    let seed = server.seed();
    format!("{ROOT}/{}/features/{}", seed.group_id, seed.feature_id)
}

/// The seeded group.
pub(crate) fn seeded_group(server: &Server) -> String {
    format!("{ROOT}/{}", server.seed().group_id)
}

/// A 16 kHz mono 16-bit WAV file of a tone.
pub(crate) fn wav(frames: u32) -> Vec<u8> {
    let size = frames * 2;
    let mut file = b"RIFF".to_vec();
    file.extend((size + 36).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x80\x3E\0\0\0\x7D\0\0\x02\0\x10\0data");
    file.extend(size.to_le_bytes());
    for frame in 0..frames {
        let sample = (f64::from(frame) * 0.3).sin() * 8000.0;
        #[expect(clippy::cast_possible_truncation, reason = "within 8000")]
        file.extend((sample as i16).to_le_bytes());
    }
    file
}

pub(crate) async fn start(config: Config) -> Server {
    Server::start(config).await.unwrap()
}
