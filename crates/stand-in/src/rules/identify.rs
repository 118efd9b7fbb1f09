//! A heard voice and a group to the scores of its voiceprints.

use serde_json::{Value, json};

use super::fields::{Needs, voice_fields};
use super::{Received, lookup};
use crate::answer::Outcome;
use crate::audio;
use crate::service::Service;
use crate::similarity::Recording;
use crate::store::Voiceprint;

/// Best first; all of them unless `top_k` asks for fewer.
pub(super) fn identify(service: &Service, request: &Received, group_id: &str) -> Outcome {
    let group_id = lookup::group(&service.store(), group_id)?.id;
    let fields = voice_fields(
        request,
        Needs {
            file: true,
            name: false,
        },
        &service.config,
    )?;
    let heard = fields.file.ok_or_else(audio::no_file)?;

    let mut scores = Vec::new();
    for (print, enrolled) in enrolled(service, group_id)? {
        let score = service
            .config
            .similarity
            .score(&enrolled, &heard)
            .clamp(0.0, 100.0);
        scores.push((if score.is_nan() { 0.0 } else { score }, print));
    }
    scores.sort_by(|a, b| b.0.total_cmp(&a.0));
    let top_k = fields
        .top_k
        .map_or(usize::MAX, |k| usize::try_from(k).unwrap_or(usize::MAX));
    let list: Vec<Value> = scores
        .into_iter()
        .take(top_k)
        .map(|(score, print)| {
            json!({
                "score": score,
                "feature_id": print.id.to_string(),
                "feature_name": print.name,
                "feature_desc": print.desc,
            })
        })
        .collect();
    Ok(Some(json!({ "feature_score_list": list })))
}

/// The group's voiceprints with their audio, so that scoring needs no lock.
fn enrolled(
    service: &Service,
    group_id: u64,
) -> Result<Vec<(Voiceprint, Recording)>, crate::answer::Refusal> {
    let store = service.store();
    let prints: Vec<Voiceprint> = store.voiceprints(group_id).cloned().collect();
    let mut voices = Vec::with_capacity(prints.len());
    for print in prints {
        if let Some(bytes) = store.audio(print.id)? {
            let recording = Recording {
                file_name: print.file_name.clone(),
                bytes,
            };
            voices.push((print, recording));
        }
    }
    Ok(voices)
}
