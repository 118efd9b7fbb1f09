//! Group calls to changes of the store.

use serde_json::json;

use super::json::group_fields;
use super::paging::{Page, Query};
use super::{Caller, Received, lookup};
use crate::answer::{Outcome, Refusal};
use crate::random;
use crate::service::Service;
use crate::store::Group;

pub(super) fn create(service: &Service, caller: &Caller, request: &Received) -> Outcome {
    let fields = group_fields(request)?;
    let name = fields
        .name
        .ok_or_else(|| Refusal::parameter("name", "1 to 20 characters"))?;
    let mut store = service.store();
    let made = store
        .groups()
        .filter(|group| group.owner == caller.owner)
        .count();
    if made >= service.config.max_groups {
        return Err(Refusal::new(
            4000,
            "The number of voiceprint groups has reached the upper limit.",
        ));
    }
    let now = random::now_secs();
    let id = store.next_id();
    store.put_group(Group {
        id,
        name,
        desc: fields.desc.unwrap_or_default(),
        owner: caller.owner.clone(),
        created_at: now,
        updated_at: now,
    })?;
    Ok(Some(json!({ "id": id.to_string() })))
}

pub(super) fn list(service: &Service, caller: &Caller, request: &Received) -> Outcome {
    let query = Query::parse(request.query());
    let page = Page::of(&query)?;
    // Only the caller's own groups may be asked for by creator.
    if query
        .text("user_id")
        .is_some_and(|id| id != caller.owner.user_id.to_string())
    {
        return Err(Refusal::forbidden());
    }
    let store = service.store();
    let groups: Vec<&Group> = store
        .groups()
        .filter(|group| {
            query
                .text("name")
                .is_none_or(|start| group.name.starts_with(start))
        })
        .filter(|group| {
            query
                .text("group_id")
                .is_none_or(|id| id == group.id.to_string())
        })
        .filter(|group| {
            query
                .text("user_id")
                .is_none_or(|id| id == group.owner.user_id.to_string())
        })
        .collect();
    let base_url = service.base_url();
    Ok(Some(page.cut(&groups, |group| {
        group.to_json(&base_url, store.voiceprints(group.id).count())
    })))
}

pub(super) fn update(
    service: &Service,
    caller: &Caller,
    request: &Received,
    group_id: &str,
) -> Outcome {
    let mut store = service.store();
    let mut group = lookup::group(&store, group_id)?.clone();
    caller.must_be(&group.owner)?;
    let fields = group_fields(request)?;
    if fields.name.is_none() && fields.desc.is_none() {
        return Ok(None);
    }
    group.name = fields.name.unwrap_or(group.name);
    group.desc = fields.desc.unwrap_or(group.desc);
    group.updated_at = random::now_secs();
    store.put_group(group)?;
    Ok(None)
}

pub(super) fn delete(service: &Service, caller: &Caller, group_id: &str) -> Outcome {
    let mut store = service.store();
    let group = lookup::group(&store, group_id)?;
    caller.must_be(&group.owner)?;
    let id = group.id;
    store.remove_group(id)?;
    Ok(None)
}
