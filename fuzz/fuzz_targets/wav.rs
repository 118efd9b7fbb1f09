//! A WAV whose chunks are arbitrary: frames never outnumber the bytes that could hold them.
#![no_main]

use audio_check::read_all;
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
    if let Ok((_, frames)) = read_all(&bytes, choice & 8 != 0) {
        // ADPCM has two samples a byte; MP3 in WAV, which has more, needs whole frames of them.
        assert!(frames > 0);
        assert!(frames <= 100 * bytes.len() as u64);
    }
});
