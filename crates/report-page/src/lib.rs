//! The report of a voice recording -> one self-contained page with pictures.
//!
#![doc = include_str!("../README.md")]

mod figures;
mod lanes;
mod numbers;
mod page;
mod pictures;
mod words;

pub use page::render;
