//! Flags and a TOML file -> the policy.

use crate::args::flags::{AudioFlags, DepthArg};
use crate::problem::OrProblem;
use std::path::Path;
use voiceprint::Policy;
use voiceprint::audio_check::{Conversion, Depth};

/// The default policy, changed by the file, changed by the flags.
pub(crate) fn of_flags(flags: &AudioFlags) -> anyhow::Result<Policy> {
    let mut policy = match &flags.policy {
        None => voiceprint::default_policy(),
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .or_problem(|| said(path, ("cannot be read", "无法读取")))?;
            let why = || said(path, ("is not valid", "无效"));
            match toml::from_str(&text) {
                Ok(policy) => policy,
                Err(error) => match meant(error.message()) {
                    Some(meant) => return Err(error).or_problem(|| meant).or_problem(why),
                    None => return Err(error).or_problem(why),
                },
            }
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

/// What was probably meant by a key that nobody knows; the message names it and all that are known.
fn meant(message: &str) -> Option<(String, String)> {
    let known = message.strip_prefix("unknown field ")?;
    let mut names = known.split('`').skip(1).step_by(2);
    let nearest = crate::alike::nearest(names.next()?, names)?;
    Some((
        format!("did you mean `{nearest}`?"),
        format!("是否想写 `{nearest}`？"),
    ))
}

fn said(path: &Path, (en, zh): (&str, &str)) -> (String, String) {
    let path = path.display();
    (
        format!("the policy {path} {en}"),
        format!("策略文件 {path} {zh}"),
    )
}
