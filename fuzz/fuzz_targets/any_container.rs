//! Any bytes as a file: an answer or an error, and never a panic or a large allocation.
#![no_main]

use audio_check::{Depth, Policy, check_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut policy = Policy::default();
    policy.depth = Depth::Basic;
    policy.max_source_secs = 20.0;
    match check_file(bytes, &policy) {
        Ok(checked) => {
            let source = &checked.report.source;
            assert!(source.frames > 0);
            assert!((4_000..=384_000).contains(&source.format.sample_rate));
            assert!((1..=32).contains(&source.format.channels));
        }
        Err(error) => assert!(!error.message().is_empty()),
    }
});
