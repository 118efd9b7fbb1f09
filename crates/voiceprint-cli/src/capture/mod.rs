//! Standard input or a microphone -> sound as it comes.

#[cfg(feature = "mic")]
mod catcher;
#[cfg(feature = "mic")]
mod choice;
#[cfg(not(feature = "mic"))]
#[path = "absent.rs"]
pub(crate) mod microphone;
#[cfg(feature = "mic")]
pub(crate) mod microphone;
mod stdin;

use crate::args::live::ListenArgs;
use crate::output::Output;
use anyhow::bail;
use std::io::IsTerminal;
use std::time::Duration;
use voiceprint::PcmSpec;
use zeroize::Zeroizing;

/// What came.
pub(crate) enum Sound {
    /// Bytes, as [`Source::spec`] says.
    Pcm(Zeroizing<Vec<u8>>),
    /// Interleaved samples.
    #[cfg_attr(
        not(feature = "mic"),
        expect(dead_code, reason = "only a device gives floats")
    )]
    Samples(Zeroizing<Vec<f32>>),
    /// Nothing yet.
    Nothing,
    /// No more will come; why, if that was not to be expected.
    End(Option<String>),
}

/// Where sound comes from.
pub(crate) enum Source {
    /// Raw samples that another program gives.
    Stdin(stdin::Stdin, PcmSpec),
    /// A device.
    Microphone(microphone::Microphone),
}

impl Source {
    /// The device that was named; standard input if something is piped in; else the microphone.
    pub(crate) fn open(args: &ListenArgs, out: &Output) -> anyhow::Result<Source> {
        let piped = !std::io::stdin().is_terminal();
        if args.device.is_none() && piped {
            let spec = args.upload.audio.pcm.unwrap_or(PcmSpec::TARGET);
            return Ok(Source::Stdin(stdin::Stdin::read(), spec));
        }
        if args.upload.audio.pcm.is_some() {
            bail!(out.say(
                "--pcm is about raw samples on standard input: pipe them in",
                "--pcm 用于标准输入的原始采样：请用管道输入",
            ));
        }
        let wish = args.device.as_deref().or(args.default_device.as_deref());
        microphone::Microphone::open(wish, out).map(Source::Microphone)
    }

    /// What its samples mean.
    pub(crate) fn spec(&self) -> PcmSpec {
        match self {
            Source::Stdin(_, spec) => *spec,
            Source::Microphone(microphone) => microphone.spec(),
        }
    }

    /// Its name for people; standard input has none.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Source::Stdin(..) => None,
            Source::Microphone(microphone) => Some(microphone.name()),
        }
    }

    /// Waits for sound, at most as long as `wait`.
    pub(crate) fn next(&mut self, wait: Duration) -> Sound {
        match self {
            Source::Stdin(stdin, _) => stdin.next(wait),
            Source::Microphone(microphone) => microphone.next(wait),
        }
    }

    /// Sound that came and could not be taken in time, seconds.
    pub(crate) fn lost_secs(&self) -> f64 {
        match self {
            Source::Stdin(..) => 0.0,
            Source::Microphone(microphone) => microphone.lost_secs(),
        }
    }
}
