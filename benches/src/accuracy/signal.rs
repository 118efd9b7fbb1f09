//! Takes -> how right clipping, band, glitches, hum, level and channels are read.

use super::row::{Bar, Row, Section};
use super::scores::{area, mean_absolute_error, recall_at_5_percent, share};
use super::take::Take;
use audio_check::Code;

/// Share of clipped samples from which clipping must be found.
const WORTH_CLIPPING: f64 = 0.000_5;

/// `clipping_score` by kind of clipping, against loud and clean speech.
pub(super) fn clipping(takes: &[Take]) -> Section {
    let score = |take: &Take| take.read().clipping_score.unwrap_or(0.0);
    let whole: Vec<f64> = takes
        .iter()
        .filter(|take| take.is_of(&["clean"]) || take.label.clip_kind == "none_loud")
        .map(score)
        .collect();
    let kinds = [
        ("hard", "hard", 1.0, 0.98),
        ("hard, then attenuated", "hard_atten", 1.0, 0.98),
        ("one-sided", "asym", 1.0, 0.98),
        ("soft", "soft", 0.90, 0.70),
        ("then resampled", "resampled", 0.85, 0.50),
        ("then coded", "mp3like", 0.90, 0.70),
    ];
    let mut rows = Vec::new();
    for (name, kind, at_least, recall_at_least) in kinds {
        let clipped: Vec<f64> = takes
            .iter()
            .filter(|take| take.label.clip_kind == kind)
            .filter(|take| {
                take.label
                    .clip_frac
                    .is_some_and(|share| share >= WORTH_CLIPPING)
            })
            .map(score)
            .collect();
        let count = clipped.len() + whole.len();
        // 1.00 is 0.995 and above.
        let at_least = f64::min(at_least, 0.995);
        let what = format!("AUC clipped: {name}");
        rows.push(Row::new(
            what,
            area(&clipped, &whole),
            Bar::AtLeast(at_least),
            count,
        ));
        let recall = recall_at_5_percent(&clipped, &whole).filter(|_| !clipped.is_empty());
        let what = format!("recall clipped: {name}");
        rows.push(Row::new(what, recall, Bar::AtLeast(recall_at_least), count));
    }
    let loud: Vec<&Take> = takes
        .iter()
        .filter(|take| take.label.clip_kind == "none_loud")
        .collect();
    let accused = share(
        loud.iter()
            .map(|take| take.found_for_certain(Code::Clipped)),
    );
    let what = "loud but clean called clipped for certain";
    rows.push(Row::new(what, accused, Bar::AtMost(0.0), loud.len()));
    Section {
        title: "Clipped",
        fields: "`clipping_score`",
        rows,
    }
}

/// `bandwidth_hz`.
pub(super) fn band(takes: &[Take]) -> Section {
    let banded: Vec<&Take> = takes.iter().filter(|take| take.is_of(&["band"])).collect();
    let pairs: Vec<(Option<f64>, f64)> = banded
        .iter()
        .filter_map(|take| Some((take.read().bandwidth_hz, take.label.band_hz?)))
        .collect();
    let side = |is_limited: bool| -> Vec<f64> {
        let told = banded.iter().filter(|take| {
            take.label
                .band_hz
                .is_some_and(|band_hz| (band_hz <= 6_500.0) == is_limited)
        });
        told.map(|take| -take.read().bandwidth_hz.unwrap_or(8_000.0))
            .collect()
    };
    let (limited, full) = (side(true), side(false));
    let rows = vec![
        Row::new(
            "error, Hz",
            mean_absolute_error(&pairs),
            Bar::AtMost(150.0),
            pairs.len(),
        ),
        Row::new(
            "AUC limited to 6.5 kHz or less",
            area(&limited, &full),
            Bar::AtLeast(0.995),
            limited.len() + full.len(),
        ),
    ];
    Section {
        title: "Band",
        fields: "`bandwidth_hz`",
        rows,
    }
}

