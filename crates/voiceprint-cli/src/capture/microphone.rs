//! A device of this computer -> samples as they are recorded.

use super::Sound;
use super::catcher::{self, Catcher, Caught};
use super::choice::{self, Named};
use crate::output::Output;
use crate::render::style::{DIM, STRONG, paint};
use anyhow::anyhow;
use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{
    Device, ErrorKind, FromSample, I24, SampleFormat, SizedSample, Stream, SupportedStreamConfig,
    U24,
};
use serde_json::json;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};
use voiceprint::PcmSpec;
use voiceprint::audio_check::Encoding;

/// Sound that may wait, should the meter ever stall.
const RING_SECS: usize = 10;
/// A device that gives nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often the ring is looked into.
const PAUSE: Duration = Duration::from_millis(10);

/// A device that records.
pub(crate) struct Microphone {
    /// Recording ends when it is dropped.
    stream: Option<Stream>,
    caught: Caught,
    failures: Receiver<cpal::Error>,
    heard: Instant,
    spec: PcmSpec,
    name: String,
    /// What is said when it falls silent.
    silent: &'static str,
}

impl Microphone {
    /// Starts to record from the device that `wish` means, else from the default one.
    pub(crate) fn open(wish: Option<&str>, out: &Output) -> anyhow::Result<Microphone> {
        let host = cpal::default_host();
        let device = match wish {
            None | Some("default") => host.default_input_device().ok_or_else(|| none(out))?,
            Some(wish) => {
                let mut devices = all(&host, out)?;
                let named: Vec<Named> = devices.iter().map(named).collect();
                let index = choice::choose(&named, wish, out.lang).map_err(|why| anyhow!(why))?;
                devices.swap_remove(index)
            }
        };
        let failed = |error: cpal::Error| anyhow!(explain(&error, out));
        let config = device.default_input_config().map_err(failed)?;
        let spec = PcmSpec {
            sample_rate: config.sample_rate(),
            channels: config.channels(),
            encoding: Encoding::F32,
        };
        spec.ensure_supported()?;
        let frames = RING_SECS * usize::try_from(spec.sample_rate)?;
        let (catcher, caught) = catcher::ring(frames, usize::from(spec.channels));
        let (tell, failures) = sync_channel(8);
        let stream = start(&device, &config, catcher, tell).map_err(failed)?;
        stream.play().map_err(failed)?;
        Ok(Microphone {
            stream: Some(stream),
            caught,
            failures,
            heard: Instant::now(),
            spec,
            name: named(&device).name,
            silent: out.say(
                "the device gives no sound any more; is it still connected?",
                "设备不再提供声音；它还连接着吗？",
            ),
        })
    }

