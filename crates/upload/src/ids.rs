//! Ids as text -> one path segment each, or a refusal.

use crate::error::Error;

/// Which voiceprint: both ids are decimal text of 1 to 20 digits, as the service shows them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VoiceprintId {
    /// The group that holds the voiceprint.
    pub group_id: String,
    /// The voiceprint, which the API calls a feature.
    pub feature_id: String,
}

impl VoiceprintId {
    /// Both ids; they are checked when a request is built.
    pub fn new(group_id: impl Into<String>, feature_id: impl Into<String>) -> VoiceprintId {
        VoiceprintId {
            group_id: group_id.into(),
            feature_id: feature_id.into(),
        }
    }
}

const GROUPS: &str = "/v1/audio/voiceprint_groups";

/// Path of all groups.
pub(crate) fn groups_path() -> String {
    GROUPS.to_owned()
}

/// Path of one group.
pub(crate) fn group_path(group_id: &str) -> Result<String, Error> {
    Ok(format!("{GROUPS}/{}", decimal("group id", group_id)?))
}

/// Path of the voiceprints of a group.
pub(crate) fn features_path(group_id: &str) -> Result<String, Error> {
    Ok(format!("{}/features", group_path(group_id)?))
}

/// Path of one voiceprint.
pub(crate) fn feature_path(id: &VoiceprintId) -> Result<String, Error> {
    let feature = decimal("voiceprint id", &id.feature_id)?;
    Ok(format!("{}/{feature}", features_path(&id.group_id)?))
}

/// Path of identification in a group.
pub(crate) fn identify_path(group_id: &str) -> Result<String, Error> {
    Ok(format!("{}/speaker_identify", group_path(group_id)?))
}

/// The id itself when it is 1 to 20 decimal digits, which need no escaping anywhere.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for anything else; the id is not repeated.
pub(crate) fn decimal<'a>(what: &str, id: &'a str) -> Result<&'a str, Error> {
    if (1..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(id)
    } else {
        let in_chinese = match what {
            "group id" => "声纹组 ID",
            "voiceprint id" => "声纹 ID",
            other => other,
        };
        Err(Error::invalid((
            format!("the {what} must be 1 to 20 decimal digits, as the service shows it"),
            format!("{in_chinese} 必须是 1 到 20 位十进制数字，以服务显示的为准"),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_become_one_segment_each() {
        let id = VoiceprintId::new("7511988408546279468", "7513865283312000002");
        assert_eq!(
            feature_path(&id).unwrap(),
            "/v1/audio/voiceprint_groups/7511988408546279468/features/7513865283312000002"
        );
    }

    #[test]
    fn ids_that_would_change_the_path_are_refused() {
        for id in [
            "",
            "a/../b",
            "%2e%2e",
            "1?x=",
            "1#",
            "1 ",
            "１",
            "-1",
            "1\r\n",
            "123456789012345678901",
        ] {
            assert!(group_path(id).is_err(), "{id:?}");
        }
    }

    proptest! {
        #[test]
        fn any_accepted_id_leaves_the_number_of_segments_alone(id in "\\PC{0,24}|[0-9]{0,24}") {
            if let Ok(path) = group_path(&id) {
                prop_assert_eq!(path.split('/').count(), 5);
                prop_assert!(path.bytes().all(|byte| byte.is_ascii_graphic()));
            }
        }
    }
}
