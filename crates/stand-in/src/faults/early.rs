//! Answers that come before the body was read, and interim answers.

use std::time::Duration;

use http::header::EXPECT;

use super::{Fault, Played, end, framing, status};
use crate::exchange::Exchange;

/// `early_413` answers at once and goes on reading a while; with `_rst` it resets instead.
pub(super) const NAMES: &[&str] = &[
    "early_200",
    "early_401",
    "early_413",
    "early_413_rst",
    "early_429",
    "early_503",
    "interim",
    "expect_417",
];

pub(super) async fn play(fault: &Fault, exchange: Exchange) -> Played {
    let link = exchange.link.clone();
    match fault.name() {
        "interim" => {
            link.write_all(b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n")
                .await?;
            link.write_all(b"HTTP/1.1 102 Processing\r\n\r\n").await?;
            exchange.answer().await
        }
        "expect_417" if exchange.parts.headers.contains_key(EXPECT) => {
            status::answer(fault, 417, &exchange.log_id)
        }
        "expect_417" => exchange.answer().await,
        name => {
            let digits = name.trim_start_matches("early_").trim_end_matches("_rst");
            let status = digits.parse().unwrap_or(503);
            let answer = status::answer(fault, status, &exchange.log_id)?;
            let (head, body) = framing::split(answer);
            let answer = [head.as_slice(), &body].concat();
            link.write_all(&answer).await?;
            if name.ends_with("_rst") {
                // Time for the answer to be read before the reset throws it away.
                tokio::time::sleep(Duration::from_millis(30)).await;
                link.reset_when_dropped();
            } else {
                link.finish_writing();
                let late = link.drain(Duration::from_secs(2)).await;
                exchange.service.recorder.amend(exchange.index, |request| {
                    request.bytes_after_answer = late;
                });
            }
            end()
        }
    }
}
