//! `identify`: a recording and a group -> who it might be, best first.

use crate::args::api::IdentifyArgs;
use crate::exit::Exit;
use crate::output::Output;
use crate::progress::UploadBar;
use crate::render::listing;
use crate::render::outcome::{About, Failure};
use crate::service::Service;
use crate::{consent, delivery, recording};
use voiceprint::Checked;
use voiceprint::upload::{AudioFile, Match, api};

pub(crate) fn run(args: &IdentifyArgs, out: &Output) -> anyhow::Result<Exit> {
    let mut about = About {
        group_id: args.group.id.clone(),
        feature_id: None,
    };
    let checked = match recording::check(&args.upload.audio, &args.file, out)? {
        Ok(checked) => checked,
        Err(failure) => return delivery::failed(out, &about, &failure),
    };
    match send(args, &checked, out, &mut about) {
        Ok(Found::Matches(matches)) => {
            let group = about.group_id.as_deref().unwrap_or_default();
            for found in &matches {
                match out.json {
                    true => out.json(&listing::match_json(group, found))?,
                    false => out.text(&listing::match_text(found))?,
                }
            }
            if matches.is_empty() {
                out.remark(out.say("no voiceprint was compared", "没有可比较的声纹"));
            }
            Ok(Exit::Done)
        }
        Ok(Found::Shown(request)) => delivery::dry_run(out, &about, &request),
        Err(failure) => delivery::failed(out, &about, &failure),
    }
}

enum Found {
    Matches(Vec<Match>),
    Shown(String),
}

fn send(
    args: &IdentifyArgs,
    checked: &Checked,
    out: &Output,
    about: &mut About,
) -> Result<Found, Failure> {
    let service = Service::find(&args.upload.service)?;
    let group = service.group(about)?;
    let audio = AudioFile::wav(checked.clip.to_wav())?;
    if args.upload.service.dry_run {
        let request = api::identify::request(&group, &audio, args.top_k)?;
        return Ok(Found::Shown(request.to_text(service.base_url())?));
    }
    let consent = consent::of_user(args.upload.consent, args.upload.service.stand_in, out)?;
    let (client, _bar) = UploadBar::over(service.client()?, out);
    let found = service.run(client.identify(&group, &audio, args.top_k, consent))?;
    Ok(Found::Matches(found.matches))
}
