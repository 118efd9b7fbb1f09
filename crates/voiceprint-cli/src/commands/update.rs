//! `update`: a recording or texts -> an updated voiceprint.

use crate::args::UpdateArgs;
use crate::exit::Exit;
use crate::output::Output;
use crate::progress::UploadBar;
use crate::render::outcome::{About, Failure};
use crate::same_as::{Likeness, SameAs};
use crate::service::Service;
use crate::{consent, delivery, recording};
use serde_json::{Map, Value, json};
use voiceprint::upload::{AudioFile, Receipt, Update};
use voiceprint::{Checked, Labels, OnOtherVoice, SamePerson, Updater, VoiceprintId};

pub(crate) fn run(args: &UpdateArgs, out: &Output) -> anyhow::Result<Exit> {
    let mut about = About {
        group_id: args.group.id.clone(),
        feature_id: args.feature.clone(),
    };
    let checked = match &args.file {
        None if args.same_as.same_as.is_some() => {
            let failure = Failure::not_sent(
                "usage",
                (
                    "--same-as needs a FILE to compare",
                    "--same-as 需要一个用来比较的录音文件",
                ),
            );
            return delivery::failed(out, &about, &failure);
        }
        None => None,
        Some(file) => match recording::check(&args.upload.audio, file, out)? {
            Ok(checked) => Some(checked),
            Err(failure) => return delivery::failed(out, &about, &failure),
        },
    };
    let older = match SameAs::of_flags(&args.same_as, out) {
        Ok(older) => older,
        Err(failure) => return delivery::failed(out, &about, &failure),
    };
    let likeness = match (&older, &checked) {
        (Some(older), Some(checked)) => Some(older.compare(&checked.clip)),
        _ => None,
    };
    let mut extra = likeness.as_ref().map(Likeness::field).unwrap_or_default();
    if let Some(likeness) = &likeness {
        if let Some(failure) = likeness.refusal(out.lang) {
            return delivery::failed_with(out, &about, &failure, extra);
        }
        likeness.show(out)?;
    }
    delivery::warn_of_texts(out, args.name.as_deref(), args.desc.as_deref());
    let sent = send(args, checked, out, &mut about);
    match sent {
        Ok(Sent::Delivered(receipt, scores)) => {
            extra.extend(scores);
            let what = out.say("updated", "已更新");
            delivery::delivered(out, what, &about, &receipt, extra)
        }
        Ok(Sent::Shown(request)) => delivery::dry_run_with(out, &about, &request, extra),
        Err(failure) => delivery::failed_with(out, &about, &failure, extra),
    }
}

enum Sent {
    Delivered(Receipt, Map<String, Value>),
    Shown(String),
}

fn send(
    args: &UpdateArgs,
    checked: Option<Checked>,
    out: &Output,
    about: &mut About,
) -> Result<Sent, Failure> {
    let service = Service::find(&args.upload.service)?;
    let id = VoiceprintId::new(service.group(about)?, service.feature(about)?);
    if args.upload.service.dry_run {
        let audio = checked.map(|checked| AudioFile::wav(checked.clip.to_wav()));
        let update = Update {
            audio: audio.transpose()?,
            name: args.name.clone(),
            description: args.desc.clone(),
        };
        return Ok(Sent::Shown(
            update.request(&id)?.to_text(service.base_url())?,
        ));
    }
    let Some(checked) = checked else {
        let client = service.client()?;
        let rename = client.rename(&id, args.name.as_deref(), args.desc.as_deref());
        return Ok(Sent::Delivered(service.run(rename)?, Map::new()));
    };
    let consent = consent::of_user(args.upload.consent, args.upload.service.stand_in, out)?;
    let labels = Labels {
        name: args.name.clone(),
        description: args.desc.clone(),
    };
    let same_person = SamePerson {
        before: args.same_person.then_some(OnOtherVoice::Refuse),
        after: args.same_person,
        ..SamePerson::default()
    };
    let (client, _bar) = UploadBar::over(service.client()?, out);
    let updater = Updater::new(client).with_same_person(same_person);
    let updated = service.run(updater.update_labelled(&id, checked, labels, consent))?;
    let mut extra = Map::new();
    if args.same_person {
        extra.insert("score_before".into(), json!(updated.score_before));
        let after = updated.score_after.and_then(|asked| asked.ok().flatten());
        extra.insert("score_after".into(), json!(after));
    }
    Ok(Sent::Delivered(updated.receipt, extra))
}
