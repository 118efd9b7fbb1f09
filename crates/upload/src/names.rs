//! Names and descriptions -> checked text, with warnings for what breaks exact matching.

use std::fmt;

use unicode_normalization::is_nfc;

use crate::error::Error;
use crate::wording::Lang;

/// Characters a group's name may have; a voiceprint's should not exceed it either.
pub const MAX_NAME_CHARS: usize = 20;
/// Characters a group's description may have; a voiceprint's should not exceed it either.
pub const MAX_DESCRIPTION_CHARS: usize = 500;

/// What is allowed but likely to surprise: agents compare the name of a voiceprint as exact text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameWarning {
    /// It begins or ends with white space.
    SurroundingSpace,
    /// It is not in Unicode normalization form C, so text typed elsewhere will not equal it.
    NotNfc,
    /// It holds characters without a shape, such as zero-width or direction marks.
    Invisible,
    /// It has more characters than the service is known to keep.
    TooLong {
        /// Characters it has.
        chars: usize,
        /// Characters that are safe.
        limit: usize,
    },
}

impl NameWarning {
    /// What is so and what to do.
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (NameWarning::SurroundingSpace, Lang::En) => {
                "begins or ends with a space; exact comparison will fail without it".to_owned()
            }
            (NameWarning::SurroundingSpace, Lang::Zh) => {
                "首尾有空格，精确比较时可能不相等".to_owned()
            }
            (NameWarning::NotNfc, Lang::En) => {
                "is not in Unicode form NFC; typed text may look the same and not be equal"
                    .to_owned()
            }
            (NameWarning::NotNfc, Lang::Zh) => {
                "不是 Unicode NFC 形式，看似相同的文本可能不相等".to_owned()
            }
            (NameWarning::Invisible, Lang::En) => {
                "holds invisible characters; exact comparison will fail without them".to_owned()
            }
            (NameWarning::Invisible, Lang::Zh) => "含有不可见字符，精确比较时可能不相等".to_owned(),
            (NameWarning::TooLong { chars, limit }, Lang::En) => {
                format!("has {chars} characters; more than {limit} may be refused or cut")
            }
            (NameWarning::TooLong { chars, limit }, Lang::Zh) => {
                format!("有 {chars} 个字符，超过 {limit} 个可能被拒绝或截断")
            }
        }
    }
}

impl fmt::Display for NameWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

/// What may surprise in the name of a voiceprint or group.
///
/// ```
/// assert!(upload::name_warnings("妈妈").is_empty());
/// assert_eq!(upload::name_warnings("妈妈 "), [upload::NameWarning::SurroundingSpace]);
/// ```
pub fn name_warnings(name: &str) -> Vec<NameWarning> {
    warnings(name, MAX_NAME_CHARS)
}

/// What may surprise in a description.
pub fn description_warnings(description: &str) -> Vec<NameWarning> {
    warnings(description, MAX_DESCRIPTION_CHARS)
}

fn warnings(text: &str, limit: usize) -> Vec<NameWarning> {
    let mut found = Vec::new();
    if text.trim() != text {
        found.push(NameWarning::SurroundingSpace);
    }
    if !is_nfc(text) {
        found.push(NameWarning::NotNfc);
    }
    if text.chars().any(is_invisible) {
        found.push(NameWarning::Invisible);
    }
    let chars = text.chars().count();
    if chars > limit {
        found.push(NameWarning::TooLong { chars, limit });
    }
    found
}

/// Zero-width, direction and byte-order marks (Unicode category Cf as met in names).
/// The zero-width joiner is left out: emoji of families are made with it.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// How strictly the length limits are kept: they are published for groups only.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    Limited,
    Free,
}

/// A name that can be sent: not empty, no control characters.
pub(crate) fn checked_name(name: &str, length: Length) -> Result<&str, Error> {
    if name.is_empty() {
        return Err(Error::invalid((
            "the name is empty; leave it out or give one",
            "名称为空；请填写或省略",
        )));
    }
    checked(("name", "名称"), name, length, MAX_NAME_CHARS)
}

/// A description that can be sent; the empty one clears it.
pub(crate) fn checked_description(description: &str, length: Length) -> Result<&str, Error> {
    checked(
        ("description", "描述"),
        description,
        length,
        MAX_DESCRIPTION_CHARS,
    )
}

fn checked<'a>(
    (what, in_chinese): (&str, &str),
    text: &'a str,
    length: Length,
    limit: usize,
) -> Result<&'a str, Error> {
    if text.chars().any(char::is_control) {
        return Err(Error::invalid((
            format!("the {what} holds control characters such as line breaks; remove them"),
            format!("{in_chinese}含有换行等控制字符，请删除"),
        )));
    }
    let chars = text.chars().count();
    // Nothing near 64 KiB is a name; without a bound a mistake becomes a huge request.
    if (length == Length::Limited && chars > limit) || text.len() > 65_536 {
        return Err(Error::invalid((
            format!("the {what} has {chars} characters, at most {limit} are taken"),
            format!("{in_chinese}有 {chars} 个字符，最多 {limit} 个"),
        )));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn limits_count_characters_not_bytes() {
        let twenty = "妈".repeat(20);
        assert!(checked_name(&twenty, Length::Limited).is_ok());
        assert!(checked_name(&(twenty + "妈"), Length::Limited).is_err());
        assert!(checked_name(&"妈".repeat(21), Length::Free).is_ok());
    }

    #[test]
    fn every_warning_is_found() {
        assert_eq!(name_warnings("e\u{301}"), [NameWarning::NotNfc]);
        assert_eq!(name_warnings("a\u{202e}b"), [NameWarning::Invisible]);
        assert_eq!(name_warnings("\u{3000}a"), [NameWarning::SurroundingSpace]);
        assert_eq!(
            name_warnings(&"x".repeat(21)),
            [NameWarning::TooLong {
                chars: 21,
                limit: 20
            }]
        );
        assert!(name_warnings("👨\u{200d}👩\u{200d}👧").is_empty());
    }

    #[test]
    fn empty_names_are_refused_and_empty_descriptions_are_not() {
        assert!(checked_name("", Length::Free).is_err());
        assert_eq!(checked_description("", Length::Limited).unwrap(), "");
    }

    proptest! {
        #[test]
        fn accepted_text_has_no_control_characters(text in any::<String>()) {
            if let Ok(text) = checked_name(&text, Length::Free) {
                prop_assert!(!text.chars().any(char::is_control));
            }
        }
    }
}
