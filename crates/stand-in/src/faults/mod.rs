//! Asked-for faults to what goes wrong on the wire.

mod bodies;
mod dressed;
mod early;
mod ending;
mod framing;
mod huge;
mod mode;
mod queue;
mod redirect;
mod status;
mod waiting;

use std::io;

use bytes::Bytes;
use http::Response;

use crate::exchange::Exchange;
pub use mode::{Fault, UnknownFault};
pub(crate) use queue::{Faults, parse_list};

/// What a fault gives back: an answer for the HTTP engine to send, or the end of the connection.
type Played = io::Result<Response<Bytes>>;

/// The end of a connection, after whatever was written past the HTTP engine.
fn end() -> Played {
    Err(io::ErrorKind::ConnectionAborted.into())
}

/// The groups of faults, each a file.
#[derive(Clone, Copy)]
enum Group {
    Ending,
    Waiting,
    Early,
    Framing,
    Status,
    Redirect,
    Bodies,
    Dressed,
    Huge,
}

const GROUPS: [(Group, &[&str]); 8] = [
    (Group::Redirect, redirect::NAMES),
    (Group::Ending, ending::NAMES),
    (Group::Waiting, waiting::NAMES),
    (Group::Early, early::NAMES),
    (Group::Framing, framing::NAMES),
    (Group::Bodies, bodies::NAMES),
    (Group::Dressed, dressed::NAMES),
    (Group::Huge, huge::NAMES),
];

fn group(name: &str) -> Option<Group> {
    let found = GROUPS.into_iter().find(|(_, names)| names.contains(&name));
    found
        .map(|(group, _)| group)
        .or_else(|| status::code(name).map(|_| Group::Status))
}

/// The names of all faults beside the bare statuses.
fn names() -> impl Iterator<Item = &'static str> {
    GROUPS
        .into_iter()
        .flat_map(|(_, names)| names.iter().copied())
}

/// Serves one request with a fault. An error ends the connection without a (further) answer.
pub(crate) async fn play(fault: &Fault, exchange: Exchange) -> Played {
    match group(fault.name()) {
        Some(Group::Ending) => ending::play(fault, exchange).await,
        Some(Group::Waiting) => waiting::play(fault, exchange).await,
        Some(Group::Early) => early::play(fault, exchange).await,
        Some(Group::Framing) => framing::play(fault, exchange).await,
        Some(Group::Status) => status::play(fault, exchange).await,
        Some(Group::Redirect) => redirect::play(fault, exchange).await,
        Some(Group::Bodies) => bodies::play(fault, exchange).await,
        Some(Group::Dressed) => dressed::play(fault, exchange).await,
        Some(Group::Huge) => huge::play(fault, exchange).await,
        None => exchange.answer().await,
    }
}

/// Whether the body is read and, with the setting `apply`, the call is carried out before
/// something else is answered: a lost answer to a call that was done.
async fn swallow(fault: &Fault, exchange: Exchange) -> io::Result<()> {
    if fault.setting("apply").is_some() {
        exchange.answer().await.map(drop)
    } else {
        exchange.read().await.map(drop)
    }
}
