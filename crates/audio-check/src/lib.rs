//! Checks a voice recording and normalizes it to 16 kHz mono 16-bit.

mod error;
mod spec;

pub use error::{Error, ErrorKind};
pub use spec::{Encoding, PcmSpec, SpecError};
