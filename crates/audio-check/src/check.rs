//! A whole recording, from bytes or a reader -> [`Checked`].

use crate::checked::Checked;
use crate::checker::Checker;
use crate::clip::quantize;
use crate::container::encoding_guess::EncodingGuess;
use crate::container::{self, Input, Limits, Quirk};
use crate::convert::decode::Decoder;
use crate::error::{Error, ErrorKind};
use crate::judge::finding::{Code, Confidence, Finding, Severity};
use crate::judge::policy::Policy;
use crate::spec::{Encoding, PcmSpec};
use std::io::{self, Read, Seek};

/// Bytes of raw PCM that are read at a time.
const READ_BYTES: usize = 192 * 1024;

/// Takes converted samples, 16 kHz mono, in order.
pub type WholeSink<'a> = dyn FnMut(&[i16]) -> io::Result<()> + 'a;

/// What is known of a recording beside its bytes, and what else is wanted of it.
#[derive(Default)]
pub struct CheckOptions<'a> {
    /// The name of the file: only to notice that it promises another format than was found.
    pub file_name: Option<&'a str>,
    /// The bytes are raw PCM of this kind, without any header.
    pub pcm: Option<PcmSpec>,
    /// Curves for a picture are wanted in [`Checked::traces`].
    pub draw: bool,
    /// Takes every converted sample, 16 kHz mono, not only the window that is kept.
    pub whole: Option<&'a mut WholeSink<'a>>,
}

/// Checks a file held in memory; the container is told by its content.
///
/// # Errors
/// Why it could not be read: see [`ErrorKind`]. Audio that could be read never fails; what is
/// wrong with it stands in the report.
///
/// ```
/// use audio_check::{Policy, Verdict, check_file};
///
/// # let voice_wav = std::fs::read(testkit::fixture("wav/speech-16khz-mono-s16.wav"))?;
/// let checked = check_file(&voice_wav, &Policy::default())?;
/// assert_eq!(checked.report.verdict(), Verdict::Accepted);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check_file(bytes: &[u8], policy: &Policy) -> Result<Checked, Error> {
    check_seekable_with(io::Cursor::new(bytes), policy, CheckOptions::default())
}

/// Checks what a reader gives, in constant memory however long it is.
///
/// # Errors
/// As [`check_file`], and [`ErrorKind::Io`] if reading fails.
pub fn check_reader(reader: impl Read, policy: &Policy) -> Result<Checked, Error> {
    check_reader_with(reader, policy, CheckOptions::default())
}

/// Checks raw PCM held in memory.
///
/// # Errors
/// [`ErrorKind::OddPcm`] if the bytes are not a whole number of frames, or are a WAV file;
/// [`ErrorKind::Empty`] if there are none; [`ErrorKind::BadFormat`] for an impossible `spec`.
///
/// ```
/// use audio_check::{PcmSpec, Policy, check_pcm};
///
/// let second = vec![0; 32_000];
/// let checked = check_pcm(&second, PcmSpec::TARGET, &Policy::default())?;
/// assert_eq!(checked.clip.samples().len(), 16_000);
/// # Ok::<(), audio_check::Error>(())
/// ```
pub fn check_pcm(bytes: &[u8], spec: PcmSpec, policy: &Policy) -> Result<Checked, Error> {
    check_reader_with(
        bytes,
        policy,
        CheckOptions {
            pcm: Some(spec),
            ..CheckOptions::default()
        },
    )
}

/// Checks what a reader gives, with everything that can be told or asked beside.
///
/// # Errors
/// As [`check_reader`] and [`check_pcm`]; an error of the `whole` sink is [`ErrorKind::Io`].
pub fn check_reader_with(
    reader: impl Read,
    policy: &Policy,
    mut options: CheckOptions<'_>,
) -> Result<Checked, Error> {
    let checker = match options.pcm {
        Some(spec) => raw(reader, spec, policy, &mut options)?,
        None => contained(Input::new(reader, u64::MAX), policy, &mut options)?,
    };
    finish(checker, &mut options)
}

/// Checks what can be moved through, as a file can: what it holds may stand in any order, and what
/// is no sound is not read.
///
/// # Errors
/// As [`check_reader_with`].
pub fn check_seekable_with(
    reader: impl Read + Seek,
    policy: &Policy,
    mut options: CheckOptions<'_>,
) -> Result<Checked, Error> {
    let checker = match options.pcm {
        Some(spec) => raw(reader, spec, policy, &mut options)?,
        None => contained(Input::seekable(reader, u64::MAX)?, policy, &mut options)?,
    };
    finish(checker, &mut options)
}

fn finish(mut checker: Checker, options: &mut CheckOptions<'_>) -> Result<Checked, Error> {
    checker.complete();
    hand_on(&checker, options)?;
    if checker.source_frames() == 0 {
        return Err(Error::new(
            ErrorKind::Empty,
            "there is not one frame of audio in it: record again",
        ));
    }
    Ok(checker.finish())
}

