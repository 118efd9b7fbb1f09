//! A keeper, and how much of one voice is wanted -> the part that is measured and sent.

#[cfg(feature = "voices")]
use super::held::Held;
use super::kept::Kept;
#[cfg(feature = "voices")]
use super::listening;
use super::window::Keeper;
use crate::measure::listened::Listened;

/// Seconds of speech of one voice that are wanted; `None` if voices are not asked for.
pub(crate) type OfOneVoice = Option<f64>;

/// Blocks that are held for a choice by voice: twelve minutes, 23 MB.
pub(crate) fn held_blocks(wanted: OfOneVoice) -> u64 {
    let chooses = cfg!(feature = "voices") && wanted.is_some();
    if chooses { 36_000 } else { 0 }
}

/// Everything if it fits, else the part with most clean speech; of one voice, if voices are asked
/// for. And what was listened to to find it.
pub(crate) fn chosen(keeper: &Keeper, wanted: OfOneVoice) -> (Kept, Listened) {
    by_voice(keeper, wanted).unwrap_or_else(|| (keeper.best(), Listened::default()))
}

/// The same at the end of the recording: the ring is given back.
pub(crate) fn take_chosen(keeper: &mut Keeper, wanted: OfOneVoice) -> (Kept, Listened) {
    let by_voice = by_voice(keeper, wanted);
    let best = keeper.take_best();
    by_voice.unwrap_or((best, Listened::default()))
}

#[cfg(feature = "voices")]
fn by_voice(keeper: &Keeper, wanted: OfOneVoice) -> Option<(Kept, Listened)> {
    let enough_secs = wanted.filter(|_| !keeper.fits())?;
    listening::choose(&Held::of(keeper), enough_secs)
}

#[cfg(not(feature = "voices"))]
fn by_voice(_: &Keeper, _: OfOneVoice) -> Option<(Kept, Listened)> {
    None
}
