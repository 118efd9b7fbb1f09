//! What the program tells its stand-in service: voices are compared by the speaker network.

use sha2::{Digest, Sha256};
use stand_in::{Config, Recording, Similarity, VoiceStatistics};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use voiceprint::audio_check::{CheckOptions, Depth, check_reader_with};
use voiceprint::{PcmSpec, Policy, Voice};

/// The default settings, with our network for `identify`.
pub(crate) fn config() -> Config {
    Config {
        similarity: Arc::new(SpeakerNetwork::default()),
        ..Config::default()
    }
}

/// Voices that are remembered: a few groups of ten.
const REMEMBERED: usize = 64;

/// Compares voices by the speaker network. Its 0.40 becomes 40, the service's limit for a hit.
///
/// What holds too little speech for the network is compared by the stand-in's own statistics.
#[derive(Default)]
struct SpeakerNetwork {
    /// The latest ones, by the hash of their file: an enrolled voice is heard at every call.
    heard: Mutex<VecDeque<([u8; 32], Option<Voice>)>>,
}

impl SpeakerNetwork {
    fn voice(&self, recording: &Recording) -> Option<Voice> {
        let key: [u8; 32] = Sha256::digest(&recording.bytes).into();
        let known = |heard: &VecDeque<([u8; 32], Option<Voice>)>| {
            let found = heard.iter().find(|(other, _)| *other == key);
            found.map(|(_, voice)| voice.clone())
        };
        let lock = || self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(voice) = known(&lock()) {
            return voice;
        }
        let voice = listen(recording);
        let mut heard = lock();
        heard.push_back((key, voice.clone()));
        if heard.len() > REMEMBERED {
            heard.pop_front();
        }
        voice
    }
}

impl Similarity for SpeakerNetwork {
    fn score(&self, enrolled: &Recording, heard: &Recording) -> f64 {
        match (self.voice(enrolled), self.voice(heard)) {
            (Some(enrolled), Some(heard)) => 100.0 * enrolled.similarity(&heard).max(0.0),
            _ => VoiceStatistics.score(enrolled, heard),
        }
    }
}

fn listen(recording: &Recording) -> Option<Voice> {
    let policy = Policy {
        depth: Depth::Basic,
        ..voiceprint::default_policy()
    };
    let options = CheckOptions {
        pcm: (!recording.bytes.starts_with(b"RIFF")).then_some(PcmSpec::TARGET),
        ..CheckOptions::default()
    };
    let checked = check_reader_with(&*recording.bytes, &policy, options).ok()?;
    Voice::of(&checked.clip).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(name: &str) -> Recording {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/wav/");
        Recording {
            file_name: name.to_owned(),
            bytes: std::fs::read(format!("{folder}{name}")).unwrap().into(),
        }
    }

    #[test]
    fn a_voice_is_known_in_another_format_and_no_other_voice_is() {
        let network = SpeakerNetwork::default();
        let reader = recording("speech-16khz-mono-s16.wav");
        let same = network.score(&reader, &recording("speech-48khz-stereo-f32.wav"));
        let other = network.score(&reader, &recording("cards-16khz-mono-s16.wav"));
        assert!(same > 60.0 && other < 30.0, "{same} {other}");
        let nobody = network.score(&reader, &recording("silence.wav"));
        assert!(nobody < 1.0, "{nobody}");
        assert_eq!(network.heard.lock().unwrap().len(), 4);
    }
}
