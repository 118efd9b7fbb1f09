//! Commands for the rest of the API: what was typed.

use super::flags::{DefaultGroupFlag, GroupFlag, ServiceFlags, UploadFlags, VoiceprintFlags};
use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// An older recording to compare the voice with.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Recording")]
pub(crate) struct SameAsFlags {
    /// Older recording of the same person; another voice is refused, exit code 1
    ///
    /// Compared on this machine, nothing is sent. Similarity goes from -1 to 1 and must reach 0.40;
    /// docs/accuracy.md says how often that is wrong.
    #[arg(long, value_name = "OLD")]
    pub(crate) same_as: Option<PathBuf>,
    /// What another voice than in OLD means
    #[arg(long, value_enum, default_value = "refuse", requires = "same_as")]
    pub(crate) other_voice: OtherVoiceArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OtherVoiceArg {
    /// Send nothing, exit 1
    Refuse,
    /// Say so and go on
    Warn,
}

#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    /// Recording in any format; - is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) group: DefaultGroupFlag,
    /// Name; agents compare it as exact text
    #[arg(long)]
    pub(crate) name: String,
    /// Description
    #[arg(long, value_name = "TEXT")]
    pub(crate) desc: Option<String>,
    #[command(flatten)]
    pub(crate) same_as: SameAsFlags,
    #[command(flatten)]
    pub(crate) upload: UploadFlags,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Only this group; without it the voiceprints of all groups
    #[arg(long, value_name = "ID")]
    pub(crate) group: Option<String>,
    #[command(flatten)]
    pub(crate) service: ServiceFlags,
}

#[derive(Debug, Args)]
pub(crate) struct DeleteArgs {
    #[command(flatten)]
    pub(crate) id: VoiceprintFlags,
    #[command(flatten)]
    pub(crate) service: ServiceFlags,
}

#[derive(Debug, Args)]
pub(crate) struct IdentifyArgs {
    /// Recording in any format; - is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) group: DefaultGroupFlag,
    /// Only the best K
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) top_k: Option<u32>,
    #[command(flatten)]
    pub(crate) upload: UploadFlags,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GroupsCommand {
    /// List groups
    List(GroupsListArgs),
    /// Make a group
    Create(GroupsCreateArgs),
    /// Change name or description of a group
    Update(GroupsUpdateArgs),
    /// Delete a group and every voiceprint in it
    Delete(GroupsDeleteArgs),
}

#[derive(Debug, Args)]
pub(crate) struct GroupsListArgs {
    /// Only names that begin with this
    #[arg(long, value_name = "PREFIX")]
    pub(crate) name: Option<String>,
    /// Only this group
    #[arg(long, value_name = "ID")]
    pub(crate) group: Option<String>,
    #[command(flatten)]
    pub(crate) service: ServiceFlags,
}

#[derive(Debug, Args)]
pub(crate) struct GroupsCreateArgs {
    /// Name, at most 20 characters
    #[arg(long)]
    pub(crate) name: String,
    /// Description, at most 500 characters
    #[arg(long, value_name = "TEXT")]
    pub(crate) desc: Option<String>,
    #[command(flatten)]
    pub(crate) service: ServiceFlags,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").args(["name", "desc"]).required(true).multiple(true))]
pub(crate) struct GroupsUpdateArgs {
    #[command(flatten)]
    pub(crate) group: GroupFlag,
    /// New name, at most 20 characters
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// New description, at most 500 characters
    #[arg(long, value_name = "TEXT")]
    pub(crate) desc: Option<String>,
    #[command(flatten)]
    pub(crate) service: ServiceFlags,
}

#[derive(Debug, Args)]
pub(crate) struct GroupsDeleteArgs {
    #[command(flatten)]
    pub(crate) group: GroupFlag,
    #[command(flatten)]
    pub(crate) service: ServiceFlags,
}

#[derive(Debug, Args)]
pub(crate) struct BatchArgs {
    /// CSV with the columns file,group,feature,name,desc, or JSON Lines with these keys
    ///
    /// Files are looked for in the folder of the manifest, then in the current one. A row without
    /// a file changes only name or description.
    #[arg(value_name = "MANIFEST")]
    pub(crate) manifest: PathBuf,
    /// Where confirmed results are kept; MANIFEST.journal by default
    #[arg(long, value_name = "FILE")]
    pub(crate) journal: Option<PathBuf>,
    /// Updates on their way at one time
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) jobs: u16,
    #[command(flatten)]
    pub(crate) upload: UploadFlags,
}
