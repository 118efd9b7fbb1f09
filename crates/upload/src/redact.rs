//! Text of a stranger -> text that is safe to print: no control characters, no token, no recording, not long.

use bytes::Bytes;
use memchr::memmem;

use crate::auth::token::ApiToken;
use crate::names::is_invisible;

/// Characters kept of a message of the service.
const MAX_CHARS: usize = 300;
/// Prefixes of tokens as seen in the wild, and of every JSON web token.
const TOKEN_PREFIXES: [&str; 6] = ["pat_", "sat_", "czu_", "czs_", "cztei_", "eyJ"];

/// What must not be repeated from an answer.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    pub(crate) tokens: Vec<ApiToken>,
    pub(crate) audio: Bytes,
}

impl Secrets {
    /// Cut, escaped, and without anything that is or looks like a secret.
    pub(crate) fn safe_text(&self, text: &str) -> String {
        if self.repeats_audio(text.as_bytes()) {
            return "(text that repeats the recording)".to_owned();
        }
        let mut text = text.to_owned();
        for token in &self.tokens {
            text = text.replace(token.expose(), "(token)");
        }
        escape(&without_tokens(&text))
    }

    /// Whether 31 bytes in a row are from the recording: any such run holds an aligned block of 16.
    fn repeats_audio(&self, text: &[u8]) -> bool {
        let kept = &text[..text.len().min(MAX_CHARS * 4)];
        kept.chunks_exact(16)
            .any(|block| memmem::find(&self.audio, block).is_some())
    }
}

fn without_tokens(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, prefix)) = TOKEN_PREFIXES
        .iter()
        .filter_map(|prefix| rest.find(prefix).map(|at| (at, *prefix)))
        .min()
    {
        let (before, found) = rest.split_at(at);
        let end = found
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-_.~+/=".contains(c)))
            .unwrap_or(found.len());
        safe.push_str(before);
        // Short words are not tokens; the message may explain what a token looks like.
        safe.push_str(if end >= prefix.len() + 8 {
            "(token)"
        } else {
            &found[..end]
        });
        rest = &found[end..];
    }
    safe.push_str(rest);
    safe
}

fn escape(text: &str) -> String {
    let mut safe = String::new();
    for (count, c) in text.chars().enumerate() {
        if count == MAX_CHARS {
            safe.push('…');
            break;
        }
        if c.is_control() || is_invisible(c) {
            safe.extend(c.escape_default());
        } else {
            safe.push(c);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn secrets(audio: &'static [u8]) -> Secrets {
        let token = ApiToken::new("opaque-secret-0123456789").unwrap();
        Secrets {
            tokens: vec![token],
            audio: Bytes::from_static(audio),
        }
    }

    #[test]
    fn an_echoed_token_is_replaced() {
        let safe =
            secrets(b"").safe_text("bad: opaque-secret-0123456789, pat_abcdefgh12345678 or pat_x");
        assert_eq!(safe, "bad: (token), (token) or pat_x");
    }

    #[test]
    fn control_and_direction_characters_are_escaped() {
        let safe = secrets(b"").safe_text("a\u{1b}[31m\r\n\u{202e}b");
        assert_eq!(safe, "a\\u{1b}[31m\\r\\n\\u{202e}b");
    }

    #[test]
    fn text_that_repeats_the_recording_is_dropped() {
        let audio = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let safe = secrets(audio).safe_text("echo: 56789abcdefghijklmnopqrstuvwxyzABCDEF");
        assert_eq!(safe, "(text that repeats the recording)");
    }

    proptest! {
        #[test]
        fn any_text_comes_out_short_and_printable(text in any::<String>()) {
            let safe = secrets(b"").safe_text(&text);
            prop_assert!(!safe.chars().any(char::is_control));
            prop_assert!(safe.chars().count() <= MAX_CHARS * 10 + 1);
        }
    }
}
