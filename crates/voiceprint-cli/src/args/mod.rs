//! Command line -> what was typed. No work is done here.

pub(crate) mod api;
pub(crate) mod auth;
mod chinese;
pub(crate) mod flags;
#[cfg(test)]
mod interface;
pub(crate) mod live;

use api::{BatchArgs, CreateArgs, DeleteArgs, GroupsCommand, IdentifyArgs, ListArgs, SameAsFlags};
use auth::AuthCommand;
use clap::{ArgGroup, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use flags::{AudioFlags, DefaultGroupFlag, OutputFlags, UploadFlags};
use live::{CompletionsArgs, DoctorArgs, ListenArgs, ManArgs};
use std::path::PathBuf;
use voiceprint::Lang;

const AFTER_HELP: &str = "\
Examples:
  voiceprint check voice.m4a
  voiceprint normalize voice.m4a -o clip.wav
  voiceprint update voice.m4a --stand-in              the whole way, without account or network
  voiceprint update voice.m4a --group G --feature F --yes-i-have-consent

Environment:
  COZE_API_TOKEN        access token (or COZE_API_TOKEN_FILE, a file that holds it or a login of voiceprint auth)
  COZE_API_BASE         https://api.coze.cn by default; https://api.coze.com is the other region
  VOICEPRINT_CONSENT=1  the same as --yes-i-have-consent
  VOICEPRINT_CONFIG     the config; voiceprint/config.toml in the folder for configs otherwise
  NO_COLOR=1            no colours

Exit codes: 0 done or accepted, 1 audio rejected, 2 anything else.";

const CONFIG_HELP: &str = "\
The config is a TOML file: voiceprint/config.toml in $XDG_CONFIG_HOME or ~/.config, on Windows in
%APPDATA%; VOICEPRINT_CONFIG names another one, and none if it is empty. Flags win over the
environment, the environment over the config. Every key may be left out:

  lang = \"zh\"                            # en or zh; wins over LANG
  policy = \"limits.toml\"                 # beside the config, unless the path is absolute or in ~
  depth = \"full\"                         # basic, speech or full
  device = \"USB\"                         # of listen
  base_url = \"https://api.coze.cn\"       # COZE_API_BASE
  group = \"7511988408546279468\"          # of update, create, identify and listen
  timeout = 60                             # seconds for a whole call
  retries = 3
  rate_limit = 5                           # requests a second
  token_file = \"~/.coze-token\"           # never the token itself";

/// Check voice recordings, normalize them to 16 kHz mono 16-bit, update Coze voiceprints.
#[derive(Debug, Parser)]
#[command(name = "voiceprint", version, after_help = AFTER_HELP, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) output: OutputFlags,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Cli {
    /// What was typed; help is told in `lang`.
    ///
    /// # Errors
    /// What clap has to say: help, the version, a usage error.
    pub(crate) fn parse_in(lang: Lang) -> Result<Cli, clap::Error> {
        let command = match lang {
            Lang::En => Cli::command(),
            Lang::Zh => chinese::told(Cli::command()),
        };
        let mut told = command.clone();
        let matches = command.try_get_matches()?;
        Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut told))
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read, measure and judge recordings
    #[command(
        after_help = "Examples:\n  voiceprint check voice.wav\n  voiceprint check *.wav\n  \
        voiceprint check --json voice.wav | jq .findings\n  voiceprint check new.wav --same-as old.wav\n  arecord -d 10 -f S16_LE -r 48000 -c 2 | voiceprint check -"
    )]
    Check(CheckArgs),
    /// Write the recording as 16 kHz mono 16-bit WAV, the part that fits 4 MB
    #[command(
        after_help = "Examples:\n  voiceprint normalize voice.m4a -o clip.wav\n  \
        voiceprint normalize lecture.mp3 -o all.wav --whole\n  \
        voiceprint normalize call.pcm --pcm mulaw:8000:1 -o - | aplay"
    )]
    Normalize(NormalizeArgs),
    /// Check, normalize and send a recording to a voiceprint
    #[command(after_help = "Examples:\n  voiceprint update voice.wav --stand-in\n  \
        voiceprint update voice.wav --group G --feature F --yes-i-have-consent\n  \
        voiceprint update --group G --feature F --name 妈妈\n  \
        voiceprint update new.wav --same-as old.wav --group G --feature F --yes-i-have-consent\n  \
        voiceprint update voice.wav --group G --feature F --dry-run")]
    Update(UpdateArgs),
    /// Check, normalize and send a recording as a new voiceprint
    #[command(
        after_help = "Example:\n  voiceprint create voice.wav --group G --name 妈妈 --yes-i-have-consent"
    )]
    Create(CreateArgs),
    /// List voiceprints
    List(ListArgs),
    /// Delete a voiceprint
    Delete(DeleteArgs),
    /// Ask who of a group speaks in a recording; the service bills each call
    #[command(
        after_help = "Example:\n  voiceprint identify voice.wav --group G --top-k 3 --yes-i-have-consent"
    )]
    Identify(IdentifyArgs),
    /// List, create, update or delete groups
    #[command(subcommand)]
    Groups(GroupsCommand),
    /// Update many voiceprints from a manifest; run again to go on where it stopped
    #[command(after_help = "Examples:\n  voiceprint batch people.csv --dry-run\n  \
        voiceprint batch people.csv --yes-i-have-consent > results.jsonl\n\n\
        people.csv:\n  file,group,feature,name,desc\n  mum.m4a,7511988408546279468,7513865283312000002,妈妈,")]
    Batch(BatchArgs),
    /// Meter and advice while someone speaks, from a microphone or raw samples on standard input
    ///
    /// Enter or Ctrl-C ends the recording and keeps it; a second Ctrl-C gives up.
    #[command(
        after_help = "Examples:\n  voiceprint listen --until-good -o clip.wav\n  \
        voiceprint listen --device USB --group G --feature F --yes-i-have-consent\n  \
        arecord -f S16_LE -r 48000 -c 2 -t raw | voiceprint listen --pcm s16:48000:2 -o clip.wav\n  \
        sox -d -t raw -r 16000 -e signed -b 16 -c 1 - | voiceprint listen --until-good -o clip.wav\n\n\
        Microphones need a build with the feature mic."
    )]
    Listen(ListenArgs),
    /// Log in by OAuth and keep the tokens in a file that renews itself
    #[command(subcommand)]
    Auth(AuthCommand),
    /// See whether token, address, connection and clock are fine; costs one call, sends no voice
    Doctor(DoctorArgs),
    /// Show what is in force when no flag says otherwise, and where it comes from
    #[command(after_help = CONFIG_HELP)]
    Config,
    /// Print completions for a shell
    #[command(
        after_help = "Example:\n  voiceprint completions bash > ~/.local/share/bash-completion/completions/voiceprint"
    )]
    Completions(CompletionsArgs),
    /// Write the manual pages into a folder
    Man(ManArgs),
    /// Start the stand-in service on 127.0.0.1, for trials and tests
    #[command(after_help = "Example:\n  voiceprint serve --port 8080 &\n  \
        COZE_API_BASE=http://127.0.0.1:8080 COZE_API_TOKEN=pat_test voiceprint groups list")]
    Serve(ServeArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Recordings in any format; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) same_as: SameAsFlags,
    #[command(flatten)]
    pub(crate) audio: AudioFlags,
}

