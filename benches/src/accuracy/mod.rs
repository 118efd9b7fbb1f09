//! A folder of labelled recordings -> how right the library is, question by question.

pub mod label;
mod noise;
mod room;
pub mod row;
mod scores;
mod signal;
mod speech;
pub mod take;
mod voices;

use row::Section;
use take::Take;

/// Every question that has a bar, in the order of the report.
pub fn sections(takes: &[Take]) -> Vec<Section> {
    vec![
        noise::noise(takes),
        noise::knocks(takes),
        signal::clipping(takes),
        room::room(takes),
        speech::seconds(takes),
        speech::whisper(takes),
        voices::several(takes),
        signal::band(takes),
        signal::glitches(takes),
        signal::hum_and_level(takes),
        signal::channels(takes),
        voices::natural(takes),
    ]
}
