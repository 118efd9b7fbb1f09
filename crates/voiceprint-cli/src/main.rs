//! Command line -> exit code: parse, run, tell.

mod alike;
mod args;
mod capture;
mod commands;
mod config;
mod consent;
mod delivery;
mod exit;
mod in_order;
mod input;
mod interrupt;
mod login;
mod output;
mod page;
mod policy;
mod problem;
mod progress;
mod recording;
mod render;
mod same_as;
mod screen;
mod service;
mod speaker_network;
mod write;

use exit::Exit;
use std::process::ExitCode;

fn main() -> ExitCode {
    let config = config::load();
    let of_config = config.as_ref().ok().and_then(|loaded| loaded.config.lang);
    let lang = output::lang_of_words(std::env::args_os(), of_config);
    let mut cli = match args::Cli::parse_in(lang) {
        Ok(cli) => cli,
        Err(error) => return output::usage(&error, lang),
    };
    let config = match config {
        Ok(config) => config,
        Err(error) => {
            output::Output::new(&cli.output).failure(&error);
            return Exit::Failed.into();
        }
    };
    if let Err(error) = config.config.complete(&mut cli) {
        return output::usage(&error, lang);
    }
    let out = output::Output::new(&cli.output);
    let exit = match commands::run(cli.command, &config, &out) {
        Ok(exit) => exit,
        Err(error) if error.is::<output::Closed>() => Exit::Done,
        Err(error) => {
            out.failure(&error);
            Exit::Failed
        }
    };
    exit.into()
}
