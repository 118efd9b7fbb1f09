//! `serve`: settings -> the stand-in service, until it is interrupted.

use crate::args::ServeArgs;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::OrProblem;
use crate::service::STAND_IN;
use crate::{service, speaker_network};
use serde_json::json;
use stand_in::{Config, Server};

pub(crate) fn run(args: ServeArgs, out: &Output) -> anyhow::Result<Exit> {
    service::runtime()?.block_on(async {
        let config = Config {
            port: args.port,
            token: args.token,
            data: args.data,
            ..speaker_network::config()
        };
        let server = Server::start(config).await.or_problem(|| STAND_IN)?;
        let seed = server.seed();
        out.json(&json!({
            "schema": 1,
            "address": server.base_url(),
            "port": server.address().port(),
            "token": server.token(),
            "group_id": seed.group_id,
            "feature_id": seed.feature_id,
        }))?;
        interrupted().await?;
        server.shutdown().await;
        Ok(Exit::Done)
    })
}

/// Ctrl-C, or what a service manager sends.
async fn interrupted() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
