//! What to ask of the service -> the exact bytes of one HTTP request, or a picture of them.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request as HttpRequest, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::auth::token::ApiToken;
use crate::base_url::BaseUrl;
use crate::error::Error;
use crate::multipart::{Boundary, Form};
use crate::wiped::Wiped;

/// RFC 3986 unreserved characters stay as they are.
const QUERY: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// One request of the API that was checked and not yet sent.
#[derive(Clone, Debug)]
pub struct Request {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) content: Content,
    /// Permission the token must hold, as the service names it.
    pub(crate) permission: &'static str,
}

#[derive(Clone, Debug)]
pub(crate) enum Content {
    None,
    Json(String),
    Form(Form),
}

/// A request with every byte settled but the token; the pieces of the body share the recording.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) content_type: Option<String>,
    pub(crate) pieces: [Bytes; 3],
}

impl Request {
    pub(crate) fn bare(method: Method, path: String, permission: &'static str) -> Request {
        Request {
            method,
            path,
            query: Vec::new(),
            content: Content::None,
            permission,
        }
    }

    pub(crate) fn json(mut self, body: String) -> Request {
        self.content = Content::Json(body);
        self
    }

    pub(crate) fn form(mut self, form: Form) -> Request {
        self.content = Content::Form(form);
        self
    }

    /// The permission the token must hold, as the service names it.
    pub fn permission(&self) -> &'static str {
        self.permission
    }

    /// The whole request in one buffer, for hosts that bring their own HTTP. The recording is copied once,
    /// into memory that is overwritten with zeros when the last clone of the body is dropped.
    ///
    /// The boundary is the first of a fixed series that occurs in no part, so equal input gives equal bytes.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when the base URL cannot be used.
    pub fn to_http(&self, base_url: &str, token: &ApiToken) -> Result<HttpRequest<Bytes>, Error> {
        let settled = self.settle(&BaseUrl::parse(base_url)?, &self.absent_boundary())?;
        let mut body = Vec::with_capacity(settled.size_bytes());
        settled
            .pieces
            .iter()
            .for_each(|piece| body.extend_from_slice(piece));
        let mut request = HttpRequest::builder()
            .method(settled.method.clone())
            .uri(&settled.url)
            .body(Bytes::from_owner(Wiped(body)))
            .map_err(|_| Error::invalid("the base URL cannot be used"))?;
        let headers = request.headers_mut();
        headers.insert(header::AUTHORIZATION, token.header());
        for (name, value) in settled.headers()? {
            headers.insert(name, value);
        }
        Ok(request)
    }

    /// The request as text for people and support: no token, and of the recording only its length.
    ///
    /// # Errors
    /// As [`Request::to_http`].
    pub fn to_text(&self, base_url: &str) -> Result<String, Error> {
        let base = BaseUrl::parse(base_url)?;
        let settled = self.settle(&base, &self.absent_boundary())?;
        let target = settled.url.splitn(4, '/').nth(3).unwrap_or_default();
        let mut text = format!(
            "{} /{target} HTTP/1.1\nhost: {}\n",
            settled.method,
            base.authority()
        );
        text.push_str("authorization: Bearer (hidden)\n");
        for (name, value) in settled.headers()? {
            text.push_str(&format!("{name}: {}\n", value.to_str().unwrap_or_default()));
        }
        let [head, audio, tail] = &settled.pieces;
        text.push('\n');
        text.push_str(&String::from_utf8_lossy(head).replace("\r\n", "\n"));
        if !audio.is_empty() {
            text.push_str(&format!("({} bytes of audio)", audio.len()));
        }
        text.push_str(&String::from_utf8_lossy(tail).replace("\r\n", "\n"));
        Ok(text)
    }

    pub(crate) fn absent_boundary(&self) -> Boundary {
        match &self.content {
            Content::Form(form) => form.absent_boundary(),
            _ => Boundary::from_random([0; 16]),
        }
    }

    pub(crate) fn settle(&self, base: &BaseUrl, boundary: &Boundary) -> Result<Settled, Error> {
        let mut path_and_query = self.path.clone();
        for (index, (name, value)) in self.query.iter().enumerate() {
            path_and_query.push(if index == 0 { '?' } else { '&' });
            path_and_query.push_str(&format!("{name}={}", utf8_percent_encode(value, &QUERY)));
        }
        let (content_type, pieces) = match &self.content {
            Content::None => (None, Default::default()),
            Content::Json(body) => {
                let body = Bytes::copy_from_slice(body.as_bytes());
                (
                    Some("application/json".to_owned()),
                    [body, Bytes::new(), Bytes::new()],
                )
            }
            Content::Form(form) => {
                let content_type = format!("multipart/form-data; boundary={}", boundary.as_str());
                (Some(content_type), form.pieces(boundary)?)
            }
        };
        let method = self.method.clone();
        Ok(Settled {
            method,
            url: base.join(&path_and_query),
            content_type,
            pieces,
        })
    }

    /// The recording in the request, empty without one.
    #[cfg(feature = "client")]
    pub(crate) fn audio(&self) -> Bytes {
        match &self.content {
            Content::Form(Form {
                file: Some(file), ..
            }) => file.bytes().clone(),
            _ => Bytes::new(),
        }
    }
}

impl Settled {
    pub(crate) fn size_bytes(&self) -> usize {
        self.pieces.iter().map(Bytes::len).sum()
    }

    /// All headers that are ours but the authorization.
    pub(crate) fn headers(&self) -> Result<Vec<(HeaderName, HeaderValue)>, Error> {
        let mut headers = vec![
            (header::ACCEPT, HeaderValue::from_static("application/json")),
            (
                header::USER_AGENT,
                HeaderValue::from_static(concat!("voiceprint-rs/", env!("CARGO_PKG_VERSION"))),
            ),
        ];
        if let Some(content_type) = &self.content_type {
            let value = HeaderValue::from_str(content_type)
                .map_err(|_| Error::invalid("the content type cannot be sent"))?;
            headers.push((header::CONTENT_TYPE, value));
            headers.push((header::CONTENT_LENGTH, HeaderValue::from(self.size_bytes())));
        }
        Ok(headers)
    }
}
