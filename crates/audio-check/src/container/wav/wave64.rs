//! Heads of Sony Wave64 chunks -> four-letter names and sizes as RIFF has them.

/// A chunk begins with a GUID and 64 bits of size.
pub(super) const HEAD_BYTES: usize = 24;
/// The head of the file and the form behind it.
pub(super) const FILE_HEAD_BYTES: usize = 40;
pub(super) const NAME_BYTES: usize = 16;

/// `riff`, the GUID with which the file begins.
pub(in crate::container) const RIFF: [u8; NAME_BYTES] =
    *b"riff\x2E\x91\xCF\x11\xA5\xD6\x28\xDB\x04\xC1\0\0";
/// What follows the four letters of `wave`, `fmt `, `data`, `fact` and most others.
const TAIL: &[u8] = b"\xF3\xAC\xD3\x11\x8C\xD1\0\xC0\x4F\x8E\xDB\x8A";

pub(super) struct Head {
    pub(super) id: [u8; 4],
    /// Of the whole chunk, this head included.
    pub(super) size: u64,
}

impl Head {
    /// `None` if no chunk begins here. Anybody may make GUIDs, so any other is metadata.
    pub(super) fn parse(view: &[u8]) -> Option<Head> {
        let size = u64::from_le_bytes(*view.get(NAME_BYTES..)?.first_chunk()?);
        let id = *view.first_chunk()?;
        if is_name(view) {
            return Some(Head { id, size });
        }
        (size >= HEAD_BYTES as u64).then_some(Head { id: *b"guid", size })
    }

    /// A size that is too small for the head is that of an unfinished file.
    pub(super) fn body_bytes(&self) -> u64 {
        self.size.saturating_sub(HEAD_BYTES as u64)
    }
}

/// Whether four letters and the tail that Sony gave them stand here.
pub(super) fn is_name(bytes: &[u8]) -> bool {
    bytes.get(4..NAME_BYTES) == Some(TAIL)
}
