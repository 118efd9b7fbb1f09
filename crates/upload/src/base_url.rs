//! A base URL as text -> scheme, host and prefix that are safe to send a voice to.

use std::net::IpAddr;

use http::Uri;

use crate::error::Error;

/// The API in China, the only host the voiceprint pages name.
pub const CHINA: &str = "https://api.coze.cn";
/// The international API.
pub const INTERNATIONAL: &str = "https://api.coze.com";

/// Where requests go: `https`, or `http` to this machine only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    scheme: &'static str,
    authority: String,
    host: String,
    prefix: String,
}

impl BaseUrl {
    /// Reads `https://host[:port][/prefix]`; slashes at the end are dropped.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for other schemes, `http` to another machine,
    /// a user name, a query, and the consent host `www.coze.*`.
    pub fn parse(text: &str) -> Result<BaseUrl, Error> {
        let uri: Uri = text.parse().map_err(|_| {
            Error::invalid((
                "the base URL must look like https://api.coze.cn",
                "服务地址应形如 https://api.coze.cn",
            ))
        })?;
        let scheme = match uri.scheme_str() {
            Some("https") => "https",
            Some("http") => "http",
            _ => {
                return Err(Error::invalid((
                    "the base URL must begin with https://",
                    "服务地址必须以 https:// 开头",
                )));
            }
        };
        let Some(authority) = uri.authority() else {
            return Err(Error::invalid((
                "the base URL names no host",
                "服务地址缺少主机名",
            )));
        };
        if authority.as_str().contains('@') {
            return Err(Error::invalid((
                "the base URL must not hold a user name or password",
                "服务地址不能包含用户名或密码",
            )));
        }
        if uri.query().is_some() || text.contains('#') {
            return Err(Error::invalid((
                "the base URL must not hold a query or fragment",
                "服务地址不能包含查询参数或片段",
            )));
        }
        let host = authority.host().to_ascii_lowercase();
        // Escapes and the like mean different hosts to different parsers.
        let is_name = host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
        let is_v6 = host.starts_with('[') && bare(&host).parse::<IpAddr>().is_ok();
        let has_port = authority.as_str().len() > host.len();
        if host.is_empty() || !(is_name || is_v6) || (has_port && authority.port_u16().is_none()) {
            return Err(Error::invalid((
                "the base URL names no host or port",
                "服务地址缺少主机名或端口",
            )));
        }
        if scheme == "http" && !is_loopback(&host) {
            return Err(Error::invalid((
                "the base URL must be https; plain http is only for this machine (127.0.0.1, localhost)",
                "服务地址必须是 https；明文 http 只能用于本机（127.0.0.1、localhost）",
            )));
        }
        if host.starts_with("www.coze.") {
            let api = host.replacen("www.", "api.", 1);
            return Err(Error::invalid((
                format!("{host} is the console; the API is at https://{api}"),
                format!("{host} 是控制台，接口地址是 https://{api}"),
            )));
        }
        let prefix = uri.path().trim_end_matches('/').to_owned();
        if prefix
            .split('/')
            .any(|segment| segment == "." || segment == "..")
        {
            return Err(Error::invalid((
                "the base URL's path must not hold dot segments",
                "服务地址的路径不能包含 . 或 ..",
            )));
        }
        Ok(BaseUrl {
            scheme,
            authority: authority.as_str().to_ascii_lowercase(),
            host,
            prefix,
        })
    }

    /// Host name without port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Host with port, as the `Host` header has it.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The path before every path of the API; empty for the public service.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether the connection is encrypted.
    pub fn is_https(&self) -> bool {
        self.scheme == "https"
    }

    /// Address of the pages where a person consents to an OAuth app: `api.` becomes `www.`.
    #[cfg(feature = "client")]
    pub(crate) fn consent_origin(&self) -> String {
        match self.authority.strip_prefix("api.") {
            Some(rest) => format!("{}://www.{rest}", self.scheme),
            None => format!("{}://{}{}", self.scheme, self.authority, self.prefix),
        }
    }

    /// The whole URL of a path that begins with a slash.
    pub(crate) fn join(&self, path_and_query: &str) -> String {
        format!(
            "{}://{}{}{path_and_query}",
            self.scheme, self.authority, self.prefix
        )
    }
}

/// This machine by name or address; the name is never looked up.
pub(crate) fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || bare(host)
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// An IPv6 address without its brackets.
fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

/// The other of the two public hosts, whose tokens are not valid at this one.
pub(crate) fn other_region(host: &str) -> Option<&'static str> {
    match host {
        "api.coze.cn" => Some("api.coze.com"),
        "api.coze.com" => Some("api.coze.cn"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_base_urls_join_to_one_slash() {
        for (base, joined) in [
            ("https://api.coze.cn", "https://api.coze.cn/v1"),
            ("https://api.coze.cn/", "https://api.coze.cn/v1"),
            (
                "HTTPS://API.coze.cn:8443/gate/way//",
                "https://api.coze.cn:8443/gate/way/v1",
            ),
            ("http://127.0.0.1:80", "http://127.0.0.1:80/v1"),
            ("http://[::1]:9", "http://[::1]:9/v1"),
            ("http://localhost:9", "http://localhost:9/v1"),
        ] {
            assert_eq!(BaseUrl::parse(base).unwrap().join("/v1"), joined);
        }
    }

    // The client's HTTP library has a URL parser of its own; both must mean the same host.
    #[cfg(feature = "client")]
    proptest::proptest! {
        #[test]
        fn another_parser_sees_the_same_host(
            text in "https?://[a-zA-Z0-9.:@%\\\\/\\[\\]#?_-]{0,24}|http://(localhost|127.0.0.1|\\[::1\\])[ -~]{0,12}"
        ) {
            let base = BaseUrl::parse(&text);
            let url = base.as_ref().map(|base| reqwest::Url::parse(&base.join("/v1")));
            if let (Ok(base), Ok(Ok(url))) = (&base, url) {
                proptest::prop_assert!(url.username().is_empty() && url.password().is_none());
                let host = url.host_str().unwrap_or_default();
                let is_number = host.parse::<std::net::Ipv4Addr>().is_ok();
                // `0x7f.1` is an address to one parser and a name to the other; https only.
                let same = host == base.host() || (is_number && base.is_https());
                proptest::prop_assert!(same, "{} {}", host, base.host());
                proptest::prop_assert!(url.scheme() == "https" || is_loopback(host));
            }
        }
    }

    #[test]
    fn urls_that_would_leak_are_refused() {
        for base in [
            "http://api.coze.cn",
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example",
            "http://localhost@evil.example",
            "https://user:pw@api.coze.cn",
            "https://www.coze.cn",
            "https://www.coze.com/api",
            "ftp://api.coze.cn",
            "api.coze.cn",
            "/v1",
            "",
            "https://",
            "https://api.coze.cn?x=1",
            "https://api.coze.cn#f",
            "https://api.coze.cn/../x",
            "http://10.0.0.1",
            "file:///etc/passwd",
            "https://api.coze.cn:99999",
            "https://api.coze.cn:",
            "https://api%2ecoze.cn",
            "http://localhost%2eevil.example",
            "http://127.0.0.1\\@evil.example",
        ] {
            assert!(BaseUrl::parse(base).is_err(), "{base}");
        }
    }
}
