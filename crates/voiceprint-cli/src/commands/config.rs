//! `config`: what is in force when no flag says otherwise, and where it comes from.

use crate::config::Loaded;
use crate::config::in_force::{Origin, settings};
use crate::exit::Exit;
use crate::output::Output;
use crate::render::style::{DIM, STRONG, paint};
use serde_json::json;
use unicode_width::UnicodeWidthStr;
use voiceprint::Lang;

pub(crate) fn run(loaded: &Loaded, out: &Output) -> anyhow::Result<Exit> {
    let lang = match out.lang {
        Lang::Zh => "zh",
        _ => "en",
    };
    let path = loaded.path.as_ref().map(|path| path.display().to_string());
    if out.json {
        out.json(&json!({"schema": 1, "config": path, "found": loaded.found}))?;
    } else {
        let state = match (&path, loaded.found) {
            (None, _) => out.say("no config", "没有配置文件").to_owned(),
            (Some(path), true) => path.clone(),
            (Some(path), false) => format!("{path} {}", out.say("(not there)", "（不存在）")),
        };
        out.text(&format!("{}\n", paint(DIM, &state)))?;
    }
    let settings = settings(loaded, lang);
    let values = settings
        .iter()
        .filter_map(|setting| setting.value.as_deref());
    let widest = values.map(UnicodeWidthStr::width).max().unwrap_or(0);
    for setting in settings {
        let from = match setting.from {
            Origin::Environment(name) => name,
            Origin::Config => "config",
            Origin::Default => "default",
        };
        if out.json {
            let key = setting.key;
            out.json(&json!({"schema": 1, "key": key, "value": setting.value, "from": from}))?;
            continue;
        }
        let from = match setting.from {
            Origin::Environment(name) => name,
            Origin::Config => out.say("config", "配置文件"),
            Origin::Default => out.say("default", "默认"),
        };
        let value = setting.value.unwrap_or_else(|| "–".to_owned());
        let gap = " ".repeat(widest.saturating_sub(value.width()));
        let (value, from) = (paint(STRONG, &value), paint(DIM, from));
        out.text(&format!("  {:10}  {value}{gap}  {from}\n", setting.key))?;
    }
    Ok(Exit::Done)
}
