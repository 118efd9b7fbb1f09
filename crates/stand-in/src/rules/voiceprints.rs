//! Voiceprint calls to changes of the store.

use serde_json::json;

use super::fields::{Needs, voice_fields};
use super::paging::{Page, Query};
use super::{Caller, Received, lookup};
use crate::answer::{Outcome, Refusal};
use crate::random;
use crate::service::Service;
use crate::store::Voiceprint;

pub(super) fn create(
    service: &Service,
    caller: &Caller,
    request: &Received,
    group_id: &str,
) -> Outcome {
    let mut store = service.store();
    let group_id = lookup::group(&store, group_id)?.id;
    let fields = voice_fields(
        request,
        Needs {
            file: true,
            name: true,
        },
        &service.config,
    )?;
    if store.voiceprints(group_id).count() >= service.config.max_voiceprints_per_group {
        return Err(Refusal::new(
            4000,
            format!(
                "The number of voiceprints in the group has reached the upper limit of {}.",
                service.config.max_voiceprints_per_group
            ),
        ));
    }
    let (name, file) = (
        fields.name.unwrap_or_default(),
        fields.file.ok_or_else(crate::audio::no_file)?,
    );
    let now = random::now_secs();
    let id = store.next_id();
    let print = Voiceprint {
        id,
        group_id,
        name,
        desc: fields.desc.unwrap_or_default(),
        owner: caller.owner.clone(),
        created_at: now,
        updated_at: now,
        file_name: file.file_name,
        audio_key: random::hex::<16>(),
    };
    store.put_voiceprint(print, Some(file.bytes))?;
    Ok(Some(json!({ "id": id.to_string() })))
}

pub(super) fn list(service: &Service, request: &Received, group_id: &str) -> Outcome {
    let store = service.store();
    let group = lookup::group(&store, group_id)?;
    let page = Page::of(&Query::parse(request.query()))?;
    let prints: Vec<&Voiceprint> = store.voiceprints(group.id).collect();
    let base_url = service.base_url();
    Ok(Some(page.cut(&prints, |print| print.to_json(&base_url))))
}

/// All or nothing: a refused file leaves the name as it was.
pub(super) fn update(
    service: &Service,
    caller: &Caller,
    request: &Received,
    group_id: &str,
    feature_id: &str,
) -> Outcome {
    let mut store = service.store();
    let mut print = lookup::voiceprint(&store, group_id, feature_id)?.clone();
    caller.must_be(&print.owner)?;
    let fields = voice_fields(
        request,
        Needs {
            file: false,
            name: false,
        },
        &service.config,
    )?;
    if fields.name.is_none() && fields.desc.is_none() && fields.file.is_none() {
        return Err(Refusal::parameter(
            "file",
            "at least one of file, name and desc",
        ));
    }
    print.name = fields.name.unwrap_or(print.name);
    print.desc = fields.desc.unwrap_or(print.desc);
    print.updated_at = random::now_secs();
    let audio = fields.file.map(|file| {
        print.file_name = file.file_name;
        print.audio_key = random::hex::<16>();
        file.bytes
    });
    let id = print.id;
    store.put_voiceprint(print, audio)?;
    Ok(Some(json!({ "id": id.to_string() })))
}

pub(super) fn delete(
    service: &Service,
    caller: &Caller,
    group_id: &str,
    feature_id: &str,
) -> Outcome {
    let mut store = service.store();
    let print = lookup::voiceprint(&store, group_id, feature_id)?;
    caller.must_be(&print.owner)?;
    let id = print.id;
    store.remove_voiceprint(id)?;
    Ok(None)
}
