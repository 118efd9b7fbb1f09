//! A multipart/form-data body to its parts, and to what a strict reader finds odd about them.

use std::convert::Infallible;

use bytes::Bytes;
use multer::Multipart;

use crate::wiped;

/// One part of a form.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file_name: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) bytes: Bytes,
}

/// A body that was announced as a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form {
    /// The parts up to the end, or up to where the body breaks off.
    pub(crate) parts: Vec<Part>,
    /// Why the rest could not be read.
    pub(crate) broken: Option<String>,
}

/// Whether a Content-Type names a form, with or without a boundary.
pub(crate) fn is_form(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("multipart/form-data")
}

impl Form {
    /// Reads the parts. A body of no bytes is a form without fields.
    pub(crate) async fn read(content_type: &str, body: Bytes) -> Self {
        let boundary = match multer::parse_boundary(content_type) {
            Ok(boundary) => boundary,
            // The JavaScript client sends a form of nothing with a header and no body.
            Err(_) if body.is_empty() => return Self::default(),
            Err(error) => {
                return Self {
                    parts: Vec::new(),
                    broken: Some(error.to_string()),
                };
            }
        };
        if body.is_empty() {
            return Self::default();
        }
        let stream = futures_util::stream::once(async move { Ok::<_, Infallible>(body) });
        let mut reader = Multipart::new(stream, boundary);
        let mut form = Self::default();
        loop {
            let part = match reader.next_field().await {
                Ok(None) => return form,
                Ok(Some(field)) => read_part(field).await,
                Err(error) => Err(error),
            };
            match part {
                Ok(part) => form.parts.push(part),
                Err(error) => {
                    form.broken = Some(error.to_string());
                    return form;
                }
            }
        }
    }

    /// What a strict reader of RFC 7578 would object to.
    pub(crate) fn violations(&self) -> Vec<String> {
        let mut found: Vec<String> = self
            .broken
            .iter()
            .map(|why| format!("multipart broken: {why}"))
            .collect();
        for (index, part) in self.parts.iter().enumerate() {
            let name = &part.name;
            if name.is_empty() {
                found.push(format!("part {index} has no name"));
            }
            if self
                .parts
                .iter()
                .take(index)
                .any(|earlier| &earlier.name == name)
            {
                found.push(format!("part {name} comes twice"));
            }
            for (header, value) in &part.headers {
                match header.as_str() {
                    "content-type" => {}
                    "content-disposition" if value.contains("filename*") => {
                        found.push(format!("part {name} has filename*"));
                    }
                    "content-disposition" => {}
                    other => found.push(format!("part {name} has the header {other}")),
                }
            }
            match &part.file_name {
                Some(file) if file.contains(|c: char| c.is_control() || c == '/' || c == '\\') => {
                    found.push(format!(
                        "part {name} has a filename with a path or control characters"
                    ));
                }
                None if std::str::from_utf8(&part.bytes).is_err() => {
                    found.push(format!("part {name} is text that is not UTF-8"));
                }
                _ => {}
            }
        }
        found
    }
}

async fn read_part(field: multer::Field<'_>) -> multer::Result<Part> {
    let headers = field
        .headers()
        .iter()
        .map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect();
    Ok(Part {
        name: field.name().unwrap_or_default().to_owned(),
        file_name: field.file_name().map(str::to_owned),
        headers,
        bytes: wiped::taken(field.bytes().await?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(content_type: &str, body: &str) -> Form {
        Form::read(content_type, Bytes::copy_from_slice(body.as_bytes())).await
    }

    const BODY: &str = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"声.wav\"\r\n\
        Content-Type: audio/x-wav\r\n\r\nRIFF\r\n--b\r\n\
        Content-Disposition: form-data; name=\"name\"\r\n\r\n妈\r\n妈\r\n--b--\r\n";

    #[tokio::test]
    async fn quoted_and_unquoted_boundaries_are_the_same() {
        for header in [
            "multipart/form-data; boundary=b",
            "multipart/form-data; boundary=\"b\"",
            "Multipart/Form-Data; charset=utf-8; BOUNDARY=b",
        ] {
            let form = read(header, BODY).await;
            assert_eq!(form.broken, None, "{header}");
            assert_eq!(form.parts[0].file_name.as_deref(), Some("声.wav"));
            assert_eq!(form.parts[1].bytes, "妈\r\n妈");
            assert_eq!(form.violations(), Vec::<String>::new());
        }
    }

    #[tokio::test]
    async fn nothing_at_all_is_an_empty_form() {
        for (header, body) in [
            ("multipart/form-data; boundary=b", ""),
            ("multipart/form-data", ""),
            ("multipart/form-data; boundary=b", "--b--\r\n"),
            ("multipart/form-data; boundary=b", "--b--"),
        ] {
            let form = read(header, body).await;
            assert!(
                form.parts.is_empty() && form.broken.is_none(),
                "{header} {body:?} {form:?}"
            );
        }
    }

    #[tokio::test]
    async fn a_cut_body_keeps_the_parts_before_the_cut() {
        let header = "multipart/form-data; boundary=b";
        for length in 1..BODY.len() - 5 {
            if BODY.is_char_boundary(length) {
                let form = read(header, &BODY[..length]).await;
                assert!(form.broken.is_some(), "{length}");
            }
        }
        assert!(read("multipart/form-data", BODY).await.broken.is_some());
        assert!(read("application/json", BODY).await.broken.is_some());
    }

    #[tokio::test]
    async fn an_injected_header_is_seen() {
        let body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\nX-Evil: 1\"\
            \r\n\r\nx\r\n--b--\r\n";
        let form = read("multipart/form-data; boundary=b", body).await;
        assert!(!form.violations().is_empty(), "{form:?}");
    }
}
