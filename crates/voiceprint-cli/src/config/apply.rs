//! What was typed and what the config says -> what is meant.

use super::Config;
use crate::args::flags::{AudioFlags, ServiceFlags};
use crate::args::{Cli, Command};
use clap::CommandFactory;
use clap::error::ErrorKind;

impl Config {
    /// Fills in what was not typed.
    ///
    /// # Errors
    /// A usage error if a group is needed that neither says.
    pub(crate) fn complete(&self, cli: &mut Cli) -> Result<(), clap::Error> {
        cli.output.lang = cli.output.lang.or(self.lang);
        if let Some(audio) = audio(&mut cli.command) {
            audio.policy = audio.policy.take().or_else(|| self.policy.clone());
            audio.depth = audio.depth.or(self.depth);
        }
        if let Some(service) = service(&mut cli.command) {
            service.timeout = service.timeout.or(self.timeout);
            service.retries = service.retries.or(self.retries);
            if !service.stand_in {
                service.rate_limit = service.rate_limit.or(self.rate_limit);
            }
            service.base_url = self.base_url.clone();
            service.default_token_file = self.token_file.clone();
        }
        if let Command::Listen(args) = &mut cli.command {
            // A device of the config does not take the place of a pipe.
            args.default_device = self.device.clone();
        }
        self.complete_group(&mut cli.command)
    }

    /// Deleting and listing know no default: what is not named there means something else.
    fn complete_group(&self, command: &mut Command) -> Result<(), clap::Error> {
        let (name, group, is_needed) = match command {
            Command::Update(args) => {
                let is_needed = !args.upload.service.stand_in;
                ("update", &mut args.group.id, is_needed)
            }
            Command::Create(args) => {
                let is_needed = !args.upload.service.stand_in;
                ("create", &mut args.group.id, is_needed)
            }
            Command::Identify(args) => {
                let is_needed = !args.upload.service.stand_in;
                ("identify", &mut args.group.id, is_needed)
            }
            Command::Listen(args) => ("listen", &mut args.group, args.feature.is_some()),
            _ => return Ok(()),
        };
        if is_needed && group.is_none() {
            *group = self.group.clone();
        }
        if !is_needed || group.is_some() {
            return Ok(());
        }
        let why = "the following required arguments were not provided:\n  --group <ID>";
        let mut cli = Cli::command();
        cli.build();
        let command = cli.find_subcommand_mut(name);
        Err(match command {
            Some(command) => command.error(ErrorKind::MissingRequiredArgument, why),
            None => cli.error(ErrorKind::MissingRequiredArgument, why),
        })
    }
}

fn audio(command: &mut Command) -> Option<&mut AudioFlags> {
    match command {
        Command::Check(args) => Some(&mut args.audio),
        Command::Normalize(args) => Some(&mut args.audio),
        Command::Update(args) => Some(&mut args.upload.audio),
        Command::Create(args) => Some(&mut args.upload.audio),
        Command::Identify(args) => Some(&mut args.upload.audio),
        Command::Batch(args) => Some(&mut args.upload.audio),
        Command::Listen(args) => Some(&mut args.upload.audio),
        _ => None,
    }
}

fn service(command: &mut Command) -> Option<&mut ServiceFlags> {
    use crate::args::api::GroupsCommand;
    match command {
        Command::Update(args) => Some(&mut args.upload.service),
        Command::Create(args) => Some(&mut args.upload.service),
        Command::Identify(args) => Some(&mut args.upload.service),
        Command::Batch(args) => Some(&mut args.upload.service),
        Command::Listen(args) => Some(&mut args.upload.service),
        Command::List(args) => Some(&mut args.service),
        Command::Delete(args) => Some(&mut args.service),
        Command::Doctor(args) => Some(&mut args.service),
        Command::Groups(command) => Some(match command {
            GroupsCommand::List(args) => &mut args.service,
            GroupsCommand::Create(args) => &mut args.service,
            GroupsCommand::Update(args) => &mut args.service,
            GroupsCommand::Delete(args) => &mut args.service,
        }),
        _ => None,
    }
}
