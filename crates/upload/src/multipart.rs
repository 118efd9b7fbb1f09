//! Fields and a file -> form-data (RFC 7578) in three pieces that share the file's bytes.

use bytes::Bytes;
use memchr::memmem;

use crate::audio::AudioFile;
use crate::error::Error;

/// The line that separates parts; it must occur in none of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boundary(String);

impl Boundary {
    /// From 128 random bits, which nobody can have placed in a recording.
    pub fn from_random(bits: [u8; 16]) -> Boundary {
        Boundary(format!("voiceprint-{:032x}", u128::from_be_bytes(bits)))
    }

    /// The first of a fixed series that occurs in none of the given contents.
    pub fn absent_from<'a>(contents: impl IntoIterator<Item = &'a [u8]> + Clone) -> Boundary {
        let mut number = 0_u128;
        loop {
            let boundary = Boundary::from_random(number.to_be_bytes());
            let finder = memmem::Finder::new(boundary.as_str().as_bytes());
            // Ends: finitely many boundaries fit into finite contents.
            if contents
                .clone()
                .into_iter()
                .all(|content| finder.find(content).is_none())
            {
                return boundary;
            }
            number += 1;
        }
    }

    /// The boundary without its leading dashes, 43 characters of `[a-z0-9-]`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A form: the file first, as the service's own clients send it, then the text fields.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form {
    pub(crate) file: Option<AudioFile>,
    pub(crate) fields: Vec<(&'static str, String)>,
}

impl Form {
    /// A boundary that occurs in no part.
    pub(crate) fn absent_boundary(&self) -> Boundary {
        let file = self.file.iter().map(|file| file.bytes().as_ref());
        let fields = self.fields.iter().map(|(_, value)| value.as_bytes());
        Boundary::absent_from(file.chain(fields))
    }

    /// The body in order: what stands before the recording, the recording itself, what stands after it.
    pub(crate) fn pieces(&self, boundary: &Boundary) -> Result<[Bytes; 3], Error> {
        let boundary = boundary.as_str();
        let mut head = String::new();
        let mut tail = String::new();
        let mut audio = Bytes::new();
        if let Some(file) = &self.file {
            let disposition = content_disposition("file", Some(file.file_name()))?;
            let content_type = file.content_type();
            head = format!(
                "--{boundary}\r\nContent-Disposition: {disposition}\r\nContent-Type: {content_type}\r\n\r\n"
            );
            tail.push_str("\r\n");
            audio = file.bytes().clone();
        }
        for (name, value) in &self.fields {
            let disposition = content_disposition(name, None)?;
            tail.push_str(&format!(
                "--{boundary}\r\nContent-Disposition: {disposition}\r\n\r\n{value}\r\n"
            ));
        }
        tail.push_str(&format!("--{boundary}--\r\n"));
        Ok([head.into(), audio, tail.into()])
    }
}

/// The value of a part's `Content-Disposition` header: UTF-8 in quotes, `"` as `%22` (RFC 7578 section 2, WHATWG HTML).
///
/// Of a file name only what follows the last `/` or `\` is kept.
///
/// ```
/// use upload::multipart::content_disposition;
/// assert_eq!(
///     content_disposition("file", Some("../声 \"1\".wav")).unwrap(),
///     "form-data; name=\"file\"; filename=\"声 %221%22.wav\""
/// );
/// ```
///
/// # Errors
/// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for an empty name, control characters,
/// or more than 255 bytes.
pub fn content_disposition(name: &str, file_name: Option<&str>) -> Result<String, Error> {
    let mut value = format!("form-data; name=\"{}\"", quoted(name)?);
    if let Some(file_name) = file_name {
        let base = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
        value.push_str(&format!("; filename=\"{}\"", quoted(base)?));
    }
    Ok(value)
}

fn quoted(name: &str) -> Result<String, Error> {
    if name.is_empty() || name.len() > 255 {
        return Err(Error::invalid("a part's name must have 1 to 255 bytes"));
    }
    if name.chars().any(char::is_control) {
        return Err(Error::invalid(
            "a part's name must not hold control characters",
        ));
    }
    // A backslash before the closing quote would be read as an escape by some parsers.
    Ok(name.replace('"', "%22").replace('\\', "%5C"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_boundary_inside_the_recording_is_avoided() {
        let zero = Boundary::from_random([0; 16]);
        let content = format!(
            "xx--{}\r\nContent-Disposition: form-data; name=\"name\"",
            zero.as_str()
        );
        let boundary = Boundary::absent_from([content.as_bytes()]);
        assert_ne!(boundary, zero);
        assert!(!content.contains(boundary.as_str()));
    }

    #[test]
    fn line_breaks_in_names_are_refused() {
        for name in ["a\nX-Evil: 1", "a\rb", "a\0", "", "\u{85}"] {
            assert!(content_disposition("file", Some(name)).is_err(), "{name:?}");
            assert!(content_disposition(name, None).is_err(), "{name:?}");
        }
    }

    #[test]
    fn only_the_last_component_of_a_path_is_kept() {
        for path in ["../../etc/x.wav", "C:\\voices\\x.wav", "/x.wav"] {
            let value = content_disposition("file", Some(path)).unwrap();
            assert_eq!(value, "form-data; name=\"file\"; filename=\"x.wav\"");
        }
    }

    proptest! {
        #[test]
        fn any_accepted_name_stays_one_quoted_word(name in any::<String>()) {
            if let Ok(value) = content_disposition("file", Some(&name)) {
                prop_assert_eq!(value.matches('"').count(), 4);
                prop_assert!(!value.chars().any(char::is_control));
            }
        }

        #[test]
        fn the_chosen_boundary_occurs_in_no_content(contents in prop::collection::vec(
            prop_oneof![
                prop::collection::vec(any::<u8>(), 0..64),
                (0_u128..4).prop_map(|n| format!("--voiceprint-{n:032x}").into_bytes()),
            ], 0..6))
        {
            let boundary = Boundary::absent_from(contents.iter().map(Vec::as_slice));
            for content in &contents {
                prop_assert!(memmem::find(content, boundary.as_str().as_bytes()).is_none());
            }
        }
    }
}
