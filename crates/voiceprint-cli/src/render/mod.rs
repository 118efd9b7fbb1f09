//! Results -> text and JSON; nothing is printed here.

pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod listing;
pub(crate) mod meter;
pub(crate) mod numbers;
pub(crate) mod outcome;
pub(crate) mod style;
pub(crate) mod table;
mod width;
