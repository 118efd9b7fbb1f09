//! What went wrong, in English and Chinese, and what caused it -> words for people.

use crate::service::NoToken;
use std::fmt;
use std::io;
use voiceprint::upload::{self, Text};
use voiceprint::{Lang, audio_check};

/// What this program itself has to say about a failure.
#[derive(Debug)]
pub(crate) struct Problem {
    words: Text,
    cause: Option<anyhow::Error>,
}

impl Problem {
    /// A problem without a cause.
    pub(crate) fn error(words: impl Into<Text>) -> anyhow::Error {
        let words = words.into();
        Problem { words, cause: None }.into()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words.pick(upload::Lang::En))
    }
}

impl std::error::Error for Problem {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| {
            let cause: &(dyn std::error::Error + 'static) = cause.as_ref();
            cause
        })
    }
}

/// Says what could not be done, in front of why.
pub(crate) trait OrProblem<T> {
    fn or_problem<W: Into<Text>>(self, words: impl FnOnce() -> W) -> anyhow::Result<T>;
}

impl<T, E: Into<anyhow::Error>> OrProblem<T> for Result<T, E> {
    fn or_problem<W: Into<Text>>(self, words: impl FnOnce() -> W) -> anyhow::Result<T> {
        self.map_err(|cause| {
            let (words, cause) = (words().into(), Some(cause.into()));
            Problem { words, cause }.into()
        })
    }
}

impl<T> OrProblem<T> for Option<T> {
    fn or_problem<W: Into<Text>>(self, words: impl FnOnce() -> W) -> anyhow::Result<T> {
        self.ok_or_else(|| Problem::error(words()))
    }
}

/// The whole chain, each link in `lang` where it knows that language.
pub(crate) fn in_words(error: &anyhow::Error, lang: Lang) -> String {
    if lang == Lang::En {
        return format!("{error:#}");
    }
    let links: Vec<String> = error.chain().map(chinese).collect();
    links.join("：")
}

/// The same in both languages.
pub(crate) fn in_both(error: &anyhow::Error) -> (String, String) {
    (in_words(error, Lang::En), in_words(error, Lang::Zh))
}

fn chinese(link: &(dyn std::error::Error + 'static)) -> String {
    if let Some(problem) = link.downcast_ref::<Problem>() {
        return problem.words.pick(upload::Lang::Zh).to_owned();
    }
    if let Some(error) = link.downcast_ref::<upload::Error>() {
        return error.message(upload::Lang::Zh);
    }
    if let Some(error) = link.downcast_ref::<audio_check::Error>() {
        return error.text(Lang::Zh);
    }
    if link.is::<NoToken>() {
        return NoToken::ZH.to_owned();
    }
    let why = link.downcast_ref::<io::Error>().and_then(of_the_system);
    match why {
        Some(why) => format!("{why}（{link}）"),
        None => link.to_string(),
    }
}

/// What happens to files, in Chinese.
fn of_the_system(error: &io::Error) -> Option<&'static str> {
    Some(match error.kind() {
        io::ErrorKind::NotFound => "没有这个文件或文件夹",
        io::ErrorKind::PermissionDenied => "没有权限",
        io::ErrorKind::AlreadyExists => "文件已存在",
        io::ErrorKind::IsADirectory => "这是一个文件夹",
        io::ErrorKind::NotADirectory => "路径中有一部分不是文件夹",
        io::ErrorKind::InvalidData => "内容不是 UTF-8 文本",
        io::ErrorKind::StorageFull => "磁盘空间不足",
        io::ErrorKind::ReadOnlyFilesystem => "文件系统只读",
        io::ErrorKind::AddrInUse => "端口已被占用",
        io::ErrorKind::AddrNotAvailable => "地址不可用",
        io::ErrorKind::TimedOut => "超时",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unreadable() -> anyhow::Error {
        let missing: io::Result<()> = Err(io::ErrorKind::NotFound.into());
        let read = missing.or_problem(|| ("the policy p cannot be read", "无法读取策略 p"));
        read.or_problem(|| ("outside", "外面")).unwrap_err()
    }

    #[test]
    fn every_link_of_a_chain_speaks_the_language() {
        assert_eq!(
            in_words(&unreadable(), Lang::En),
            "outside: the policy p cannot be read: entity not found"
        );
        assert_eq!(
            in_words(&unreadable(), Lang::Zh),
            "外面：无法读取策略 p：没有这个文件或文件夹（entity not found）"
        );
    }

    #[test]
    fn what_knows_no_chinese_is_told_as_it_is() {
        let error = anyhow::anyhow!("x").context("y");
        assert_eq!(in_words(&error, Lang::Zh), "y：x");
        let error = anyhow::Error::from(NoToken);
        assert!(in_words(&error, Lang::Zh).contains("COZE_API_TOKEN"));
        assert_ne!(in_words(&error, Lang::Zh), in_words(&error, Lang::En));
    }
}
