//! Every readable fixture -> the report it had before, within a tolerance.
//!
//! `UPDATE=1 cargo test -p voiceprint --test reports` writes them anew; look at the diff.

#![expect(
    clippy::unwrap_used,
    reason = "a panic is the failure report of a test"
)]

use std::path::{Path, PathBuf};

use serde_json::Value;
use voiceprint::audio_check::{CheckOptions, check_reader_with};
use voiceprint::{Lang, PcmSpec, default_policy};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

fn report(path: &Path) -> Value {
    let raw = path.extension().is_some_and(|extension| extension == "pcm");
    let options = CheckOptions {
        pcm: raw.then_some(PcmSpec::TARGET),
        ..CheckOptions::default()
    };
    let file = std::fs::File::open(path).unwrap();
    let checked = check_reader_with(file, &default_policy(), options).unwrap();
    checked.report.to_json(Lang::En)
}

/// Where two reports differ by more than rounding on another processor explains.
fn differences(place: &str, old: &Value, new: &Value, found: &mut Vec<String>) {
    match (old, new) {
        (Value::Object(a), Value::Object(b)) => {
            let mut keys: Vec<_> = a.keys().chain(b.keys()).collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                let (a, b) = (
                    a.get(key).unwrap_or(&Value::Null),
                    b.get(key).unwrap_or(&Value::Null),
                );
                differences(&format!("{place}.{key}"), a, b, found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                differences(&format!("{place}[{index}]"), a, b, found);
            }
        }
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            if (a - b).abs() > 0.02 + 0.005 * a.abs() {
                found.push(format!("{place}: {a}, now {b}"));
            }
        }
        // A message repeats a number that was compared already.
        (Value::String(_), Value::String(_)) if place.ends_with(".message") => {}
        (a, b) if a == b => {}
        (a, b) => found.push(format!("{place}: {a}, now {b}")),
    }
}

#[test]
fn reports_are_what_they_were() {
    let mut found = Vec::new();
    for folder in ["wav", "coded"] {
        let mut paths: Vec<_> = std::fs::read_dir(fixtures().join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap().to_str().unwrap();
            let golden = fixtures().join("reports").join(format!("{name}.json"));
            let fresh = report(&path);
            if std::env::var_os("UPDATE").is_some() {
                let text = serde_json::to_string_pretty(&fresh).unwrap();
                std::fs::write(&golden, text + "\n").unwrap();
            }
            let text = std::fs::read_to_string(&golden).unwrap_or_else(|_| "null".to_owned());
            differences(
                name,
                &serde_json::from_str(&text).unwrap(),
                &fresh,
                &mut found,
            );
        }
    }
    assert!(
        found.is_empty(),
        "if this is right, run again with UPDATE=1:\n{}",
        found.join("\n")
    );
}
