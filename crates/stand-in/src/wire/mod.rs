//! Sockets to requests, and answers (or faults) back to sockets.

mod body;
mod link;

pub(crate) use body::Body;
pub(crate) use link::{Link, LinkStream};
