//! What the benches share: inputs, a clock, processes.

pub mod clock;
pub mod process;
pub mod source;
