//! A key that nobody knows -> what was meant.

/// Every key, in the order in which they are shown.
pub(crate) const ALL: &[&str] = &[
    "lang",
    "policy",
    "depth",
    "device",
    "base_url",
    "group",
    "timeout",
    "retries",
    "rate_limit",
    "token_file",
];

/// Why `key` cannot be taken. Values are not shown: they may be secret.
pub(super) fn unknown(key: &str) -> String {
    match key {
        "token" | "api_token" | "access_token" => {
            return format!(
                "`{key}` does not belong into a config: write the token into a file of its own \
                 and name that file with `token_file`"
            );
        }
        "consent" | "yes_i_have_consent" => {
            return format!(
                "`{key}` cannot be a default: consent is stated for each run, with \
                 --yes-i-have-consent or VOICEPRINT_CONSENT=1"
            );
        }
        _ => {}
    }
    let nearest = crate::alike::nearest(key, ALL.iter().copied());
    let meant = nearest.map_or(String::new(), |known| format!("; did you mean `{known}`?"));
    format!("unknown key `{key}`{meant} (known: {})", ALL.join(", "))
}
