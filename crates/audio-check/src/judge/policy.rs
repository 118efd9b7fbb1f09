//! What is demanded of a recording, what may be changed, and what is bounded.

/// Two limits of one question; `None` switches that side off.
///
/// Whether a value must lie above or below is told by the name of the field (`min_`, `max_`).
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields, default))]
pub struct Limit {
    /// Past this a warning tells how to do better.
    pub warn: Option<f64>,
    /// Past this the recording is rejected.
    pub refuse: Option<f64>,
}

impl Limit {
    /// Warns past `warn` and rejects past `refuse`.
    pub const fn new(warn: f64, refuse: f64) -> Limit {
        Limit {
            warn: Some(warn),
            refuse: Some(refuse),
        }
    }

    /// Warns past `warn` and never rejects.
    pub const fn warn(warn: f64) -> Limit {
        Limit {
            warn: Some(warn),
            refuse: None,
        }
    }

    /// Says nothing at all.
    pub const OFF: Limit = Limit {
        warn: None,
        refuse: None,
    };
}

impl Default for Limit {
    fn default() -> Limit {
        Limit::OFF
    }
}

/// Whether the source may be converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Conversion {
    /// Resample, downmix, requantize and trim as needed.
    #[default]
    Allow,
    /// 16 kHz mono 16-bit within the size limit, or rejected.
    Forbid,
}

/// How much is measured; what is left out is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Depth {
    /// Level, clipping, offset, channels.
    Basic,
    /// Everything but the voice networks.
    Speech,
    /// Everything.
    #[default]
    Full,
}

/// What is demanded, what may be changed, what is bounded.
///
/// The default is lenient: a warning below what is comfortable, a rejection only where a
/// voiceprint would be worthless. All limits are explained in `docs/findings.md`.
///
/// ```
/// use audio_check::{Limit, Policy};
///
/// let policy = Policy { min_snr_db: Limit::new(25.0, 15.0), ..Policy::default() };
/// assert_eq!(policy.min_snr_db.refuse, Some(15.0));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields, default))]
pub struct Policy {
    /// Seconds of speech at least.
    pub min_speech_seconds: Limit,
    /// Active speech level at least, dBFS.
    pub min_active_level_dbfs: Limit,
    /// Signal to noise ratio at least, dB.
    pub min_snr_db: Limit,
    /// Share of frames with keys, clicks, taps at most, 0 to 1.
    pub max_impulsive_noise_ratio: Limit,
    /// Share of clipped samples at most, 0 to 1.
    pub max_clipped_ratio: Limit,
    /// Likelihood of clipping or limiting at most, 0 to 1.
    pub max_clipping_score: Limit,
    /// Clarity of the room at least, dB.
    pub min_c50_db: Limit,
    /// Likelihood of whisper at most, 0 to 1.
    pub max_whisper_score: Limit,
    /// Likelihood of a disguised voice at most, 0 to 1.
    pub max_unnatural_score: Limit,
    /// Likelihood of music at most, 0 to 1.
    pub max_music_score: Limit,
    /// Likelihood of more than one voice at most, 0 to 1.
    pub max_voices_score: Limit,
    /// Bandwidth at least, Hz.
    pub min_bandwidth_hz: Limit,
    /// Absolute constant offset at most, of full scale.
    pub max_dc_offset: Limit,
    /// Mains hum relative to speech at most, dB.
    pub max_hum_db: Limit,
    /// Dropouts, repeats and clicks at most.
    pub max_glitches: Limit,

    /// Whether the source may be converted.
    pub conversion: Conversion,
    /// Loudness that the clip is brought to, LUFS; `None` leaves the level alone.
    pub target_lufs: Option<f64>,
    /// A gain never pushes the peak past this, dBFS.
    pub peak_ceiling_dbfs: f64,

    /// How much is measured.
    pub depth: Depth,
    /// Size of the clip as a WAV file at most, header included; `None` for no limit.
    pub max_clip_bytes: Option<usize>,
    /// Longest source that is read, seconds; longer ones are refused.
    pub max_source_secs: f64,
}

impl Policy {
    /// The clip size aimed at by default: 4 MB, whichever way "4 MB" is read.
    pub const DEFAULT_MAX_CLIP_BYTES: usize = 4_000_000;

