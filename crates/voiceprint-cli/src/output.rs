//! Text and JSON -> standard output and standard error. The only file that prints.

use crate::args::flags::{LangArg, OutputFlags};
use crate::problem;
use clap::ValueEnum;
use clap::error::{ContextKind, ContextValue};
use serde_json::Value;
use std::ffi::OsString;
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use voiceprint::Lang;

/// How results are shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) json: bool,
    pub(crate) lang: Lang,
    pub(crate) quiet: bool,
    pub(crate) verbose: bool,
}

/// Standard output was closed, as by `head`: that is a success.
#[derive(Debug)]
pub(crate) struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("standard output was closed")
    }
}

impl std::error::Error for Closed {}

impl Output {
    pub(crate) fn new(flags: &OutputFlags) -> Output {
        Output {
            json: flags.json,
            lang: flags.lang.map_or_else(lang_of_environment, LangArg::meant),
            quiet: flags.quiet,
            verbose: flags.verbose,
        }
    }

    /// One of two texts, by language.
    pub(crate) fn say<T>(&self, en: T, zh: T) -> T {
        match self.lang {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }

    /// A result for people. Colours are left out where nobody sees them.
    pub(crate) fn text(&self, text: &str) -> anyhow::Result<()> {
        sent(anstream::stdout().lock().write_all(text.as_bytes()))
    }

    /// A result for programs: one line.
    pub(crate) fn json(&self, value: &Value) -> anyhow::Result<()> {
        let mut stdout = io::stdout().lock();
        sent(writeln!(stdout, "{value}").and_then(|()| stdout.flush()))
    }

    /// Bytes, as they are.
    pub(crate) fn bytes(&self, bytes: &[u8]) -> anyhow::Result<()> {
        let mut stdout = io::stdout().lock();
        sent(stdout.write_all(bytes).and_then(|()| stdout.flush()))
    }

    /// Good to know, on standard error.
    pub(crate) fn remark(&self, text: &str) {
        if !self.quiet {
            // Nobody is left to tell that nobody listens.
            let _ = writeln!(anstream::stderr().lock(), "{text}");
        }
    }

    /// What a person must do now, on standard error, also when only results are wanted.
    pub(crate) fn prompt(&self, text: &str) {
        let _ = writeln!(anstream::stderr().lock(), "{text}");
    }

    /// Why it failed, on standard error.
    pub(crate) fn failure(&self, error: &anyhow::Error) {
        let (label, gap) = self.say(("error:", " "), ("错误：", ""));
        let red = crate::render::style::BAD;
        let words = problem::in_words(error, self.lang);
        let _ = writeln!(anstream::stderr().lock(), "{red}{label}{red:#}{gap}{words}");
    }

    /// What failed, on standard error: it is no result.
    pub(crate) fn failed(&self, text: &str) {
        let _ = anstream::stderr().lock().write_all(text.as_bytes());
    }

    /// Columns of the terminal that shows results, if one does.
    pub(crate) fn columns(&self) -> Option<usize> {
        let is_shown = io::stdout().is_terminal();
        let size = is_shown.then(crossterm::terminal::size)?;
        size.ok().map(|(columns, _)| columns.into())
    }

    /// Whether a person sees what is drawn on standard error.
    pub(crate) fn draws(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }
}

/// What clap says: help and version are a success, a usage error is not.
pub(crate) fn usage(error: &clap::Error, lang: Lang) -> ExitCode {
    let _ = error.print();
    if let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidSubcommand)
        && std::path::Path::new(name).is_file()
    {
        let tip = match lang {
            Lang::En => "To look at this recording:",
            Lang::Zh => "查看这个录音：",
        };
        let _ = writeln!(anstream::stderr().lock(), "{tip} voiceprint check {name}");
    }
    ExitCode::from(if error.use_stderr() { 2 } else { 0 })
}

fn sent(result: io::Result<()>) -> anyhow::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Closed.into()),
        other => Ok(other?),
    }
}

/// The language of help, before the words of the command line are understood.
pub(crate) fn lang_of_words(
    words: impl Iterator<Item = OsString>,
    of_config: Option<LangArg>,
) -> Lang {
    let mut typed = None;
    let mut is_next = false;
    for word in words.map(|word| word.to_string_lossy().into_owned()) {
        let value = word
            .strip_prefix("--lang=")
            .or(is_next.then_some(word.as_str()));
        typed = value
            .and_then(|value| LangArg::from_str(value, false).ok())
            .or(typed);
        is_next = word == "--lang";
    }
    typed
        .or(of_config)
        .map_or_else(lang_of_environment, LangArg::meant)
}

/// By the order of POSIX: the first one that is set decides.
fn lang_of_environment() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    match locale {
        Some(locale) if locale.to_ascii_lowercase().starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}
