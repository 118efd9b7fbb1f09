//! A failure -> what to tell a person, in English and Chinese.

use crate::error::Inner;
use crate::kind::{ErrorKind, Step};
use crate::retry;

/// Language of messages for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

/// The same statement in both languages; one that has only an English form is used for both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    en: String,
    zh: String,
}

impl Text {
    /// The half in `lang`.
    ///
    /// ```
    /// use upload::{Lang, Text};
    ///
    /// assert_eq!(Text::from(("no token", "没有令牌")).pick(Lang::Zh), "没有令牌");
    /// ```
    pub fn pick(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

impl From<String> for Text {
    fn from(en: String) -> Text {
        Text { zh: en.clone(), en }
    }
}

impl From<&str> for Text {
    fn from(en: &str) -> Text {
        Text::from(en.to_owned())
    }
}

/// English first.
impl<E: Into<String>, Z: Into<String>> From<(E, Z)> for Text {
    fn from((en, zh): (E, Z)) -> Text {
        Text {
            en: en.into(),
            zh: zh.into(),
        }
    }
}

/// What happened, then what to do.
pub(crate) fn message(error: &Inner, lang: Lang) -> String {
    let (what, stop) = match lang {
        Lang::En => (happened(error).0, ". "),
        Lang::Zh => (happened(error).1, "。"),
    };
    let mut text = what.to_owned();
    let what = error.what.pick(lang);
    if !what.is_empty() {
        text.push_str(": ");
        text.push_str(what);
    }
    if let Some(msg) = error
        .msg
        .as_deref()
        .filter(|msg| !msg.is_empty() && error.kind != ErrorKind::NoToken)
    {
        text.push_str(": ");
        text.push_str(msg.trim_end_matches(['.', '。']));
    }
    if let Some(advice) = advice(error, lang) {
        text.push_str(stop);
        text.push_str(&advice);
    }
    text
}

/// The numbers support asks for, on one line.
pub(crate) fn facts(error: &Inner) -> String {
    let mut facts = Vec::new();
    if let (Some(method), Some(path)) = (error.method, &error.path) {
        facts.push(format!("{method} {path}"));
    }
    if let Some(host) = &error.host {
        facts.push(format!("host {host}"));
    }
    if let Some(status) = error.status {
        facts.push(format!("HTTP {status}"));
    }
    if let Some(code) = error.code {
        facts.push(format!("code {code}"));
    }
    match (&error.header_log_id, &error.body_log_id) {
        (Some(header), Some(body)) if header != body => {
            facts.push(format!("log id {header}, in the body {body}"));
        }
        (Some(id), _) | (None, Some(id)) => facts.push(format!("log id {id}")),
        (None, None) => {}
    }
    if let Some(wait) = error.retry_after.filter(|wait| !wait.is_zero()) {
        facts.push(format!("asks to wait {:.0} s", wait.as_secs_f64()));
    }
    if error.attempts > 1 {
        facts.push(format!("{} attempts", error.attempts));
    }
    if error.attempts > 0 {
        facts.push(format!("{:.1} s", error.elapsed.as_secs_f64()));
    }
    facts.join(", ")
}

fn happened(error: &Inner) -> (&'static str, &'static str) {
    match error.kind {
        ErrorKind::InvalidRequest => ("cannot be sent", "无法发送"),
        ErrorKind::TooLarge => ("the recording is too large", "录音文件过大"),
        ErrorKind::NoToken => ("no access token could be obtained", "无法获得访问令牌"),
        ErrorKind::Unreachable(Step::Dns) => ("the host name has no address", "主机名无法解析"),
        ErrorKind::Unreachable(Step::Connect) => ("no connection to the service", "无法连接到服务"),
        ErrorKind::Unreachable(Step::Tls) => {
            ("no secure connection to the service", "无法建立安全连接")
        }
        ErrorKind::NoAnswer => (
            "the connection broke before the answer came",
            "收到应答前连接中断",
        ),
        ErrorKind::Timeout => ("the time limit ended the call", "调用超时"),
        ErrorKind::Status => (
            "the service answered with an error status",
            "服务返回错误状态",
        ),
        ErrorKind::Redirected => (
            "the answer was a redirect, which is not followed",
            "服务要求重定向，未跟随",
        ),
        ErrorKind::Refused => ("the service refused the call", "服务拒绝了请求"),
        ErrorKind::EarlyAnswer => (
            "a success came before the request was sent whole, so it is none",
            "请求未发完就收到成功应答，不可信",
        ),
        ErrorKind::BadAnswer => ("the answer cannot be understood", "无法理解服务的应答"),
    }
}

fn advice(error: &Inner, lang: Lang) -> Option<String> {
    let pick = |en: &str, zh: &str| {
        Some(match lang {
            Lang::En => en.to_owned(),
            Lang::Zh => zh.to_owned(),
        })
    };
    if error.kind == ErrorKind::NoToken {
        return pick("Check the credentials of the app", "请检查应用的凭证");
    }
    if error.status == Some(401) || error.code.is_some_and(retry::is_auth_code) {
        return Some(token_advice(error, lang));
    }
    if error.code.is_some_and(retry::is_exhausted_code) {
        return pick(
            "A quota or the account's credit is used up: look at the account before sending more",
            "配额或余额已用尽，请先检查账户",
        );
    }
    match error.code {
        Some(4200) => pick(
            "Check the group and voiceprint ids, and that this account made them",
            "请检查声纹组和声纹的 ID，并确认由本账号创建",
        ),
        Some(4300..=4304) => pick(
            "Send one WAV or 16 kHz mono 16-bit PCM file of at most 4 MB",
            "请发送一个 WAV 或 16 kHz 单声道 16 位 PCM 文件，不超过 4 MB",
        ),
        _ => match error.kind {
            ErrorKind::Unreachable(Step::Tls) => pick(
                "Check the system's clock and certificates, and whether a proxy intercepts the connection",
                "请检查系统时间、证书，以及是否有代理拦截连接",
            ),
            ErrorKind::Unreachable(_) => {
                pick("Check the network and the base URL", "请检查网络和服务地址")
            }
            ErrorKind::NoAnswer | ErrorKind::Timeout | ErrorKind::EarlyAnswer => pick(
                "It is not known whether it took effect; an update can safely be sent again",
                "无法确定是否已生效；更新操作可以安全重发",
            ),
            ErrorKind::Redirected => pick("Check the base URL", "请检查服务地址"),
            ErrorKind::TooLarge => pick(
                "Keep at most 4,000,000 bytes",
                "请保留不超过 4,000,000 字节",
            ),
            _ => None,
        },
    }
}

fn token_advice(error: &Inner, lang: Lang) -> String {
    let host = error.host.as_deref().unwrap_or("the host");
    let other = crate::base_url::other_region(host);
    let permission = error.permission.unwrap_or("");
    let mut text = match lang {
        Lang::En => format!("Check that the token is valid for {host}"),
        Lang::Zh => format!("请确认令牌对 {host} 有效"),
    };
    if !permission.is_empty() {
        text.push_str(&match lang {
            Lang::En => format!(" and holds the permission {permission}"),
            Lang::Zh => format!("，并具有权限 {permission}"),
        });
    }
    if let Some(other) = other {
        text.push_str(&match lang {
            Lang::En => {
                format!("; a token made in the other region works only with https://{other}")
            }
            Lang::Zh => format!("；另一区域的令牌只能用于 https://{other}"),
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::kind::Outcome;

    #[test]
    fn a_token_of_the_other_region_is_suspected_and_the_permission_named() {
        let mut error = Error::new(ErrorKind::Refused, Outcome::NotDelivered, "");
        error.0.code = Some(4100);
        error.0.host = Some("api.coze.cn".to_owned());
        error.0.permission = Some("updateVoiceprintFeature");
        let text = error.to_string();
        for part in [
            "api.coze.cn",
            "updateVoiceprintFeature",
            "https://api.coze.com",
        ] {
            assert!(text.contains(part), "{text}");
        }
        assert!(
            error
                .message(Lang::Zh)
                .contains("另一区域的令牌只能用于 https://api.coze.com")
        );
    }

    #[test]
    fn the_facts_for_support_are_all_there() {
        let mut error = Error::new(ErrorKind::Status, Outcome::Unknown, "");
        error.0.method = Some("PUT");
        error.0.path = Some("/v1/x".to_owned());
        error.0.status = Some(503);
        error.0.header_log_id = Some("HEADER".to_owned());
        error.0.body_log_id = Some("BODY".to_owned());
        error.0.retry_after = Some(std::time::Duration::from_secs(90));
        error.0.attempts = 3;
        let facts = "PUT /v1/x, HTTP 503, log id HEADER, in the body BODY, asks to wait 90 s, 3 attempts, 0.0 s";
        assert!(
            error.to_string().ends_with(&format!("({facts})")),
            "{error}"
        );
    }
}
