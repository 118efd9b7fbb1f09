//! Environment and config -> what is in force, and where each of it comes from.

use super::{Loaded, keys};
use voiceprint::ClientOptions;
use voiceprint::upload;

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A variable of this name.
    Environment(&'static str),
    Config,
    Default,
}

/// One value that is in force when no flag says otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) key: &'static str,
    /// `None`: there is none.
    pub(crate) value: Option<String>,
    pub(crate) from: Origin,
}

/// Every key of the config, in its order, then the token.
pub(crate) fn settings(loaded: &Loaded, lang: &str) -> Vec<Setting> {
    keys::ALL
        .iter()
        .map(|key| setting(key, loaded, lang))
        .collect()
}

fn setting(key: &'static str, loaded: &Loaded, lang: &str) -> Setting {
    let config = &loaded.config;
    let path = |path: &Option<std::path::PathBuf>| path.as_ref().map(|p| p.display().to_string());
    let retry = ClientOptions::default().retry;
    let none = || None;
    // The variable, what the config says, what holds without both.
    let (variable, said, default) = match key {
        "lang" => {
            let said = config.lang.map(|lang| lang.as_str().to_owned());
            (None, said, Some(lang.to_owned()))
        }
        "policy" => (None, path(&config.policy), none()),
        "depth" => {
            let said = config.depth.map(|depth| depth.as_str().to_owned());
            (None, said, Some("full".to_owned()))
        }
        "device" => (None, config.device.clone(), none()),
        "base_url" => {
            let said = config.base_url.clone();
            (Some("COZE_API_BASE"), said, Some(upload::CHINA.to_owned()))
        }
        "group" => (None, config.group.clone(), none()),
        "timeout" => {
            let said = config.timeout.map(|secs| secs.to_string());
            (None, said, Some(retry.total.as_secs_f64().to_string()))
        }
        "retries" => {
            let said = config.retries.map(|count| count.to_string());
            (
                None,
                said,
                Some(retry.max_attempts.saturating_sub(1).to_string()),
            )
        }
        "rate_limit" => {
            let default = ClientOptions::default().requests_per_sec;
            let said = config.rate_limit.map(|rate| rate.to_string());
            (None, said, default.map(|rate| rate.to_string()))
        }
        _ => (
            Some("COZE_API_TOKEN_FILE"),
            path(&config.token_file),
            none(),
        ),
    };
    // A token in the environment takes the place of a file that holds one.
    let hidden = key == "token_file" && set("COZE_API_TOKEN").is_some();
    let (value, from) = match (variable.and_then(|name| Some((name, set(name)?))), said) {
        (Some((name, value)), _) => (Some(value), Origin::Environment(name)),
        (None, _) if hidden => (None, Origin::Environment("COZE_API_TOKEN")),
        (None, Some(value)) => (Some(value), Origin::Config),
        (None, None) => (default, Origin::Default),
    };
    Setting { key, value, from }
}

fn set(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
