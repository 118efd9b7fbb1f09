//! A WAV whose chunks are arbitrary: frames never outnumber the bytes that could hold them.
#![no_main]

use audio_check::{Depth, Policy, check_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    // The first byte chooses the family member, so that no execution is lost on the magic number.
    let Some((&choice, body)) = body.split_first() else {
        return;
    };
    let id = [b"RIFF", b"RIFX", b"RF64", b"BW64"][usize::from(choice % 4)];
    let size = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    let size = if choice & 4 == 0 { size.to_le_bytes() } else { [0xFF; 4] };
    let bytes = [&id[..], &size, b"WAVE", body].concat();
    let mut policy = Policy::default();
    policy.depth = Depth::Basic;
    policy.max_source_secs = 20.0;
    if let Ok(checked) = check_file(&bytes, &policy) {
        let source = &checked.report.source;
        // Four bits a sample, as ADPCM has, and one more frame than its block's bytes tell.
        assert!(source.frames <= 2 * bytes.len() as u64);
        assert!(source.frames > 0);
    }
});
