//! Bytes taken for sending -> the caller who watches.

use std::sync::Arc;

/// How far the body of one try has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sent {
    /// Bytes of the body that were handed to the connection. Some of them can still wait in buffers
    /// of the system, and none is confirmed before the call ends.
    pub bytes: u64,
    /// Bytes of the whole body, framing included.
    pub of_bytes: u64,
    /// Which try, from 1; each begins again at the first byte.
    pub attempt: u32,
}

/// Who watches.
pub(crate) type Watcher = Arc<dyn Fn(Sent) + Send + Sync>;

/// A watcher of one try.
#[derive(Clone)]
pub(crate) struct Watch {
    pub(crate) watcher: Watcher,
    pub(crate) attempt: u32,
}

impl Watch {
    pub(crate) fn tell(&self, bytes: u64, of_bytes: u64) {
        (self.watcher)(Sent {
            bytes,
            of_bytes,
            attempt: self.attempt,
        });
    }
}
