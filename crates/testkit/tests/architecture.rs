//! The house's invariants, read off its sources: who may name what, and what must be absent.

use std::fs;
use std::path::{Path, PathBuf};

/// One source file: its path below `crates/`, its code without comments and unit tests.
struct Source {
    path: String,
    code: Vec<(usize, String)>,
    lines: usize,
    first_line: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn sources(folder: &str) -> Vec<Source> {
    let base = root().join("crates");
    let mut paths = Vec::new();
    rust_files(&base.join(folder), &mut paths);
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a readable source");
        let code = text
            .lines()
            .enumerate()
            .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(number, line)| (number + 1, line.to_owned()))
            .collect();
        Source {
            path: path
                .strip_prefix(&base)
                .expect("below the folder")
                .display()
                .to_string(),
            code,
            lines: text.lines().count(),
            first_line: text.lines().next().unwrap_or_default().to_owned(),
        }
    };
    paths.into_iter().map(read).collect()
}

/// Whether `word` stands in `line`, not as the tail of a longer one.
fn names(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|before| before.is_alphanumeric() || before == '_')
    })
}

/// Fails with every line below `folder` that has one of `words`, save in the places of `allowed`.
fn nobody_names(folder: &str, words: &[&str], allowed: &[&str]) {
    let mut offences = Vec::new();
    for source in sources(folder) {
        if allowed.iter().any(|place| source.path.starts_with(place)) {
            continue;
        }
        for (number, line) in &source.code {
            if words.iter().any(|word| names(line, word)) {
                offences.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    assert!(
        offences.is_empty(),
        "not here ({words:?}):\n{}",
        offences.join("\n")
    );
}

/// The dependency names of a manifest, those for tests left out.
fn dependencies(name: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join("crates").join(name).join("Cargo.toml"))
        .expect("a readable manifest");
    let mut in_dependencies = false;
    let mut names = Vec::new();
    for line in text.lines() {
        if line.starts_with('[') {
            in_dependencies = line.trim() == "[dependencies]";
        } else if in_dependencies && let Some((name, _)) = line.split_once(['.', ' ', '=']) {
            names.push(name.to_owned());
        }
    }
    names
}

const OURS: &[&str] = &[
    "audio-check",
    "report-page",
    "speech-nets",
    "stand-in",
    "upload",
    "voiceprint",
    "voiceprint-cli",
];

#[test]
fn the_core_does_no_io_and_has_no_clock() {
    for folder in ["audio-check/src", "speech-nets/src"] {
        nobody_names(
            folder,
            &[
                "std::fs",
                "std::net",
                "std::env",
                "std::thread",
                "std::process",
                "fs::",
                "Instant",
                "SystemTime",
                "println!",
                "eprintln!",
                "dbg!",
                "tracing",
                "log::",
            ],
            &[],
        );
    }
}

#[test]
fn every_library_is_named_in_one_place() {
    nobody_names(
        "audio-check/src",
        &["rubato"],
        &["audio-check/src/convert/resample"],
    );
    nobody_names(
        "audio-check/src",
        &["symphonia"],
        &["audio-check/src/container/codec.rs"],
    );
    nobody_names(
        "audio-check/src",
        &["ropus"],
        &["audio-check/src/container/opus.rs"],
    );
    nobody_names(
        "audio-check/src",
        &["hound"],
        // Recordings for unit tests are read by the witness.
        &[
            "audio-check/src/clip/",
            "audio-check/src/measure/specimen.rs",
        ],
    );
    nobody_names(
        "upload/src",
        &["reqwest", "tokio::", "ring::", "rustls"],
        &["upload/src/client", "upload/src/auth/"],
    );
    for folder in [
        "audio-check/src",
        "upload/src",
        "voiceprint/src",
        "speech-nets/src",
    ] {
        nobody_names(folder, &["anyhow", "clap::"], &[]);
    }
}

#[test]
fn arrows_point_downwards() {
    let above = |rooms: &[&str]| -> Vec<String> {
        rooms.iter().map(|room| format!("crate::{room}")).collect()
    };
    for (folder, rooms) in [
        (
            "container",
            &["measure", "judge", "clip", "checker", "check::"][..],
        ),
        (
            "convert",
            &[
                "measure",
                "judge",
                "clip",
                "checker",
                "check::",
                "container",
            ],
        ),
        (
            "measure",
            &["judge", "clip", "checker", "check::", "container"],
        ),
        ("clip", &["judge", "checker", "check::", "container"]),
        ("judge", &["checker", "check::"]),
    ] {
        let words = above(rooms);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let allowed: &[&str] = match folder {
            // How deep to measure is a word of the policy that the measuring room must know.
            "measure" => &["audio-check/src/measure/mod.rs"],
            // The source is measured before it is mixed, and the mix follows what was measured.
            "convert" => &["audio-check/src/convert/downmix"],
            _ => &[],
        };
        nobody_names(&format!("audio-check/src/{folder}"), &words, allowed);
    }
    nobody_names(
        "audio-check/src/measure",
        &["Policy", "Finding", "Severity"],
        &[],
    );
    nobody_names(
        "audio-check/src/judge",
        &["&[f32]", "&[i16]", "Vec<f32>", "Vec<i16>"],
        &[],
    );
    nobody_names(
        "audio-check/src/clip",
        &["Policy", "Finding", "Verdict"],
        &[],
    );
}

#[test]
fn checking_and_sending_do_not_know_each_other() {
    let forbidden = [
        (
            "audio-check",
            &["upload", "voiceprint", "reqwest", "tokio", "http"][..],
        ),
        (
            "upload",
            &["audio-check", "speech-nets", "hound", "symphonia", "rubato"],
        ),
        (
            "speech-nets",
            &["audio-check", "upload", "voiceprint", "tokio", "reqwest"],
        ),
    ];
    for (name, unwanted) in forbidden {
        let found = dependencies(name);
        assert!(!found.is_empty(), "{name} has no dependencies at all?");
        for dependency in found {
            assert!(
                !unwanted.contains(&dependency.as_str()),
                "{name} depends on {dependency}"
            );
        }
    }
}

#[test]
fn witnesses_are_independent() {
    for name in ["testkit", "stand-in"] {
        for dependency in dependencies(name) {
            assert!(
                !OURS.contains(&dependency.as_str()),
                "{name} depends on {dependency}"
            );
        }
    }
    for folder in ["testkit/src", "stand-in/src"] {
        nobody_names(
            folder,
            &["audio_check", "upload::", "voiceprint::", "speech_nets"],
            &[],
        );
    }
}

#[test]
fn unsafe_code_is_forbidden_everywhere() {
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(workspace.contains("unsafe_code = \"forbid\""));
    assert!(workspace.contains("overflow-checks = true"));
    for entry in fs::read_dir(root().join("crates")).unwrap().flatten() {
        let manifest = fs::read_to_string(entry.path().join("Cargo.toml")).unwrap();
        let name = entry.file_name();
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "{name:?} leaves the lints"
        );
    }
    nobody_names(
        "",
        &["unsafe {", "unsafe fn", "unsafe impl"],
        &["testkit/tests/architecture.rs"],
    );
}

#[test]
fn only_the_edges_print() {
    nobody_names(
        "",
        &["println!", "eprintln!", "print!("],
        &[
            "voiceprint-cli/src",
            "voiceprint-cli/examples",
            "voiceprint-cli/tests",
            "stand-in/src/main.rs",
            "stand-in/src/bin",
            "testkit/",
            "report-page/tests",
            "audio-check/tests",
            "audio-check/examples",
            "speech-nets/tests",
            "speech-nets/examples",
            "upload/tests",
            "voiceprint/tests",
            "voiceprint/examples",
            "stand-in/tests",
        ],
    );
}

#[test]
fn files_are_small_and_say_what_they_turn_into_what() {
    let mut offences = Vec::new();
    for source in sources("") {
        let name = source.path.rsplit('/').next().unwrap_or_default();
        if source.lines > 400 {
            offences.push(format!("{}: {} lines", source.path, source.lines));
        }
        if !source.first_line.starts_with("//! ") {
            offences.push(format!("{}: the first line says nothing", source.path));
        }
        let forbidden = [
            "utils.rs",
            "util.rs",
            "helpers.rs",
            "common.rs",
            "types.rs",
            "manager.rs",
        ];
        if forbidden.contains(&name) {
            offences.push(format!("{}: a name without meaning", source.path));
        }
    }
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}
