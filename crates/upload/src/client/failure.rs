//! A library's error -> the fate of the request.

use std::error::Error as StdError;
use std::io;

use crate::client::body::Progress;
use crate::client::resolve::NoAddress;
use crate::error::Error;
use crate::kind::{ErrorKind, Outcome, Step};

/// What an error of the HTTP library means, given how far the body had got.
pub(crate) fn classify(error: reqwest::Error, progress: &Progress) -> Error {
    // The URL can hold a filter; method and path are added by the caller.
    let error = error.without_url();
    let (kind, retryable) = kind(&error);
    let sent = !matches!(kind, ErrorKind::Unreachable(_)) || progress.has_begun();
    let outcome = if sent {
        Outcome::Unknown
    } else {
        Outcome::NotDelivered
    };
    Error::new(kind, outcome, "")
        .retryable(retryable)
        .because(chain(&error))
}

fn kind(error: &reqwest::Error) -> (ErrorKind, bool) {
    if error.is_builder() {
        return (ErrorKind::InvalidRequest, false);
    }
    if find::<NoAddress>(error).is_some() {
        return (ErrorKind::Unreachable(Step::Dns), true);
    }
    if find::<rustls::Error>(error).is_some() {
        return (ErrorKind::Unreachable(Step::Tls), false);
    }
    if error.is_connect() {
        return (ErrorKind::Unreachable(Step::Connect), true);
    }
    if error.is_timeout() {
        return (ErrorKind::Timeout, true);
    }
    match find::<hyper::Error>(error) {
        Some(hyper) if hyper.is_parse() => (ErrorKind::BadAnswer, true),
        _ => (ErrorKind::NoAnswer, true),
    }
}

/// The first error of a type in the chain, also inside the wrapper that `io::Error` is.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let inner = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        if let Some(found) = inner.and_then(|inner| find::<T>(inner)) {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// The texts of a chain from the outside in, without repeats.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        if texts.last().is_none_or(|last| !last.contains(&text)) {
            texts.push(text);
        }
        next = error.source();
    }
    texts.join(": ")
}
