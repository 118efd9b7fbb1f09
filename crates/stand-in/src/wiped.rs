//! Bytes that may hold a voice -> shared bytes that are overwritten with zeros when nobody has them.

use bytes::Bytes;
use zeroize::{Zeroize as _, Zeroizing};

/// `bytes`, wiped when the last clone is dropped.
pub(crate) fn owned(bytes: Vec<u8>) -> Bytes {
    Bytes::from_owner(Zeroizing::new(bytes))
}

/// The same from bytes of a library; its own are wiped now if nobody shares them.
pub(crate) fn taken(bytes: Bytes) -> Bytes {
    let copy = owned(bytes.to_vec());
    if let Ok(mut bytes) = bytes.try_into_mut() {
        bytes.as_mut().zeroize();
    }
    copy
}
