//! First bytes -> which container they begin.

use std::io::Read;

use super::foreign;
use super::frames::{self, AdtsHeader, MpegHeader};
use super::input::Input;
use super::quirk::Quirk;
use super::wav::WAVE64_RIFF;
use crate::error::{Error, ErrorKind};

/// Which reader takes over; the input then stands at the first byte of the container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Wav,
    Aiff,
    Caf,
    Au,
    Flac,
    Ogg,
    Mp4,
    Mpeg,
    Adts,
}

/// How far foreign bytes in front of a container are searched.
const SEARCH_BYTES: usize = 64 * 1024;

pub(super) fn sniff<R: Read>(input: &mut Input<R>) -> Result<Kind, Error> {
    if input.peek(1)?.is_empty() {
        return Err(Error::new(
            ErrorKind::Empty,
            "the input has no bytes: record again",
        ));
    }
    skip_id3(input)?;
    if input.peek(1)?.is_empty() {
        return Err(Error::new(
            ErrorKind::NoData,
            "the file holds a tag (ID3) and no audio behind it: record or export it again",
        )
        .at(input.offset()));
    }
    let view = input.peek(SEARCH_BYTES)?;
    let is_whole = view.len() < SEARCH_BYTES;
    if let Some(kind) = by_first_bytes(view) {
        return Ok(kind);
    }
    if let Some(error) = foreign::known_but_not_read(view) {
        return Err(error);
    }
    if frames::find::<MpegHeader>(view, is_whole) == Some(0) {
        return Ok(Kind::Mpeg);
    }
    if frames::find::<AdtsHeader>(view, is_whole) == Some(0) {
        return Ok(Kind::Adts);
    }
    let found = [
        (find_wav(view), Kind::Wav),
        (find_bytes(view, b"OggS\0"), Kind::Ogg),
        (find_bytes(view, b"fLaC\0\0\0\x22"), Kind::Flac),
        (frames::find_run::<MpegHeader>(view), Kind::Mpeg),
        (frames::find_run::<AdtsHeader>(view), Kind::Adts),
    ];
    if let Some((at, kind)) = found.into_iter().find_map(|(at, kind)| Some((at?, kind))) {
        input.consume(at);
        return Ok(kind);
    }
    let family: &[&[u8]] = &[
        b"RIFF", b"RIFX", b"RF64", b"BW64", b"FORM", b"OggS", b"fLaC", b"caff", b"riff",
    ];
    if view.len() < 12
        && family
            .iter()
            .any(|id| view.starts_with(id) || id.starts_with(view))
    {
        return Err(Error::new(
            ErrorKind::TruncatedHeader,
            "the file ends inside its header: copy or record it again",
        )
        .at(view.len() as u64));
    }
    Err(Error::new(
        ErrorKind::NotAudio,
        "no known audio format: give a WAV, FLAC, MP3, M4A, AAC, OGG or AIFF file, \
         or say what raw PCM means (--pcm s16:16000:1)",
    )
    .at(0))
}

fn by_first_bytes(view: &[u8]) -> Option<Kind> {
    let inner = view.get(4..8).unwrap_or_default();
    let form = view.get(8..12).unwrap_or_default();
    if view.starts_with(&WAVE64_RIFF) {
        return Some(Kind::Wav);
    }
    match view.get(..4)? {
        b"RIFF" | b"RIFX" | b"RF64" | b"BW64" if form == b"WAVE" => Some(Kind::Wav),
        b"FORM" if form == b"AIFF" || form == b"AIFC" => Some(Kind::Aiff),
        b"caff" => Some(Kind::Caf),
        b".snd" | b"dns." | b".sd\0" | b"\0ds." => Some(Kind::Au),
        b"fLaC" => Some(Kind::Flac),
        b"OggS" => Some(Kind::Ogg),
        _ if matches!(inner, b"ftyp" | b"moov" | b"mdat" | b"wide" | b"pnot") => Some(Kind::Mp4),
        _ => None,
    }
}

/// Whether `bytes` begin like a file of the WAV family.
pub(super) fn starts_wav(bytes: &[u8]) -> bool {
    bytes.len() >= 12
        && matches!(&bytes[..4], b"RIFF" | b"RIFX" | b"RF64" | b"BW64")
        && &bytes[8..12] == b"WAVE"
}

fn find_bytes(view: &[u8], wanted: &[u8]) -> Option<usize> {
    view.windows(wanted.len()).position(|bytes| bytes == wanted)
}

fn find_wav(view: &[u8]) -> Option<usize> {
    (0..view.len().saturating_sub(11)).find(|&at| view[at] == b'R' || view[at] == b'B')?;
    view.windows(12).position(starts_wav)
}

/// ID3v2 tags may stand in front of anything; several may follow each other.
fn skip_id3<R: Read>(input: &mut Input<R>) -> Result<(), Error> {
    for _ in 0..16 {
        let Some(bytes) = frames::id3v2_bytes(input.peek(10)?) else {
            break;
        };
        input.skip(bytes)?;
    }
    Ok(())
}

/// Notices a name that promises another container than was found.
pub(super) fn name_mismatch(name: &str, found: &'static str) -> Option<Quirk> {
    let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
    let (named, containers): (&str, &[&str]) = match extension.as_str() {
        "wav" | "wave" | "bwf" | "rf64" | "bw64" => ("wav", &["wav", "rf64", "bw64", "rifx"]),
        "w64" => ("w64", &["w64"]),
        "flac" => ("flac", &["flac", "ogg"]),
        "mp3" => ("mp3", &["mp3"]),
        "m4a" | "mp4" | "m4b" | "mov" | "3gp" => ("m4a", &["m4a"]),
        "aac" | "adts" => ("aac", &["adts"]),
        "ogg" | "oga" | "opus" => ("ogg", &["ogg"]),
        "au" | "snd" => ("au", &["au"]),
        "caf" => ("caf", &["caf"]),
        "aif" | "aiff" | "aifc" => ("aiff", &["aiff"]),
        _ => return None,
    };
    (!containers.contains(&found)).then_some(Quirk::ContainerMismatch { named, found })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_with_what_was_found() {
        assert_eq!(name_mismatch("a.b/voice.WAV", "rf64"), None);
        assert_eq!(name_mismatch("voice", "wav"), None);
        assert!(name_mismatch("voice.mp3", "wav").is_some());
    }
}