    pub(crate) fn spec(&self) -> PcmSpec {
        self.spec
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn next(&mut self, wait: Duration) -> Sound {
        let start = Instant::now();
        loop {
            let samples = self.caught.all();
            if !samples.is_empty() {
                self.heard = Instant::now();
                return Sound::Samples(samples);
            }
            // Told after the samples, so that those before a failure are kept.
            if let Ok(error) = self.failures.try_recv() {
                return Sound::End(Some(error.to_string()));
            }
            if self.heard.elapsed() > PATIENCE {
                // A driver that hangs would hang at closing too, and what was recorded with it.
                std::mem::forget(self.stream.take());
                return Sound::End(Some(self.silent.to_owned()));
            }
            if start.elapsed() >= wait {
                return Sound::Nothing;
            }
            std::thread::sleep(PAUSE.min(wait));
        }
    }

    pub(crate) fn lost_secs(&self) -> f64 {
        self.caught.lost_frames() as f64 / f64::from(self.spec.sample_rate)
    }
}

/// Opens a stream of whatever samples the device has.
fn start(
    device: &Device,
    config: &SupportedStreamConfig,
    catcher: Catcher,
    tell: SyncSender<cpal::Error>,
) -> Result<Stream, cpal::Error> {
    fn of<T: SizedSample>(
        device: &Device,
        config: &SupportedStreamConfig,
        mut catcher: Catcher,
        tell: SyncSender<cpal::Error>,
    ) -> Result<Stream, cpal::Error>
    where
        f32: FromSample<T>,
    {
        device.build_input_stream::<T, _, _>(
            config.config(),
            move |interleaved, _| catcher.take(interleaved),
            move |error| {
                // These go by, and recording goes on.
                let passes = matches!(
                    error.kind(),
                    ErrorKind::Xrun | ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied
                );
                if !passes {
                    let _ = tell.try_send(error);
                }
            },
            None,
        )
    }
    let start = match config.sample_format() {
        SampleFormat::I8 => of::<i8>,
        SampleFormat::I16 => of::<i16>,
        SampleFormat::I24 => of::<I24>,
        SampleFormat::I32 => of::<i32>,
        SampleFormat::I64 => of::<i64>,
        SampleFormat::U8 => of::<u8>,
        SampleFormat::U16 => of::<u16>,
        SampleFormat::U24 => of::<U24>,
        SampleFormat::U32 => of::<u32>,
        SampleFormat::U64 => of::<u64>,
        SampleFormat::F32 => of::<f32>,
        SampleFormat::F64 => of::<f64>,
        _ => return Err(ErrorKind::UnsupportedConfig.into()),
    };
    start(device, config, catcher, tell)
}

/// Every device that can record.
fn all(host: &cpal::Host, out: &Output) -> anyhow::Result<Vec<Device>> {
    let devices = host.input_devices();
    let devices = devices.map_err(|error| anyhow!(explain(&error, out)))?;
    Ok(devices.collect())
}

fn named(device: &Device) -> Named {
    let id = device.id().map(|id| id.to_string()).unwrap_or_default();
    let name = device.description().map(|it| it.name().to_owned());
    Named {
        name: name.unwrap_or_else(|_| id.clone()),
        id,
    }
}

/// `--list-devices`.
pub(crate) fn list(out: &Output) -> anyhow::Result<()> {
    let host = cpal::default_host();
    let first = host.default_input_device().map(|device| named(&device).id);
    let devices = all(&host, out)?;
    if devices.is_empty() {
        return Err(none(out));
    }
    for (index, device) in devices.iter().enumerate() {
        let Named { name, id } = named(device);
        let is_default = first.as_ref() == Some(&id);
        let config = device.default_input_config().ok();
        let rate = config.as_ref().map(SupportedStreamConfig::sample_rate);
        let channels = config.as_ref().map(SupportedStreamConfig::channels);
        if out.json {
            out.json(&json!({
                "schema": 1, "index": index, "name": name, "id": id, "default": is_default,
                "sample_rate": rate, "channels": channels,
            }))?;
            continue;
        }
        let format = match (rate, channels) {
            (Some(rate), Some(channels)) => format!("  {rate} Hz × {channels}"),
            _ => String::new(),
        };
        let mark = match is_default {
            true => out.say("  (default)", "  （默认）"),
            false => "",
        };
        let (name, rest) = (paint(STRONG, &name), paint(DIM, &format!("{id}{format}")));
        out.text(&format!("{index:3}  {name}{mark}\n     {rest}\n"))?;
    }
    Ok(())
}

fn none(out: &Output) -> anyhow::Error {
    anyhow!(out.say(
        "no microphone was found: connect one, or pipe raw samples in and say --pcm",
        "没有找到麦克风：请连接麦克风，或用管道输入原始采样并加上 --pcm",
    ))
}

/// What went wrong with a device, and what to do.
fn explain(error: &cpal::Error, out: &Output) -> String {
    let advice = match error.kind() {
        ErrorKind::PermissionDenied => out.say(
            "the microphone may not be used: allow it in the privacy settings of the system \
             (Linux: be in the group audio)",
            "没有使用麦克风的权限：请在系统的隐私设置中允许（Linux：加入 audio 组）",
        ),
        ErrorKind::DeviceBusy => out.say(
            "the microphone is in use by another program",
            "麦克风正被其他程序使用",
        ),
        ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable => out.say(
            "no microphone is there: connect one, see --list-devices, or pipe raw samples in",
            "没有可用的麦克风：请连接麦克风，查看 --list-devices，或用管道输入原始采样",
        ),
        _ => out.say("the microphone cannot be used", "麦克风无法使用"),
    };
    format!("{advice} ({error})")
}
