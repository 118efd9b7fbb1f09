//! `auth`: what was typed.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum AuthCommand {
    /// A token of a service app, by its private key; nobody needs to log in
    #[command(
        after_help = "Example:\n  voiceprint auth jwt --app-id 1234567890 --key-id FINGERPRINT --private-key key.pem --out coze.json"
    )]
    Jwt(JwtArgs),
    /// A person's token, by a code that is entered on any device
    #[command(
        after_help = "Example:\n  voiceprint auth device --client-id 1234567890.app.coze --out coze.json"
    )]
    Device(DeviceArgs),
    /// A person's token, by the consent page of the service in a browser
    #[command(
        after_help = "Examples:\n  voiceprint auth web --client-id ID --redirect-uri http://127.0.0.1:8765/back --out coze.json\n  \
        voiceprint auth web --client-id ID --client-secret-file secret --redirect-uri https://app.example/back --out coze.json\n\n\
        An app with a secret proves itself by it, one without by PKCE. A redirect to this machine is\n\
        received here; of any other one paste the address that the browser shows at the end."
    )]
    Web(WebArgs),
    /// Renew the tokens of a login file now
    Refresh(LoginArgs),
    /// Print the access token of a login file
    #[command(
        after_help = "Example:\n  curl -H \"Authorization: Bearer $(voiceprint auth show coze.json)\" …"
    )]
    Show(LoginArgs),
}

/// Where the login goes.
#[derive(Debug, Args)]
pub(crate) struct OutArgs {
    /// Login file, readable by you alone; --token-file and COZE_API_TOKEN_FILE take it
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Overwrite an existing file
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct JwtArgs {
    /// The app's id
    #[arg(long, value_name = "ID")]
    pub(crate) app_id: String,
    /// Fingerprint of its public key, as the console shows it
    #[arg(long, value_name = "FINGERPRINT")]
    pub(crate) key_id: String,
    /// Its private key, PEM; it must stay there for renewals
    #[arg(long, value_name = "FILE")]
    pub(crate) private_key: PathBuf,
    /// Token of this organisation or account
    #[arg(long, value_name = "ID", conflicts_with = "enterprise")]
    pub(crate) account: Option<String>,
    /// Token of this enterprise
    #[arg(long, value_name = "ID")]
    pub(crate) enterprise: Option<String>,
    /// Keeps end users of the app apart
    #[arg(long, value_name = "NAME")]
    pub(crate) session: Option<String>,
    /// Life of a token, seconds
    #[arg(long, value_name = "SECS", default_value_t = 900, value_parser = clap::value_parser!(u32).range(1..=86_399))]
    pub(crate) life: u32,
    #[command(flatten)]
    pub(crate) out: OutArgs,
}

#[derive(Debug, Args)]
pub(crate) struct DeviceArgs {
    /// Client id of the app
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: String,
    /// Only this workspace
    #[arg(long, value_name = "ID")]
    pub(crate) workspace: Option<String>,
    #[command(flatten)]
    pub(crate) out: OutArgs,
}

#[derive(Debug, Args)]
pub(crate) struct WebArgs {
    /// Client id of the app
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: String,
    /// File with the client secret; it must stay there for renewals. Without it: PKCE
    #[arg(long, value_name = "FILE")]
    pub(crate) client_secret_file: Option<PathBuf>,
    /// Redirect address that the app is registered with
    #[arg(long, value_name = "URI")]
    pub(crate) redirect_uri: String,
    /// Only this workspace
    #[arg(long, value_name = "ID")]
    pub(crate) workspace: Option<String>,
    #[command(flatten)]
    pub(crate) out: OutArgs,
}

#[derive(Debug, Args)]
pub(crate) struct LoginArgs {
    /// Login file that `voiceprint auth` wrote
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}
