//! Findings -> what is said about them, English and Chinese side by side.
//!
//! A message says what is so, with the number; a hint says what to do next.

mod hint;
mod message;
mod unread;

pub(super) use hint::hint;
pub(super) use message::message;

use super::finding::Lang;

/// The same in both languages: English, Chinese.
type Both = (&'static str, &'static str);

/// The half that is asked for.
fn half((en, zh): Both, lang: Lang) -> &'static str {
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}
