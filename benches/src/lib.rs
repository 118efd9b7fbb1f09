//! Benchmarks and accuracy tables, and what they share: inputs, a clock, processes.

pub mod accuracy;
pub mod clock;
pub mod process;
pub mod source;
