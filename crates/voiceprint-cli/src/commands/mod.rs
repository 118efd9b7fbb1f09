//! The commands, one file or folder each.

mod auth;
mod batch;
pub(crate) mod check;
mod comfort;
mod config;
mod create;
mod delete;
mod doctor;
mod groups;
mod identify;
mod list;
mod listen;
mod normalize;
mod serve;
mod update;

use crate::args::Command;
use crate::config::Loaded;
use crate::exit::Exit;
use crate::output::Output;

/// Runs one command.
pub(crate) fn run(command: Command, loaded: &Loaded, out: &Output) -> anyhow::Result<Exit> {
    match command {
        Command::Check(args) => check::run(&args, out),
        Command::Normalize(args) => normalize::run(&args, out),
        Command::Update(args) => update::run(&args, out),
        Command::Create(args) => create::run(&args, out),
        Command::List(args) => list::run(&args, out),
        Command::Delete(args) => delete::run(&args, out),
        Command::Identify(args) => identify::run(&args, out),
        Command::Groups(command) => groups::run(&command, out),
        Command::Batch(args) => batch::run(&args, out),
        Command::Auth(command) => auth::run(&command, loaded.config.base_url.as_deref(), out),
        Command::Listen(args) => listen::run(&args, out),
        Command::Doctor(args) => doctor::run(&args, out),
        Command::Config => config::run(loaded, out),
        Command::Completions(args) => comfort::completions(&args, out),
        Command::Man(args) => comfort::man(&args),
        Command::Serve(args) => serve::run(args, out),
    }
}
