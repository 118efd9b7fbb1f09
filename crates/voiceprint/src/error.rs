//! Why a voiceprint was not updated: one variant per question.

use audio_check::Checked;

/// Why a voiceprint was not updated. What was checked comes back, so nothing is lost.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Could it be read? No; nothing was sent.
    #[error("the recording cannot be read: {0}")]
    Unreadable(#[from] audio_check::Error),
    /// Is it good enough? No; nothing was sent. Report and clip are inside.
    #[error("the recording was rejected: {}", reasons(.0))]
    Rejected(Box<Checked>),
    /// Is it the same person? No, by the answer of the service; nothing was changed.
    #[error("the voice does not match the voiceprint it replaces (score {}, {min_score} wanted)", score.map_or("none".to_owned(), |score| format!("{score:.1}")))]
    OtherVoice {
        /// Score of the new recording against the old voiceprint, 0 to 100; `None` if the service
        /// did not compare them.
        score: Option<f64>,
        /// What was wanted.
        min_score: f64,
        /// Report and clip.
        checked: Box<Checked>,
    },
    /// Did it arrive? No, or not for sure: see [`upload::Error::outcome`].
    #[error("the voiceprint was not updated: {error}")]
    NotDelivered {
        /// What became of the request.
        #[source]
        error: upload::Error,
        /// Report and clip, to be sent again without checking again.
        checked: Box<Checked>,
    },
    /// Did new labels without a recording arrive? No, or not for sure.
    #[error("the voiceprint was not renamed: {0}")]
    NotRenamed(#[source] upload::Error),
}

impl Error {
    /// What was checked, if it got that far.
    pub fn into_checked(self) -> Option<Checked> {
        match self {
            Error::Unreadable(_) | Error::NotRenamed(_) => None,
            Error::Rejected(checked)
            | Error::OtherVoice { checked, .. }
            | Error::NotDelivered { checked, .. } => Some(*checked),
        }
    }

    /// The failure of the request, if there was a request.
    pub fn delivery(&self) -> Option<&upload::Error> {
        match self {
            Error::NotDelivered { error, .. } | Error::NotRenamed(error) => Some(error),
            _ => None,
        }
    }
}

/// The findings that reject it, in English.
fn reasons(checked: &Checked) -> String {
    let reasons: Vec<String> = checked
        .report
        .findings
        .iter()
        .filter(|finding| finding.severity == audio_check::Severity::Error)
        .map(|finding| finding.message(audio_check::Lang::En))
        .collect();
    reasons.join(" ")
}
