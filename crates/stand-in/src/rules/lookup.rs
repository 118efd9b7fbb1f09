//! Ids as text to what they name.

use crate::answer::Refusal;
use crate::store::{Group, Store, Voiceprint};

/// An id is 1 to 20 decimal digits; one too large to be given names nothing (0).
fn parse(name: &str, id: &str) -> Result<u64, Refusal> {
    if id.is_empty() || id.len() > 20 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::parameter(name, "a decimal integer"));
    }
    Ok(id.parse().unwrap_or(0))
}

/// The ids of a path are checked before any of them is looked up.
pub(super) fn ids(group: &str, feature: &str) -> Result<(u64, u64), Refusal> {
    Ok((parse("group_id", group)?, parse("feature_id", feature)?))
}

/// The group, or 4000 or 4200.
pub(super) fn group<'s>(store: &'s Store, id: &str) -> Result<&'s Group, Refusal> {
    store
        .group(parse("group_id", id)?)
        .ok_or_else(|| Refusal::unknown("group_id", id))
}

/// The voiceprint within its group, or 4000 or 4200.
pub(super) fn voiceprint<'s>(
    store: &'s Store,
    group_id: &str,
    feature_id: &str,
) -> Result<&'s Voiceprint, Refusal> {
    let (_, feature) = ids(group_id, feature_id)?;
    let group = group(store, group_id)?;
    store
        .voiceprint(group.id, feature)
        .ok_or_else(|| Refusal::unknown("feature_id", feature_id))
}