/// Reads a container to its end.
fn contained(
    input: Input<impl Read>,
    policy: &Policy,
    options: &mut CheckOptions<'_>,
) -> Result<Checker, Error> {
    let limits = Limits {
        max_source_secs: policy.max_source_secs,
    };
    let mut source = container::Source::open(input, options.file_name, &limits)?;
    // The container decodes its samples itself; this decoder is never asked.
    let decoder = Decoder::new(&PcmSpec {
        sample_rate: source.format.sample_rate,
        channels: source.format.channels,
        encoding: Encoding::F32,
    });
    let mut checker = Checker::of_format(source.format.clone(), decoder, policy.clone())?;
    prepare(&mut checker, options);
    let mut interleaved = zeroize::Zeroizing::new(Vec::new());
    while source.read(&mut interleaved)? {
        checker.push_frames(&interleaved)?;
        hand_on(&checker, options)?;
    }
    for quirk in source.quirks() {
        checker.note_repair(finding(quirk));
    }
    Ok(checker)
}

/// Reads raw PCM to its end.
fn raw(
    mut reader: impl Read,
    spec: PcmSpec,
    policy: &Policy,
    options: &mut CheckOptions<'_>,
) -> Result<Checker, Error> {
    let mut checker = Checker::new(spec, policy.clone())?;
    prepare(&mut checker, options);
    let mut pcm = zeroize::Zeroizing::new(vec![0; READ_BYTES]);
    let mut guess = EncodingGuess::new(spec);
    let mut first = true;
    loop {
        let count = fill(&mut reader, &mut pcm)?;
        if first && container::looks_like_wav(&pcm[..count]) {
            let advice = "this is a WAV file, not raw PCM: leave out the PCM description";
            return Err(Error::new(ErrorKind::OddPcm, advice).at(0));
        }
        first = false;
        if count == 0 {
            break;
        }
        guess.push(&pcm[..count]);
        checker.push(&pcm[..count])?;
        hand_on(&checker, options)?;
    }
    if let Some(likely) = guess.likely() {
        checker.note_repair(finding(&Quirk::MaybeWrongEncoding { likely }));
    }
    match checker.carried_bytes() {
        0 => Ok(checker),
        odd => Err(Error::new(
            ErrorKind::OddPcm,
            format!(
                "{odd} bytes are left over after the last whole frame of {} bytes ({spec}): the \
                 description does not fit, or the recording was cut",
                spec.frame_bytes()
            ),
        )),
    }
}

fn prepare(checker: &mut Checker, options: &CheckOptions<'_>) {
    if options.draw {
        checker.draw();
    }
}

/// Gives what is fresh to whoever wants everything.
fn hand_on(checker: &Checker, options: &mut CheckOptions<'_>) -> Result<(), Error> {
    let Some(whole) = &mut options.whole else {
        return Ok(());
    };
    let mut samples = zeroize::Zeroizing::new(Vec::with_capacity(checker.fresh().len()));
    quantize::to_i16(checker.fresh(), &mut samples);
    Ok(whole(&samples)?)
}

/// Reads until the buffer is full or the end is reached.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> Result<usize, Error> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(filled)
}

/// A repaired fault of the container as a warning.
fn finding(quirk: &Quirk) -> Finding {
    let count = |bytes: u64| Some(bytes as f64);
    let (code, value) = match quirk {
        Quirk::Truncated {
            declared_bytes,
            found_bytes,
        } => (
            Code::WavTruncated,
            count(declared_bytes.saturating_sub(*found_bytes)),
        ),
        Quirk::LengthUnknown => (Code::WavLengthUnknown, None),
        Quirk::LengthZero => (Code::WavLengthZero, None),
        Quirk::HeaderInconsistent { .. } => (Code::WavHeaderInconsistent, None),
        Quirk::ContainerMismatch { .. } => (Code::ContainerMismatch, None),
        Quirk::SeveralDataChunks { ignored_bytes } => {
            (Code::SeveralDataChunks, count(*ignored_bytes))
        }
        Quirk::StreamDamaged { lost_packets, .. } => (Code::StreamDamaged, count(*lost_packets)),
        Quirk::StreamTruncated {
            declared_frames,
            found_frames,
        } => {
            let missing = declared_frames.map(|frames| frames.saturating_sub(*found_frames));
            (Code::StreamTruncated, missing.and_then(count))
        }
        Quirk::FormatChanges => (Code::FormatChanges, None),
        Quirk::CoreOnly => (Code::HeAacCoreOnly, None),
        Quirk::MaybeWrongEncoding { .. } => (Code::MaybeWrongEncoding, None),
    };
    Finding {
        code,
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        value,
        limit: None,
    }
}
