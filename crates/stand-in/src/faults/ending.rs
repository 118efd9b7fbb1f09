//! Connections that end too soon: before, in and after the body, or while they are idle.

use std::io;
use std::time::Duration;

use super::{Fault, Played, end, swallow};
use crate::exchange::Exchange;

/// `reset_*` ends with RST, `close_*` with FIN. `stale_*` answers and then ends the idle connection.
pub(super) const NAMES: &[&str] = &[
    "reset_accept",
    "close_accept",
    "reset_headers",
    "close_headers",
    "reset_mid",
    "close_mid",
    "reset_after",
    "close_after",
    "stale_keepalive",
    "stale_rst",
];

/// How long a client may take to notice that an idle connection was closed.
const IDLE: Duration = Duration::from_millis(20);

pub(super) async fn play(fault: &Fault, mut exchange: Exchange) -> Played {
    let link = exchange.link.clone();
    match fault.name() {
        "stale_keepalive" => {
            let answer = exchange.answer().await?;
            tokio::spawn(async move {
                tokio::time::sleep(IDLE).await;
                link.close();
            });
            return Ok(answer);
        }
        "stale_rst" => {
            let answer = exchange.answer().await?;
            link.reset_at_next_byte();
            return Ok(answer);
        }
        name if name.ends_with("_mid") => {
            let until = part_of(fault, &exchange)?;
            while exchange.body.received_bytes() < until && exchange.body.piece().await.is_some() {}
        }
        name if name.ends_with("_after") => swallow(fault, exchange).await?,
        // At accept: only reached when the connection was open already.
        _ => drop(exchange),
    }
    if fault.name().starts_with("reset") {
        link.reset_when_dropped();
    } else {
        link.finish_writing();
        // Unread bytes would turn the FIN into a RST.
        link.drain(Duration::from_secs(2)).await;
    }
    end()
}

/// Bytes after which a `_mid` fault strikes: `frac` of the stated length, half unless told.
fn part_of(fault: &Fault, exchange: &Exchange) -> io::Result<u64> {
    let frac: f64 = fault.number("frac").unwrap_or(0.5);
    let stated = exchange.body.stated_bytes().unwrap_or(0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a float to integer cast saturates, and a body has fewer than 2^52 bytes"
    )]
    Ok((stated as f64 * frac.clamp(0.0, 1.0)) as u64)
}
