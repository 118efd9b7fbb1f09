//! Random bytes -> a proof that the one who asks for the token is the one who asked for consent (RFC 7636).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

use crate::client::random;
use crate::error::Error;

/// A secret of one login; its hash goes to the consent page, itself to the token endpoint.
pub struct PkceVerifier(Zeroizing<String>);

impl PkceVerifier {
    /// 256 random bits, 43 characters.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn random() -> Result<PkceVerifier, Error> {
        let bytes = Zeroizing::new(random::bytes::<32>()?);
        Ok(PkceVerifier(Zeroizing::new(URL_SAFE_NO_PAD.encode(*bytes))))
    }

    /// The challenge of method S256.
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(digest(&SHA256, self.0.as_bytes()))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PkceVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PkceVerifier(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        let verifier = PkceVerifier(Zeroizing::new(
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into(),
        ));
        assert_eq!(
            verifier.challenge(),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn verifiers_are_random_and_of_the_right_length() {
        let (one, two) = (
            PkceVerifier::random().unwrap(),
            PkceVerifier::random().unwrap(),
        );
        assert_eq!(one.expose().len(), 43);
        assert_ne!(one.expose(), two.expose());
    }
}
