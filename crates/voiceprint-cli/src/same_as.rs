//! An older recording -> whether a new one is of the same voice, told here and by nobody else.

use crate::args::api::{OtherVoiceArg, SameAsFlags};
use crate::input::Ear;
use crate::output::Output;
use crate::progress::Progress;
use crate::render::outcome::Failure;
use crate::render::style::{BAD, CARE, GOOD, paint};
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use voiceprint::audio_check::Depth;
use voiceprint::{Clip, Lang, Voice, VoiceError};

/// The voice of an older recording, and what to do about another one.
pub(crate) struct SameAs {
    file: PathBuf,
    voice: Voice,
    refuse: bool,
}

/// How alike the two voices are; `None` if the new one cannot be told.
pub(crate) struct Likeness<'a> {
    older: &'a SameAs,
    similarity: Result<f64, VoiceError>,
}

impl SameAs {
    /// Listens to the older recording, if one was named. It is not judged.
    ///
    /// # Errors
    /// Kind `unreadable` or `voice-unknown`: there is nothing to compare with.
    pub(crate) fn of_flags(flags: &SameAsFlags, out: &Output) -> Result<Option<SameAs>, Failure> {
        let Some(file) = &flags.same_as else {
            return Ok(None);
        };
        let mut policy = voiceprint::default_policy();
        // Its numbers are not shown.
        policy.depth = Depth::Basic;
        let ear = Ear {
            policy,
            pcm: None,
            page: None,
        };
        let name = file.to_string_lossy();
        let checked = ear.check(file, &Progress::none(), None).map_err(|error| {
            let why = error.text(out.lang);
            Failure::not_sent("unreadable", format!("{name}: {why}"))
        })?;
        let voice = Voice::of(&checked.clip).map_err(|error| {
            Failure::not_sent("voice-unknown", unknown(&name, &error, out.lang))
        })?;
        Ok(Some(SameAs {
            file: file.clone(),
            voice,
            refuse: flags.other_voice == OtherVoiceArg::Refuse,
        }))
    }

    /// Compares a new recording.
    pub(crate) fn compare(&self, clip: &Clip) -> Likeness<'_> {
        Likeness {
            older: self,
            similarity: Voice::of(clip).map(|new| new.similarity(&self.voice)),
        }
    }
}

impl Likeness<'_> {
    /// Whether it is the same voice, as far as can be told.
    pub(crate) fn is_same(&self) -> bool {
        matches!(self.similarity, Ok(similarity) if similarity >= Voice::SAME_SIMILARITY)
    }

    /// Why the new recording must not be used, if it must not.
    pub(crate) fn refusal(&self, lang: Lang) -> Option<Failure> {
        let refused = self.older.refuse && !self.is_same();
        refused.then(|| match self.similarity {
            Ok(_) => Failure::rejected("other-voice", self.text(lang)),
            Err(_) => Failure::rejected("voice-unknown", self.text(lang)),
        })
    }

    /// What a result line says about it.
    pub(crate) fn json(&self) -> Value {
        let similarity = self.similarity.as_ref().ok();
        json!({
            "file": self.older.file.to_string_lossy(),
            "similarity": similarity.map(|similarity| (similarity * 1e3).round() / 1e3),
            "min_similarity": Voice::SAME_SIMILARITY,
            "same": similarity.map(|_| self.is_same()),
        })
    }

    /// The same as a field of its own.
    pub(crate) fn field(&self) -> Map<String, Value> {
        Map::from_iter([("same_as".to_owned(), self.json())])
    }

    /// Shows it to people; programs find it in the result line.
    pub(crate) fn show(&self, out: &Output) -> anyhow::Result<()> {
        match out.json {
            true => Ok(()),
            false => out.text(&self.line(out.lang)),
        }
    }

    /// For people: one line with a mark.
    fn line(&self, lang: Lang) -> String {
        let mark = match (self.is_same(), self.older.refuse) {
            (true, _) => paint(GOOD, "✓"),
            (false, true) => paint(BAD, "✗"),
            (false, false) => paint(CARE, "!"),
        };
        format!("  {mark} {}\n", self.text(lang))
    }

    fn text(&self, lang: Lang) -> String {
        let older = self.older.file.to_string_lossy();
        let limit = Voice::SAME_SIMILARITY;
        match (&self.similarity, lang) {
            (Err(error), _) => unknown("", error, lang),
            (Ok(similarity), Lang::En) if self.is_same() => {
                format!("the same voice as in {older} (similarity {similarity:.2} ≥ {limit:.2})")
            }
            (Ok(similarity), Lang::En) => {
                format!("another voice than in {older} (similarity {similarity:.2} < {limit:.2})")
            }
            (Ok(similarity), Lang::Zh) if self.is_same() => {
                format!("与 {older} 是同一人的声音（相似度 {similarity:.2} ≥ {limit:.2}）")
            }
            (Ok(similarity), Lang::Zh) => {
                format!("与 {older} 不是同一人的声音（相似度 {similarity:.2} < {limit:.2}）")
            }
        }
    }
}

/// Why a voice cannot be told.
fn unknown(file: &str, error: &VoiceError, lang: Lang) -> String {
    let place = match file {
        "" => String::new(),
        file => format!("{file}: "),
    };
    match (error, lang) {
        (VoiceError::TooShort { speech_secs }, Lang::Zh) => format!(
            "{place}语音只有 {speech_secs:.1} 秒，至少 {:.1} 秒才能辨认是谁的声音",
            Voice::SHORTEST_SECS
        ),
        (_, _) => format!("{place}{error}"),
    }
}
