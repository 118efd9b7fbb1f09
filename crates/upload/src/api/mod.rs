//! The nine endpoints: what is asked -> a request, its answer -> values; one file per resource.

pub mod created;
pub mod groups;
pub mod identify;
pub mod page;
pub mod user;
pub mod voiceprints;
