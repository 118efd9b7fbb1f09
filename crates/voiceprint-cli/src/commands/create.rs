//! `create`: a recording and a name -> a new voiceprint.

use crate::args::api::CreateArgs;
use crate::exit::Exit;
use crate::output::Output;
use crate::progress::UploadBar;
use crate::render::outcome::{About, Failure};
use crate::same_as::{Likeness, SameAs};
use crate::service::Service;
use crate::{consent, delivery, recording};
use serde_json::json;
use voiceprint::Checked;
use voiceprint::upload::{AudioFile, Created, NewVoiceprint};

pub(crate) fn run(args: &CreateArgs, out: &Output) -> anyhow::Result<Exit> {
    let mut about = About {
        group_id: args.group.id.clone(),
        feature_id: None,
    };
    let checked = match recording::check(&args.upload.audio, &args.file, out)? {
        Ok(checked) => checked,
        Err(failure) => return delivery::failed(out, &about, &failure),
    };
    let older = match SameAs::of_flags(&args.same_as, out) {
        Ok(older) => older,
        Err(failure) => return delivery::failed(out, &about, &failure),
    };
    let likeness = older.as_ref().map(|older| older.compare(&checked.clip));
    let mut extra = likeness.as_ref().map(Likeness::field).unwrap_or_default();
    if let Some(likeness) = &likeness {
        if let Some(failure) = likeness.refusal(out.lang) {
            return delivery::failed_with(out, &about, &failure, extra);
        }
        likeness.show(out)?;
    }
    delivery::warn_of_texts(out, Some(&args.name), args.desc.as_deref());
    match send(args, &checked, out, &mut about) {
        Ok(Made::Created(created)) => {
            about.feature_id = Some(created.id);
            extra.insert("found_by_listing".into(), json!(created.found_by_listing));
            let what = out.say("created", "已创建");
            delivery::delivered(out, what, &about, &created.receipt, extra)
        }
        Ok(Made::Shown(request)) => delivery::dry_run_with(out, &about, &request, extra),
        Err(failure) => delivery::failed_with(out, &about, &failure, extra),
    }
}

enum Made {
    Created(Created),
    Shown(String),
}

fn send(
    args: &CreateArgs,
    checked: &Checked,
    out: &Output,
    about: &mut About,
) -> Result<Made, Failure> {
    let service = Service::find(&args.upload.service)?;
    let group = service.group(about)?;
    let new = NewVoiceprint {
        audio: AudioFile::wav(checked.clip.to_wav())?,
        name: args.name.clone(),
        description: args.desc.clone(),
    };
    if args.upload.service.dry_run {
        return Ok(Made::Shown(
            new.request(&group)?.to_text(service.base_url())?,
        ));
    }
    let consent = consent::of_user(args.upload.consent, args.upload.service.stand_in, out)?;
    let (client, _bar) = UploadBar::over(service.client()?, out);
    Ok(Made::Created(
        service.run(client.create(&group, &new, consent))?,
    ))
}
