//! An empty store to a group with one voiceprint, ready for an update.

use std::io;

use crate::random;
use crate::rules::Tokens;
use crate::store::{Group, Store, Voiceprint};

/// The ids of a group and a voiceprint that are there from the start.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Seed {
    /// Group id, 19 digits.
    pub group_id: String,
    /// Voiceprint id, 19 digits.
    pub feature_id: String,
}

/// Finds the oldest voiceprint of the first account, or makes one in a group of its own.
pub(crate) fn plant(store: &mut Store) -> io::Result<Seed> {
    let owner = Tokens::first_owner();
    let old = store
        .groups()
        .flat_map(|group| store.voiceprints(group.id))
        .find(|print| print.owner == owner)
        .map(|print| (print.group_id, print.id));
    if let Some((group, feature)) = old {
        return Ok(Seed {
            group_id: group.to_string(),
            feature_id: feature.to_string(),
        });
    }
    let now = random::now_secs();
    let (group_id, feature_id) = (store.next_id(), store.next_id());
    store.put_group(Group {
        id: group_id,
        name: "stand-in".to_owned(),
        desc: String::new(),
        owner: owner.clone(),
        created_at: now,
        updated_at: now,
    })?;
    let print = Voiceprint {
        id: feature_id,
        group_id,
        name: "speaker".to_owned(),
        desc: String::new(),
        owner,
        created_at: now,
        updated_at: now,
        file_name: "seed.pcm".to_owned(),
        audio_key: random::hex::<16>(),
    };
    // A second of silence: like no voice, and a file the service would have taken.
    store.put_voiceprint(print, Some(vec![0; 32_000].into()))?;
    Ok(Seed {
        group_id: group_id.to_string(),
        feature_id: feature_id.to_string(),
    })
}
