//! Flags that several commands share.

use clap::{Args, ValueEnum};
use serde::Deserialize;
use std::path::PathBuf;
use voiceprint::{Lang, PcmSpec};

/// How results are shown.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputFlags {
    /// One JSON object per line on standard output, nothing else there
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Language of messages; the default comes from LANG
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<LangArg>,
    /// Only results, no remarks and no progress
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Every number that was measured
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

#[derive(Clone, Copy, Debug, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LangArg {
    /// English
    En,
    /// 简体中文
    Zh,
}

impl LangArg {
    pub(crate) fn meant(self) -> Lang {
        match self {
            LangArg::En => Lang::En,
            LangArg::Zh => Lang::Zh,
        }
    }

    /// As it is written.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            LangArg::En => "en",
            LangArg::Zh => "zh",
        }
    }
}

/// How recordings are read and judged.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Recording")]
pub(crate) struct AudioFlags {
    /// Read raw samples: encoding:rate:channels, as s16:16000:1
    ///
    /// Encodings: u8, s16, s24, s32, f32, f64, alaw, mulaw; little-endian.
    /// A .pcm or .raw file without it means s16:16000:1.
    #[arg(long, value_name = "SPEC")]
    pub(crate) pcm: Option<PcmSpec>,
    /// Limits from a TOML file
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// Reject what is not already 16 kHz mono 16-bit
    #[arg(long)]
    pub(crate) strict: bool,
    /// Write the report of one recording as a page with pictures
    #[arg(long, value_name = "OUT.html")]
    pub(crate) report: Option<PathBuf>,
    /// How much is measured; what is left out is unknown
    #[arg(long, value_enum)]
    pub(crate) depth: Option<DepthArg>,
}

#[derive(Clone, Copy, Debug, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DepthArg {
    /// Level, clipping, offset, channels
    Basic,
    /// Everything but the voice networks
    Speech,
    /// Everything
    Full,
}

impl DepthArg {
    /// As it is written.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            DepthArg::Basic => "basic",
            DepthArg::Speech => "speech",
            DepthArg::Full => "full",
        }
    }
}

/// How requests are sent.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Service")]
pub(crate) struct ServiceFlags {
    /// Start the stand-in service in this process and send there
    #[arg(long)]
    pub(crate) stand_in: bool,
    /// Print the request, token hidden, and send nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Time for the whole call, seconds
    #[arg(long, value_name = "SECS", value_parser = positive)]
    pub(crate) timeout: Option<f64>,
    /// How often a failed request is tried again
    #[arg(long, value_name = "N")]
    pub(crate) retries: Option<u32>,
    /// Requests a second at most
    #[arg(long, value_name = "N", value_parser = positive)]
    pub(crate) rate_limit: Option<f64>,
    /// File that holds the access token, or a login of voiceprint auth
    #[arg(long, value_name = "FILE", env = "COZE_API_TOKEN_FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// From the config.
    #[arg(skip)]
    pub(crate) base_url: Option<String>,
    /// From the config; a token in the environment comes first.
    #[arg(skip)]
    pub(crate) default_token_file: Option<PathBuf>,
}

/// The statement that uploads of a voice demand.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Service")]
pub(crate) struct ConsentFlag {
    /// State that the recorded person agreed to this use of their voice
    ///
    /// VOICEPRINT_CONSENT=1 in the environment says the same.
    #[arg(long = "yes-i-have-consent")]
    pub(crate) given: bool,
}

/// All that a recording needs on its way to the service.
#[derive(Clone, Debug, Args)]
pub(crate) struct UploadFlags {
    #[command(flatten)]
    pub(crate) audio: AudioFlags,
    #[command(flatten)]
    pub(crate) consent: ConsentFlag,
    #[command(flatten)]
    pub(crate) service: ServiceFlags,
}

/// The group that is meant; the stand-in has one ready.
#[derive(Clone, Debug, Args)]
pub(crate) struct GroupFlag {
    /// The group
    #[arg(
        id = "group",
        long = "group",
        value_name = "ID",
        required_unless_present = "stand_in"
    )]
    pub(crate) id: Option<String>,
}

/// The group that is meant; config and stand-in may know one.
#[derive(Clone, Debug, Args)]
pub(crate) struct DefaultGroupFlag {
    /// The group; the config may name it once for all
    #[arg(id = "group", long = "group", value_name = "ID")]
    pub(crate) id: Option<String>,
}

/// The voiceprint that is meant; the stand-in has one ready.
#[derive(Clone, Debug, Args)]
pub(crate) struct VoiceprintFlags {
    /// Group of the voiceprint
    #[arg(long, value_name = "ID", required_unless_present = "stand_in")]
    pub(crate) group: Option<String>,
    /// The voiceprint, which the API calls a feature
    #[arg(long, value_name = "ID", required_unless_present = "stand_in")]
    pub(crate) feature: Option<String>,
}

/// A number above zero, as text.
fn positive(text: &str) -> Result<f64, String> {
    positive_number(text.parse().unwrap_or(f64::NAN))
}

/// A number above zero.
pub(crate) fn positive_number(number: f64) -> Result<f64, String> {
    match number.is_finite() && number > 0.0 {
        true => Ok(number),
        false => Err("a number above 0 is needed".to_owned()),
    }
}
