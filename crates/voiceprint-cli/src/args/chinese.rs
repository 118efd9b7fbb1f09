//! The command line and a table of its sentences -> the same command line, told in Chinese.

mod sentences;

use clap::builder::StyledStr;
use clap::{Arg, Command};

/// As clap lays it out, with Chinese words.
const TEMPLATE: &str = "\
{before-help}{about-with-newline}
用法：{usage}

{all-args}{after-help}";

/// Names of commands, flags and values stay as they are; what clap says of mistakes too.
pub(super) fn told(mut command: Command) -> Command {
    // Help of its own and the command for it are there only then.
    command.build();
    translated(command)
}

fn translated(mut command: Command) -> Command {
    if let Some(about) = command.get_about().and_then(chinese) {
        command = command.about(about);
    }
    if let Some(about) = command.get_long_about().and_then(chinese) {
        command = command.long_about(about);
    }
    if let Some(after) = command.get_after_help().and_then(chinese) {
        command = command.after_help(after);
    }
    command
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .mut_args(of_argument)
        .mut_subcommands(translated)
}

fn of_argument(mut arg: Arg) -> Arg {
    let heading = match arg.get_help_heading() {
        Some(heading) => sentences::heading(heading).unwrap_or("选项"),
        None if arg.is_positional() => "参数",
        None => "选项",
    };
    if let Some(help) = arg.get_help().and_then(chinese) {
        arg = arg.help(help);
    }
    if let Some(help) = arg.get_long_help().and_then(chinese) {
        arg = arg.long_help(help);
    }
    arg.help_heading(heading)
}

fn chinese(english: &StyledStr) -> Option<String> {
    sentences::of(&english.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::Cli;
    use super::*;
    use clap::CommandFactory;

    /// Every sentence that help shows.
    fn sentences(command: &Command, all: &mut Vec<String>) {
        let told = [
            command.get_about(),
            command.get_long_about(),
            command.get_after_help(),
        ];
        all.extend(told.into_iter().flatten().map(ToString::to_string));
        for arg in command.get_arguments() {
            let told = [arg.get_help(), arg.get_long_help()];
            all.extend(told.into_iter().flatten().map(ToString::to_string));
            let heading = arg.get_help_heading();
            assert!(
                heading.is_none_or(|it| sentences::heading(it).is_some()),
                "{heading:?}"
            );
        }
        for inner in command.get_subcommands() {
            sentences(inner, all);
        }
    }

    #[test]
    fn every_sentence_of_help_is_translated() {
        let mut command = Cli::command();
        command.build();
        let mut all = Vec::new();
        sentences(&command, &mut all);
        all.sort();
        all.dedup();
        let missing: Vec<_> = all
            .iter()
            .filter(|it| sentences::of(it).is_none())
            .collect();
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn names_and_values_stay_as_they_are() {
        let told = told(Cli::command());
        let names = |command: &Command| -> Vec<String> {
            let inner = command.get_subcommands().map(|it| it.get_name().to_owned());
            inner
                .chain(command.get_arguments().map(|it| it.get_id().to_string()))
                .collect()
        };
        let mut english = Cli::command();
        english.build();
        assert_eq!(names(&told), names(&english));
        let help = told.clone().render_help().to_string();
        assert!(
            help.contains("用法：voiceprint") && help.contains("示例："),
            "{help}"
        );
    }
}
