//! Bytes read or sent so far -> a bar, once it takes longer than a second and somebody sees it.

use crate::output::Output;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use voiceprint::Client;

const PATIENCE: Duration = Duration::from_secs(1);

/// A bar over all bytes of a run; it stays away from what is quick.
pub(crate) struct Progress {
    bar: ProgressBar,
    started: Instant,
    wanted: bool,
    shown: AtomicBool,
}

impl Progress {
    /// Over the files of `paths` together; a pipe among them leaves the end open.
    pub(crate) fn over<'a>(out: &Output, paths: impl IntoIterator<Item = &'a Path>) -> Progress {
        let wanted = out.draws();
        let mut bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if wanted {
            let sizes = paths.into_iter().map(|path| match std::fs::metadata(path) {
                Ok(facts) if facts.is_file() => Some(facts.len()),
                _ => None,
            });
            if let Some(sum) = sizes.sum::<Option<u64>>() {
                bar.set_length(sum);
                let bar_style = "{bar:32} {bytes}/{total_bytes}  {eta}";
                bar = bar.with_style(
                    ProgressStyle::with_template(bar_style)
                        .unwrap_or_else(|_| ProgressStyle::default_bar()),
                );
            } else if let Ok(style) = ProgressStyle::with_template("{spinner} {bytes}  {elapsed}") {
                bar = bar.with_style(style);
            }
        }
        Progress {
            bar,
            started: Instant::now(),
            wanted,
            shown: AtomicBool::new(false),
        }
    }

    /// Nobody looks.
    pub(crate) fn none() -> Progress {
        Progress {
            bar: ProgressBar::hidden(),
            started: Instant::now(),
            wanted: false,
            shown: AtomicBool::new(false),
        }
    }

    /// `reader`, counted.
    pub(crate) fn count<R: Read>(&self, reader: R) -> Counted<'_, R> {
        Counted {
            reader,
            progress: self,
        }
    }

    fn advance(&self, bytes: usize) {
        if !self.wanted {
            return;
        }
        self.bar.inc(bytes as u64);
        if !self.shown.load(Ordering::Relaxed)
            && self.started.elapsed() > PATIENCE
            && !self.shown.swap(true, Ordering::Relaxed)
        {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Prints without tearing the bar.
    pub(crate) fn suspend<R>(&self, print: impl FnOnce() -> R) -> R {
        self.bar.suspend(print)
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// The bar of an upload; it goes when this is dropped.
pub(crate) struct UploadBar(ProgressBar);

impl UploadBar {
    /// `client`, watched where somebody sees it.
    pub(crate) fn over(client: Client, out: &Output) -> (Client, UploadBar) {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if !out.draws() {
            return (client, UploadBar(bar));
        }
        let style = ProgressStyle::with_template("{msg} {bar:32} {bytes}/{total_bytes}");
        let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let sending = out.say("sending", "正在发送");
        // What the system took in its buffers is on its way, and nobody tells how far.
        let waiting = out.say("waiting for the answer", "正在等待应答");
        let (drawn, begun) = (bar.clone(), AtomicBool::new(false));
        let client = client.watched(move |sent| {
            drawn.set_length(sent.of_bytes);
            drawn.set_position(sent.bytes);
            let is_whole = sent.bytes == sent.of_bytes;
            drawn.set_message(if is_whole { waiting } else { sending });
            if !begun.swap(true, Ordering::Relaxed) {
                let late = drawn.clone();
                std::thread::spawn(move || {
                    std::thread::sleep(PATIENCE);
                    late.set_draw_target(ProgressDrawTarget::stderr());
                    late.tick();
                });
            }
        });
        (client, UploadBar(bar))
    }
}

impl Drop for UploadBar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// A reader whose bytes are counted.
pub(crate) struct Counted<'a, R> {
    reader: R,
    progress: &'a Progress,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.progress.advance(count);
        Ok(count)
    }
}

impl<R: Seek> Seek for Counted<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.reader.seek(to)
    }
}
