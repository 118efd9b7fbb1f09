//! A few bytes that claim hours, gigabytes or endless depth -> files.

use super::{Case, Expect};

pub(super) fn add(cases: &mut Vec<Case>) {
    let mut push = |name: &str, bytes: Vec<u8>, expect: Expect| {
        cases.push(Case::new(format!("bomb-{name}"), bytes, expect));
    };
    let too_large = Expect::Refuse(&["too-large"]);
    push(
        "silence-16k.flac",
        flac_silence(16_000, 1, 100_000),
        too_large.clone(),
    );
    push(
        "silence-44k-8ch.flac",
        flac_silence(44_100, 8, 50_000),
        too_large,
    );
    let claims = flac_header(48_000, 2, (1 << 36) - 1);
    push("claims-2-36.flac", claims, Expect::Refuse(&["empty"]));

    // One ordered Vorbis codebook of 2^24-1 entries.
    let mut setup = b"\x05vorbis\0BCV".to_vec();
    setup.extend([
        2, 0, 0xFF, 0xFF, 0xFF, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    ]);
    let mut identification = b"\x01vorbis\0\0\0\0\x01".to_vec();
    identification.extend(16_000_u32.to_le_bytes());
    identification.extend([0; 12]);
    identification.extend([0xB8, 1]);
    let mut comments = b"\x03vorbis".to_vec();
    comments.extend([0xFF; 8]);
    let pages = [
        ogg_page(&[&identification], 2, 0, 0),
        ogg_page(&[&comments, &setup], 0, 1, 0),
        ogg_page(&[&[0; 100]], 4, 2, 1 << 40),
    ];
    push(
        "vorbis-codebook.ogg",
        pages.concat(),
        Expect::Refuse(&["bad-format", "unsupported-codec"]),
    );
    let pages: Vec<u8> = (0..20_000)
        .flat_map(|n| ogg_page(&[b"Speex   "], 2, n, 0))
        .collect();
    push(
        "many-streams.ogg",
        pages,
        Expect::Refuse(&["unsupported-codec"]),
    );
    push(
        "page-heads.ogg",
        b"OggS\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xFF".repeat(100_000),
        Expect::Refuse(&["no-format", "broken-structure", "not-audio"]),
    );

    let atom = |kind: &[u8; 4], body: &[u8]| {
        let size = u32::try_from(body.len() + 8).expect("atoms of tests are small");
        [&size.to_be_bytes(), &kind[..], body].concat()
    };
    let ftyp = atom(b"ftyp", b"M4A \0\0\0\0");
    let refused = Expect::Refuse(&[
        "truncated-header",
        "no-format",
        "no-data",
        "bad-format",
        "broken-structure",
        "too-large",
    ]);
    let wide = [
        &ftyp[..],
        b"\0\0\0\x01moov",
        &u64::MAX.to_be_bytes(),
        &[0; 64],
    ]
    .concat();
    push("moov-2-64.m4a", wide, refused.clone());
    push(
        "moov-4g.m4a",
        [&ftyp[..], b"\xFF\xFF\xFF\xFFmoov\xFF\xFF\xFF\xFFtrak"].concat(),
        refused.clone(),
    );
    let mut nest = Vec::new();
    for _ in 0..5000 {
        nest = atom(b"moov", &nest);
    }
    push(
        "nested-moov.m4a",
        [ftyp.clone(), nest].concat(),
        refused.clone(),
    );
    push(
        "atoms.m4a",
        [ftyp.clone(), b"\0\0\0\x08free".repeat(400_000)].concat(),
        refused.clone(),
    );
    push(
        "zero-atoms.m4a",
        [ftyp.clone(), vec![0; 100_000]].concat(),
        refused.clone(),
    );
    push(
        "mdat-to-the-end.m4a",
        [&ftyp[..], b"\0\0\0\0mdat", &[0; 1_000_000]].concat(),
        refused.clone(),
    );
    push(
        "hdlr.m4a",
        [
            ftyp,
            atom(
                b"moov",
                &atom(b"trak", &atom(b"mdia", b"\xFF\xFF\xFF\xF0hdlr\0\0\0\0")),
            ),
        ]
        .concat(),
        refused,
    );

    // Frames of AAC that hold nothing, nine bytes each.
    let empty_aac = [0xFF, 0xF1, 0x60, 0x40, 0x01, 0x3F, 0xFC, 0, 0xE0].repeat(400_000);
    push("empty-frames.aac", empty_aac, Expect::Survive);
    // The smallest frames of MP3: 8 kbit/s at 24 kHz, all zero.
    let mut frame = vec![0xFF, 0xF3, 0x14, 0xC4];
    frame.resize(24, 0);
    push(
        "smallest-frames.mp3",
        frame.repeat(150_000),
        Expect::Survive,
    );
    push(
        "sync-words.mp3",
        vec![0xFF; 2_000_000],
        Expect::Refuse(&["not-audio"]),
    );
    push(
        "id3-256m.mp3",
        b"ID3\x04\0\0\x7F\x7F\x7F\x7F".to_vec(),
        Expect::Refuse(&["no-data", "truncated-header", "empty"]),
    );
}

