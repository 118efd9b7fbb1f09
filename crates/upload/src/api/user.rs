//! The creator of a group or voiceprint, as the service tells it.

use serde::Deserialize;

use crate::lenient;

/// Who made a group or voiceprint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct User {
    /// User id, decimal text.
    #[serde(deserialize_with = "lenient::optional_id")]
    pub id: Option<String>,
    /// Login name.
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    /// Shown name.
    #[serde(deserialize_with = "lenient::text")]
    pub nickname: String,
    /// Address of a picture.
    #[serde(deserialize_with = "lenient::text")]
    pub avatar_url: String,
}
