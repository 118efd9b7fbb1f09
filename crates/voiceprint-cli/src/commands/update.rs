//! `update`: a recording or texts -> an updated voiceprint.

use crate::args::UpdateArgs;
use crate::commands::check;
use crate::consent;
use crate::delivery;
use crate::exit::Exit;
use crate::input::Ear;
use crate::output::Output;
use crate::policy;
use crate::progress::Progress;
use crate::render::outcome::{About, Failure};
use crate::service::Service;
use serde_json::Map;
use std::path::Path;
use std::time::Instant;
use voiceprint::upload::{AudioFile, Receipt, Update};
use voiceprint::{Checked, Labels, Updater, Verdict, VoiceprintId};

pub(crate) fn run(args: &UpdateArgs, out: &Output) -> anyhow::Result<Exit> {
    let mut about = About {
        group_id: args.group.clone(),
        feature_id: args.feature.clone(),
    };
    let checked = match &args.file {
        None => None,
        Some(file) => match check(args, file, out)? {
            Ok(checked) => Some(checked),
            Err(failure) => return delivery::failed(out, &about, &failure),
        },
    };
    delivery::warn_of_texts(out, args.name.as_deref(), args.desc.as_deref());
    let sent = send(args, checked, out, &mut about);
    match sent {
        Ok(Sent::Delivered(receipt)) => {
            let what = out.say("updated", "已更新");
            delivery::delivered(out, what, &about, &receipt, Map::new())
        }
        Ok(Sent::Shown(request)) => delivery::dry_run(out, &about, &request),
        Err(failure) => delivery::failed(out, &about, &failure),
    }
}

enum Sent {
    Delivered(Receipt),
    Shown(String),
}

/// Checks the recording and shows its report.
fn check(args: &UpdateArgs, file: &Path, out: &Output) -> anyhow::Result<Result<Checked, Failure>> {
    let ear = Ear {
        policy: policy::of_flags(&args.audio)?,
        pcm: args.audio.pcm,
    };
    let progress = Progress::over(out, [file]);
    let start = Instant::now();
    let checked = ear.check(file, &progress, None);
    progress.finish();
    let shown = checked.as_ref().map(|checked| &checked.report);
    check::show(out, file, &shown, start.elapsed())?;
    Ok(match checked {
        Err(error) => Err(Failure::not_sent("unreadable", error.to_string())),
        Ok(checked) if checked.report.verdict() == Verdict::Rejected => {
            let why = out.say(
                "the recording was rejected; record again as advised above",
                "录音不合格，请按上面的建议重新录音",
            );
            Err(Failure::rejected("rejected", why))
        }
        Ok(checked) => Ok(checked),
    })
}

fn send(
    args: &UpdateArgs,
    checked: Option<Checked>,
    out: &Output,
    about: &mut About,
) -> Result<Sent, Failure> {
    let service = Service::find(&args.service)?;
    if let Some(seed) = service.seed() {
        about.group_id.get_or_insert(seed.group_id);
        about.feature_id.get_or_insert(seed.feature_id);
    }
    let id = VoiceprintId::new(
        about.group_id.clone().unwrap_or_default(),
        about.feature_id.clone().unwrap_or_default(),
    );
    if args.service.dry_run {
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
        return Ok(Sent::Delivered(service.run(rename)?));
    };
    let consent = consent::of_user(args.consent, args.service.stand_in, out)?;
    let labels = Labels {
        name: args.name.clone(),
        description: args.desc.clone(),
    };
    let updater = Updater::new(service.client()?);
    let updated = service.run(updater.update_labelled(&id, checked, labels, consent))?;
    Ok(Sent::Delivered(updated.receipt))
}
