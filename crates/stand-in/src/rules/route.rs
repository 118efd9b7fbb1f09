//! Method and path to one of the nine calls.

use http::header::ALLOW;
use http::{Method, StatusCode};

use crate::answer::Refusal;

/// A call of the service, with the ids of its path as they were sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    CreateGroup,
    ListGroups,
    UpdateGroup { group: String },
    DeleteGroup { group: String },
    CreateVoiceprint { group: String },
    ListVoiceprints { group: String },
    UpdateVoiceprint { group: String, feature: String },
    DeleteVoiceprint { group: String, feature: String },
    Identify { group: String },
}

impl Call {
    /// The permission a token needs.
    pub(crate) fn permission(&self) -> &'static str {
        match self {
            Self::CreateGroup => "createVoiceprintGroup",
            Self::ListGroups => "listVoiceprintGroup",
            Self::UpdateGroup { .. } => "updateVoiceprintGroup",
            Self::DeleteGroup { .. } => "deleteVoiceprintGroup",
            Self::CreateVoiceprint { .. } => "createVoiceprintFeature",
            Self::ListVoiceprints { .. } => "listVoiceprintFeature",
            Self::UpdateVoiceprint { .. } => "updateVoiceprintFeature",
            Self::DeleteVoiceprint { .. } => "deleteVoiceprintFeature",
            Self::Identify { .. } => "identifyInVoiceprintGroup",
        }
    }

    /// Finds the call: 404 for an unknown path, 405 with `Allow` for another method.
    pub(crate) fn find(method: &Method, path: &str) -> Result<Self, Refusal> {
        let segments: Vec<String> = path
            .split('/')
            .map(|segment| {
                percent_encoding::percent_decode_str(segment)
                    .decode_utf8_lossy()
                    .into_owned()
            })
            .collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let ["", "v1", "audio", "voiceprint_groups", rest @ ..] = segments.as_slice() else {
            return Err(unknown_path());
        };
        let text = |id: &&str| (*id).to_owned();
        let allowed = match rest {
            [] => match *method {
                Method::POST => return Ok(Self::CreateGroup),
                Method::GET => return Ok(Self::ListGroups),
                _ => "GET, POST",
            },
            [group] => match *method {
                Method::PUT => return Ok(Self::UpdateGroup { group: text(group) }),
                Method::DELETE => return Ok(Self::DeleteGroup { group: text(group) }),
                _ => "DELETE, PUT",
            },
            [group, "features"] => match *method {
                Method::POST => return Ok(Self::CreateVoiceprint { group: text(group) }),
                Method::GET => return Ok(Self::ListVoiceprints { group: text(group) }),
                _ => "GET, POST",
            },
            [group, "features", feature] => {
                let (group, feature) = (text(group), text(feature));
                match *method {
                    Method::PUT => return Ok(Self::UpdateVoiceprint { group, feature }),
                    Method::DELETE => return Ok(Self::DeleteVoiceprint { group, feature }),
                    _ => "DELETE, PUT",
                }
            }
            [group, "speaker_identify"] => match *method {
                Method::POST => return Ok(Self::Identify { group: text(group) }),
                _ => "POST",
            },
            _ => return Err(unknown_path()),
        };
        Err(wrong_method(allowed))
    }
}

/// HTTP 404, code 4000.
pub(crate) fn unknown_path() -> Refusal {
    Refusal::new(4000, "The requested path does not exist.").with_status(StatusCode::NOT_FOUND)
}

/// HTTP 405 with `Allow`, code 4000.
pub(crate) fn wrong_method(allowed: &str) -> Refusal {
    Refusal::new(4000, "The request method is not allowed for this path.")
        .with_status(StatusCode::METHOD_NOT_ALLOWED)
        .with_header(ALLOW, allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "/v1/audio/voiceprint_groups";

    #[test]
    fn the_nine_calls_are_found() {
        let group = || "1".to_owned();
        let feature = || "2".to_owned();
        for (method, tail, call) in [
            (Method::POST, "", Call::CreateGroup),
            (Method::GET, "", Call::ListGroups),
            (Method::PUT, "/1", Call::UpdateGroup { group: group() }),
            (Method::DELETE, "/1", Call::DeleteGroup { group: group() }),
            (
                Method::POST,
                "/1/features",
                Call::CreateVoiceprint { group: group() },
            ),
            (
                Method::GET,
                "/1/features",
                Call::ListVoiceprints { group: group() },
            ),
            (
                Method::PUT,
                "/1/features/2",
                Call::UpdateVoiceprint {
                    group: group(),
                    feature: feature(),
                },
            ),
            (
                Method::DELETE,
                "/1/features/2",
                Call::DeleteVoiceprint {
                    group: group(),
                    feature: feature(),
                },
            ),
            (
                Method::POST,
                "/1/speaker_identify",
                Call::Identify { group: group() },
            ),
        ] {
            assert_eq!(Call::find(&method, &format!("{ROOT}{tail}")).unwrap(), call);
        }
    }

    #[test]
    fn other_paths_are_404_and_other_methods_405_with_allow() {
        for path in [
            "/",
            "/v1/audio",
            "/v1/audio/v1/audio/voiceprint_groups/1/features/2",
            "//v1/audio/voiceprint_groups",
        ] {
            assert_eq!(
                Call::find(&Method::PUT, path).unwrap_err().status,
                404,
                "{path}"
            );
        }
        for (method, tail, allowed) in [
            (Method::PUT, "", "GET, POST"),
            (Method::GET, "/1", "DELETE, PUT"),
            (Method::PATCH, "/1/features", "GET, POST"),
            (Method::POST, "/1/features/2", "DELETE, PUT"),
            (Method::GET, "/1/speaker_identify", "POST"),
        ] {
            let refusal = Call::find(&method, &format!("{ROOT}{tail}")).unwrap_err();
            assert_eq!((refusal.status.as_u16(), refusal.code), (405, 4000));
            assert_eq!(refusal.headers[0].1, allowed);
        }
    }

    #[test]
    fn an_escaped_slash_stays_within_its_segment() {
        let call = Call::find(&Method::DELETE, &format!("{ROOT}/1%2F..%2F2")).unwrap();
        assert_eq!(
            call,
            Call::DeleteGroup {
                group: "1/../2".to_owned()
            }
        );
    }
}
