//! PCM of any kind -> 16 kHz mono: decode, repair, downmix, resample, in this order.

pub(crate) mod adpcm;
pub(crate) mod decode;
pub(crate) mod downmix;
pub(crate) mod repair;
pub(crate) mod resample;
