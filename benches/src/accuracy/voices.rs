//! Takes -> how right several voices and unnatural voices are told.

use super::row::{Bar, Row, Section};
use super::scores::{area, recall_at_5_percent, share};
use super::take::Take;
use audio_check::{Code, Severity};

/// `voices_score`: AUC and recall at 5 % false alarms for each way of mixing.
pub(super) fn several(takes: &[Take]) -> Section {
    let score = |take: &Take| take.read().voices_score.unwrap_or(0.0);
    let one: Vec<f64> = takes
        .iter()
        .filter(|take| ["single", "same_voice_joined"].contains(&take.label.mix.as_str()))
        .map(score)
        .collect();
    let mut rows = Vec::new();
    let mut add = |name: &str, mixes: &[&str], bars: Option<(f64, f64)>| {
        let several: Vec<f64> = takes
            .iter()
            .filter(|take| mixes.contains(&take.label.mix.as_str()))
            .filter(|take| name != TURNS || take.label.second_s.is_some_and(|secs| secs >= 2.0))
            .map(score)
            .collect();
        let count = several.len() + one.len();
        let bar = |bar: Option<f64>| bar.map_or(Bar::None, Bar::AtLeast);
        let auc = area(&several, &one);
        let recall = recall_at_5_percent(&several, &one).filter(|_| !several.is_empty());
        rows.push(Row::new(
            format!("AUC {name}"),
            auc,
            bar(bars.map(|bars| bars.0)),
            count,
        ));
        let what = format!("recall {name} at 5 % false alarms");
        rows.push(Row::new(what, recall, bar(bars.map(|bars| bars.1)), count));
    };
    add(TURNS, &["sequential", "alternating"], Some((0.99, 0.98)));
    add("interjections", &["interjection"], Some((0.98, 0.90)));
    add("both at once", &["overlap"], Some((0.96, 0.88)));
    add("a voice behind", &["background"], Some((0.95, 0.80)));
    add("real meetings", &["real_meeting"], None);
    let joined: Vec<&Take> = takes
        .iter()
        .filter(|take| take.label.mix == "same_voice_joined")
        .collect();
    let flagged = share(joined.iter().map(|take| take.found(Code::SeveralVoices)));
    rows.push(Row::new(
        "one voice joined from two recordings, flagged",
        flagged,
        Bar::AtMost(0.05),
        joined.len(),
    ));
    Section {
        title: "More than one voice",
        fields: "`voices_score`",
        rows,
    }
}

const TURNS: &str = "turns of 2 s and more";

/// `unnatural_score` of robots and shifted voices.
pub(super) fn natural(takes: &[Take]) -> Section {
    let score = |take: &Take| take.read().unnatural_score.unwrap_or(0.0);
    let natural: Vec<f64> = takes
        .iter()
        .filter(|take| take.is_natural())
        .map(score)
        .collect();
    let of = |is_it: &dyn Fn(&str) -> bool| -> Vec<f64> {
        takes
            .iter()
            .filter(|take| is_it(&take.label.disguise))
            .map(score)
            .collect()
    };
    let robots = of(&|disguise| disguise == "robot");
    let shifted = of(&|disguise| {
        let semitones = disguise
            .strip_prefix("pitch")
            .and_then(|text| text.parse::<f64>().ok());
        semitones.is_some_and(|semitones| semitones.abs() >= 5.0)
    });
    let errors = takes.iter().filter(|take| take.is_natural()).map(|take| {
        let findings = &take.report.findings;
        findings
            .iter()
            .any(|it| it.code == Code::UnnaturalVoice && it.severity == Severity::Error)
    });
    let rows = vec![
        Row::new(
            "AUC robots against natural speech",
            area(&robots, &natural),
            Bar::AtLeast(0.95),
            robots.len() + natural.len(),
        ),
        Row::new(
            "AUC shifted by 5 semitones and more",
            area(&shifted, &natural),
            Bar::None,
            shifted.len() + natural.len(),
        ),
        Row::new(
            "natural voices rejected",
            share(errors),
            Bar::AtMost(0.0),
            natural.len(),
        ),
        music(takes),
    ];
    Section {
        title: "Natural voice",
        fields: "`unnatural_score`, `music_score`",
        rows,
    }
}

fn music(takes: &[Take]) -> Row {
    let score = |take: &Take| take.read().music_score.unwrap_or(0.0);
    let is_music = |take: &&Take| take.is_of(&["music_bg"]) || take.label.kind == "music";
    let music: Vec<f64> = takes.iter().filter(is_music).map(score).collect();
    let rest: Vec<f64> = takes
        .iter()
        .filter(|take| take.is_of(&["clean", "noise", "reverb"]))
        .map(score)
        .collect();
    Row::new(
        "AUC music",
        area(&music, &rest),
        Bar::None,
        music.len() + rest.len(),
    )
}
