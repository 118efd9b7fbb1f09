//! Takes -> how right room and distance are read.

use super::row::{Bar, Row, Section};
use super::scores::{area, mean_absolute_error, rank_correlation, share};
use super::take::Take;
use audio_check::Distance;

/// `c50_db`, `rt60_seconds` and `distance`.
pub(super) fn room(takes: &[Take]) -> Section {
    let rooms: Vec<&Take> = takes
        .iter()
        .filter(|take| {
            take.label.c50_db.is_some() && take.label.snr_db.is_none_or(|snr| snr > 10.0)
        })
        .collect();
    let told: Vec<(f64, f64)> = rooms
        .iter()
        .filter_map(|take| Some((take.read().c50_db?, take.label.c50_db?)))
        .collect();
    let times: Vec<(Option<f64>, f64)> = rooms
        .iter()
        .filter_map(|take| Some((take.read().rt60_seconds, take.label.t60_s?)))
        .collect();
    let untold = share(rooms.iter().map(|take| take.read().c50_db.is_none()));
    let rows = vec![
        Row::new(
            "Spearman of C50 with the truth above 10 dB SNR",
            rank_correlation(&told),
            Bar::AtLeast(0.88),
            told.len(),
        ),
        near_and_far(takes),
        wrong_side(takes),
        Row::new(
            "error of the reverberation time, s",
            mean_absolute_error(&times),
            Bar::None,
            times.len(),
        ),
        Row::new("C50 said to be unknown", untold, Bar::None, rooms.len()),
    ];
    Section {
        title: "Reverberant, far",
        fields: "`c50_db`, `rt60_seconds`, `distance`",
        rows,
    }
}

fn at(takes: &[Take], metres: impl Fn(f64) -> bool) -> Vec<&Take> {
    takes
        .iter()
        .filter(|take| take.label.distance_m.is_some_and(&metres))
        .collect()
}

/// The verdict first, and the clarity where it is the same.
fn nearness(take: &&Take) -> f64 {
    let verdict = match take.read().distance {
        Some(Distance::Near) => 1_000.0,
        Some(Distance::Far) => -1_000.0,
        _ => 0.0,
    };
    verdict + take.read().c50_db.unwrap_or(0.0)
}

fn near_and_far(takes: &[Take]) -> Row {
    let near: Vec<f64> = at(takes, |metres| metres < 0.5)
        .iter()
        .map(nearness)
        .collect();
    let far: Vec<f64> = at(takes, |metres| metres >= 0.99)
        .iter()
        .map(nearness)
        .collect();
    let count = near.len() + far.len();
    Row::new(
        "AUC below 0.5 m against 1 m and more",
        area(&near, &far),
        Bar::AtLeast(0.90),
        count,
    )
}

fn wrong_side(takes: &[Take]) -> Row {
    let near = at(takes, |metres| metres < 0.5);
    let far = at(takes, |metres| metres >= 0.99);
    let called = |take: &&Take, wrong: Distance| take.read().distance == Some(wrong);
    let wrong = near
        .iter()
        .map(|take| called(take, Distance::Far))
        .chain(far.iter().map(|take| called(take, Distance::Near)));
    Row::new(
        "near called far or far called near",
        share(wrong),
        Bar::None,
        near.len() + far.len(),
    )
}
