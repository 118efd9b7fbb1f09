//! The report of a voice recording -> one self-contained page with pictures.
//!
//! The page needs no network, reads on a phone and on paper, and speaks English and Chinese.
//! It holds pictures of the recording, not the recording: nobody can listen to it.
//!
//! ```
//! use audio_check::{Checker, Lang, Policy};
//!
//! let policy = Policy::default();
//! let mut checker = Checker::new("s16:16000:1".parse()?, policy.clone())?;
//! checker.draw();
//! checker.push(&[0; 32_000])?;
//! let checked = checker.finish();
//! let page = report_page::render("silence.pcm", &checked, &policy, Lang::En);
//! assert!(page.starts_with("<!DOCTYPE html>"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod figures;
mod lanes;
mod numbers;
mod page;
mod pictures;
mod words;

pub use page::render;
