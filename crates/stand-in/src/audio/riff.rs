//! Bytes to the format and sample range of a RIFF/WAVE file, strictly.

use std::ops::Range;

/// A WAVE file's format and where its samples lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sound {
    /// WAVE format tag; for extensible files the one inside.
    pub(crate) format_tag: u16,
    pub(crate) channels: u16,
    pub(crate) sample_rate_hz: u32,
    pub(crate) bits: u16,
    /// Byte range of the samples.
    pub(crate) data: Range<usize>,
}

/// Why bytes are no WAVE file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// They do not begin as one.
    NotRiff,
    /// They begin as one and then break the rules.
    Broken(&'static str),
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..at.checked_add(2)?)?
        .try_into()
        .ok()
        .map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..at.checked_add(4)?)?
        .try_into()
        .ok()
        .map(u32::from_le_bytes)
}

/// Reads the chunks. Every stated length must lie within the file; bytes after the RIFF form
/// are ignored.
pub(crate) fn sound(bytes: &[u8]) -> Result<Sound, Fault> {
    if !bytes.starts_with(b"RIFF") {
        return Err(Fault::NotRiff);
    }
    match bytes.get(8..12) {
        Some(b"WAVE") => {}
        Some(_) => return Err(Fault::NotRiff),
        None => return Err(Fault::Broken("the RIFF header is cut off")),
    }
    let stated = u32_at(bytes, 4).and_then(|size| usize::try_from(size).ok());
    let end = stated
        .and_then(|size| size.checked_add(8))
        .filter(|&end| end <= bytes.len())
        .ok_or(Fault::Broken("the RIFF size is larger than the file"))?;
    chunks(bytes.get(..end).unwrap_or(bytes))
}

fn chunks(form: &[u8]) -> Result<Sound, Fault> {
    let mut format = None;
    let mut at = 12_usize;
    while let Some(id) = form.get(at..at.saturating_add(4)) {
        let body = at.saturating_add(8);
        let end = u32_at(form, at.saturating_add(4))
            .and_then(|size| body.checked_add(usize::try_from(size).ok()?))
            .filter(|&end| end <= form.len())
            .ok_or(Fault::Broken("a chunk is longer than the file"))?;
        if id == b"fmt " {
            format = Some(read_format(form.get(body..end).unwrap_or_default())?);
        } else if id == b"data" {
            let mut sound: Sound = format.ok_or(Fault::Broken("no fmt chunk before the data"))?;
            if body == end {
                return Err(Fault::Broken("the data chunk is empty"));
            }
            sound.data = body..end;
            return Ok(sound);
        }
        at = end.saturating_add((end - body) % 2);
    }
    Err(Fault::Broken(if format.is_some() {
        "no data chunk"
    } else {
        "no fmt chunk"
    }))
}

fn read_format(chunk: &[u8]) -> Result<Sound, Fault> {
    let short = Fault::Broken("the fmt chunk is too short");
    let mut format_tag = u16_at(chunk, 0).ok_or(short)?;
    let channels = u16_at(chunk, 2).ok_or(short)?;
    let sample_rate_hz = u32_at(chunk, 4).ok_or(short)?;
    let bits = u16_at(chunk, 14).ok_or(short)?;
    // WAVE_FORMAT_EXTENSIBLE keeps the true tag in the first two bytes of a GUID.
    if format_tag == 0xFFFE {
        format_tag = u16_at(chunk, 24).ok_or(short)?;
    }
    if channels == 0 || sample_rate_hz == 0 {
        return Err(Fault::Broken("no channels or no sample rate"));
    }
    Ok(Sound {
        format_tag,
        channels,
        sample_rate_hz,
        bits,
        data: 0..0,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A 16 kHz mono 16-bit WAV file of silence with this many bytes of samples.
    pub(crate) fn wav(data_bytes: usize) -> Vec<u8> {
        let size = u32::try_from(data_bytes).unwrap();
        let mut file = b"RIFF".to_vec();
        file.extend((size + 36).to_le_bytes());
        file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
        file.extend(16_000_u32.to_le_bytes());
        file.extend(32_000_u32.to_le_bytes());
        file.extend(b"\x02\0\x10\0data");
        file.extend(size.to_le_bytes());
        file.resize(44 + data_bytes, 0);
        file
    }

    #[test]
    fn a_plain_file_is_read() {
        let expected = Sound {
            format_tag: 1,
            channels: 1,
            sample_rate_hz: 16_000,
            bits: 16,
            data: 44..144,
        };
        assert_eq!(sound(&wav(100)), Ok(expected));
    }

    #[test]
    fn bytes_after_the_form_are_ignored() {
        let mut file = wav(100);
        file.extend(b"tail");
        assert!(sound(&file).is_ok());
    }

    #[test]
    fn every_shorter_file_is_refused() {
        let file = wav(100);
        for length in 0..file.len() {
            assert!(sound(&file[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn no_single_byte_makes_it_panic() {
        let file = wav(8);
        for at in 0..file.len() {
            for value in [0, 1, 0x7F, 0x80, 0xFE, 0xFF] {
                let mut odd = file.clone();
                odd[at] = value;
                if let Ok(sound) = sound(&odd) {
                    assert!(sound.data.end <= odd.len());
                }
            }
        }
    }

    #[test]
    fn other_riff_forms_are_not_wave() {
        assert_eq!(sound(b"RIFF\x04\0\0\0AVI "), Err(Fault::NotRiff));
        assert_eq!(
            sound(b"RIFF\x04\0\0\0WAVE"),
            Err(Fault::Broken("no fmt chunk"))
        );
    }
}
