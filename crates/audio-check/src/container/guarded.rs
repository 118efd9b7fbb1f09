//! A decoder that may panic -> one that loses a packet by it and goes on.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::codec::BadPacket;

/// Panics of a decoder after each of which a new one goes on with the next packet.
const MOST_PANICS: u32 = 16;

pub(super) struct Guarded<D> {
    /// `None` once too many packets made it panic.
    pub(super) decoder: Option<D>,
    make: Box<dyn Fn() -> Option<D> + Send + Sync>,
    pub(super) panics: u32,
}

impl<D> Guarded<D> {
    /// `None` if none can be made.
    pub(super) fn new(make: impl Fn() -> Option<D> + Send + Sync + 'static) -> Option<Guarded<D>> {
        let mut guarded = Guarded {
            decoder: None,
            make: Box::new(make),
            panics: 0,
        };
        guarded.decoder = Some(guarded.made()?);
        Some(guarded)
    }

    fn made(&self) -> Option<D> {
        catch_unwind(AssertUnwindSafe(|| (self.make)())).ok()?
    }

    /// What `decode` makes of a packet.
    pub(super) fn decode<T>(
        &mut self,
        decode: impl FnOnce(&mut D) -> Result<T, BadPacket>,
    ) -> Result<T, BadPacket> {
        let decoder = self.decoder.as_mut().ok_or(BadPacket)?;
        catch_unwind(AssertUnwindSafe(|| decode(decoder))).unwrap_or_else(|_| {
            // The panic may have left it in any state.
            self.panics += 1;
            self.decoder = (self.panics <= MOST_PANICS).then(|| self.made()).flatten();
            Err(BadPacket)
        })
    }
}
