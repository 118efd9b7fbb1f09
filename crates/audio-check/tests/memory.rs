//! Hostile files -> the most memory that reading them takes.

use audio_check::{Depth, Policy, check_file};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What reading may take beside the input: data that stands before its format is kept up to this.
const MOST_BESIDE_THE_INPUT_BYTES: usize = 16 << 20;

#[test]
fn reading_takes_at_most_the_input_and_16_mib() {
    let cases = testkit::hostile::all();
    let policy = Policy {
        depth: Depth::Basic,
        ..Policy::default()
    };
    for case in &cases {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let answer = check_file(&case.bytes, &policy);
        let taken = MEMORY.peak_usage().saturating_sub(before);
        drop(answer);
        let most = case.bytes.len() + MOST_BESIDE_THE_INPUT_BYTES;
        assert!(
            taken <= most,
            "{} takes {taken} bytes, {most} are allowed",
            case.name
        );
    }
}
