//! What is no audio, or audio that nobody decodes here -> files that must be named.

use super::{Case, Expect};

pub(super) fn add(cases: &mut Vec<Case>) {
    let not_audio: [(&str, &[u8]); 14] = [
        ("png", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"),
        ("jpg", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0"),
        ("pdf", b"%PDF-1.7\n"),
        ("zip", b"PK\x03\x04\x14\0"),
        ("html", b"<!DOCTYPE html><html>"),
        ("json", b"{\"code\":4000,\"msg\":\"not found\"}"),
        (
            "txt",
            b"this is not audio at all, but a text of some length\n",
        ),
        ("mid", b"MThd\0\0\0\x06\0\x01"),
        ("webp", b"RIFF\x10\0\0\0WEBPVP8 "),
        ("rmi", b"RIFF\x10\0\0\0RMIDdata"),
        ("exe", b"MZ\x90\0\x03\0\0\0"),
        ("bmp", b"BM\x36\0\x0C\0\0\0"),
        ("zeros", &[0; 4096]),
        ("ones", &[0xFF; 4096]),
    ];
    for (name, bytes) in not_audio {
        cases.push(Case::new(
            format!("foreign-{name}.wav"),
            bytes.to_vec(),
            Expect::Refuse(&["not-audio"]),
        ));
    }
    let named: [(&str, &[u8]); 22] = [
        ("amr", b"#!AMR\n\x3C\0\0"),
        ("silk", b"\x02#!SILK_V3\0\0"),
        ("wma", b"\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9"),
        ("webm", b"\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01"),
        ("ape", b"MAC \x96\x0F\0\0"),
        ("wv", b"wvpk\0\0\0\0"),
        ("flv", b"FLV\x01\x05\0\0\0\x09"),
        ("dsf", b"DSD \x1C\0\0\0"),
        ("avi", b"RIFF\x10\0\0\0AVI LIST"),
        ("8svx", b"FORM\0\0\x7D\x5C8SVXVHDR"),
        ("paf", b" paf\0\0\0\0\0\0\0\0"),
        ("ircam", b"\x64\xA3\x01\0\0\0\x7A\x46"),
        ("pvf", b"PVF1\n1 16000 16\n"),
        ("avr", b"2BIT\0\0\0\0"),
        ("vob", b"\0\0\x01\xBA\x44\0\x04\0"),
        ("ac3", b"\x0B\x77\x1C\xD4\x14\x40"),
        ("dts", b"\x7F\xFE\x80\x01\xFC\x3C"),
        ("latm", b"\x56\xE1\xFB\x20\0\x14"),
        ("nist", b"NIST_1A\n   1024\n"),
        ("voc", b"Creative Voice File\x1A"),
        ("mxf", b"\x06\x0E\x2B\x34\x02\x05"),
        ("wtv", b"\xB7\xD8\x00\x20\x37\x49\xDA\x11"),
    ];
    for (name, bytes) in named {
        let bytes = [bytes, &[0; 100]].concat();
        cases.push(Case::new(
            format!("foreign-{name}"),
            bytes,
            Expect::Refuse(&["unsupported-codec"]),
        ));
    }
    let transport = [&[0x47, 0x40, 0x11, 0x10][..], &[0xFF; 184]].concat();
    cases.push(Case::new(
        "foreign-ts",
        transport.repeat(10),
        Expect::Refuse(&["unsupported-codec"]),
    ));
}
