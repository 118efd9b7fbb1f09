//! `listen`: sound as it comes -> meter, advice, report, clip, update.

mod hear;
mod meter;

use crate::args::live::ListenArgs;
use crate::capture::{Source, microphone};
use crate::commands::check;
use crate::exit::Exit;
use crate::input::Ear;
use crate::output::{Closed, Output};
use crate::render::outcome::{About, Failure};
use crate::service::Service;
use crate::write::{self, Target};
use crate::{consent, delivery, interrupt};
use hear::Heard;
use serde_json::{Map, json};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Instant;
use voiceprint::upload::AudioFile;
use voiceprint::upload::Update;
use voiceprint::{Checked, Consent, Updater, Verdict, VoiceprintId};

pub(crate) fn run(args: &ListenArgs, out: &Output) -> anyhow::Result<Exit> {
    if args.list_devices {
        microphone::list(out)?;
        return Ok(Exit::Done);
    }
    let ear = Ear::of_flags(&args.upload.audio)?;
    let target = match &args.output {
        Some(path) => Some(Target::new(path, args.force)?),
        None => None,
    };
    let mut about = About {
        group_id: args.group.clone(),
        feature_id: args.feature.clone(),
    };
    // What would be refused in the end is refused before anybody speaks.
    let sends = args.group.is_some() || args.upload.service.stand_in;
    let way = match sends.then(|| Way::find(args, out, &mut about)).transpose() {
        Ok(way) => way,
        Err(failure) => return delivery::failed(out, &about, &failure),
    };
    let source = Source::open(args, out)?;
    let name = source.name().unwrap_or("-").to_owned();
    let start = Instant::now();
    let interrupted = interrupt::flag()?;
    let draw = ear.page.is_some();
    let heard = hear::hear(
        source,
        ear.policy.clone(),
        draw,
        args.until_good,
        &interrupted,
        out,
    )?;
    // First of all it is kept: whatever fails later must not cost the recording.
    if let Some(target) = &target {
        target.write(&write::wav_bytes(&heard.checked.clip))?;
    }
    // From here on nothing can be lost, and Ctrl-C ends at once.
    interrupted.store(true, Ordering::Relaxed);
    if heard.closed {
        return Err(Closed.into());
    }
    tell(&heard, out)?;
    let path = Path::new(&name);
    check::show(out, path, &Ok(&heard.checked.report), start.elapsed())?;
    ear.draw(path, &heard.checked, out)?;
    if let (Some(path), false) = (&args.output, out.json) {
        let written = out.say("written:", "已写入：");
        out.remark(&format!("  {written} {}", path.display()));
    }
    let verdict = heard.checked.report.verdict();
    let Some(way) = way else {
        return Ok(verdict.into());
    };
    if verdict == Verdict::Rejected {
        let why = out.say("the recording was rejected", "录音不合格");
        return delivery::failed(out, &about, &Failure::rejected("rejected", why));
    }
    way.send(heard.checked, out, &about)
}

/// What was not as it should be, besides the sound.
fn tell(heard: &Heard, out: &Output) -> anyhow::Result<()> {
    if let Some(why) = &heard.cut_short {
        if out.json {
            out.json(&json!({"schema": 1, "event": "cut-short", "message": why}))?;
        }
        let kept = out.say(
            "the recording ended early, and what came before is kept:",
            "录音提前结束，之前的内容已保留：",
        );
        out.remark(&format!("! {kept} {why}"));
    }
    if heard.lost_secs > 0.0 {
        let lost = out.say(
            "of the sound were lost, this computer was too busy",
            "的声音丢失，电脑过于繁忙",
        );
        out.remark(&format!("! {:.2} s {lost}", heard.lost_secs));
    }
    Ok(())
}

/// All that an update needs besides the recording.
struct Way {
    service: Service,
    id: VoiceprintId,
    /// None if nothing is to be sent.
    consent: Option<Consent>,
}

impl Way {
    fn find(args: &ListenArgs, out: &Output, about: &mut About) -> Result<Way, Failure> {
        let flags = &args.upload;
        let service = Service::find(&flags.service)?;
        let id = VoiceprintId::new(service.group(about)?, service.feature(about)?);
        let consent = match flags.service.dry_run {
            true => None,
            false => {
                service.client()?;
                Some(consent::of_user(
                    flags.consent,
                    flags.service.stand_in,
                    out,
                )?)
            }
        };
        Ok(Way {
            service,
            id,
            consent,
        })
    }

    fn send(self, checked: Checked, out: &Output, about: &About) -> anyhow::Result<Exit> {
        let sent = match self.consent {
            Some(consent) => self.update(checked, consent).map(Ok),
            None => self.request(&checked).map(Err),
        };
        match sent {
            Ok(Ok(receipt)) => {
                let what = out.say("updated", "已更新");
                delivery::delivered(out, what, about, &receipt, Map::new())
            }
            Ok(Err(request)) => delivery::dry_run(out, about, &request),
            Err(failure) => delivery::failed(out, about, &failure),
        }
    }

    fn update(&self, checked: Checked, consent: Consent) -> Result<voiceprint::Receipt, Failure> {
        let updater = Updater::new(self.service.client()?);
        let updated = self
            .service
            .run(updater.update(&self.id, checked, consent))?;
        Ok(updated.receipt)
    }

    fn request(&self, checked: &Checked) -> Result<String, Failure> {
        let update = Update {
            audio: Some(AudioFile::wav(checked.clip.to_wav())?),
            ..Update::default()
        };
        Ok(update.request(&self.id)?.to_text(self.service.base_url())?)
    }
}
