//! `labels.csv` -> one label for each recording.

use anyhow::Context as _;
use serde::Deserialize;
use std::path::Path;

/// What is true of one recording; `None` where a question does not apply to it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Label {
    /// File below the folder.
    pub path: String,
    /// Which question it was made for.
    pub family: String,
    /// Seconds in which someone speaks.
    pub speech_s: Option<f64>,
    /// `human` if people marked the speech.
    pub label_src: String,
    /// ITU-T P.56 active speech level, dB re full scale.
    pub active_dbov: Option<f64>,
    /// Active speech level over noise, dB.
    pub snr_db: Option<f64>,
    /// The same of the source, before anything was added.
    pub base_snr_db: Option<f64>,
    /// Kind of noise.
    pub noise: String,
    /// Share of clipped samples.
    pub clip_frac: Option<f64>,
    /// How it was clipped.
    pub clip_kind: String,
    /// Reverberation time, seconds.
    pub t60_s: Option<f64>,
    /// Clarity, dB.
    pub c50_db: Option<f64>,
    /// Distance of the microphone, metres.
    pub distance_m: Option<f64>,
    /// `none`, `real`, `synthetic`, `half`, `murmur`.
    pub whisper: String,
    /// `robot`, or the shift of the pitch in semitones (`pitch+5`).
    pub disguise: String,
    /// How several voices were mixed; `single` and `same_voice_joined` are one voice.
    pub mix: String,
    /// Seconds of the second voice.
    pub second_s: Option<f64>,
    /// Where the spectrum ends, Hz.
    pub band_hz: Option<f64>,
    /// Kind of glitch.
    pub glitch: String,
    /// Constant offset, of full scale.
    pub dc: Option<f64>,
    /// 50 or 60.
    pub hum_hz: Option<f64>,
    /// What is heard where nobody speaks.
    pub kind: String,
    /// What the two channels hold.
    pub stereo: String,
}

/// Reads the labels of `folder`.
///
/// # Errors
/// If there is no `labels.csv`, or it has no column `path`, or a number is none.
pub fn read(folder: &Path) -> anyhow::Result<Vec<Label>> {
    let path = folder.join("labels.csv");
    let mut reader =
        csv::Reader::from_path(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let labels: Vec<Label> = reader
        .deserialize()
        .collect::<Result<_, _>>()
        .context("labels.csv")?;
    anyhow::ensure!(
        labels.iter().all(|label| !label.path.is_empty()),
        "labels.csv has no paths"
    );
    Ok(labels)
}
