//! Vorbis headers -> what they ask of the decoder, within bounds (Vorbis I specification, 3 and 4).

use super::super::codec::Codec;
use super::stream::Stream;
use crate::error::{Error, ErrorKind};

/// Entries of all codebooks together; libvorbis needs about 20,000.
const MOST_ENTRIES: u64 = 500_000;
/// Numbers in all lookup tables together; libvorbis needs about 100,000.
const MOST_LOOKUP_VALUES: u64 = 2_000_000;

fn broken(what: &str) -> Error {
    Error::new(
        ErrorKind::BadFormat,
        format!("the Vorbis header is impossible ({what}): export the file again"),
    )
}

/// The first header packet -> a stream; its bytes begin the decoder's setup.
pub(super) fn read_identification(packet: &[u8]) -> Result<Stream, Error> {
    let Some(header) = packet.first_chunk::<30>() else {
        return Err(broken("it is too short"));
    };
    let channels = u16::from(header[11]);
    let sample_rate = u32::from_le_bytes([header[12], header[13], header[14], header[15]]);
    let mut stream = Stream::new("ogg", Codec::Vorbis, sample_rate, channels);
    stream.setup = header.to_vec();
    Ok(stream)
}

/// Refuses a setup header whose codebooks would take more memory than any encoder asks for.
pub(super) fn ensure_small_setup(packet: &[u8]) -> Result<(), Error> {
    let mut bits = Bits {
        bytes: packet,
        at: 7 * 8,
    };
    let (mut all_entries, mut all_values) = (0, 0);
    let read = (|| {
        for _ in 0..=bits.read(8)? {
            let (entries, values) = bits.read_codebook()?;
            all_entries += entries;
            all_values += values;
            if all_entries > MOST_ENTRIES || all_values > MOST_LOOKUP_VALUES {
                return None;
            }
        }
        Some(())
    })();
    read.ok_or_else(|| broken("its codebooks"))
}

/// Bits of a packet, least significant first.
struct Bits<'a> {
    bytes: &'a [u8],
    at: u64,
}

impl Bits<'_> {
    fn read(&mut self, count: u32) -> Option<u64> {
        let mut value = 0;
        for bit in 0..count {
            let byte = self.bytes.get(usize::try_from(self.at >> 3).ok()?)?;
            value |= u64::from(byte >> (self.at & 7) & 1) << bit;
            self.at += 1;
        }
        Some(value)
    }

    fn skip(&mut self, count: u64) -> Option<()> {
        self.at = self.at.checked_add(count)?;
        (self.at <= self.bytes.len() as u64 * 8).then_some(())
    }

    /// Moves past a codebook; gives its entries and lookup values.
    fn read_codebook(&mut self) -> Option<(u64, u64)> {
        if self.read(24)? != 0x56_4342 {
            return None;
        }
        let dimensions = self.read(16)?;
        let entries = self.read(24)?;
        if entries > MOST_ENTRIES {
            return None;
        }
        if self.read(1)? == 1 {
            self.read(5)?;
            let mut done = 0;
            while done < entries {
                let width = u64::BITS - (entries - done).leading_zeros();
                done += self.read(width)?;
            }
            if done > entries {
                return None;
            }
        } else if self.read(1)? == 1 {
            for _ in 0..entries {
                if self.read(1)? == 1 {
                    self.read(5)?;
                }
            }
        } else {
            self.skip(entries * 5)?;
        }
        let lookup = self.read(4)?;
        if lookup == 0 {
            return Some((entries, 0));
        }
        self.skip(64)?;
        let value_bits = self.read(4)? + 1;
        self.skip(1)?;
        let stored = match lookup {
            1 => lookup_values(entries, dimensions)?,
            2 => entries.checked_mul(dimensions)?,
            _ => return None,
        };
        self.skip(stored.checked_mul(value_bits)?)?;
        Some((entries, entries.checked_mul(dimensions)?.max(stored)))
    }
}

/// The largest number whose power of `dimensions` is not above `entries`.
fn lookup_values(entries: u64, dimensions: u64) -> Option<u64> {
    let power = u32::try_from(dimensions).ok().filter(|power| *power > 0)?;
    let fits = |root: u64| root.checked_pow(power).is_some_and(|all| all <= entries);
    let (mut low, mut high) = (0, entries + 1);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if fits(middle) {
            low = middle
        } else {
            high = middle
        }
    }
    Some(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookup_values_are_whole_roots() {
        assert_eq!(lookup_values(81, 4), Some(3));
        assert_eq!(lookup_values(80, 4), Some(2));
        assert_eq!(lookup_values(500_000, 1), Some(500_000));
        assert_eq!(lookup_values(1, 65_535), Some(1));
        assert_eq!(lookup_values(10, 0), None);
    }

    #[test]
    fn a_codebook_bomb_is_refused() {
        // One ordered codebook of 2^24-1 entries, all of one length.
        let mut packet = b"\x05vorbis\0BCV".to_vec();
        packet.extend([1, 0, 0xFF, 0xFF, 0xFF, 1, 0xFF, 0xFF, 0xFF, 0xFF]);
        assert!(ensure_small_setup(&packet).is_err());
    }
}
