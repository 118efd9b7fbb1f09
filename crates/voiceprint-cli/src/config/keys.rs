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
pub(super) fn unknown(key: &str) -> (String, String) {
    match key {
        "token" | "api_token" | "access_token" => {
            return (
                format!(
                    "`{key}` does not belong into a config: write the token into a file of its own \
                     and name that file with `token_file`"
                ),
                format!(
                    "`{key}` 不应写在配置文件里：请把令牌写入单独的文件，并用 `token_file` 指明"
                ),
            );
        }
        "consent" | "yes_i_have_consent" => {
            return (
                format!(
                    "`{key}` cannot be a default: consent is stated for each run, with \
                     --yes-i-have-consent or VOICEPRINT_CONSENT=1"
                ),
                format!(
                    "`{key}` 不能设为默认值：每次运行都要用 --yes-i-have-consent 或 \
                     VOICEPRINT_CONSENT=1 声明已获同意"
                ),
            );
        }
        _ => {}
    }
    let all = ALL.join(", ");
    let (mut en, mut zh) = (format!("unknown key `{key}`"), format!("未知的键 `{key}`"));
    if let Some(known) = crate::alike::nearest(key, ALL.iter().copied()) {
        en.push_str(&format!("; did you mean `{known}`?"));
        zh.push_str(&format!("，是否想写 `{known}`？"));
    }
    (
        format!("{en} (known: {all})"),
        format!("{zh}（可用：{all}）"),
    )
}
