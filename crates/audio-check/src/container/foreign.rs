//! The first bytes of a file that is not read here -> its name, for the message.

use crate::error::{Error, ErrorKind};

/// Place, bytes, name.
type Mark = (usize, &'static [u8], &'static str);

const AUDIO: &[Mark] = &[
    (0, b"#!AMR", "AMR speech"),
    (0, b"#!SILK", "SILK speech, as WeChat records"),
    (0, b"\x02#!SILK", "SILK speech, as WeChat records"),
    (
        0,
        b"\x30\x26\xB2\x75\x8E\x66\xCF\x11",
        "Windows Media Audio",
    ),
    (0, b"\x1A\x45\xDF\xA3", "Matroska or WebM (often Opus)"),
    (8, b"AVI ", "AVI video"),
    (8, b"8SVX", "Amiga 8SVX"),
    (8, b"16SV", "Amiga 16SV"),
    (8, b"MAUD", "Amiga MAUD"),
    (0, b"MAC ", "Monkey's Audio"),
    (0, b"wvpk", "WavPack"),
    (0, b"TTA1", "True Audio"),
    (0, b"MPCK", "Musepack"),
    (0, b"MP+", "Musepack"),
    (0, b"OFR ", "OptimFROG"),
    (0, b"ajkg", "Shorten"),
    (0, b"DSD ", "DSD"),
    (0, b"FRM8", "DSD"),
    (0, b".RMF", "RealAudio"),
    (0, b".ra\xFD", "RealAudio"),
    (0, b"ADIF", "AAC in ADIF"),
    (0, b"\x56\xE0", "AAC in LATM"),
    (0, b"\x56\xE1", "AAC in LATM"),
    (0, b"\x0B\x77", "Dolby Digital"),
    (0, b"\x7F\xFE\x80\x01", "DTS"),
    (0, b"\xFE\x7F\x01\x80", "DTS"),
    (0, b"NIST_1A", "NIST SPHERE"),
    (0, b"Creative Voice File", "Creative Voice"),
    (0, b"FLV\x01", "Flash video"),
    (0, b"FWS", "Flash"),
    (0, b"CWS", "Flash"),
    (0, b"\0\0\x01\xBA", "MPEG video"),
    (0, b"\0\0\x01\xB3", "MPEG video"),
    (0, b"\x06\x0E\x2B\x34", "MXF video"),
    (0, b"nut/multimedia", "NUT"),
    (
        0,
        b"\xB7\xD8\x00\x20\x37\x49\xDA\x11",
        "a Windows TV recording",
    ),
    (0, b"EA3", "Sony ATRAC"),
    (0, b"ea3\x03", "Sony ATRAC"),
    (0, b"#!ADIF", "AAC in ADIF"),
    (0, b"2BIT", "Atari AVR"),
    (0, b"\x64\xA3", "IRCAM"),
    (2, b"\xA3\x64", "IRCAM"),
    (0, b"PVF1", "Portable Voice Format"),
    (0, b" paf", "Ensoniq PARIS"),
    (0, b"fap ", "Ensoniq PARIS"),
    (0, b"SOUND\x1A", "SoundTool"),
    (0, b"SOUND SAMPLE DATA", "SampleVision"),
    (0, b"ALawSoundFile**", "Psion A-law"),
    (0, b"Extended Instrument", "a FastTracker instrument"),
    (0, b"Extended Module", "a FastTracker module"),
    (0, b"IMPM", "an Impulse Tracker module"),
    (0, b"MMMD", "Yamaha SMAF"),
    (0, b"MATLAB 5.0", "a MATLAB file"),
];

const OTHER: &[Mark] = &[
    (0, b"MThd", "MIDI, which has notes but no sound"),
    (8, b"RMID", "MIDI, which has notes but no sound"),
    (8, b"WEBP", "a WebP picture"),
    (0, b"\x89PNG", "a PNG picture"),
    (0, b"\xFF\xD8\xFF", "a JPEG picture"),
    (0, b"GIF8", "a GIF picture"),
    (0, b"BM", "a BMP picture"),
    (0, b"II*\0", "a TIFF picture"),
    (0, b"MM\0*", "a TIFF picture"),
    (0, b"%PDF", "a PDF document"),
    (0, b"PK\x03\x04", "a ZIP archive or an office document"),
    (0, b"\x1F\x8B", "a gzip archive"),
    (0, b"7z\xBC\xAF", "a 7z archive"),
    (0, b"\xFD7zXZ", "an xz archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"\x7FELF", "a program"),
    (0, b"MZ", "a program"),
    (0, b"<!DOCTYPE", "a web page"),
    (0, b"<!doctype", "a web page"),
    (0, b"<html", "a web page"),
    (0, b"<?xml", "an XML document"),
    (0, b"{\"", "a JSON document"),
];

/// Packets of an MPEG transport stream, each of which begins with the same byte.
const TRANSPORT_PACKET_BYTES: usize = 188;

/// Formats that are told by their first bytes, so that the message can name them.
pub(super) fn known_but_not_read(view: &[u8]) -> Option<Error> {
    let find = |marks: &'static [Mark]| {
        let stands = |(at, id, _): &&Mark| view.get(*at..).is_some_and(|rest| rest.starts_with(id));
        marks.iter().find(stands).map(|(.., name)| *name)
    };
    let is_transport_stream = || {
        let heads = view.iter().step_by(TRANSPORT_PACKET_BYTES).take(4);
        view.len() > 3 * TRANSPORT_PACKET_BYTES && heads.fold(true, |all, it| all & (*it == 0x47))
    };
    if let Some(name) = find(AUDIO).or(is_transport_stream().then_some("an MPEG transport stream"))
    {
        let message = format!("the file is {name}, which is not read here: convert it to WAV");
        return Some(Error::new(ErrorKind::UnsupportedCodec, message).at(0));
    }
    let message = format!("the file is {}: give an audio file", find(OTHER)?);
    Some(Error::new(ErrorKind::NotAudio, message).at(0))
}
