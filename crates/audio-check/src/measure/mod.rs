//! The kept part -> numbers. One file per question; none knows a limit.

pub(crate) mod activity;
#[cfg(feature = "speech")]
pub(crate) mod again;
mod bandwidth;
mod block_power;
pub(crate) mod channels;
mod clipping;
pub(crate) mod decibel;
mod distance;
mod glitches;
mod hum;
mod impulsive;
pub(crate) mod kept;
mod lanes;
mod level;
pub(crate) mod listened;
mod loudness;
mod low_band;
pub(crate) mod measurements;
mod music;
mod natural;
mod noise;
mod periodicity;
pub(crate) mod place;
mod pulses;
mod quantile;
mod residual;
mod reverberation;
pub(crate) mod source;
#[cfg(test)]
pub(crate) mod specimen;
pub(crate) mod spectrogram;
mod speech;
#[cfg(feature = "voices")]
pub(crate) mod voices;
mod voicing;
mod whisper;

use crate::judge::policy::Depth;
use block_power::BlockPower;
use decibel::{amplitude_dbfs, power_dbfs};
use kept::BLOCK;
use kept::Kept;
use listened::Listened;
use low_band::LowBand;
use measurements::Measurements;
use periodicity::PitchFrame;
use place::{MarkKind, Place, runs};
use source::SourceSummary;
use spectrogram::Spectrogram;
use voicing::Voicing;

/// Measures the kept part: `samples` at 16 kHz with the probability of `speech` per block,
/// and what was seen of it before conversion. What the voice networks `listened` to before they do
/// not hear again; `places` takes what was found where.
pub(crate) fn measure(
    samples: &[f32],
    speech: &[f32],
    source: &SourceSummary,
    depth: Depth,
    listened: &mut Listened,
    places: &mut Vec<Place>,
) -> Measurements {
    let mut measured = Measurements {
        peak_dbfs: Some(amplitude_dbfs(source.peak)),
        rms_dbfs: Some(power_dbfs(source.mean_square)),
        dc_offset: Some(source.dc_offset),
        clipped_ratio: Some(source.clipping.clipped_ratio),
        channel_balance_db: source.channel_balance_db,
        channel_correlation: source.channel_correlation,
        ..Measurements::default()
    };
    if depth >= Depth::Speech {
        of_sound(samples, speech, source, &mut measured, places);
    }
    #[cfg(not(feature = "voices"))]
    let _ = listened;
    #[cfg(feature = "voices")]
    if depth >= Depth::Full {
        of_voices(samples, speech, listened, &mut measured, places);
    }
    measured
}

/// What the sound tells; its spectrogram is given back before the voice networks need room.
fn of_sound(
    samples: &[f32],
    speech: &[f32],
    source: &SourceSummary,
    measured: &mut Measurements,
    places: &mut Vec<Place>,
) {
    let spectrogram = Spectrogram::new(samples);
    let kept = Kept {
        samples,
        speech,
        spectrogram: &spectrogram,
    };
    let power = BlockPower::new(samples);
    let low = LowBand::new(samples, power.offset);
    let frames = of_speech(&kept, &power, &low, measured, places);
    of_damage(&kept, &low, source, measured, places);
    measured.unnatural_score = natural::measure(samples, &frames, measured.snr_db, measured.c50_db);
}

/// What the voice networks tell.
#[cfg(feature = "voices")]
fn of_voices(
    samples: &[f32],
    speech: &[f32],
    listened: &mut Listened,
    measured: &mut Measurements,
    places: &mut Vec<Place>,
) {
    let voices = voices::measure(samples, speech, listened);
    measured.voices_score = voices.as_ref().map(|voices| voices.score);
    measured.voice_similarity = voices.as_ref().map(|voices| voices.similarity);
    places.extend(voices.into_iter().flat_map(|voices| voices.places));
}

