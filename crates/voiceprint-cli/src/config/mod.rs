//! A TOML file -> defaults for flags. Flags win over the environment, the environment over the file.

pub(crate) mod apply;
pub(crate) mod in_force;
mod keys;

use crate::args::flags::{DepthArg, LangArg, positive_number};
use crate::problem::{OrProblem, Problem};
use etcetera::BaseStrategy;
use serde::{Deserialize, Deserializer};
use std::path::{Path, PathBuf};

/// Names the file, instead of the usual place; the empty text means none.
const PLACE: &str = "VOICEPRINT_CONFIG";

/// What the file says; every key is the flag of its name.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Config {
    pub(crate) lang: Option<LangArg>,
    pub(crate) policy: Option<PathBuf>,
    pub(crate) depth: Option<DepthArg>,
    pub(crate) device: Option<String>,
    pub(crate) base_url: Option<String>,
    pub(crate) group: Option<String>,
    #[serde(default, deserialize_with = "above_zero")]
    pub(crate) timeout: Option<f64>,
    pub(crate) retries: Option<u32>,
    #[serde(default, deserialize_with = "above_zero")]
    pub(crate) rate_limit: Option<f64>,
    pub(crate) token_file: Option<PathBuf>,
}

/// The file and what it says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Loaded {
    pub(crate) config: Config,
    /// Where it was looked for; `None` where there is no such place.
    pub(crate) path: Option<PathBuf>,
    pub(crate) found: bool,
}

/// Reads the file, if there is one.
///
/// # Errors
/// A file that was named and is not there, and every file that is not right.
pub(crate) fn load() -> anyhow::Result<Loaded> {
    let named = std::env::var_os(PLACE).map(PathBuf::from);
    if named
        .as_ref()
        .is_some_and(|path| path.as_os_str().is_empty())
    {
        return Ok(Loaded::default());
    }
    let Some(path) = named.clone().or_else(usual_place) else {
        return Ok(Loaded::default());
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            let config = read(&text, &path).or_problem(|| said(&path, ("is not valid", "无效")))?;
            Ok(Loaded {
                config,
                path: Some(path),
                found: true,
            })
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => {
            Ok(Loaded {
                path: Some(path),
                ..Loaded::default()
            })
        }
        Err(error) => Err(error).or_problem(|| said(&path, ("cannot be read", "无法读取"))),
    }
}

fn said(path: &Path, (en, zh): (&str, &str)) -> (String, String) {
    let path = path.display();
    (
        format!("the config {path} {en}"),
        format!("配置文件 {path} {zh}"),
    )
}

/// `$XDG_CONFIG_HOME` or `~/.config`, on Windows the roaming folder of applications.
fn usual_place() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.config_dir().join("voiceprint").join("config.toml"))
}

fn read(text: &str, path: &Path) -> anyhow::Result<Config> {
    let table: toml::Table = toml::from_str(text)?;
    if let Some(unknown) = table.keys().find(|key| !keys::ALL.contains(&key.as_str())) {
        return Err(Problem::error(keys::unknown(unknown)));
    }
    let mut config: Config = toml::from_str(text)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    for file in [&mut config.policy, &mut config.token_file]
        .into_iter()
        .flatten()
    {
        *file = resolved(file, folder);
    }
    Ok(config)
}

/// `~/` is the home of the user; what is relative lies beside the config.
fn resolved(file: &Path, folder: &Path) -> PathBuf {
    match (file.strip_prefix("~"), etcetera::home_dir()) {
        (Ok(rest), Ok(home)) => home.join(rest),
        _ => folder.join(file),
    }
}

fn above_zero<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    let number = f64::deserialize(deserializer)?;
    positive_number(number)
        .map(Some)
        .map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<Config, String> {
        read(text, Path::new("/etc/voiceprint/config.toml")).map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn every_key_is_read_and_files_lie_beside_the_config() {
        let config = check(
            "lang = \"zh\"\npolicy = \"limits.toml\"\ndepth = \"speech\"\ndevice = \"USB\"\n\
             base_url = \"https://api.coze.com\"\ngroup = \"7\"\ntimeout = 30\nretries = 2\n\
             rate_limit = 2.5\ntoken_file = \"/run/token\"",
        )
        .unwrap();
        assert_eq!(config.policy, Some("/etc/voiceprint/limits.toml".into()));
        assert_eq!(config.token_file, Some("/run/token".into()));
        assert_eq!((config.timeout, config.retries), (Some(30.0), Some(2)));
    }

    #[test]
    fn unknown_keys_and_wrong_values_are_told() {
        let why = check("langauge = \"zh\"").unwrap_err();
        assert!(why.contains("did you mean `lang`"), "{why}");
        let why = check("rate-limit = 3").unwrap_err();
        assert!(why.contains("did you mean `rate_limit`"), "{why}");
        let why = check("token = \"pat_x\"").unwrap_err();
        assert!(
            why.contains("token_file") && !why.contains("pat_x"),
            "{why}"
        );
        for wrong in [
            "timeout = 0",
            "timeout = -1.5",
            "retries = -1",
            "lang = \"fr\"",
            "retries",
        ] {
            assert!(check(wrong).is_err(), "{wrong}");
        }
    }
}
