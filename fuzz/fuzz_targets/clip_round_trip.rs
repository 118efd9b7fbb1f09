//! A clip written as WAV and read again is the same clip.
#![no_main]

use audio_check::{Depth, PcmSpec, Policy, check_file, check_pcm};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|pcm: &[u8]| {
    let mut policy = Policy::default();
    policy.depth = Depth::Basic;
    let Ok(first) = check_pcm(&pcm[..pcm.len() / 2 * 2], PcmSpec::TARGET, &policy) else {
        return;
    };
    let wav = first.clip.to_wav();
    let second = check_file(&wav, &policy).expect("what is written can be read");
    assert_eq!(first.clip.samples(), second.clip.samples());
    assert_eq!(second.clip.to_wav(), wav);
    assert_eq!(second.report.source.format.sample_rate, 16_000);
});
