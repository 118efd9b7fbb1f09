//! What a file keeps of a login -> a token that is valid now.

mod file;
mod source;
mod stored;

pub(crate) use file::{LoginFile, text};
pub(crate) use source::{Renewing, renewed};
pub(crate) use stored::{JwtOf, Login, Renewal, secret};
