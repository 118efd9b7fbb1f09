//! What the user stated -> the consent that an upload of a voice demands.

use crate::args::flags::ConsentFlag;
use crate::output::Output;
use crate::render::outcome::Failure;
use voiceprint::Consent;

/// The user's statement, by flag or by `VOICEPRINT_CONSENT=1`. What stays in this process, as
/// with the stand-in, needs none.
pub(crate) fn of_user(
    flag: ConsentFlag,
    stays_here: bool,
    out: &Output,
) -> Result<Consent, Failure> {
    let by_environment = std::env::var("VOICEPRINT_CONSENT").is_ok_and(|value| value == "1");
    if flag.given || by_environment || stays_here {
        return Ok(Consent::confirmed_by_caller());
    }
    let why = out.say(
        "a voice is biometric data: add --yes-i-have-consent (or set VOICEPRINT_CONSENT=1) \
         to state that the recorded person agreed",
        "声音是生物识别信息：请加上 --yes-i-have-consent（或设置 VOICEPRINT_CONSENT=1），\
         以声明被录音者已经同意",
    );
    Err(Failure::not_sent("no-consent", why))
}
