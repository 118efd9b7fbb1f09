//! Takes -> how right noise and knocks are read.

use super::row::{Bar, Row, Section};
use super::scores::{area, mean_absolute_error, share};
use super::take::Take;
use std::collections::BTreeSet;

/// Labels are told to a tenth of a decibel.
const SLACK_DB: f64 = 0.1;
/// Noise that comes in single knocks, besides keyboards.
const KNOCKING: [&str; 5] = ["dishes", "fireplace", "freesound", "hens", "boat"];

fn snr_pairs<'a>(takes: impl Iterator<Item = &'a Take>) -> Vec<(Option<f64>, f64)> {
    takes
        .filter_map(|take| Some((take.read().snr_db, take.label.snr_db?)))
        .collect()
}

/// `snr_db` against the truth.
pub(super) fn noise(takes: &[Take]) -> Section {
    let noisy: Vec<&Take> = takes
        .iter()
        .filter(|take| take.is_of(&["noise", "hum"]))
        .collect();
    let between = |low: f64, high: f64| {
        let within = low - SLACK_DB..=high + SLACK_DB;
        let told = noisy.iter().copied();
        snr_pairs(told.filter(|take| take.label.snr_db.is_some_and(|snr| within.contains(&snr))))
    };
    let error = |what: String, pairs: &[(Option<f64>, f64)], bar| {
        Row::new(what, mean_absolute_error(pairs), bar, pairs.len())
    };
    let mut rows = vec![
        error(
            "error from -5 to 30 dB, dB".into(),
            &between(-5.0, 30.0),
            Bar::AtMost(2.5),
        ),
        error(
            "error from 5 to 25 dB, dB".into(),
            &between(5.0, 25.0),
            Bar::AtMost(2.0),
        ),
    ];
    rows.push(below_15_db(&noisy));
    let clean: Vec<&Take> = takes
        .iter()
        .filter(|take| take.is_of(&["clean"]) && take.label.snr_db.is_some_and(|snr| snr >= 35.0))
        .collect();
    let misread = clean
        .iter()
        .map(|take| take.read().snr_db.is_none_or(|snr| snr < 20.0));
    let misread = share(misread);
    rows.push(Row::new(
        "clean sources read below 20 dB",
        misread,
        Bar::AtMost(0.02),
        clean.len(),
    ));
    let kinds: BTreeSet<&str> = noisy.iter().map(|take| take.label.noise.as_str()).collect();
    for kind in kinds {
        let of_kind = noisy
            .iter()
            .copied()
            .filter(|take| take.label.noise == kind);
        let pairs: Vec<_> = snr_pairs(of_kind)
            .into_iter()
            .filter(|pair| pair.1 < 30.0 + SLACK_DB)
            .collect();
        rows.push(error(format!("error in {kind}, dB"), &pairs, Bar::None));
    }
    Section {
        title: "How noisy",
        fields: "`snr_db`",
        rows,
    }
}

fn below_15_db(noisy: &[&Take]) -> Row {
    // What is unknown is not called noisy.
    let score = |take: &&Take| -take.read().snr_db.unwrap_or(99.0);
    let side = |is_below: bool| -> Vec<f64> {
        noisy
            .iter()
            .filter(|take| {
                take.label
                    .snr_db
                    .is_some_and(|snr| (snr < 15.0 - SLACK_DB) == is_below)
            })
            .map(score)
            .collect()
    };
    let (below, above) = (side(true), side(false));
    let count = below.len() + above.len();
    Row::new(
        "AUC \"below 15 dB\"",
        area(&below, &above),
        Bar::AtLeast(0.985),
        count,
    )
}

/// `impulsive_noise_ratio` of keyboards against clean speech and steady noise.
pub(super) fn knocks(takes: &[Take]) -> Section {
    let score = |take: &Take| take.read().impulsive_noise_ratio.unwrap_or(0.0);
    let is_keyboard = |take: &Take| take.label.noise.contains("keyboard");
    let keys: Vec<f64> = takes
        .iter()
        .filter(|take| is_keyboard(take) && take.label.snr_db.is_some_and(|snr| snr <= 10.1))
        .map(score)
        .collect();
    let is_steady = |take: &&Take| {
        let noise = take.label.noise.as_str();
        take.is_of(&["noise"]) && !is_keyboard(take) && !KNOCKING.contains(&noise)
    };
    let rest: Vec<f64> = takes
        .iter()
        .filter(|take| take.is_of(&["clean"]) || is_steady(take))
        .map(score)
        .collect();
    let row = Row::new(
        "AUC keyboard at 10 dB and below against clean and steady noise",
        area(&keys, &rest),
        Bar::AtLeast(0.97),
        keys.len() + rest.len(),
    );
    Section {
        title: "Keys, clicks, taps",
        fields: "`impulsive_noise_ratio`",
        rows: vec![row],
    }
}
