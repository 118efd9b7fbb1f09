//! How a run ended -> 0, 1 or 2.

use std::process::ExitCode;
use voiceprint::Verdict;

/// How a run ended; for several files the worst counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Done or accepted.
    Done,
    /// The audio was rejected.
    Rejected,
    /// Anything else: usage, unreadable, not delivered.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

impl From<Verdict> for Exit {
    fn from(verdict: Verdict) -> Exit {
        match verdict {
            Verdict::Accepted => Exit::Done,
            Verdict::Rejected => Exit::Rejected,
        }
    }
}
