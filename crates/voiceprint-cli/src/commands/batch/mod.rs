//! `batch`: a manifest -> many updates, resumable, with a result line each.

mod journal;
mod manifest;
mod rehearsal;
mod results;

use crate::args::api::BatchArgs;
use crate::exit::Exit;
use crate::input::Ear;
use crate::output::Output;
use crate::progress::Progress;
use crate::render::outcome::About;
use crate::service::Service;
use crate::{consent, delivery};
use journal::Journal;
use manifest::{Manifest, Row};
use results::{Results, Underway};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;
use voiceprint::upload::{ClientOptions, Text, VoiceprintId};
use voiceprint::{BatchOptions, BatchSummary, Checked, Error, Job, Labels, Lang, Stop, Updater};

pub(crate) fn run(args: &BatchArgs, out: &Output) -> anyhow::Result<Exit> {
    let ear = Ear::of_flags(&args.upload.audio)?;
    let manifest = Manifest::open(&args.manifest)?;
    let total = match out.draws() {
        true => Some(Manifest::open(&args.manifest)?.count() as u64),
        false => None,
    };
    let service = Service::find(&args.upload.service)?;
    if args.upload.service.dry_run {
        return rehearsal::run(manifest, &ear, &service, Results::new(*out, None, total));
    }
    let consent = match consent::of_user(args.upload.consent, args.upload.service.stand_in, out) {
        Ok(consent) => consent,
        Err(failure) => return delivery::failed(out, &About::default(), &failure),
    };
    let client = match service.client_with(|options| with_jobs(options, args.jobs)) {
        Ok(client) => client,
        Err(error) => return delivery::failed(out, &About::default(), &error.into()),
    };
    let journal = match args.upload.service.stand_in {
        // What a service confirmed that is gone with this process is not worth noting.
        true => None,
        false => Some(Journal::open(
            &args
                .journal
                .clone()
                .unwrap_or_else(|| beside(&args.manifest)),
        )?),
    };
    let results = RefCell::new(Results::new(*out, journal, total));
    let underway = RefCell::new(HashMap::new());
    let jobs = Jobs {
        manifest,
        ear,
        service: &service,
        results: &results,
        underway: &underway,
        begun: 0,
    };
    let options = BatchOptions {
        updates_at_once: usize::from(args.jobs),
        ..BatchOptions::default()
    };
    let updater = Updater::new(client);
    let summary = service.run(updater.update_all(jobs, options, consent, |done| {
        if let Some(row) = underway.borrow_mut().remove(&done.index) {
            results.borrow_mut().ended(&row, done);
        }
    }));
    let mut results = results.into_inner();
    if summary.stopped.is_some() {
        results.worst = Exit::Failed;
    }
    tell_end(out, &summary, results.resumed);
    results.finish()
}

/// The sums, and why it stopped if it did.
fn tell_end(out: &Output, summary: &BatchSummary, resumed: usize) {
    let stopped = summary.stopped.map(|stop| match stop {
        Stop::Exhausted => out.say(
            "stopped: the quota or credit of the account is used up; run again to go on",
            "已停止：账号的额度或余额已用完；之后重新运行即可继续",
        ),
        _ => out.say(
            "stopped: the token is refused; get a new one and run again to go on",
            "已停止：令牌被拒绝；换新令牌后重新运行即可继续",
        ),
    });
    if let Some(why) = stopped {
        out.remark(why);
    }
    let BatchSummary {
        delivered,
        rejected,
        unreadable,
        not_delivered,
        ..
    } = summary;
    out.remark(&match out.lang {
        Lang::En => format!(
            "{delivered} delivered, {resumed} before, {rejected} rejected, \
             {unreadable} unreadable, {not_delivered} not delivered"
        ),
        Lang::Zh => format!(
            "送达 {delivered}，此前已送达 {resumed}，不合格 {rejected}，\
             无法读取 {unreadable}，未送达 {not_delivered}"
        ),
    });
}

fn with_jobs(options: &mut ClientOptions, jobs: u16) {
    options.max_concurrent_uploads = usize::from(jobs);
}

/// `MANIFEST.journal`.
fn beside(manifest: &std::path::Path) -> PathBuf {
    let mut path = manifest.as_os_str().to_owned();
    path.push(".journal");
    PathBuf::from(path)
}

/// Rows that are still to be done, as jobs.
struct Jobs<'a> {
    manifest: Manifest,
    ear: Ear,
    service: &'a Service,
    results: &'a RefCell<Results>,
    underway: &'a RefCell<HashMap<usize, Underway>>,
    begun: usize,
}

type Load = Box<dyn FnOnce() -> Result<Option<Checked>, Error> + Send>;

impl Iterator for Jobs<'_> {
    type Item = Job<Load>;

    fn next(&mut self) -> Option<Job<Load>> {
        loop {
            if self.results.borrow().broken.is_some() {
                return None;
            }
            let (line, row) = self.manifest.next()?;
            let mut results = self.results.borrow_mut();
            let (row, id) = match row
                .map_err(Text::from)
                .and_then(|row| Ok((address(&row, self.service)?, row)))
            {
                Ok((id, row)) => (row, id),
                Err(what) => {
                    results.bad_row(line, what);
                    continue;
                }
            };
            let path = self.manifest.locate(&row.file);
            let key = row.key(&path);
            if results.resume(&key) {
                continue;
            }
            let labels = Labels {
                name: row.name.clone().filter(|name| !name.is_empty()),
                description: row.desc.clone().filter(|desc| !desc.is_empty()),
            };
            let ear = (!row.file.is_empty()).then(|| self.ear.clone());
            let load = move || match ear {
                Some(ear) => Ok(Some(ear.check(&path, &Progress::none(), None)?)),
                None => Ok(None),
            };
            self.underway
                .borrow_mut()
                .insert(self.begun, Underway { line, row, key });
            self.begun += 1;
            return Some(Job {
                id,
                labels,
                load: Box::new(load),
            });
        }
    }
}

/// Which voiceprint a row is about; the stand-in has one ready.
fn address(row: &Row, service: &Service) -> Result<VoiceprintId, Text> {
    let texts = [Some(&row.file), row.name.as_ref(), row.desc.as_ref()];
    if texts.into_iter().flatten().all(String::is_empty) {
        return Err(Text::from((
            "the row names neither a file nor a name or description",
            "这一行既没有文件，也没有名称或描述",
        )));
    }
    let mut about = About {
        group_id: row.group.clone().filter(|id| !id.is_empty()),
        feature_id: row.feature.clone().filter(|id| !id.is_empty()),
    };
    let missing = |_| {
        let en = "the row names no group or no feature";
        Text::from((en, "这一行缺少声纹组或声纹"))
    };
    let group = service.group(&mut about).map_err(missing)?;
    let feature = service.feature(&mut about).map_err(missing)?;
    Ok(VoiceprintId::new(group, feature))
}
