//! Numbers -> signals, files and faults for tests; knows none of the crates it judges.

pub mod hostile;
pub mod signals;
pub mod wav_bytes;
