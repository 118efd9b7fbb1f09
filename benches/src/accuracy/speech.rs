//! Takes -> how right speech and whisper are told.

use super::row::{Bar, Row, Section};
use super::scores::{area, mean, mean_absolute_error};
use super::take::Take;

fn error(what: &str, takes: &[&Take], bar: Bar) -> Row {
    let pairs: Vec<(Option<f64>, f64)> = takes
        .iter()
        .filter_map(|take| Some((take.read().speech_seconds, take.label.speech_s?)))
        .collect();
    Row::new(what, mean_absolute_error(&pairs), bar, pairs.len())
}

/// `speech_seconds` against the truth.
pub(super) fn seconds(takes: &[Take]) -> Section {
    let is_noisy = |take: &&Take, at_least_10_db: bool| {
        take.is_of(&["noise"])
            && take
                .label
                .snr_db
                .is_some_and(|snr| (snr >= 9.9) == at_least_10_db)
    };
    let clean: Vec<&Take> = takes.iter().filter(|take| take.is_of(&["clean"])).collect();
    let noisy: Vec<&Take> = takes.iter().filter(|take| is_noisy(take, true)).collect();
    let drowned: Vec<&Take> = takes.iter().filter(|take| is_noisy(take, false)).collect();
    // Of meetings every voice was marked by itself, and they overlap.
    let marked: Vec<&Take> = takes
        .iter()
        .filter(|take| take.label.label_src == "human" && take.label.mix != "real_meeting")
        .collect();
    let silent: Vec<&Take> = takes
        .iter()
        .filter(|take| take.is_of(&["nospeech"]))
        .collect();
    let false_seconds = mean(
        silent
            .iter()
            .map(|take| take.read().speech_seconds.unwrap_or(0.0)),
    );
    let rows = vec![
        error("error, clean, s", &clean, Bar::AtMost(0.20)),
        error(
            "error, noise of 10 dB and above, s",
            &noisy,
            Bar::AtMost(0.22),
        ),
        error("error, noise below 10 dB, s", &drowned, Bar::AtMost(0.70)),
        error("error, marked by people, s", &marked, Bar::AtMost(0.40)),
        Row::new(
            "false speech in noise, tones and music, s",
            false_seconds,
            Bar::AtMost(0.15),
            silent.len(),
        ),
    ];
    Section {
        title: "Speech seconds",
        fields: "`speech_seconds`",
        rows,
    }
}

/// `whisper_score`, and whether whisper counts as speech.
pub(super) fn whisper(takes: &[Take]) -> Section {
    let score = |take: &Take| take.read().whisper_score.unwrap_or(0.0);
    let natural: Vec<f64> = takes
        .iter()
        .filter(|take| take.is_natural())
        .map(score)
        .collect();
    let noisy: Vec<f64> = takes
        .iter()
        .filter(|take| take.is_of(&["noise"]) && take.label.snr_db.is_some_and(|snr| snr > 4.9))
        .map(score)
        .collect();
    let mut rows = Vec::new();
    for (kind, has_bar) in [
        ("real", true),
        ("synthetic", false),
        ("half", false),
        ("murmur", false),
    ] {
        let of_kind: Vec<&Take> = takes
            .iter()
            .filter(|take| take.label.whisper == kind)
            .collect();
        let scores: Vec<f64> = of_kind.iter().map(|take| score(take)).collect();
        let bar = |bar| {
            if has_bar {
                Bar::AtLeast(bar)
            } else {
                Bar::None
            }
        };
        let against = |name: &str, others: &[f64], at_least: f64| {
            let what = format!("AUC {kind} whisper against {name}");
            Row::new(
                what,
                area(&scores, others),
                bar(at_least),
                scores.len() + others.len(),
            )
        };
        rows.push(against("natural speech in quiet", &natural, 0.98));
        rows.push(against(
            "natural speech in noise of 5 dB and above",
            &noisy,
            0.94,
        ));
        let heard = of_kind.iter().filter_map(|take| {
            let truth = take.label.speech_s.filter(|secs| *secs > 0.0)?;
            Some((take.read().speech_seconds.unwrap_or(0.0) / truth).min(1.0))
        });
        let what = format!("share of {kind} whisper that counts as speech");
        rows.push(Row::new(what, mean(heard), bar(0.85), of_kind.len()));
    }
    Section {
        title: "Whisper",
        fields: "`whisper_score`, `speech_seconds`",
        rows,
    }
}