    /// Limits that speech scientists advise for enrolment: fewer recordings pass, better ones.
    pub fn recommended() -> Policy {
        Policy {
            min_speech_seconds: Limit::new(10.0, 5.0),
            min_snr_db: Limit::new(25.0, 15.0),
            max_clipped_ratio: Limit::new(0.000_1, 0.005),
            max_voices_score: Limit::new(0.4, 0.8),
            ..Policy::default()
        }
    }

    /// As recommended, and the source must already be 16 kHz mono 16-bit.
    pub fn strict() -> Policy {
        Policy {
            conversion: Conversion::Forbid,
            ..Policy::recommended()
        }
    }
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            min_speech_seconds: Limit::new(5.0, 1.5),
            min_active_level_dbfs: Limit::new(-42.0, -60.0),
            min_snr_db: Limit::new(20.0, 10.0),
            max_impulsive_noise_ratio: Limit::warn(0.03),
            max_clipped_ratio: Limit::new(0.000_5, 0.03),
            max_clipping_score: Limit::warn(0.9),
            min_c50_db: Limit::new(10.0, 2.0),
            max_whisper_score: Limit::new(0.5, 0.9),
            max_unnatural_score: Limit::warn(0.8),
            max_music_score: Limit::warn(0.8),
            max_voices_score: Limit::new(0.6, 0.95),
            min_bandwidth_hz: Limit::new(6_500.0, 3_000.0),
            max_dc_offset: Limit::warn(0.01),
            max_hum_db: Limit::warn(-25.0),
            max_glitches: Limit::warn(1.0),
            conversion: Conversion::Allow,
            target_lufs: None,
            peak_ceiling_dbfs: -1.0,
            depth: Depth::Full,
            max_clip_bytes: Some(Policy::DEFAULT_MAX_CLIP_BYTES),
            max_source_secs: 24.0 * 3600.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both sides of every limit that is a number, those with a highest value turned round.
    fn limits(policy: &Policy) -> [(Limit, f64); 15] {
        let Policy {
            min_speech_seconds,
            min_active_level_dbfs,
            min_snr_db,
            max_impulsive_noise_ratio,
            max_clipped_ratio,
            max_clipping_score,
            min_c50_db,
            max_whisper_score,
            max_unnatural_score,
            max_music_score,
            max_voices_score,
            min_bandwidth_hz,
            max_dc_offset,
            max_hum_db,
            max_glitches,
            ..
        } = *policy;
        [
            (min_speech_seconds, 1.0),
            (min_active_level_dbfs, 1.0),
            (min_snr_db, 1.0),
            (max_impulsive_noise_ratio, -1.0),
            (max_clipped_ratio, -1.0),
            (max_clipping_score, -1.0),
            (min_c50_db, 1.0),
            (max_whisper_score, -1.0),
            (max_unnatural_score, -1.0),
            (max_music_score, -1.0),
            (max_voices_score, -1.0),
            (min_bandwidth_hz, 1.0),
            (max_dc_offset, -1.0),
            (max_hum_db, -1.0),
            (max_glitches, -1.0),
        ]
    }

    #[test]
    fn every_preset_warns_before_it_rejects() {
        for policy in [Policy::default(), Policy::recommended(), Policy::strict()] {
            for (limit, sign) in limits(&policy) {
                if let (Some(warn), Some(refuse)) = (limit.warn, limit.refuse) {
                    assert!(sign * warn > sign * refuse, "{limit:?}");
                }
            }
        }
    }

    #[test]
    fn each_preset_asks_for_no_less_than_the_one_before() {
        let (lenient, more) = (Policy::default(), Policy::recommended());
        for ((lenient, sign), (more, _)) in limits(&lenient).into_iter().zip(limits(&more)) {
            for (lenient, more) in [(lenient.warn, more.warn), (lenient.refuse, more.refuse)] {
                let is_no_less = lenient
                    .is_none_or(|lenient| more.is_some_and(|more| sign * more >= sign * lenient));
                assert!(is_no_less, "{lenient:?} {more:?}");
            }
        }
        assert_ne!(lenient, more);
        assert_eq!(Policy::strict().conversion, Conversion::Forbid);
        let same = Policy {
            conversion: Conversion::Allow,
            ..Policy::strict()
        };
        assert_eq!(same, more);
    }
}
