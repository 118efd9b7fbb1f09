//! A recording of every kind of finding -> its page, as text and as a browser shows it.

#![expect(
    clippy::unwrap_used,
    reason = "a panic is the failure report of a test"
)]

mod browser;
mod every_finding;
mod in_browser;
mod recordings;
mod signals;
