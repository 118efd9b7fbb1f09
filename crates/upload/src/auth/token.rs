//! A secret string -> a header value that prints nowhere.

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;
use zeroize::Zeroizing;

use crate::error::Error;

/// An access token of any kind (personal, service, OAuth). It is never printed, and its memory is overwritten on drop.
///
/// ```
/// let token = upload::ApiToken::new("pat_secret").unwrap();
/// assert_eq!(format!("{token:?}"), "ApiToken(..)");
/// ```
#[derive(Clone)]
pub struct ApiToken(Arc<Zeroizing<String>>);

impl ApiToken {
    /// Takes the token as it was issued; white space around it, such as a file's last line break, is dropped.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) when it is empty, longer than 8 KiB
    /// or holds anything but visible ASCII; the message does not repeat it.
    pub fn new(token: impl Into<String>) -> Result<ApiToken, Error> {
        let token = Zeroizing::new(token.into());
        let trimmed = token.trim();
        if trimmed.is_empty() {
            return Err(Error::invalid(("the token is empty", "令牌为空")));
        }
        if trimmed.len() > 8192 || !trimmed.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::invalid((
                "the token holds characters no token has, such as spaces or line breaks; copy it again",
                "令牌含有空格、换行等不允许的字符，请重新复制",
            )));
        }
        Ok(ApiToken(Arc::new(Zeroizing::new(trimmed.to_owned()))))
    }

    /// The value of the `Authorization` header, marked sensitive so that HTTP libraries do not print it.
    pub(crate) fn header(&self) -> HeaderValue {
        let text = Zeroizing::new(format!("Bearer {}", self.expose()));
        // Visible ASCII was checked at construction.
        let mut value = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("Bearer"));
        value.set_sensitive(true);
        value
    }

    /// The secret itself, for a place that is as safe as this value: a vault, a file of your own.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl PartialEq for ApiToken {
    fn eq(&self, other: &ApiToken) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for ApiToken {}

impl fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiToken(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_that_would_break_the_header_are_refused_without_repeating_them() {
        for bad in [
            "",
            " \n",
            "Zauberwort\r\nX-Evil: 1",
            "sécret",
            "sec ret",
            "secret\0",
        ] {
            let error = ApiToken::new(bad).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("auber"), "{error}");
        }
    }

    #[test]
    fn the_header_is_sensitive_and_debug_hides_all() {
        let token = ApiToken::new("pat_abc\n").unwrap();
        assert!(token.header().is_sensitive());
        assert_eq!(token.header(), "Bearer pat_abc");
        assert_eq!(
            format!("{token:?} {:?}", token.header()),
            "ApiToken(..) Sensitive"
        );
    }
}