#[derive(Debug, Args)]
pub(crate) struct NormalizeArgs {
    /// Recording in any format; - is standard input
    #[arg(value_name = "IN")]
    pub(crate) input: PathBuf,
    /// Where the clip goes; - is standard output
    #[arg(short, long, value_name = "OUT.wav")]
    pub(crate) output: PathBuf,
    /// Convert everything instead of the best part that fits 4 MB
    #[arg(long)]
    pub(crate) whole: bool,
    /// Write nothing and exit 1 if the recording is rejected
    #[arg(long)]
    pub(crate) gate: bool,
    /// Overwrite an existing file
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) audio: AudioFlags,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").args(["file", "name", "desc"]).required(true).multiple(true))]
pub(crate) struct UpdateArgs {
    /// Recording in any format; without it only name or description change
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) group: DefaultGroupFlag,
    /// The voiceprint, which the API calls a feature
    #[arg(long, value_name = "ID", required_unless_present = "stand_in")]
    pub(crate) feature: Option<String>,
    /// New name; agents compare it as exact text
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// New description
    #[arg(long, value_name = "TEXT")]
    pub(crate) desc: Option<String>,
    /// Refuse another voice than before, and see that the new one is known; costs two identifications
    #[arg(long, requires = "file")]
    pub(crate) same_person: bool,
    #[command(flatten)]
    pub(crate) same_as: SameAsFlags,
    #[command(flatten)]
    pub(crate) upload: UploadFlags,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Port on 127.0.0.1; 0 takes any free one
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// Access token that it accepts
    #[arg(long, default_value = "pat_test")]
    pub(crate) token: String,
    /// Database file that keeps groups and voiceprints; without it they live in memory
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
}
