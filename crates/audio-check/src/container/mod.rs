//! Bytes of any kind -> what they are, and their samples as interleaved f32.

mod aiff;
mod au;
mod caf;
#[cfg(feature = "codecs")]
mod codec;
#[cfg(feature = "codecs")]
mod coded;
pub(crate) mod encoding_guess;
mod foreign;
mod frames;
#[cfg(feature = "codecs")]
mod guarded;
mod input;
mod kept;
#[cfg(feature = "codecs")]
mod opus;
mod pcm;
mod quirk;
mod sniff;
mod wav;

use std::io::Read;

pub use quirk::Quirk;

use crate::error::{Error, ErrorKind};
#[cfg(feature = "codecs")]
use coded::Coded;
pub(crate) use input::Input;
use pcm::Pcm;
use sniff::Kind;
use wav::Wav;

/// What is read at most of one input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) max_source_secs: f64,
}

impl Limits {
    /// Frames at `sample_rate` within the longest source.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "float casts saturate, and a limit past 2^53 frames is no limit"
    )]
    fn max_frames(&self, sample_rate: u32) -> u64 {
        (self.max_source_secs * f64::from(sample_rate)).ceil() as u64
    }

    fn too_long(&self) -> Error {
        Error::new(
            ErrorKind::TooLarge,
            format!(
                "the recording is longer than {} seconds: cut it, a few seconds of speech are enough",
                self.max_source_secs
            ),
        )
    }
}

/// Whether bytes that were handed over as raw PCM begin like a WAV.
pub(crate) fn looks_like_wav(pcm: &[u8]) -> bool {
    sniff::starts_wav(pcm)
}

/// What the file says it is, before any conversion.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SourceFormat {
    /// `wav`, `rf64`, `bw64`, `rifx`, `w64`, `flac`, `mp3`, `m4a`, `adts`, `ogg`, `aiff`, `caf`,
    /// `au` or `pcm`.
    pub container: &'static str,
    /// The codec as ffmpeg spells it: `pcm_s16le`, `aac`, `vorbis`.
    pub codec: &'static str,
    /// Frames a second, 4,000 to 384,000.
    pub sample_rate: u32,
    /// Samples in a frame, 1 to 32.
    pub channels: u16,
    /// Significant bits of a sample, where the format has such a number.
    pub bits: Option<u16>,
}

/// An opened input that gives its samples block by block, in constant memory.
pub(crate) struct Source<R> {
    pub(crate) format: SourceFormat,
    body: Body<R>,
    name_mismatch: Option<Quirk>,
    quirks: Vec<Quirk>,
}

enum Body<R> {
    Wav(Box<Wav<R>>),
    Pcm(Box<Pcm<R>>),
    #[cfg(feature = "codecs")]
    Coded(Box<Coded<R>>),
}

impl<R: Read> Body<R> {
    #[cfg_attr(
        not(feature = "codecs"),
        expect(unused_variables, reason = "limits of codecs")
    )]
    fn of_wav(wav: Wav<R>, limits: &Limits) -> Result<(SourceFormat, Self), Error> {
        #[cfg(feature = "codecs")]
        let container = wav.format().container;
        #[cfg(feature = "codecs")]
        let wav = match wav.into_mpeg() {
            Ok(input) => {
                let coded = Coded::open(input, Kind::Mpeg, limits)?.inside(container);
                return Ok((coded.format().clone(), Body::Coded(Box::new(coded))));
            }
            Err(wav) => *wav,
        };
        Ok((wav.format().clone(), Body::Wav(Box::new(wav))))
    }

    #[cfg_attr(
        not(feature = "codecs"),
        expect(unused_variables, reason = "limits of codecs")
    )]
    fn of_caf(opened: caf::Opened<R>, limits: &Limits) -> Result<(SourceFormat, Self), Error> {
        #[cfg(feature = "codecs")]
        let coded = |coded: Coded<R>| (coded.format().clone(), Body::Coded(Box::new(coded)));
        match opened {
            caf::Opened::Pcm(pcm) => Ok((pcm.format.clone(), Body::Pcm(Box::new(pcm)))),
            #[cfg(feature = "codecs")]
            caf::Opened::Mpeg(input) => {
                Coded::open(input, Kind::Mpeg, limits).map(|it| coded(it.inside("caf")))
            }
            #[cfg(feature = "codecs")]
            caf::Opened::Packets(input, packets) => {
                Coded::of_caf(input, packets, limits).map(coded)
            }
            #[cfg(not(feature = "codecs"))]
            _ => Err(without_codecs()),
        }
    }
}

