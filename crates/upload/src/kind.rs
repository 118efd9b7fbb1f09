//! What became of a request: the kinds of failure, ordered by fate.

/// How a request failed; [`ErrorKind::as_str`] is the stable code for JSON output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Never built: an argument cannot be sent; nothing left this process.
    InvalidRequest,
    /// The recording is larger than the service takes; found here, or said by HTTP 413 or code 4302.
    TooLarge,
    /// No access token could be had; the request was not sent.
    NoToken,
    /// Never sent: the service could not be reached.
    Unreachable(Step),
    /// Sent at least in part, and the connection broke before a whole answer came.
    NoAnswer,
    /// A time limit ended the call.
    Timeout,
    /// Answered with an HTTP status that is no success and without a reason of the API.
    Status,
    /// Answered with a redirect, which is never followed: a recording must not travel to another host.
    Redirected,
    /// The service said no and why, possibly inside an HTTP 200.
    Refused,
    /// A success that came before the request was sent whole, so it cannot be one.
    EarlyAnswer,
    /// An answer that cannot be understood.
    BadAnswer,
}

/// Which step towards a connection failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// The host name has no address.
    Dns,
    /// No connection to the address.
    Connect,
    /// The secure channel was refused by either side.
    Tls,
}

/// What is known about the effect of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The service confirmed it.
    Delivered,
    /// It certainly had no effect.
    NotDelivered,
    /// It may have had its effect; an update can be repeated, a creation must be looked up first.
    Unknown,
}

impl ErrorKind {
    /// The stable kebab-case code.
    pub const fn as_str(self) -> &'static str {
        match self {
            ErrorKind::InvalidRequest => "invalid-request",
            ErrorKind::TooLarge => "too-large",
            ErrorKind::NoToken => "no-token",
            ErrorKind::Unreachable(Step::Dns) => "unreachable-dns",
            ErrorKind::Unreachable(Step::Connect) => "unreachable-connect",
            ErrorKind::Unreachable(Step::Tls) => "unreachable-tls",
            ErrorKind::NoAnswer => "no-answer",
            ErrorKind::Timeout => "timeout",
            ErrorKind::Status => "status",
            ErrorKind::Redirected => "redirected",
            ErrorKind::Refused => "refused",
            ErrorKind::EarlyAnswer => "early-answer",
            ErrorKind::BadAnswer => "bad-answer",
        }
    }
}

impl Outcome {
    /// The stable kebab-case code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Delivered => "delivered",
            Outcome::NotDelivered => "not-delivered",
            Outcome::Unknown => "unknown",
        }
    }

    #[cfg(feature = "client")]
    /// What is known after two tries: a try that may have worked is not undone by one that did not.
    pub(crate) fn and_before(self, earlier: Outcome) -> Outcome {
        match (self, earlier) {
            (Outcome::NotDelivered, Outcome::Unknown) => Outcome::Unknown,
            (now, _) => now,
        }
    }
}
