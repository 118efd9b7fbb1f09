//! What a network's runtime said -> one error.

use std::fmt;

/// A network that is part of this crate could not be loaded or run: a fault of the build or the
/// machine, never of the recording.
#[derive(Debug, Clone)]
pub struct Error {
    step: &'static str,
    reason: String,
}

impl Error {
    pub(super) fn new(step: &'static str, reason: &dyn std::error::Error) -> Error {
        Error {
            step,
            reason: reason.to_string(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "could not {} a voice network: {}",
            self.step, self.reason
        )
    }
}

impl std::error::Error for Error {}
