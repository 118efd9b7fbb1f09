//! A JSON body to the fields of a group.

use serde_json::{Map, Value};

use super::Received;
use crate::answer::Refusal;

/// Name and description as sent; absent and null are the same.
pub(super) struct GroupFields {
    pub(super) name: Option<String>,
    pub(super) desc: Option<String>,
}

/// Reads and checks a group's fields: a name of 1 to 20, a description of at most 500 characters.
pub(super) fn group_fields(request: &Received) -> Result<GroupFields, Refusal> {
    let kind = request
        .content_type()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Refusal::parameter("Content-Type", "application/json"));
    }
    request.within_limit()?;
    let object: Map<String, Value> = serde_json::from_slice(&request.body)
        .map_err(|_| Refusal::parameter("body", "a JSON object"))?;
    let fields = GroupFields {
        name: text(&object, "name")?,
        desc: text(&object, "desc")?,
    };
    if fields
        .name
        .as_ref()
        .is_some_and(|name| name.is_empty() || name.chars().count() > 20)
    {
        return Err(Refusal::parameter("name", "1 to 20 characters"));
    }
    if fields
        .desc
        .as_ref()
        .is_some_and(|desc| desc.chars().count() > 500)
    {
        return Err(Refusal::parameter("desc", "at most 500 characters"));
    }
    Ok(fields)
}

fn text(object: &Map<String, Value>, name: &str) -> Result<Option<String>, Refusal> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Refusal::parameter(name, "string")),
    }
}
