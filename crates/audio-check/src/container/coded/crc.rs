//! Polynomials -> tables for checksums, a byte at a time, most significant bit first.

/// Header of a FLAC frame: x^8 + x^2 + x + 1 (RFC 9639, 9.1.8).
pub(super) const FLAC_HEADER: [u8; 256] = {
    let mut table = [0; 256];
    let mut index = 0_u8;
    loop {
        let mut crc = index;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 0x80 == 0 {
                crc << 1
            } else {
                crc << 1 ^ 0x07
            };
            bit += 1;
        }
        table[index as usize] = crc;
        if index == 255 {
            break table;
        }
        index += 1;
    }
};

/// A whole FLAC frame: x^16 + x^15 + x^2 + 1 (RFC 9639, 9.3).
pub(super) const FLAC_FRAME: [u16; 256] = {
    let mut table = [0; 256];
    let mut index = 0_u16;
    while index < 256 {
        let mut crc = index << 8;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 0x8000 == 0 {
                crc << 1
            } else {
                crc << 1 ^ 0x8005
            };
            bit += 1;
        }
        table[index as usize] = crc;
        index += 1;
    }
    table
};

/// An Ogg page: 0x04C11DB7 (RFC 3533, 6).
pub(super) const OGG_PAGE: [u32; 256] = {
    let mut table = [0; 256];
    let mut index = 0_u32;
    while index < 256 {
        let mut crc = index << 24;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc >> 31 == 0 {
                crc << 1
            } else {
                crc << 1 ^ 0x04C1_1DB7
            };
            bit += 1;
        }
        table[index as usize] = crc;
        index += 1;
    }
    table
};
