//! Flags and a TOML file -> the policy.

use crate::args::flags::{AudioFlags, DepthArg};
use anyhow::Context;
use voiceprint::Policy;
use voiceprint::audio_check::{Conversion, Depth};

/// The default policy, changed by the file, changed by the flags.
pub(crate) fn of_flags(flags: &AudioFlags) -> anyhow::Result<Policy> {
    let mut policy = match &flags.policy {
        None => voiceprint::default_policy(),
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("the policy {} cannot be read", path.display()))?;
            toml::from_str(&text)
                .with_context(|| format!("the policy {} is not valid", path.display()))?
        }
    };
    if flags.strict {
        policy.conversion = Conversion::Forbid;
    }
    if let Some(depth) = flags.depth {
        policy.depth = match depth {
            DepthArg::Basic => Depth::Basic,
            DepthArg::Speech => Depth::Speech,
            DepthArg::Full => Depth::Full,
        };
    }
    Ok(policy)
}
