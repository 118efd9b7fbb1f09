//! `doctor`: environment and service -> what is fine and what is not.

use crate::args::live::DoctorArgs;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::in_words;
use crate::render::outcome::api_lang;
use crate::render::style::{BAD, DIM, GOOD, paint};
use crate::service::Service;
use serde_json::json;
use voiceprint::Lang;
use voiceprint::upload::{self, BaseUrl, GroupFilter};

/// One thing that was looked at.
struct Finding {
    what: &'static str,
    fine: bool,
    detail: String,
}

pub(crate) fn run(args: &DoctorArgs, out: &Output) -> anyhow::Result<Exit> {
    let mut fine = true;
    let mut tell = |what: &'static str, result: Result<String, String>| {
        let finding = Finding {
            what,
            fine: result.is_ok(),
            detail: result.unwrap_or_else(|detail| detail),
        };
        fine &= finding.fine;
        show(out, &finding)
    };
    tell(
        "program",
        Ok(concat!("voiceprint ", env!("CARGO_PKG_VERSION")).to_owned()),
    )?;
    let service = match Service::find(&args.service) {
        Ok(service) => service,
        Err(error) => {
            tell("token", Err(in_words(&error, out.lang)))?;
            return Ok(Exit::Failed);
        }
    };
    let lang = api_lang(out.lang);
    let address = BaseUrl::parse(service.base_url());
    let known = address.is_ok();
    tell(
        "address",
        address
            .map(|_| region(service.base_url(), out))
            .map_err(|e| e.message(lang)),
    )?;
    let client = service.client();
    let token = match &client {
        Ok(_) => Ok(out
            .say("found; it is not shown", "已找到（不显示）")
            .to_owned()),
        Err(error) => Err(in_words(error, out.lang)),
    };
    tell("token", token)?;
    if let (Ok(client), true) = (&client, known) {
        let first = service.run(async {
            client
                .list_groups(&GroupFilter::default())?
                .next()
                .await
                .transpose()
        });
        tell("service", answer(first.map(|_| ()), out.lang))?;
        if let Some(ahead_secs) = client.service_clock_ahead_secs() {
            tell("clock", clock(ahead_secs, out))?;
        }
    }
    Ok(if fine { Exit::Done } else { Exit::Failed })
}

/// The address, and whose accounts live there: a token of one region is unknown in the other.
fn region(base_url: &str, out: &Output) -> String {
    let region = match base_url.trim_end_matches('/') {
        upload::CHINA => out.say("accounts of coze.cn", "coze.cn 的账号"),
        upload::INTERNATIONAL => out.say("accounts of coze.com", "coze.com 的账号"),
        _ => return base_url.to_owned(),
    };
    format!("{base_url} ({region})")
}

/// Tokens made from a key carry the time, and a clock that is minutes off gets them refused.
const MOST_CLOCK_SECS: u64 = 60;

fn clock(ahead_secs: i64, out: &Output) -> Result<String, String> {
    let (apart_secs, behind) = (ahead_secs.unsigned_abs(), ahead_secs > 0);
    if apart_secs <= MOST_CLOCK_SECS {
        return Ok(out.say(
            format!("within {} s of the service's", apart_secs.max(1)),
            format!("与服务端相差不超过 {} 秒", apart_secs.max(1)),
        ));
    }
    let (english, chinese) = match behind {
        true => ("behind", "慢"),
        false => ("ahead of", "快"),
    };
    Err(out.say(
        format!("{apart_secs} s {english} the service's: set it, or logins by key are refused"),
        format!("比服务端{chinese} {apart_secs} 秒：请校准时间，否则密钥登录会被拒绝"),
    ))
}

fn answer(first: Result<(), upload::Error>, lang: Lang) -> Result<String, String> {
    match (first, lang) {
        (Ok(()), Lang::En) => Ok("it answers, and the token may list groups".to_owned()),
        (Ok(()), Lang::Zh) => Ok("服务有响应，令牌可以列出声纹组".to_owned()),
        (Err(error), Lang::En) => Err(error.to_string()),
        (Err(error), Lang::Zh) => Err(error.message(api_lang(lang))),
    }
}

fn show(out: &Output, finding: &Finding) -> anyhow::Result<()> {
    let Finding { what, fine, detail } = finding;
    if out.json {
        return out.json(&json!({"schema": 1, "check": what, "ok": fine, "detail": detail}));
    }
    let mark = if *fine {
        paint(GOOD, "✓")
    } else {
        paint(BAD, "✗")
    };
    out.text(&format!(
        "{mark} {} {detail}\n",
        paint(DIM, &format!("{what:8}"))
    ))
}
