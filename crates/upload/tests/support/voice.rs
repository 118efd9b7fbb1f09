//! Recordings and clients for tests.

use std::time::Duration;

use upload::{ApiToken, AudioFile, Client, ClientOptions, Error, Receipt, Update, VoiceprintId};

/// A token that must be found nowhere.
pub(crate) const TOKEN: &str = "pat_TopSecretToken0123456789";

/// A WAV of `bytes` bytes whose samples do not repeat, so that any run of them can be found.
pub(crate) fn wav(bytes: usize) -> Vec<u8> {
    let mut wav = b"RIFF\0\0\0\0WAVEfmt ".to_vec();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    while wav.len() < bytes {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        wav.extend_from_slice(&state.to_le_bytes());
    }
    wav.truncate(bytes);
    wav
}

pub(crate) fn id() -> VoiceprintId {
    VoiceprintId::new("11", "22")
}

pub(crate) fn update_of(bytes: usize) -> Update {
    Update {
        audio: Some(AudioFile::wav(wav(bytes)).unwrap()),
        name: Some("妈妈".to_owned()),
        description: None,
    }
}

/// Short waits and no pace, so that tests are quick.
pub(crate) fn quick() -> ClientOptions {
    let mut options = ClientOptions::default();
    options.retry.first_delay = Duration::from_millis(10);
    options.retry.max_delay = Duration::from_millis(40);
    options.retry.total = Duration::from_secs(20);
    options.idle_timeout = Duration::from_secs(5);
    options.requests_per_sec = None;
    options
}

pub(crate) fn client(base: &str, options: ClientOptions) -> Client {
    try_client(base, options).unwrap()
}

/// One update of `bytes` bytes against a server.
pub(crate) async fn update(
    base: &str,
    bytes: usize,
    options: ClientOptions,
) -> Result<Receipt, Error> {
    let consent = upload::Consent::confirmed_by_caller();
    try_client(base, options)?
        .update(&id(), &update_of(bytes), consent)
        .await
}

fn try_client(base: &str, options: ClientOptions) -> Result<Client, Error> {
    Client::with_options(base, ApiToken::new(TOKEN).unwrap(), options)
}
