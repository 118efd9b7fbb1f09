//! `completions` and `man`: the command line -> text for shells and readers.

use crate::args::Cli;
use crate::args::live::{CompletionsArgs, ManArgs};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::OrProblem;
use clap::CommandFactory;

pub(crate) fn completions(args: &CompletionsArgs, out: &Output) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "voiceprint", &mut script);
    out.bytes(&script)?;
    Ok(Exit::Done)
}

pub(crate) fn man(args: &ManArgs) -> anyhow::Result<Exit> {
    clap_mangen::generate_to(Cli::command(), &args.folder).or_problem(|| {
        let folder = args.folder.display();
        let en = format!("{folder} cannot be written to");
        (en, format!("无法写入 {folder}"))
    })?;
    Ok(Exit::Done)
}
