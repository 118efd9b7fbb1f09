//! The list of codes -> `docs/findings.md`, which must not be stale.
//!
//! `UPDATE=1 cargo test -p voiceprint --test findings_doc` writes it anew.

use std::fmt::Write;
use std::path::Path;

use voiceprint::audio_check::{Code, Lang, Measurements, Policy};
use voiceprint::default_policy;

const HEAD: &str = "# Findings

What a report can say. Generated from the code; do not edit.

Codes are stable and never reused. A finding is an `info`, a `warning` or an `error`; only an error
rejects a recording. Which limits make which of them is set by the policy (`--policy FILE`):
each limit has a `warn` and a `refuse` side, and either can be left out.

";

const POLICY: &str = "
## Limits

The default is lenient: it warns where better can be had and rejects only what would make a
worthless voiceprint. `Policy::recommended` asks for what is advised for enrolment (10 s of speech,
25 dB, no second voice); `Policy::strict` asks for the same, and for a source that is 16 kHz mono
16-bit already. What cannot be judged is unknown (`null`) and crosses no limit.

In a policy file, `[min_snr_db]` with `warn = 25` and `refuse = 15` replaces both sides
of one limit; a side that is not written is off. Beside limits, `conversion`, `depth`, `target_lufs`,
`peak_ceiling_dbfs`, `max_clip_bytes` and `max_source_secs` can be set.

| limit | warns past | rejects past | recommended: warns past | rejects past |
|---|---|---|---|---|
";

fn document() -> String {
    let mut text = HEAD.to_owned();
    text.push_str("| code | meaning | what to do | 怎么办 |\n|---|---|---|---|\n");
    for &code in Code::ALL {
        let (en, zh) = (code.hint(Lang::En), code.hint(Lang::Zh));
        let _ = writeln!(
            text,
            "| `{}` | {} | {en} | {zh} |",
            code.as_str(),
            code.meaning()
        );
    }
    text.push_str(POLICY);
    text.push_str(&policy_table());
    text
}

/// Names and defaults of the limits, read from the debug form so that none is forgotten.
fn policy_table() -> String {
    let side = |text: &str, name: &str| {
        let rest = text.split(&format!("{name}: ")).nth(1).unwrap_or_default();
        let value = rest
            .strip_prefix("Some(")
            .and_then(|rest| rest.split(')').next());
        value.unwrap_or("–").to_owned()
    };
    let limits = |policy: &Policy| -> Vec<(String, String, String)> {
        let debug = format!("{policy:?}");
        let fields = debug.split(": Limit {").collect::<Vec<_>>();
        let limit = |pair: &[&str]| {
            let name = pair[0].rsplit([' ', '{']).next().unwrap_or_default();
            let limits = pair[1].split('}').next().unwrap_or_default();
            (
                name.to_owned(),
                side(limits, "warn"),
                side(limits, "refuse"),
            )
        };
        fields.windows(2).map(limit).collect()
    };
    let both = limits(&default_policy())
        .into_iter()
        .zip(limits(&Policy::recommended()));
    both.fold(String::new(), |mut text, (usual, more)| {
        let (name, warn, refuse) = usual;
        let _ = writeln!(
            text,
            "| `{name}` | {warn} | {refuse} | {} | {} |",
            more.1, more.2
        );
        text
    })
}

#[test]
fn the_document_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/findings.md");
    let fresh = document();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    }
    let stale = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(stale, fresh, "run again with UPDATE=1");
}

#[test]
fn the_guides_tell_what_to_do_about_every_finding() {
    for guide in ["guide.md", "guide.zh.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
        let text = std::fs::read_to_string(path.join(guide)).unwrap_or_default();
        let code = |code: &&Code| !text.contains(&format!("`{}`", code.as_str()));
        let missing: Vec<_> = Code::ALL.iter().filter(code).collect();
        assert!(missing.is_empty(), "{guide}: {missing:?}");
    }
}

#[test]
fn the_method_and_source_of_every_measurement_are_told() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/methods.md");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let fields = serde_json::to_value(Measurements::default()).unwrap();
    let fields = fields.as_object().unwrap();
    let untold = |name: &&String| !text.contains(&format!("| `{name}` |"));
    let missing: Vec<_> = fields.keys().filter(untold).collect();
    assert!(fields.len() > 20 && missing.is_empty(), "{missing:?}");
}
