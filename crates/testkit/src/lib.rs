//! Numbers -> signals, files and faults for tests; knows none of the crates it judges.

pub mod hostile;
pub mod signals;
pub mod vocoder;
pub mod wav_bytes;

/// The path of a file below `fixtures/`.
pub fn fixture(path: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures")
        .join(path)
}
