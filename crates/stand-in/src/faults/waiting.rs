//! Servers that take their time: silent, slow to read, slow to write.

use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::{Fault, Played, end, framing};
use crate::exchange::Exchange;

/// `hang` reads the body and never answers; `hang_noread` does not even read.
pub(super) const NAMES: &[&str] = &[
    "hang",
    "hang_noread",
    "slow_read",
    "slowloris_head",
    "drip_body",
    "delay",
];

pub(super) async fn play(fault: &Fault, mut exchange: Exchange) -> Played {
    let link = exchange.link.clone();
    let longest = exchange.service.config.longest_hang;
    match fault.name() {
        "hang" => {
            super::swallow(fault, exchange).await?;
            let _ = timeout(longest, link.peer_done()).await;
            end()
        }
        "hang_noread" => {
            let _ = timeout(longest, link.peer_done()).await;
            end()
        }
        "delay" => {
            sleep(Duration::from_millis(fault.number("ms").unwrap_or(500))).await;
            exchange.answer().await
        }
        "slow_read" => {
            let bytes_per_sec: f64 = fault.number("bps").unwrap_or(20_000.0);
            exchange.body.slow_down(bytes_per_sec.max(1.0));
            exchange.answer().await
        }
        _ => {
            let (head, body) = framing::split(exchange.answer().await?);
            let slow = if fault.name() == "drip_body" {
                link.write_all(&head).await?;
                body.to_vec()
            } else {
                [head.as_slice(), &body].concat()
            };
            let pause = Duration::from_millis(fault.number("ms").unwrap_or(1000));
            let start = tokio::time::Instant::now();
            for byte in slow {
                if start.elapsed() > longest {
                    break;
                }
                link.write_all(&[byte]).await?;
                sleep(pause).await;
            }
            end()
        }
    }
}