fn flac_header(sample_rate: u32, channels: u8, frames: u64) -> Vec<u8> {
    let mut bytes = b"fLaC\x80\0\0\x22\x10\0\xFF\xFF\0\0\0\0\0\0".to_vec();
    let packed = u64::from(sample_rate) << 44 | u64::from(channels - 1) << 41 | 15 << 36 | frames;
    bytes.extend(packed.to_be_bytes());
    bytes.extend([0; 16]);
    bytes
}

/// `blocks` of 65,535 frames of silence, about 16 bytes each.
fn flac_silence(sample_rate: u32, channels: u8, blocks: u32) -> Vec<u8> {
    let mut bytes = flac_header(sample_rate, channels, 0);
    for number in 0..blocks {
        let mut frame = vec![0xFF, 0xF8, 0x70, (channels - 1) << 4 | 8];
        // The frame number as UTF-8 was once meant to be, in one to four bytes.
        let mut digits = [0; 4];
        match char::from_u32(number).filter(|_| !(0xD800..0xE000).contains(&number)) {
            Some(character) => frame.extend(character.encode_utf8(&mut digits).bytes()),
            None => continue,
        }
        frame.extend([0xFF, 0xFE]);
        frame.push(crc(&frame, 8, 0x07).to_be_bytes()[3]);
        // Constant subframes: one zero sample of 16 bits for each channel.
        frame.extend([0, 0, 0].repeat(usize::from(channels)));
        let sum = crc(&frame, 16, 0x8005).to_be_bytes();
        frame.extend([sum[2], sum[3]]);
        bytes.extend(frame);
    }
    bytes
}

/// A page that holds `packets`, each below 255 bytes.
fn ogg_page(packets: &[&[u8]], flags: u8, number: u32, granule: u64) -> Vec<u8> {
    let mut page = b"OggS\0".to_vec();
    page.push(flags);
    page.extend(granule.to_le_bytes());
    page.extend(7_u32.to_le_bytes());
    page.extend(number.to_le_bytes());
    page.extend([0; 4]);
    let lacing: Vec<u8> = packets
        .iter()
        .map(|packet| u8::try_from(packet.len()).unwrap_or(254))
        .collect();
    page.push(u8::try_from(lacing.len()).unwrap_or(255));
    page.extend(&lacing);
    for packet in packets {
        page.extend(*packet);
    }
    let sum = crc(&page, 32, 0x04C1_1DB7).to_le_bytes();
    page[22..26].copy_from_slice(&sum);
    page
}

/// A checksum of `width` bits, most significant bit first, from zero.
fn crc(bytes: &[u8], width: u32, polynomial: u32) -> u32 {
    let top = 1 << (width - 1);
    let mask = u32::MAX >> (32 - width);
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte) << (width - 8), |crc: u32, _| {
            (if crc & top == 0 {
                crc << 1
            } else {
                crc << 1 ^ polynomial
            }) & mask
        })
    })
}
