//! Environment -> the service, or its stand-in within this process: no account, no network.

use stand_in::{Config, Server};
use std::env::var;
use std::error::Error;
use voiceprint::{ApiToken, Client, VoiceprintId, upload};

/// Something to send to.
pub(crate) struct Service {
    pub(crate) client: Client,
    /// The voiceprint that is updated.
    pub(crate) id: VoiceprintId,
    /// Ends when it is dropped.
    #[allow(dead_code, reason = "it is held so that it lives; tests look into it")]
    pub(crate) stand_in: Option<Server>,
}

/// With `COZE_API_TOKEN`, `GROUP_ID` and `FEATURE_ID` the real service, else the stand-in.
pub(crate) async fn find() -> Result<Service, Box<dyn Error>> {
    let Ok(token) = var("COZE_API_TOKEN") else {
        return stand_in().await;
    };
    Ok(Service {
        client: Client::new(upload::CHINA, ApiToken::new(token)?)?,
        id: VoiceprintId::new(var("GROUP_ID")?, var("FEATURE_ID")?),
        stand_in: None,
    })
}

/// The stand-in, with a group and a voiceprint ready.
pub(crate) async fn stand_in() -> Result<Service, Box<dyn Error>> {
    let server = Server::start(Config::default()).await?;
    let seed = server.seed();
    Ok(Service {
        client: Client::new(&server.base_url(), ApiToken::new(server.token())?)?,
        id: VoiceprintId::new(seed.group_id, seed.feature_id),
        stand_in: Some(server),
    })
}
