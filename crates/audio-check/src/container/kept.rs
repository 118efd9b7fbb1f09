//! A part of the stream -> its bytes in memory, up to a bound.

use std::io::Read;

use zeroize::Zeroizing;

use super::input::Input;
use crate::error::Error;

/// The next `bytes`, fewer if the stream ends; `None` if they would be more than `most_bytes`.
pub(super) fn keep<R: Read>(
    input: &mut Input<R>,
    bytes: u64,
    most_bytes: u64,
) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    let mut left = bytes;
    let mut kept = Zeroizing::new(Vec::new());
    loop {
        let view = input.peek(1)?;
        let take = view.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if take == 0 {
            return Ok(Some(kept));
        }
        if (kept.len() + take) as u64 > most_bytes {
            return Ok(None);
        }
        kept.extend_from_slice(&view[..take]);
        input.consume(take);
        left -= take as u64;
    }
}
