//! Bytes of a voice recording -> a report and the clip that can be sent.
//!
#![doc = include_str!("../README.md")]

mod check;
mod checked;
mod checker;
mod clip;
mod coach;
#[allow(dead_code, reason = "the checker will read through it")]
mod container;
mod convert;
mod error;
mod judge;
mod measure;
mod spec;
mod trace;

pub use check::{
    CheckOptions, WholeSink, check_file, check_pcm, check_reader, check_reader_with,
    check_seekable_with,
};
pub use checked::Checked;
pub use checker::Checker;
pub use clip::Clip;
pub use coach::{Advice, Coach};
#[cfg(fuzzing)]
#[doc(hidden)]
pub use container::read_all;
pub use container::{Quirk, SourceFormat};
pub use error::{Error, ErrorKind};
pub use judge::finding::{Code, Confidence, Finding, Lang, Severity};
pub use judge::policy::{Conversion, Depth, Limit, Policy};
pub use judge::report::{ClipInfo, Report, Source, Verdict};
pub use measure::measurements::{Distance, Measurements};
pub use measure::place::MarkKind;
pub use spec::{Encoding, PcmSpec, SpecError};
pub use trace::{Column, Mark, Traces};
