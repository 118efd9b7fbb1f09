//! Benchmarks and accuracy tables.

pub mod accuracy;
