//! Any bytes as a file: an answer or an error, and never a panic or a large allocation.
#![no_main]

use audio_check::read_all;
use libfuzzer_sys::fuzz_target;

// The length chooses between a file and a pipe.
fuzz_target!(|bytes: &[u8]| match read_all(bytes, bytes.len() % 2 == 1) {
    Ok((format, frames)) => {
        assert!(frames > 0);
        assert!((4_000..=384_000).contains(&format.sample_rate));
        assert!((1..=32).contains(&format.channels));
    }
    Err(error) => assert!(!error.message().is_empty()),
});
