//! Bytes of a voice -> the same bytes, overwritten with zeros when they are dropped.

/// A buffer that is wiped, spare capacity included.
///
/// `Zeroizing<Vec<u8>>` does the same with one volatile write for each byte, 4 million of them for
/// a large recording; this is one `memset`, kept alive by the barrier of the same crate (ten times
/// quicker, `--bench request`).
pub(crate) struct Wiped(pub(crate) Vec<u8>);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// All of the allocation, so that nothing is left of what was once longer.
fn wipe(bytes: &mut Vec<u8>) {
    bytes.clear();
    // Within the capacity: it neither moves nor grows.
    bytes.resize(bytes.capacity(), 0);
    zeroize::optimization_barrier(bytes.as_slice());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_overwritten_where_it_lies() {
        let mut bytes = Vec::with_capacity(10_000);
        bytes.extend_from_slice(&[7; 9_000]);
        bytes.truncate(100);
        let (place, capacity) = (bytes.as_ptr(), bytes.capacity());
        wipe(&mut bytes);
        assert_eq!((bytes.as_ptr(), bytes.capacity()), (place, capacity));
        assert!(bytes.len() >= 10_000 && bytes.iter().all(|byte| *byte == 0));
        wipe(&mut Vec::new());
    }
}
