//! Commands for people at the keyboard: what was typed.

use super::flags::{ServiceFlags, UploadFlags};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct ListenArgs {
    /// Record from this device: its number in --list-devices, its name, or a part of it
    ///
    /// Without it: standard input if something is piped in, else the default microphone.
    #[arg(long, value_name = "NAME|INDEX", conflicts_with = "pcm")]
    pub(crate) device: Option<String>,
    /// From the config; what is piped in comes first.
    #[arg(skip)]
    pub(crate) default_device: Option<String>,
    /// List the devices that can record, and end
    #[arg(long)]
    pub(crate) list_devices: bool,
    /// Where the clip goes at the end
    #[arg(short, long, value_name = "OUT.wav")]
    pub(crate) output: Option<PathBuf>,
    /// Overwrite an existing file
    #[arg(long)]
    pub(crate) force: bool,
    /// Stop as soon as enough good speech was heard
    #[arg(long)]
    pub(crate) until_good: bool,
    /// Then update a voiceprint of this group
    #[arg(long, value_name = "ID", requires = "feature")]
    pub(crate) group: Option<String>,
    /// The voiceprint to update
    #[arg(long, value_name = "ID")]
    pub(crate) feature: Option<String>,
    #[command(flatten)]
    pub(crate) upload: UploadFlags,
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    pub(crate) service: ServiceFlags,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// An existing folder
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
}
