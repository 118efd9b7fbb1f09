//! A failure -> one value that says its fate, its place and what to do.

use std::fmt;
use std::time::Duration;

use crate::kind::{ErrorKind, Outcome};
use crate::wording::{self, Lang, Text};

/// A call that failed: how, what is known of its effect, and what to tell support.
///
/// It never holds the token, the recording or a query string; text of the service is cut,
/// its control characters are escaped and anything like a token in it is replaced.
///
/// ```
/// use upload::{ApiToken, ErrorKind, Outcome, Update, VoiceprintId};
///
/// let id = VoiceprintId::new("7511988408546279468", "../etc");
/// let update = Update { name: Some("Anna".into()), ..Update::default() };
/// let error = update.to_http(upload::CHINA, &id, &ApiToken::new("pat_x")?).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::InvalidRequest);
/// assert_eq!(error.outcome(), Outcome::NotDelivered);
/// assert!(!error.is_retryable());
/// # Ok::<(), upload::Error>(())
/// ```
#[derive(Clone)]
pub struct Error(pub(crate) Box<Inner>);

#[derive(Clone, Debug)]
pub(crate) struct Inner {
    pub(crate) kind: ErrorKind,
    pub(crate) outcome: Outcome,
    pub(crate) retryable: bool,
    /// What exactly happened; empty where the kind says it all.
    pub(crate) what: Text,
    pub(crate) status: Option<u16>,
    pub(crate) code: Option<i64>,
    pub(crate) msg: Option<String>,
    pub(crate) header_log_id: Option<String>,
    pub(crate) body_log_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) method: Option<&'static str>,
    pub(crate) path: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) permission: Option<&'static str>,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
    pub(crate) cause: Option<Cause>,
}

/// The texts of a library's error chain, without URLs.
#[derive(Clone)]
pub(crate) struct Cause(pub(crate) String);

impl Error {
    pub(crate) fn new(kind: ErrorKind, outcome: Outcome, what: impl Into<Text>) -> Error {
        Error(Box::new(Inner {
            kind,
            outcome,
            retryable: false,
            what: what.into(),
            status: None,
            code: None,
            msg: None,
            header_log_id: None,
            body_log_id: None,
            retry_after: None,
            method: None,
            path: None,
            host: None,
            permission: None,
            attempts: 0,
            elapsed: Duration::ZERO,
            cause: None,
        }))
    }

    /// An argument that cannot be sent; `what` says which and why.
    pub(crate) fn invalid(what: impl Into<Text>) -> Error {
        Error::new(ErrorKind::InvalidRequest, Outcome::NotDelivered, what)
    }

    /// The same failure, marked as worth another try.
    pub(crate) fn retryable(mut self, retryable: bool) -> Error {
        self.0.retryable = retryable;
        self
    }

    #[cfg(feature = "client")]
    pub(crate) fn because(mut self, cause: String) -> Error {
        self.0.cause = Some(Cause(cause));
        self
    }

    /// How it failed.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What is known of the effect, all tries taken together; never [`Outcome::Delivered`].
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// Whether the same call may succeed later without any change.
    ///
    /// For a creation or an identification the service may still have done the work:
    /// look at [`Error::outcome`] before repeating one.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Whether the token is the trouble: wrong, expired, or without the permission that is needed.
    pub fn is_auth(&self) -> bool {
        self.0.kind == ErrorKind::NoToken
            || self.0.status == Some(401)
            || self.0.code.is_some_and(crate::retry::is_auth_code)
    }

    /// Whether a quota or the account's credit is used up, so that every further call will fail too.
    pub fn is_exhausted(&self) -> bool {
        self.0.code.is_some_and(crate::retry::is_exhausted_code)
    }

    /// How many times the request was sent; 0 when it never left.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Time from the start of the call to its failure, waiting included.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// HTTP status of the last answer.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Code of the API in the last answer.
    pub fn code(&self) -> Option<i64> {
        self.0.code
    }

    /// Message of the API in the last answer, made safe to print.
    pub fn msg(&self) -> Option<&str> {
        self.0.msg.as_deref()
    }

    /// Log id to quote to support: of the answer's header, else of its body.
    pub fn request_id(&self) -> Option<&str> {
        self.0
            .header_log_id
            .as_deref()
            .or(self.0.body_log_id.as_deref())
    }

    /// Log id of the body where it differs from the header's.
    pub fn body_request_id(&self) -> Option<&str> {
        let body = self.0.body_log_id.as_deref()?;
        (self.0.header_log_id.as_deref() != Some(body)).then_some(body)
    }

    /// How long the service asked to wait, whether or not we did.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Method and path of the call, without host and query.
    pub fn request_line(&self) -> Option<String> {
        Some(format!("{} {}", self.0.method?, self.0.path.as_deref()?))
    }

    /// What happened and what to do, in one or two sentences.
    pub fn message(&self, lang: Lang) -> String {
        wording::message(&self.0, lang)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))?;
        let facts = wording::facts(&self.0);
        if facts.is_empty() {
            Ok(())
        } else {
            write!(f, " ({facts})")
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0
            .cause
            .as_ref()
            .map(|cause| cause as &(dyn std::error::Error + 'static))
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Cause {}
