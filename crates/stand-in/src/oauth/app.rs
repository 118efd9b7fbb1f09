//! What an OAuth app is registered with.

use http::Uri;
use http::uri::Scheme;

/// An app the token endpoint knows.
#[derive(Clone, Debug)]
pub struct OauthApp {
    /// Client id, or app id for JWT.
    pub client_id: String,
    /// Its flow and what proves it.
    pub kind: AppKind,
    /// Where codes may be sent; none means any `http` address of this machine.
    pub redirect_uris: Vec<String>,
    /// The user its tokens act as.
    pub user_id: u64,
    /// That user's name.
    pub user_name: String,
    /// Permissions of its tokens, with or without `Account.` before them; `None` holds all.
    pub permissions: Option<Vec<String>>,
    /// Life of an access token in seconds; the service gives 900.
    pub token_secs: u64,
    /// A deactivated app gets `access_deny`.
    pub active: bool,
}

/// The flow of an app.
#[derive(Clone)]
pub enum AppKind {
    /// Code flow with a secret.
    Web {
        /// The secret.
        client_secret: String,
    },
    /// Code flow with a challenge.
    Pkce,
    /// Code on another screen.
    Device {
        /// What each poll is answered; the last step repeats.
        steps: Vec<DeviceStep>,
        /// Seconds a client is told to wait between polls; the service says 5.
        interval_secs: u64,
    },
    /// Signed assertions.
    Jwt {
        /// Fingerprint of the public key.
        key_id: String,
        /// RSA public key as PEM (`BEGIN PUBLIC KEY`).
        public_key_pem: String,
    },
}

impl std::fmt::Debug for AppKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Web { .. } => "Web",
            Self::Pkce => "Pkce",
            Self::Device { .. } => "Device",
            Self::Jwt { .. } => "Jwt",
        })
    }
}

/// The answer to one poll of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceStep {
    /// `authorization_pending`.
    Pending,
    /// `slow_down`.
    SlowDown,
    /// `access_denied`.
    Denied,
    /// `expired_token`.
    Expired,
    /// A token.
    Approved,
}

impl OauthApp {
    fn new(client_id: impl Into<String>, kind: AppKind) -> Self {
        Self {
            client_id: client_id.into(),
            kind,
            redirect_uris: Vec::new(),
            user_id: 3_141_592_653_589_793,
            user_name: "oauth".to_owned(),
            permissions: None,
            token_secs: 900,
            active: true,
        }
    }

    /// The apps of a default server: `1000000001.app.coze` (web, secret `secret_test`),
    /// `1000000002.app.coze` (PKCE) and `1000000003.app.coze` (device).
    pub fn examples() -> Vec<Self> {
        vec![
            Self::web("1000000001.app.coze", "secret_test"),
            Self::pkce("1000000002.app.coze"),
            Self::device("1000000003.app.coze"),
        ]
    }

    /// Whether a code may be sent there.
    pub(super) fn may_redirect_to(&self, uri: &str) -> bool {
        if !self.redirect_uris.is_empty() {
            return self
                .redirect_uris
                .iter()
                .any(|registered| registered == uri);
        }
        let Ok(uri) = uri.parse::<Uri>() else {
            return false;
        };
        let is_here = uri
            .host()
            .is_some_and(|host| ["127.0.0.1", "localhost", "[::1]"].contains(&host));
        is_here && uri.scheme() == Some(&Scheme::HTTP)
    }

    /// A web app with its secret.
    pub fn web(client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        Self::new(
            client_id,
            AppKind::Web {
                client_secret: client_secret.into(),
            },
        )
    }

    /// A PKCE app.
    pub fn pkce(client_id: impl Into<String>) -> Self {
        Self::new(client_id, AppKind::Pkce)
    }

    /// A device app: pending once, told to slow down once, then approved.
    pub fn device(client_id: impl Into<String>) -> Self {
        let steps = vec![
            DeviceStep::Pending,
            DeviceStep::SlowDown,
            DeviceStep::Approved,
        ];
        Self::new(
            client_id,
            AppKind::Device {
                steps,
                interval_secs: 5,
            },
        )
    }

    /// A JWT app with its public key.
    pub fn jwt(
        app_id: impl Into<String>,
        key_id: impl Into<String>,
        public_key_pem: impl Into<String>,
    ) -> Self {
        let (key_id, public_key_pem) = (key_id.into(), public_key_pem.into());
        Self::new(
            app_id,
            AppKind::Jwt {
                key_id,
                public_key_pem,
            },
        )
    }
}
