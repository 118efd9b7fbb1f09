//! A moof atom -> place and size of its samples of one track (ISO 14496-12, 8.8).

use super::atoms::{atoms, find, u32_at, u64_at};

/// Samples of a fragment; more than a minute of audio in one is not written.
const MOST_SAMPLES: usize = 65_536;

/// `moof` is the body of the atom that begins at `moof_at`.
pub(super) fn read(moof: &[u8], moof_at: u64, track: u32, default_bytes: u32) -> Vec<(u64, u32)> {
    let mut samples = Vec::new();
    for (_, traf) in atoms(moof).filter(|(kind, _)| kind == b"traf") {
        let Some(tfhd) = find(traf, &[b"tfhd"]).filter(|tfhd| u32_at(tfhd, 4) == Some(track))
        else {
            continue;
        };
        // A damaged fragment gives what was read of it.
        let _ = read_traf(traf, tfhd, moof_at, default_bytes, &mut samples);
    }
    samples
}

fn read_traf(
    traf: &[u8],
    tfhd: &[u8],
    moof_at: u64,
    default_bytes: u32,
    samples: &mut Vec<(u64, u32)>,
) -> Option<()> {
    let flags = u32_at(tfhd, 0)?;
    let mut at = 8;
    let mut base = moof_at;
    if flags & 0x01 != 0 {
        base = u64_at(tfhd, at)?;
        at += 8;
    }
    for flag in [0x02, 0x08] {
        at += if flags & flag != 0 { 4 } else { 0 };
    }
    let default_bytes = if flags & 0x10 != 0 {
        u32_at(tfhd, at)?
    } else {
        default_bytes
    };
    let mut offset = base;
    for (_, trun) in atoms(traf).filter(|(kind, _)| kind == b"trun") {
        let flags = u32_at(trun, 0)?;
        let count = u32_at(trun, 4)?;
        let mut at = 8;
        if flags & 0x01 != 0 {
            offset = base.checked_add_signed(i64::from(u32_at(trun, at)?.cast_signed()))?;
            at += 4;
        }
        at += if flags & 0x04 != 0 { 4 } else { 0 };
        for _ in 0..count {
            at += if flags & 0x100 != 0 { 4 } else { 0 };
            let mut bytes = default_bytes;
            if flags & 0x200 != 0 {
                bytes = u32_at(trun, at)?;
                at += 4;
            }
            for flag in [0x400, 0x800] {
                at += if flags & flag != 0 { 4 } else { 0 };
            }
            if samples.len() >= MOST_SAMPLES {
                return None;
            }
            samples.push((offset, bytes));
            offset = offset.checked_add(u64::from(bytes))?;
        }
    }
    Some(())
}
