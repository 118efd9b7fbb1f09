//! The caller's statement that the person agreed -> a value the upload demands.

/// Stands for the caller's statement that the recorded person agreed to this use of their voice.
///
/// A voiceprint is biometric data in the law of many countries (GDPR article 9, PIPL articles 28 and 29,
/// Illinois BIPA). The value is sent nowhere and stored nowhere; it makes the question impossible to overlook.
#[derive(Clone, Copy, Debug)]
pub struct Consent(());

impl Consent {
    /// States that the recorded person agreed, separately and knowing the purpose.
    pub const fn confirmed_by_caller() -> Consent {
        Consent(())
    }
}
