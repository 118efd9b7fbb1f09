//! The commands, one file each.

mod check;
mod normalize;
mod serve;
mod update;

use crate::args::Command;
use crate::exit::Exit;
use crate::output::Output;

/// Runs one command.
pub(crate) fn run(command: Command, out: &Output) -> anyhow::Result<Exit> {
    match command {
        Command::Check(args) => check::run(&args, out),
        Command::Normalize(args) => normalize::run(&args, out),
        Command::Update(args) => update::run(&args, out),
        Command::Serve(args) => serve::run(args, out),
    }
}