/// `glitch_score` by kind of glitch, against whole recordings.
pub(super) fn glitches(takes: &[Take]) -> Section {
    let score = |take: &Take| take.read().glitch_score.unwrap_or(0.0);
    let whole: Vec<f64> = takes
        .iter()
        .filter(|take| take.is_of(&["clean"]) || take.label.glitch == "none")
        .map(score)
        .collect();
    let kinds = [
        ("zero", 0.98),
        ("click", 0.98),
        ("hold", 0.90),
        ("repeat", 0.95),
        ("skip", 0.75),
    ];
    let rows = kinds.map(|(kind, at_least)| {
        let broken: Vec<f64> = takes
            .iter()
            .filter(|take| take.label.glitch == kind)
            .map(score)
            .collect();
        let count = broken.len() + whole.len();
        Row::new(
            format!("AUC {kind}"),
            area(&broken, &whole),
            Bar::AtLeast(at_least),
            count,
        )
    });
    Section {
        title: "Glitches",
        fields: "`glitch_score`",
        rows: rows.into(),
    }
}

/// `hum_db`, `hum_hz`, `dc_offset`, `active_level_dbfs`.
pub(super) fn hum_and_level(takes: &[Take]) -> Section {
    let score = |take: &Take| take.read().hum_db.unwrap_or(-120.0);
    let is_loud = |take: &&Take| take.label.snr_db.is_none_or(|snr| snr <= 30.1);
    let hums: Vec<&Take> = takes
        .iter()
        .filter(|take| take.label.hum_hz.is_some())
        .filter(is_loud)
        .collect();
    let humming: Vec<f64> = hums.iter().map(|take| score(take)).collect();
    let rest: Vec<f64> = takes
        .iter()
        .filter(|take| take.is_of(&["clean", "band", "clip", "glitch", "reverb"]))
        .map(score)
        .collect();
    let right_hz = share(
        hums.iter()
            .map(|take| take.read().hum_hz == take.label.hum_hz),
    );
    let offsets: Vec<(Option<f64>, f64)> = takes
        .iter()
        .filter_map(|take| Some((take.read().dc_offset, take.label.dc?)))
        .collect();
    let levels: Vec<(Option<f64>, f64)> = takes
        .iter()
        .filter(|take| take.label.snr_db.is_none_or(|snr| snr > 15.0))
        .filter_map(|take| Some((take.read().active_level_dbfs, take.label.active_dbov?)))
        .collect();
    let within = share(
        levels
            .iter()
            .map(|(read, truth)| read.is_some_and(|read| (read - truth).abs() <= 0.5)),
    );
    let count = humming.len() + rest.len();
    let rows = vec![
        Row::new(
            "AUC hum within 30 dB of the speech",
            area(&humming, &rest),
            Bar::AtLeast(0.97),
            count,
        ),
        Row::new("50 and 60 Hz told apart", right_hz, Bar::None, hums.len()),
        Row::new(
            "error of the offset, of full scale",
            mean_absolute_error(&offsets),
            Bar::AtMost(0.001),
            offsets.len(),
        ),
        Row::new(
            "error of the active level above 15 dB SNR, dB",
            mean_absolute_error(&levels),
            Bar::AtMost(0.5),
            levels.len(),
        ),
        Row::new(
            "active level within 0.5 dB",
            within,
            Bar::None,
            levels.len(),
        ),
    ];
    Section {
        title: "Hum, offset, level",
        fields: "`hum_db`, `hum_hz`, `dc_offset`, `active_level_dbfs`",
        rows,
    }
}

/// Faults of two channels.
pub(super) fn channels(takes: &[Take]) -> Section {
    let of = |stereo: &str, code: Code| {
        let of_kind: Vec<&Take> = takes
            .iter()
            .filter(|take| take.label.stereo == stereo)
            .collect();
        let found = share(of_kind.iter().map(|take| take.found(code)));
        let what = format!("{stereo}: {} found", code.as_str());
        Row::new(what, found, Bar::AtLeast(1.0), of_kind.len())
    };
    let faults = [
        Code::ChannelsCancel,
        Code::DeadChannel,
        Code::ChannelsDiffer,
    ];
    let whole: Vec<&Take> = takes
        .iter()
        .filter(|take| ["identical", "spaced_pair"].contains(&take.label.stereo.as_str()))
        .collect();
    let accused = share(
        whole
            .iter()
            .map(|take| faults.iter().any(|code| take.found(*code))),
    );
    let rows = vec![
        of("antiphase", Code::ChannelsCancel),
        of("right_dead", Code::DeadChannel),
        of("two_voices", Code::ChannelsDiffer),
        Row::new(
            "good pairs accused of any of these",
            accused,
            Bar::AtMost(0.0),
            whole.len(),
        ),
    ];
    Section {
        title: "Channels",
        fields: "findings",
        rows,
    }
}
