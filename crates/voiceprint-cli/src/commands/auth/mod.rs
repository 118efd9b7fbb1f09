//! `auth`: an app's key or a person's consent -> a login file that renews itself.

mod redirect;

use crate::args::auth::{AuthCommand, DeviceArgs, JwtArgs, LoginArgs, OutArgs, WebArgs};
use crate::delivery;
use crate::exit::Exit;
use crate::login::{JwtOf, Login, LoginFile, Renewal, renewed, secret};
use crate::output::Output;
use crate::render::outcome::{About, Failure};
use crate::render::style::{GOOD, paint};
use crate::service;
use redirect::Awaited;
use serde_json::json;
use std::path::{Path, PathBuf};
use voiceprint::upload::{ClientOptions, Grant, OAuthApp, PkceVerifier};

pub(crate) fn run(
    command: &AuthCommand,
    of_config: Option<&str>,
    out: &Output,
) -> anyhow::Result<Exit> {
    let base_url = service::base_url(of_config);
    let done = match command {
        AuthCommand::Jwt(args) => jwt(args, &base_url),
        AuthCommand::Device(args) => device(args, &base_url, out),
        AuthCommand::Web(args) => web(args, &base_url, out),
        AuthCommand::Refresh(args) => refresh(args),
        AuthCommand::Show(args) => return show(args, out),
    };
    match done {
        Ok((file, login)) => told(out, file.path(), &login),
        Err(error) => delivery::failed(out, &About::default(), &Failure::from(error)),
    }
}

type Stored = (LoginFile, Login);

fn jwt(args: &JwtArgs, base_url: &str) -> anyhow::Result<Stored> {
    let jwt = JwtOf {
        app_id: args.app_id.clone(),
        public_key_id: args.key_id.clone(),
        private_key_file: absolute(&args.private_key)?,
        token_secs: args.life,
        account_id: args.account.clone(),
        enterprise_id: args.enterprise.clone(),
        session_name: args.session.clone(),
    };
    granted(&args.out, base_url, async |options| {
        let grant = jwt.tokens(base_url, options)?.fresh().await?;
        Ok((grant, Renewal::Jwt(jwt)))
    })
}

fn device(args: &DeviceArgs, base_url: &str, out: &Output) -> anyhow::Result<Stored> {
    granted(&args.out, base_url, async |options| {
        let app = OAuthApp::new(base_url, &args.client_id, options)?;
        let device = app.device_code(args.workspace.as_deref()).await?;
        if out.json {
            out.json(&json!({
                "schema": 1,
                "user_code": device.user_code,
                "verification_uri": device.verification_uri,
                "complete_uri": device.complete_uri(),
            }))?;
        } else {
            let (uri, code) = (device.complete_uri(), &device.user_code);
            out.prompt(&out.say(
                format!("open {uri}\nand see that it shows {code}; waiting …"),
                format!("请打开 {uri}\n并确认显示的代码是 {code}；等待中……"),
            ));
        }
        let grant = app.device_token(&device).await?;
        Ok((grant, by_refresh(&args.client_id, None)))
    })
}

fn web(args: &WebArgs, base_url: &str, out: &Output) -> anyhow::Result<Stored> {
    let secret_file = args
        .client_secret_file
        .as_deref()
        .map(absolute)
        .transpose()?;
    granted(&args.out, base_url, async |options| {
        let mut app = OAuthApp::new(base_url, &args.client_id, options)?;
        let mut pkce = None;
        match &secret_file {
            Some(file) => app = app.with_secret(secret(file)?),
            None => pkce = Some(PkceVerifier::random()?),
        }
        // Whoever sends a code without it was not asked by us.
        let state = PkceVerifier::random()?.challenge();
        let (uri, workspace) = (&args.redirect_uri, args.workspace.as_deref());
        let awaited = Awaited::at(uri)?;
        let url = app.authorize_url(uri, &state, pkce.as_ref(), workspace)?;
        if out.json {
            out.json(&json!({"schema": 1, "authorize_url": url}))?;
        } else {
            out.prompt(&out.say(format!("open {url}"), format!("请打开 {url}")));
            if !awaited.is_here() {
                out.prompt(out.say(
                    "then paste the address that the browser shows at the end:",
                    "然后粘贴浏览器最后显示的地址：",
                ));
            }
        }
        let code = awaited.code(&state)?;
        let grant = app.exchange_code(&code, uri, pkce.as_ref()).await?;
        Ok((grant, by_refresh(&args.client_id, secret_file)))
    })
}

fn refresh(args: &LoginArgs) -> anyhow::Result<Stored> {
    let file = LoginFile::new(&args.file);
    let old = file.read()?;
    // As if the service had refused what is there.
    let login = service::runtime()?.block_on(renewed(&file, Some(old.access())))?;
    Ok((file, login))
}

fn show(args: &LoginArgs, out: &Output) -> anyhow::Result<Exit> {
    let login = LoginFile::new(&args.file).read()?;
    out.text(&format!("{}\n", login.access().expose()))?;
    Ok(Exit::Done)
}

fn by_refresh(client_id: &str, client_secret_file: Option<PathBuf>) -> Renewal {
    Renewal::OAuth {
        client_id: client_id.to_owned(),
        client_secret_file,
    }
}

/// Runs a flow to its grant and stores it. What cannot be stored is found out before.
fn granted(
    args: &OutArgs,
    base_url: &str,
    flow: impl AsyncFnOnce(&ClientOptions) -> anyhow::Result<(Grant, Renewal)>,
) -> anyhow::Result<Stored> {
    let file = LoginFile::new(&args.out);
    file.ensure_new(args.force)?;
    let room = file.room()?;
    let options = ClientOptions::default();
    let (grant, renewal) = service::runtime()?.block_on(flow(&options))?;
    let login = Login::of_grant(base_url, &grant, renewal, None);
    file.store(room, &login)?;
    Ok((file, login))
}

fn told(out: &Output, path: &Path, login: &Login) -> anyhow::Result<Exit> {
    let (file, secs) = (path.to_string_lossy(), login.remaining_secs());
    if out.json {
        out.json(&json!({
            "schema": 1,
            "outcome": "stored",
            "file": file,
            "base_url": login.base_url,
            "expires_in_secs": secs,
            "renews": login.can_renew(),
        }))?;
        return Ok(Exit::Done);
    }
    let minutes = secs.div_ceil(60);
    let after = match login.can_renew() {
        true => out.say(
            "then renewed by the commands that use it",
            "之后由使用它的命令自动续期",
        ),
        false => out.say("then log in again", "之后需重新登录"),
    };
    out.text(&out.say(
        format!(
            "{}  {file} · good for {minutes} min, {after}\n",
            paint(GOOD, "✓ stored")
        ),
        format!(
            "{}  {file} · 有效 {minutes} 分钟，{after}\n",
            paint(GOOD, "✓ 已保存")
        ),
    ))?;
    Ok(Exit::Done)
}

/// A login is used from other folders too.
fn absolute(path: &Path) -> anyhow::Result<PathBuf> {
    Ok(std::path::absolute(path)?)
}
