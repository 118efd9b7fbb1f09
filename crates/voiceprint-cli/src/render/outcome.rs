//! What became of a request -> the outcome line, for programs and for people.

use super::style::{BAD, DIM, GOOD, paint};
use crate::output::Closed;
use crate::problem;
use crate::service::NoToken;
use serde_json::{Map, Value, json};
use voiceprint::audio_check::Severity;
use voiceprint::upload::{self, Outcome, Receipt, Text};
use voiceprint::{Error, Lang};

/// Why something was not sent or not confirmed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// By the client of the API.
    Api(upload::Error),
    /// Found before anything was sent.
    Here {
        outcome: &'static str,
        kind: &'static str,
        message: Text,
    },
    /// Nobody reads what is printed.
    Closed,
}

impl Failure {
    /// The voice did not pass, so it was not sent.
    pub(crate) fn rejected(kind: &'static str, message: impl Into<Text>) -> Failure {
        Failure::Here {
            outcome: "rejected",
            kind,
            message: message.into(),
        }
    }

    /// Something was missing, so it was not sent.
    pub(crate) fn not_sent(kind: &'static str, message: impl Into<Text>) -> Failure {
        Failure::Here {
            outcome: Outcome::NotDelivered.as_str(),
            kind,
            message: message.into(),
        }
    }

    /// `delivered` never; `rejected`, `not-delivered` or `unknown`.
    pub(crate) fn outcome(&self) -> &'static str {
        match self {
            Failure::Api(error) => error.outcome().as_str(),
            Failure::Here { outcome, .. } => outcome,
            Failure::Closed => Outcome::Unknown.as_str(),
        }
    }

    fn json(&self, lang: Lang) -> Value {
        match self {
            Failure::Api(error) => json!({
                "kind": error.kind().as_str(),
                "http_status": error.status(),
                "code": error.code(),
                "msg": error.msg(),
                "logid": error.request_id(),
                "attempts": error.attempts(),
                "message": error.message(api_lang(lang)),
            }),
            Failure::Here { kind, message, .. } => json!({
                "kind": kind,
                "http_status": null,
                "code": null,
                "msg": null,
                "logid": null,
                "attempts": 0,
                "message": message.pick(api_lang(lang)),
            }),
            Failure::Closed => Value::Null,
        }
    }

    fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            // Its Display adds status, code and log id, which support asks for.
            (Failure::Api(error), Lang::En) => error.to_string(),
            (Failure::Api(error), Lang::Zh) => {
                let mut text = error.message(api_lang(lang));
                if let Some(id) = error.request_id() {
                    text.push_str(&format!("（logid {id}）"));
                }
                text
            }
            (Failure::Here { message, .. }, _) => message.pick(api_lang(lang)).to_owned(),
            (Failure::Closed, _) => String::new(),
        }
    }
}

impl From<upload::Error> for Failure {
    fn from(error: upload::Error) -> Failure {
        Failure::Api(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        match error {
            Error::NotDelivered { error, .. } | Error::NotRenamed(error) => Failure::Api(error),
            Error::Rejected(_) => Failure::rejected("rejected", in_both(&error)),
            Error::OtherVoice { .. } => Failure::rejected("other-voice", in_both(&error)),
            _ => Failure::not_sent("unreadable", in_both(&error)),
        }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Failure {
        if error.is::<Closed>() {
            return Failure::Closed;
        }
        if error.is::<NoToken>() {
            return Failure::not_sent("no-token", problem::in_both(&error));
        }
        match error.downcast::<upload::Error>() {
            Ok(error) => Failure::Api(error),
            Err(other) => Failure::not_sent("setup", problem::in_both(&other)),
        }
    }
}

/// Why a voiceprint was not updated, where it was not the request.
fn in_both(error: &Error) -> (String, String) {
    let zh = match error {
        Error::Unreadable(error) => format!("无法读取录音：{}", error.text(Lang::Zh)),
        Error::Rejected(checked) => {
            let findings = checked.report.findings.iter();
            let reasons = findings.filter(|finding| finding.severity == Severity::Error);
            let reasons: String = reasons.map(|finding| finding.message(Lang::Zh)).collect();
            format!("录音不合格：{reasons}")
        }
        Error::OtherVoice {
            score, min_score, ..
        } => {
            let score = score.map_or("无".to_owned(), |score| format!("{score:.1}"));
            format!("声音与要替换的声纹不符（得分 {score}，要求 {min_score}）")
        }
        other => other.to_string(),
    };
    (error.to_string(), zh)
}

/// What the call was about: ids of group and voiceprint, as far as they are known.
#[derive(Clone, Debug, Default)]
pub(crate) struct About {
    pub(crate) group_id: Option<String>,
    pub(crate) feature_id: Option<String>,
}

/// The line of a success, with what a command adds.
pub(crate) fn delivered_json(about: &About, receipt: &Receipt, extra: Map<String, Value>) -> Value {
    let mut line = head("delivered", about);
    line.insert("http_status".into(), json!(receipt.status));
    line.insert("code".into(), json!(0));
    line.insert("msg".into(), json!(receipt.msg));
    line.insert("logid".into(), json!(receipt.request_id));
    line.insert("attempts".into(), json!(receipt.attempts));
    line.extend(extra);
    Value::Object(line)
}

/// The line of a failure.
pub(crate) fn failed_json(about: &About, failure: &Failure, lang: Lang) -> Value {
    let mut line = head(failure.outcome(), about);
    line.insert("error".into(), failure.json(lang));
    Value::Object(line)
}

fn head(outcome: &str, about: &About) -> Map<String, Value> {
    let mut line = Map::new();
    line.insert("schema".into(), json!(1));
    line.insert("outcome".into(), json!(outcome));
    line.insert("group_id".into(), json!(about.group_id));
    line.insert("feature_id".into(), json!(about.feature_id));
    line
}

/// A success for people.
pub(crate) fn delivered_text(what: &str, about: &About, receipt: &Receipt, lang: Lang) -> String {
    let mut facts = Vec::new();
    for (en, zh, id) in [
        ("group", "声纹组", &about.group_id),
        ("voiceprint", "声纹", &about.feature_id),
    ] {
        if let Some(id) = id {
            facts.push(format!("{} {id}", pick(lang, en, zh)));
        }
    }
    if let Some(id) = &receipt.request_id {
        facts.push(format!("logid {id}"));
    }
    if receipt.attempts > 1 {
        let attempts = receipt.attempts;
        facts.push(match lang {
            Lang::En => format!("{attempts} attempts"),
            Lang::Zh => format!("尝试 {attempts} 次"),
        });
    }
    facts.push(format!("{:.2} s", receipt.elapsed.as_secs_f64()));
    let mark = paint(GOOD, &format!("✓ {what}"));
    format!("{mark}  {}\n", paint(DIM, &facts.join(" · ")))
}

/// A failure for people.
pub(crate) fn failed_text(failure: &Failure, lang: Lang) -> String {
    let word = match failure.outcome() {
        "rejected" => pick(lang, "not sent", "未发送"),
        "unknown" => pick(lang, "not confirmed", "未确认"),
        _ => pick(lang, "not delivered", "未送达"),
    };
    let mark = paint(BAD, &format!("✗ {word}"));
    format!("{mark}  {}\n", failure.text(lang))
}

fn pick(lang: Lang, en: &'static str, zh: &'static str) -> &'static str {
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

/// The same language, as the client of the API names it.
pub(crate) fn api_lang(lang: Lang) -> upload::Lang {
    match lang {
        Lang::En => upload::Lang::En,
        Lang::Zh => upload::Lang::Zh,
    }
}
