//! `same-voice FOLDER`: labelled recordings, all pairs -> how often `--same-as` is wrong, by limit.
#![expect(clippy::print_stdout, reason = "a program prints")]

use anyhow::Context as _;
use audio_check::{Clip, Depth, Policy, check_file};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use voiceprint::Voice;

/// Limits that are compared.
const LIMITS: [f64; 6] = [0.25, 0.30, 0.35, 0.40, 0.45, 0.50];
/// Families of recordings that are fit for a voiceprint; the others are noisy, far or damaged.
const FIT: [&str; 7] = ["clean", "level", "short", "speakers", "dc", "hum", "band"];
/// Speech of the shorter recording of a pair, seconds.
const LENGTHS: [(f64, f64); 2] = [(Voice::SHORTEST_SECS, 3.0), (3.0, f64::INFINITY)];

#[derive(Deserialize)]
struct Label {
    path: String,
    family: String,
    speaker: String,
    n_speakers: String,
    mix: String,
    whisper: String,
    disguise: String,
}

impl Label {
    /// One person who speaks as people do.
    fn is_one_voice(&self) -> bool {
        self.n_speakers == "1"
            && !self.speaker.is_empty()
            && self.family != "format"
            && ["", "single"].contains(&self.mix.as_str())
            && ["", "none"].contains(&self.whisper.as_str())
            && self.disguise.is_empty()
    }
}

struct Take {
    label: Label,
    voice: Voice,
    envelope: Vec<f32>,
}

fn main() -> anyhow::Result<()> {
    let folder = std::env::args_os().nth(1);
    let folder = PathBuf::from(folder.context("usage: same-voice FOLDER")?);
    let mut reader = csv::Reader::from_path(folder.join("labels.csv"))?;
    let labels: Vec<Label> = reader.deserialize().collect::<Result<_, _>>()?;
    let voices = labels.into_iter().filter(Label::is_one_voice);
    let takes: Vec<Option<Take>> = voices
        .map(|label| take(&folder, label))
        .collect::<anyhow::Result<_>>()?;
    let short = takes.iter().filter(|take| take.is_none()).count();
    let takes: Vec<Take> = takes.into_iter().flatten().collect();
    println!(
        "{} recordings; {short} more have too little speech\n",
        takes.len()
    );
    let limits: Vec<String> = LIMITS.iter().map(|limit| format!("{limit:.2}")).collect();
    println!(
        "| recordings | speech of the shorter | pairs of one voice, of two | {} |",
        limits.join(" | ")
    );
    println!("| --- | --- | --- |{}", " --- |".repeat(LIMITS.len()));
    for (kind, is_fit) in [
        ("fit for a voiceprint", true),
        ("one or both noisy, far or damaged", false),
    ] {
        for (from, to) in LENGTHS {
            let (same, other) = pairs(&takes, is_fit, from..to);
            let length = match to.is_finite() {
                true => format!("{from} to {to} s"),
                false => format!("{from} s and more"),
            };
            let wrong = LIMITS.map(|limit| {
                let missed = share(&same, |similarity| similarity < limit);
                let taken = share(&other, |similarity| similarity >= limit);
                format!("{missed:.1} %, {taken:.2} %")
            });
            println!(
                "| {kind} | {length} | {}, {} | {} |",
                same.len(),
                other.len(),
                wrong.join(" | ")
            );
        }
    }
    Ok(())
}

fn take(folder: &Path, label: Label) -> anyhow::Result<Option<Take>> {
    let bytes = std::fs::read(folder.join(&label.path))?;
    let policy = Policy {
        depth: Depth::Basic,
        ..voiceprint::default_policy()
    };
    let checked = check_file(&bytes, &policy).with_context(|| label.path.clone())?;
    let voice = Voice::of(&checked.clip).ok();
    Ok(voice.map(|voice| Take {
        label,
        voice,
        envelope: envelope(&checked.clip),
    }))
}

/// Similarities of all pairs of one voice and of two. The same passage under two kinds of damage
/// says nothing about voices and is left out.
fn pairs(takes: &[Take], fit: bool, speech_secs: std::ops::Range<f64>) -> (Vec<f64>, Vec<f64>) {
    let (mut same, mut other) = (Vec::new(), Vec::new());
    for (index, one) in takes.iter().enumerate() {
        for two in &takes[..index] {
            let is_fit = [one, two]
                .iter()
                .all(|take| FIT.contains(&take.label.family.as_str()));
            let shorter = one.voice.speech_secs().min(two.voice.speech_secs());
            if is_fit != fit || !speech_secs.contains(&shorter) {
                continue;
            }
            let similarity = one.voice.similarity(&two.voice);
            if one.label.speaker != two.label.speaker {
                other.push(similarity);
            } else if !is_same_passage(&one.envelope, &two.envelope) {
                same.push(similarity);
            }
        }
    }
    (same, other)
}

fn share(values: &[f64], is: impl Fn(f64) -> bool) -> f64 {
    let count = values.iter().filter(|value| is(**value)).count();
    100.0 * count as f64 / values.len().max(1) as f64
}

/// Logarithm of the level in steps of 20 ms, around its mean.
fn envelope(clip: &Clip) -> Vec<f32> {
    let level = |step: &[i16]| {
        let power: f32 = step
            .iter()
            .map(|x| (f32::from(*x) / 32_768.0).powi(2))
            .sum();
        ((power / 320.0).sqrt() + 1e-4).ln()
    };
    let mut levels: Vec<f32> = clip.samples().chunks_exact(320).map(level).collect();
    let mean = levels.iter().sum::<f32>() / levels.len().max(1) as f32;
    levels.iter_mut().for_each(|level| *level -= mean);
    levels
}

/// Whether the levels go the same way for 1.5 s and more at any shift.
fn is_same_passage(one: &[f32], two: &[f32]) -> bool {
    const LEAST: usize = 75;
    let shifted = |one: &[f32], two: &[f32]| {
        (0..one.len().saturating_sub(LEAST)).any(|shift| {
            let both = one[shift..].iter().zip(two);
            if both.len() < LEAST {
                return false;
            }
            let (mut product, mut squares) = (0.0, (1e-9_f32, 1e-9_f32));
            for (a, b) in both {
                product += a * b;
                squares = (squares.0 + a * a, squares.1 + b * b);
            }
            product / (squares.0 * squares.1).sqrt() > 0.75
        })
    };
    shifted(one, two) || shifted(two, one)
}
