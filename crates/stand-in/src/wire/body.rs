//! A body as it streams in to bytes, their hash, and whether it was whole.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::record::lower_hex;
use crate::service::Service;

/// A request body that is being read. What arrived is recorded when it is dropped.
pub(crate) struct Body {
    incoming: Incoming,
    service: Arc<Service>,
    index: u64,
    hash: Sha256,
    bytes: u64,
    complete: bool,
    /// Reading speed of a slow server.
    bytes_per_sec: Option<f64>,
}

/// A body that was read to its end.
pub(crate) struct Read {
    /// The bytes, unless they were more than is kept.
    pub(crate) bytes: Bytes,
    pub(crate) over_limit: bool,
}

impl Body {
    pub(crate) fn new(incoming: Incoming, service: Arc<Service>, index: u64) -> Self {
        let complete = incoming.is_end_stream();
        Self {
            incoming,
            service,
            index,
            hash: Sha256::new(),
            bytes: 0,
            complete,
            bytes_per_sec: None,
        }
    }

    /// Bytes that arrived so far.
    pub(crate) fn received_bytes(&self) -> u64 {
        self.bytes
    }

    /// The stated length, where there is one.
    pub(crate) fn stated_bytes(&self) -> Option<u64> {
        self.incoming
            .size_hint()
            .exact()
            .map(|rest| rest.saturating_add(self.bytes))
    }

    /// Reads no faster than this from now on.
    pub(crate) fn slow_down(&mut self, bytes_per_sec: f64) {
        self.bytes_per_sec = Some(bytes_per_sec);
    }

    /// The next piece; `None` at the end and when the client went away.
    pub(crate) async fn piece(&mut self) -> Option<Bytes> {
        loop {
            match self.incoming.frame().await {
                None => {
                    self.complete = true;
                    return None;
                }
                Some(Err(_)) => return None,
                Some(Ok(frame)) => {
                    let Ok(data) = frame.into_data() else {
                        continue;
                    };
                    self.hash.update(&data);
                    self.bytes = self
                        .bytes
                        .saturating_add(u64::try_from(data.len()).unwrap_or(0));
                    self.complete = self.incoming.is_end_stream();
                    if let Some(speed) = self.bytes_per_sec {
                        let pieces = u32::try_from(data.len()).unwrap_or(u32::MAX);
                        let pause = Duration::try_from_secs_f64(f64::from(pieces) / speed);
                        tokio::time::sleep(pause.unwrap_or(Duration::MAX)).await;
                    }
                    return Some(data);
                }
            }
        }
    }

    /// Reads to the end, keeping at most `most` bytes; `None` when the client went away before.
    /// A body that is far longer is not read to its end.
    pub(crate) async fn read(mut self, most: u64) -> Option<Read> {
        // Reserved once where the length is known: a buffer that grows leaves copies behind.
        let stated = self.stated_bytes().unwrap_or(0).min(most);
        let mut kept = Zeroizing::new(Vec::with_capacity(usize::try_from(stated).unwrap_or(0)));
        while let Some(piece) = self.piece().await {
            if self.bytes <= most {
                kept.extend_from_slice(&piece);
            } else if self.bytes / 4 > most {
                return Some(Read {
                    bytes: Bytes::new(),
                    over_limit: true,
                });
            } else {
                kept = Zeroizing::default();
            }
        }
        let over_limit = self.bytes > most;
        self.complete.then(|| Read {
            bytes: Bytes::from_owner(kept),
            over_limit,
        })
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        let hash = lower_hex(&self.hash.clone().finalize());
        self.service.recorder.amend(self.index, |request| {
            request.body_bytes = self.bytes;
            request.body_sha256 = hash;
            request.complete = self.complete;
        });
    }
}
