//! Answers that are too much.

use std::io::{self, Write as _};

use bytes::Bytes;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use http::header::{CONTENT_ENCODING, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use serde_json::json;

use super::{Fault, Played, end, swallow};
use crate::answer::json_answer;
use crate::exchange::Exchange;

/// The setting `mb` is the size; the bomb's is what it opens to.
pub(super) const NAMES: &[&str] = &[
    "huge_body",
    "gzip_bomb",
    "huge_header",
    "many_headers",
    "json_hugemsg",
];

const MIB: usize = 1 << 20;

pub(super) async fn play(fault: &Fault, exchange: Exchange) -> Played {
    let (link, log_id) = (exchange.link.clone(), exchange.log_id.clone());
    swallow(fault, exchange).await?;
    let mut answer = json_answer(StatusCode::OK, &log_id, &json!({ "code": 0, "msg": "" }));
    match fault.name() {
        "huge_body" => {
            let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
            link.write_all(head).await?;
            let mut chunk = format!("{MIB:x}\r\n").into_bytes();
            chunk.resize(chunk.len() + MIB, b' ');
            chunk.extend(b"\r\n");
            for _ in 0..fault.number("mb").unwrap_or(200_u32) {
                link.write_all(&chunk).await?;
            }
            link.write_all(b"0\r\n\r\n").await?;
            return end();
        }
        "huge_header" => {
            let size = fault.number("mb").unwrap_or(1_usize).min(64) * MIB;
            let mut head = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Huge: ".to_vec();
            head.resize(head.len() + size, b'x');
            head.extend(b"\r\n\r\n");
            link.write_all(&head).await?;
            return end();
        }
        "many_headers" => {
            let mut head = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n".to_vec();
            for number in 0..fault.number("count").unwrap_or(10_000_u32) {
                head.extend(format!("X-Many-{number}: 1\r\n").bytes());
            }
            head.extend(b"\r\n");
            link.write_all(&head).await?;
            return end();
        }
        "gzip_bomb" => {
            let opens_to = fault.number("mb").unwrap_or(1024_usize);
            *answer.body_mut() = bomb(opens_to)?.into();
            answer
                .headers_mut()
                .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        _ => long_message(&mut answer, fault.number("mb").unwrap_or(10)),
    }
    Ok(answer)
}

fn long_message(answer: &mut Response<Bytes>, mb: usize) {
    let msg = "x".repeat(mb.min(1024) * MIB);
    *answer.body_mut() = json!({ "code": 4000, "msg": msg }).to_string().into();
    answer.headers_mut().insert(
        HeaderName::from_static("x-long"),
        HeaderValue::from_static("1"),
    );
}

/// A gzip file of spaces that opens to this many MiB. After a sync flush every further MiB packs
/// to the same bytes, so one is packed and repeated.
fn bomb(mebibytes: usize) -> io::Result<Vec<u8>> {
    let plain = vec![b' '; MIB];
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let mut lengths = [0; 3];
    for length in &mut lengths {
        encoder.write_all(&plain)?;
        encoder.flush()?;
        *length = encoder.get_ref().len();
    }
    let all = encoder.get_ref().clone();
    let (first, again) = (&all[..lengths[1]], &all[lengths[1]..lengths[2]]);
    let mut file = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff".to_vec();
    file.extend_from_slice(first);
    let mut sum = Crc::new();
    let mut piece = Crc::new();
    piece.update(&plain);
    for count in 0..mebibytes.max(2) {
        if count >= 2 {
            file.extend_from_slice(again);
        }
        sum.combine(&piece);
    }
    // An empty final block, then the checksum and the length modulo 2^32.
    file.extend(b"\x03\0");
    file.extend(sum.sum().to_le_bytes());
    file.extend(sum.amount().to_le_bytes());
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    #[test]
    fn a_bomb_is_a_valid_gzip_file_a_thousand_times_smaller() {
        let file = super::bomb(20).unwrap();
        assert!(file.len() < 40_000, "{}", file.len());
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(file.as_slice())
            .read_to_end(&mut plain)
            .unwrap();
        assert_eq!(plain.len(), 20 * super::MIB);
        assert!(plain.iter().all(|&byte| byte == b' '));
    }
}
