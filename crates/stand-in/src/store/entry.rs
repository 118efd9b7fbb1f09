//! Groups and voiceprints as they are kept and as the service lists them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Who made something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Owner {
    pub(crate) user_id: u64,
    pub(crate) name: String,
}

impl Owner {
    fn to_json(&self, base_url: &str) -> Value {
        json!({
            "id": self.user_id.to_string(),
            "name": self.name,
            "nickname": self.name,
            "avatar_url": format!("{base_url}/_icon/user.svg"),
        })
    }
}

/// A set of voiceprints that one agent compares speech with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) desc: String,
    pub(crate) owner: Owner,
    pub(crate) created_at: u64,
    pub(crate) updated_at: u64,
}

impl Group {
    /// As listed.
    pub(crate) fn to_json(&self, base_url: &str, feature_count: usize) -> Value {
        json!({
            "id": self.id.to_string(),
            "name": self.name,
            "desc": self.desc,
            "icon_url": format!("{base_url}/_icon/group.svg"),
            "user_info": self.owner.to_json(base_url),
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "feature_count": feature_count,
        })
    }
}

/// One person's voice in a group, without its audio.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Voiceprint {
    pub(crate) id: u64,
    pub(crate) group_id: u64,
    pub(crate) name: String,
    pub(crate) desc: String,
    pub(crate) owner: Owner,
    pub(crate) created_at: u64,
    pub(crate) updated_at: u64,
    pub(crate) file_name: String,
    /// Secret part of the audio's URL; new with each new audio.
    pub(crate) audio_key: String,
}

impl Voiceprint {
    /// As listed.
    pub(crate) fn to_json(&self, base_url: &str) -> Value {
        json!({
            "id": self.id.to_string(),
            "group_id": self.group_id.to_string(),
            "name": self.name,
            "desc": self.desc,
            "icon_url": format!("{base_url}/_icon/voiceprint.svg"),
            "audio_url": format!("{base_url}/_audio/{}", self.audio_key),
            "user_info": self.owner.to_json(base_url),
            "created_at": self.created_at,
            "updated_at": self.updated_at,
        })
    }
}
