//! Random numbers from the operating system -> boundaries, keys, jitter.

use ring::rand::{SecureRandom, SystemRandom};

use crate::error::Error;

/// Random bytes.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| Error::invalid("the system gives no random numbers"))?;
    Ok(bytes)
}

/// A random number in 0..1; one half where the system gives none, for a wait needs no secrecy.
pub(crate) fn share() -> f64 {
    bytes::<4>().map_or(0.5, |bytes| {
        f64::from(u32::from_le_bytes(bytes)) / (f64::from(u32::MAX) + 1.0)
    })
}
