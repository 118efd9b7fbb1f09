//! Every kind of finding -> a recording that has it.

use crate::signals::{self, RATE_HZ};
use audio_check::{
    CheckOptions, Checked, Checker, Code, Conversion, Depth, Encoding, PcmSpec, Policy,
    check_reader_with,
};
use testkit::vocoder;
use testkit::wav_bytes::{Fmt, Order, Wav, floats, integers};

/// A recording that was checked, and the finding for the sake of which it was made.
pub(crate) struct Recording {
    pub(crate) code: Code,
    pub(crate) name: String,
    pub(crate) checked: Checked,
    pub(crate) policy: Policy,
}

/// How a recording is made.
struct Recipe {
    bytes: Vec<u8>,
    file_name: Option<&'static str>,
    pcm: Option<PcmSpec>,
    policy: Policy,
}

/// One recording for each code, in the order of the codes.
pub(crate) fn recordings() -> Vec<Recording> {
    Code::ALL.iter().map(|code| record(*code)).collect()
}

/// The recording of nothing.
pub(crate) fn silence() -> Recording {
    record(Code::Silent)
}

fn record(code: Code) -> Recording {
    let recipe = recipe(code);
    let policy = recipe.policy;
    let checked = if code == Code::Empty {
        let mut checker = Checker::new(PcmSpec::TARGET, policy.clone()).unwrap();
        checker.draw();
        checker.finish()
    } else {
        let options = CheckOptions {
            file_name: recipe.file_name,
            pcm: recipe.pcm,
            draw: true,
            ..CheckOptions::default()
        };
        check_reader_with(&recipe.bytes[..], &policy, options).unwrap()
    };
    Recording {
        code,
        name: format!("{}.wav", code.as_str()),
        checked,
        policy,
    }
}

/// The default policy, without the slow voice networks where they are not asked.
fn quick() -> Policy {
    Policy {
        depth: Depth::Speech,
        ..Policy::default()
    }
}

fn bytes(bytes: Vec<u8>) -> Recipe {
    Recipe {
        bytes,
        file_name: None,
        pcm: None,
        policy: quick(),
    }
}

fn fixture(path: &str) -> Recipe {
    bytes(std::fs::read(testkit::fixture(path)).unwrap())
}

fn sound(samples: &[f64]) -> Recipe {
    let pcm = integers(samples, 2, Order::Little);
    bytes(Wav::plain(&Fmt::pcm(RATE_HZ, 1, 16), &pcm))
}

fn stereo(left: &[f64], right: &[f64]) -> Recipe {
    let frames = left.iter().zip(right).flat_map(|(a, b)| [*a, *b]);
    let pcm = integers(&frames.collect::<Vec<f64>>(), 2, Order::Little);
    bytes(Wav::plain(&Fmt::pcm(RATE_HZ, 2, 16), &pcm))
}

fn with_policy(recipe: Recipe, policy: Policy) -> Recipe {
    Recipe { policy, ..recipe }
}

fn strict(recipe: Recipe) -> Recipe {
    let conversion = Conversion::Forbid;
    let policy = Policy {
        conversion,
        ..quick()
    };
    with_policy(recipe, policy)
}

fn recipe(code: Code) -> Recipe {
    let speech = signals::speech();
    match code {
        Code::Resampled | Code::Downmixed => fixture("wav/speech-48khz-stereo-f32.wav"),
        Code::Requantized => fixture("wav/extensible-24in32.wav"),
        Code::Trimmed => with_policy(
            sound(&speech),
            Policy {
                max_clip_bytes: Some(128_044),
                ..quick()
            },
        ),
        Code::GainApplied => with_policy(
            sound(&speech),
            Policy {
                target_lufs: Some(-23.0),
                ..quick()
            },
        ),
        Code::Empty => bytes(Vec::new()),
        Code::Silent => fixture("wav/silence.wav"),
        Code::WrongSampleRate | Code::WrongChannelCount => {
            strict(fixture("wav/speech-48khz-stereo-f32.wav"))
        }
        Code::WrongEncoding => strict(fixture("coded/speech.flac")),
        Code::TooLarge => with_policy(
            sound(&speech),
            Policy {
                conversion: Conversion::Forbid,
                max_clip_bytes: Some(128_044),
                ..quick()
            },
        ),
        _ => of_file(code)
            .or_else(|| of_channels(code, &speech))
            .or_else(|| of_sound(code, &speech))
            .unwrap_or_else(|| panic!("no recording shows {}", code.as_str())),
    }
}

