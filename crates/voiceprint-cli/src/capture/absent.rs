//! A wish for a microphone -> how to get a program that has one.

use super::Sound;
use crate::output::Output;
use anyhow::bail;
use std::convert::Infallible;
use std::time::Duration;
use voiceprint::PcmSpec;

/// There is none without the feature `mic`.
pub(crate) struct Microphone(Infallible);

impl Microphone {
    pub(crate) fn open(_: Option<&str>, out: &Output) -> anyhow::Result<Microphone> {
        bail!(how_to_get_it(out))
    }

    pub(crate) fn spec(&self) -> PcmSpec {
        match self.0 {}
    }

    pub(crate) fn name(&self) -> &str {
        match self.0 {}
    }

    pub(crate) fn next(&mut self, _: Duration) -> Sound {
        match self.0 {}
    }

    pub(crate) fn lost_secs(&self) -> f64 {
        match self.0 {}
    }
}

/// `--list-devices`.
pub(crate) fn list(out: &Output) -> anyhow::Result<()> {
    bail!(how_to_get_it(out))
}

fn how_to_get_it(out: &Output) -> &'static str {
    out.say(
        "this build has no microphone: build it with `cargo install --path crates/voiceprint-cli \
         --features mic` (Linux needs libasound2-dev), or pipe raw samples in, as \
         `arecord -f S16_LE -r 48000 -c 2 -t raw | voiceprint listen --pcm s16:48000:2`",
        "此版本不含麦克风支持：请用 `cargo install --path crates/voiceprint-cli --features mic` \
         编译（Linux 需要 libasound2-dev），或用管道输入原始采样，例如 \
         `arecord -f S16_LE -r 48000 -c 2 -t raw | voiceprint listen --pcm s16:48000:2`",
    )
}
