//! `listen`: raw samples as they come -> meter, advice, report, clip, update.

use crate::args::live::ListenArgs;
use crate::commands::check;
use crate::exit::Exit;
use crate::output::Output;
use crate::render::meter;
use crate::render::outcome::{About, Failure};
use crate::service::{self, Service};
use crate::write::{self, Target};
use crate::{consent, delivery, policy};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::Map;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};
use voiceprint::audio_check::{Advice, Coach};
use voiceprint::{Checked, PcmSpec, Updater, Verdict, VoiceprintId};
use zeroize::Zeroizing;

/// Bytes that are read at one time at most.
const READ_BYTES: usize = 16 * 1024;
/// Blocks that may wait: a few seconds, should the meter ever stall.
const WAITING: usize = 64;

pub(crate) fn run(args: &ListenArgs, out: &Output) -> anyhow::Result<Exit> {
    let target = match &args.output {
        Some(path) => Some(Target::new(path, args.force)?),
        None => None,
    };
    let spec = args.upload.audio.pcm.unwrap_or(PcmSpec::TARGET);
    let coach = Coach::new(spec, policy::of_flags(&args.upload.audio)?)?;
    let start = Instant::now();
    let checked = hear(coach, args.until_good, out)?;
    let path = Path::new("-");
    check::show(out, path, &Ok(&checked.report), start.elapsed())?;
    if let Some(target) = target {
        target.write(&write::wav_bytes(&checked.clip))?;
    }
    let verdict = checked.report.verdict();
    if args.group.is_none() && !args.upload.service.stand_in {
        return Ok(verdict.into());
    }
    let mut about = About {
        group_id: args.group.clone(),
        feature_id: args.feature.clone(),
    };
    if verdict == Verdict::Rejected {
        let why = out.say("the recording was rejected", "录音不合格");
        return delivery::failed(out, &about, &Failure::rejected("rejected", why));
    }
    match send(args, checked, out, &mut about) {
        Ok(receipt) => {
            let what = out.say("updated", "已更新");
            delivery::delivered(out, what, &about, &receipt, Map::new())
        }
        Err(failure) => delivery::failed(out, &about, &failure),
    }
}

fn send(
    args: &ListenArgs,
    checked: Checked,
    out: &Output,
    about: &mut About,
) -> Result<voiceprint::Receipt, Failure> {
    let service = Service::find(&args.upload.service)?;
    let id = VoiceprintId::new(service.group(about)?, service.feature(about)?);
    let consent = consent::of_user(args.upload.consent, args.upload.service.stand_in, out)?;
    let updater = Updater::new(service.client()?);
    Ok(service.run(updater.update(&id, checked, consent))?.receipt)
}

/// Listens until the end of input, Ctrl-C, or enough good speech; what was heard is kept.
fn hear(mut coach: Coach, until_good: bool, out: &Output) -> anyhow::Result<Checked> {
    let interrupted = on_interrupt()?;
    let blocks = read_input();
    let mut meter = Meter::new(out);
    loop {
        match blocks.recv_timeout(Duration::from_millis(50)) {
            Ok(Ok(block)) => coach.push(&block)?,
            Ok(Err(error)) => return Err(error.into()),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        let advice = coach.advise();
        let enough = until_good && advice.complete;
        meter.show(advice)?;
        if enough || interrupted.load(Ordering::Relaxed) {
            break;
        }
    }
    meter.finish();
    Ok(coach.finish())
}

type Block = io::Result<Zeroizing<Vec<u8>>>;

/// Reads on a thread of its own, so that Ctrl-C is seen while nothing comes.
fn read_input() -> Receiver<Block> {
    let (send, receive) = sync_channel(WAITING);
    std::thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        loop {
            let mut block = Zeroizing::new(vec![0; READ_BYTES]);
            let block = match stdin.read(&mut block) {
                Ok(0) => return,
                Ok(count) => {
                    block.truncate(count);
                    Ok(block)
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => Err(error),
            };
            let failed = block.is_err();
            if send.send(block).is_err() || failed {
                return;
            }
        }
    });
    receive
}

/// Becomes true at Ctrl-C.
fn on_interrupt() -> anyhow::Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let runtime = service::runtime()?;
    let raised = Arc::clone(&flag);
    std::thread::spawn(move || {
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            raised.store(true, Ordering::Relaxed);
        }
    });
    Ok(flag)
}

/// Shows advice, no more often than it changes.
struct Meter<'a> {
    out: &'a Output,
    bar: Option<ProgressBar>,
    shown_secs: f64,
}

impl Meter<'_> {
    fn new(out: &Output) -> Meter<'_> {
        let bar = (out.draws() && !out.json).then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
            match ProgressStyle::with_template("{msg}") {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        });
        Meter {
            out,
            bar,
            shown_secs: 0.0,
        }
    }

    fn show(&mut self, advice: &Advice) -> anyhow::Result<()> {
        if let Some(bar) = &self.bar {
            bar.set_message(meter::picture(advice, self.out.lang));
            bar.tick();
            return Ok(());
        }
        // Events as often as measured, lines once a second.
        let step = if self.out.json { 0.25 } else { 1.0 };
        if advice.recorded_seconds < self.shown_secs + step {
            return Ok(());
        }
        self.shown_secs = advice.recorded_seconds;
        match (self.out.json, self.out.quiet) {
            (true, _) => self.out.json(&meter::event(advice, self.out.lang)),
            (false, true) => Ok(()),
            (false, false) => self.out.text(&meter::line(advice, self.out.lang)),
        }
    }

    fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