/// Faults of the file.
fn of_file(code: Code) -> Option<Recipe> {
    let tone = testkit::signals::sine(RATE_HZ, 2.0, 440.0, 0.3);
    let pcm = integers(&tone, 2, Order::Little);
    Some(match code {
        Code::WavTruncated => fixture("wav/data-truncated.wav"),
        Code::WavLengthUnknown => fixture("wav/data-length-ffffffff.wav"),
        Code::WavLengthZero => fixture("wav/data-length-zero.wav"),
        Code::WavHeaderInconsistent => fixture("wav/byte-rate-zero.wav"),
        Code::ContainerMismatch => Recipe {
            file_name: Some("speech.mp3"),
            ..fixture("wav/cards-16khz-mono-s16.wav")
        },
        Code::SeveralDataChunks => {
            let head = Wav::new(b"RIFF").fmt(&Fmt::pcm(RATE_HZ, 1, 16));
            let twice = head.chunk(b"data", &pcm).chunk(b"data", &pcm[..800]);
            bytes(twice.to_bytes())
        }
        Code::StreamDamaged => {
            let mut damaged = fixture("coded/speech.flac");
            let later = damaged.bytes.iter_mut().skip(20_000);
            later.take(2_000).for_each(|byte| *byte ^= 0x55);
            damaged
        }
        Code::StreamTruncated => {
            let mut cut = fixture("coded/speech.flac");
            cut.bytes.truncate(cut.bytes.len() / 2);
            cut
        }
        Code::FormatChanges => {
            let cases = testkit::hostile::all().into_iter();
            let mut chains = cases.filter(|case| case.name.contains("then-another-rate"));
            bytes(chains.next()?.bytes)
        }
        Code::HeAacCoreOnly => {
            // AudioSpecificConfig: AAC-LC at 16 kHz becomes the core of HE-AAC at 32 kHz.
            let mut he = fixture("coded/speech.m4a");
            let lc = [0x14, 0x08, 0x56, 0xE5];
            let at = he.bytes.windows(4).position(|four| four == lc)?;
            he.bytes[at..at + 4].copy_from_slice(&[0x2C, 0x0A, 0x88, 0x00]);
            he
        }
        Code::MaybeWrongEncoding => Recipe {
            pcm: Some(PcmSpec::TARGET),
            ..bytes(floats(&signals::speech(), Order::Little))
        },
        Code::NonfiniteSamples => {
            let mut broken = signals::speech();
            broken[30_000..30_010].fill(f64::NAN);
            Recipe {
                pcm: Some(PcmSpec {
                    encoding: Encoding::F32,
                    ..PcmSpec::TARGET
                }),
                ..bytes(floats(&broken, Order::Little))
            }
        }
        _ => return None,
    })
}

fn of_channels(code: Code, speech: &[f64]) -> Option<Recipe> {
    let silence = vec![0.0; speech.len()];
    let turned: Vec<f64> = speech.iter().map(|it| -it).collect();
    let mut other = signals::other_speech();
    other.resize(speech.len(), 0.0);
    Some(match code {
        Code::DeadChannel => stereo(speech, &silence),
        Code::ChannelsCancel => stereo(speech, &turned),
        Code::ChannelsDiffer => stereo(speech, &other),
        _ => return None,
    })
}

fn of_sound(code: Code, speech: &[f64]) -> Option<Recipe> {
    use testkit::signals::{clipped, noise, with_noise};
    let tau = std::f64::consts::TAU;
    Some(match code {
        Code::NoSpeech => sound(&noise(RATE_HZ, 3.0, 0.02, 3)),
        Code::TooLittleSpeech => sound(&speech[..40_000]),
        Code::TooQuiet => fixture("wav/quiet.wav"),
        Code::Clipped => {
            let loud: Vec<f64> = speech.iter().map(|it| 4.0 * it).collect();
            sound(&clipped(&loud, 0.9))
        }
        Code::DcOffset => sound(&signals::with(speech, |_| 0.05)),
        Code::Noisy => sound(&with_noise(speech, 8.0, 4)),
        Code::ImpulsiveNoise => sound(&signals::with_keys(speech)),
        Code::Hum => sound(&signals::with(speech, |at| {
            (1..6)
                .map(|k| 0.01 * (tau * 50.0 * f64::from(k) * at).sin())
                .sum()
        })),
        Code::Reverberant => sound(&signals::in_hall(speech, 3.0)),
        Code::FarMicrophone => sound(&signals::in_hall(speech, 12.0)),
        Code::Music => sound(&signals::with(speech, signals::chords)),
        Code::Whispered => {
            let breath = noise(RATE_HZ, 8.0, 0.1, 6);
            sound(&vocoder::vocoded(speech, &breath))
        }
        Code::UnnaturalVoice => {
            let robot = vocoder::vocoded(speech, &signals::buzz(speech.len()));
            sound(&robot)
        }
        Code::SeveralVoices => with_policy(
            sound(&[speech, &signals::other_speech()].concat()),
            Policy::default(),
        ),
        Code::Narrowband => fixture("wav/speech-8khz-mono-mulaw.wav"),
        Code::Glitches => sound(&signals::with_dropouts(speech)),
        _ => return None,
    })
}