/// What needs to know where speech is. The order matters: whisper is looked for before the
/// verdict on speech, speech before noise, noise before what is relative to the speech.
fn of_speech(
    kept: &Kept<'_>,
    power: &BlockPower,
    low: &LowBand,
    measured: &mut Measurements,
    places: &mut Vec<Place>,
) -> Vec<PitchFrame> {
    let frames = periodicity::track(low, kept.speech);
    let (voicing, whispered) = manner(kept, &frames);
    let speech = speech::measure(kept, power, &whispered);
    let (knocks, knocked_at) = impulsive::find(kept.samples).unzip();
    let active = level::active_level(kept.samples, power);
    let noise = noise::measure(kept, &speech, &frames, power, knocks, active);
    let hum = hum::measure(low, noise.active_level_dbfs);
    let spoken = runs(speech.is_speech.iter().copied(), BLOCK);
    places.extend(spoken.into_iter().map(|run| (MarkKind::Speech, run)));
    let knocked_at = knocked_at.unwrap_or_default().into_iter();
    places.extend(knocked_at.map(|at: usize| (MarkKind::Knock, at..at + BLOCK)));
    measured.active_level_dbfs = noise.active_level_dbfs;
    measured.loudness_lufs = loudness::measure(kept.samples);
    measured.speech_seconds = Some(speech.seconds);
    measured.noise_floor_dbfs = noise.noise_floor_dbfs;
    measured.snr_db = noise.snr_db;
    measured.impulsive_noise_ratio = knocks.map(|knocks| knocks.ratio);
    measured.voiced_ratio = voicing.voiced_ratio;
    measured.whisper_score = voicing.whisper_score;
    measured.pitch_hz = voicing.pitch_hz;
    measured.music_score = music::measure(kept, &frames);
    measured.hum_db = hum.hum_db;
    measured.hum_hz = hum.hum_hz;
    frames
}

/// Voicing, and the blocks that are whispered. Only where no voice is heard, whisper is looked for.
fn manner(kept: &Kept<'_>, frames: &[PitchFrame]) -> (Voicing, Vec<bool>) {
    let is_whisper = |voicing: &Voicing| voicing.whisper_score.is_some_and(|score| score > 0.5);
    let heard = voicing::measure(frames, &[]);
    if heard.whisper_score.is_some() && !is_whisper(&heard) {
        return (heard, Vec::new());
    }
    let whispered = whisper::find(kept, &heard_darker(kept));
    let voicing = voicing::measure(frames, &whispered);
    let whispered = if is_whisper(&voicing) {
        whispered
    } else {
        Vec::new()
    };
    (voicing, whispered)
}

#[cfg(feature = "speech")]
fn heard_darker(kept: &Kept<'_>) -> Vec<f32> {
    again::darker(kept.samples)
}

/// Without the network there is no other way to listen.
#[cfg(not(feature = "speech"))]
fn heard_darker(kept: &Kept<'_>) -> Vec<f32> {
    kept.speech.to_vec()
}

/// What may have happened to the speech on its way; some of it needs to know how noisy it is.
fn of_damage(
    kept: &Kept<'_>,
    low: &LowBand,
    source: &SourceSummary,
    measured: &mut Measurements,
    places: &mut Vec<Place>,
) {
    let glitches = glitches::measure(kept, low);
    let room = reverberation::measure(kept, measured.snr_db);
    measured.clipping_score = clipping::likelihood::score(kept, source.clipping);
    measured.c50_db = room.c50_db;
    measured.rt60_seconds = room.rt60_seconds;
    measured.apparent_distance_m = room.apparent_distance_m;
    measured.distance = Some(distance::distance(&room));
    measured.bandwidth_hz = bandwidth::bandwidth_hz(kept);
    measured.glitches = glitches.glitches;
    measured.glitch_score = glitches.glitch_score;
    places.extend(
        glitches
            .places
            .into_iter()
            .map(|run| (MarkKind::Glitch, run)),
    );
}