#[cfg(not(feature = "codecs"))]
fn without_codecs() -> Error {
    Error::new(
        ErrorKind::UnsupportedCodec,
        "this build reads PCM only: convert the file to WAV",
    )
}

impl<R: Read> Source<R> {
    /// Tells the container by its content; the name serves only to notice a mismatch.
    pub(crate) fn open(
        mut input: Input<R>,
        file_name: Option<&str>,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let kind = sniff::sniff(&mut input)?;
        let (format, body) = match kind {
            Kind::Wav => Body::of_wav(Wav::open(input, limits)?, limits)?,
            Kind::Aiff | Kind::Au => {
                let pcm = match kind {
                    Kind::Aiff => aiff::open(input, limits)?,
                    _ => au::open(input, limits)?,
                };
                (pcm.format.clone(), Body::Pcm(Box::new(pcm)))
            }
            Kind::Caf => Body::of_caf(caf::open(input, limits)?, limits)?,
            #[cfg(feature = "codecs")]
            kind => {
                let coded = Coded::open(input, kind, limits)?;
                (coded.format().clone(), Body::Coded(Box::new(coded)))
            }
            #[cfg(not(feature = "codecs"))]
            _ => {
                return Err(without_codecs());
            }
        };
        let name_mismatch = file_name.and_then(|name| sniff::name_mismatch(name, format.container));
        Ok(Source {
            format,
            body,
            name_mismatch,
            quirks: Vec::new(),
        })
    }

    /// Replaces the buffer by the next block of whole frames; false at the end.
    pub(crate) fn read(&mut self, interleaved: &mut Vec<f32>) -> Result<bool, Error> {
        let more = match &mut self.body {
            Body::Wav(wav) => wav.read(interleaved)?,
            Body::Pcm(pcm) => pcm.read(interleaved)?,
            #[cfg(feature = "codecs")]
            Body::Coded(coded) => coded.read(interleaved)?,
        };
        if !more && self.quirks.is_empty() {
            self.quirks.extend(self.name_mismatch.take());
            self.quirks.extend_from_slice(match &self.body {
                Body::Wav(wav) => wav.quirks(),
                Body::Pcm(pcm) => &pcm.quirks,
                #[cfg(feature = "codecs")]
                Body::Coded(coded) => coded.quirks(),
            });
        }
        Ok(more)
    }

    /// Faults that were repaired; complete once [`Source::read`] returned false.
    pub(crate) fn quirks(&self) -> &[Quirk] {
        &self.quirks
    }
}

/// Reads a whole file and no more, for fuzz targets: what it is, and its frames.
///
/// # Errors
/// As [`crate::check_file`], or as [`crate::check_reader`] for a pipe.
#[cfg(fuzzing)]
pub fn read_all(bytes: &[u8], is_pipe: bool) -> Result<(SourceFormat, u64), Error> {
    if is_pipe {
        return count(Input::new(bytes, u64::MAX));
    }
    count(Input::seekable(std::io::Cursor::new(bytes), u64::MAX)?)
}

#[cfg(fuzzing)]
fn count(input: Input<impl Read>) -> Result<(SourceFormat, u64), Error> {
    let limits = Limits {
        max_source_secs: 600.0,
    };
    let mut source = Source::open(input, None, &limits)?;
    let (mut frames, mut block) = (0, Vec::new());
    while source.read(&mut block)? {
        assert_eq!(block.len() % usize::from(source.format.channels), 0);
        frames += (block.len() / usize::from(source.format.channels)) as u64;
    }
    Ok((source.format, frames))
}
