//! Every command and its flags -> one line each, kept in a file as a promise to users.

use super::Cli;
use clap::{Arg, Command, CommandFactory};

/// One line for each command, one for each of its arguments, in the order of their names.
fn lines(command: &Command, path: &str, lines: &mut Vec<String>) {
    lines.push(path.to_owned());
    let mut arguments: Vec<String> = command.get_arguments().map(argument).collect();
    arguments.sort();
    lines.extend(arguments);
    for inner in command.get_subcommands() {
        self::lines(inner, &format!("{path} {}", inner.get_name()), lines);
    }
}

/// Spelling, value, default and environment of one argument.
fn argument(arg: &Arg) -> String {
    let mut text = match arg.get_long() {
        Some(long) => format!("  --{long}"),
        None => "  ".to_owned(),
    };
    if let Some(short) = arg.get_short() {
        text += &format!(" -{short}");
    }
    if arg.get_action().takes_values() {
        let names = arg.get_value_names().unwrap_or_default();
        text += &format!(" <{}>", names.join(" "));
        let values: Vec<_> = arg.get_possible_values();
        if !values.is_empty() {
            let values: Vec<_> = values.iter().map(|value| value.get_name()).collect();
            text += &format!(" of {}", values.join("|"));
        }
        for default in arg.get_default_values() {
            text += &format!(" else {}", default.display());
        }
    }
    if arg.is_required_set() {
        text += " required";
    }
    if let Some(name) = arg.get_env() {
        text += &format!(" env {}", name.display());
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_as_promised() {
        let mut command = Cli::command();
        command.build();
        let mut all = Vec::new();
        lines(&command, "voiceprint", &mut all);
        // Help is everywhere, and its own business.
        all.retain(|line| !line.starts_with("  --help") && !line.contains(" help"));
        let found = all.join("\n") + "\n";
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/args/interface.txt");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &found).unwrap();
        }
        let promised = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            found, promised,
            "the command line changed; if that is meant: UPDATE=1 cargo test -p voiceprint-cli"
        );
    }
}
