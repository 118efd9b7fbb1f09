//! A name that nobody knows -> the known one that was probably meant.

use std::path::{Path, PathBuf};

/// How alike two names must be to be taken for one; 0.7 is what clap takes for flags.
const ALIKE: f64 = 0.7;
/// Names of files share their endings, so more is asked of them.
const ALIKE_FILES: f64 = 0.85;

/// The one of `known` that is most like `name`.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    most_alike(name, known, ALIKE)
}

/// A file in the folder of `path` that is called almost like it.
pub(crate) fn nearest_file(path: &Path) -> Option<PathBuf> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    // A folder of very many files is not worth the time.
    let names: Vec<String> = entries
        .take(10_000)
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    let name = path.file_name()?.to_str()?;
    let found = most_alike(name, names.iter().map(String::as_str), ALIKE_FILES)?;
    Some(path.with_file_name(found))
}

fn most_alike<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
    at_least: f64,
) -> Option<&'a str> {
    known
        .into_iter()
        .map(|known| (strsim::jaro_winkler(name, known), known))
        .filter(|(likeness, _)| *likeness > at_least)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found_and_a_stranger_is_not() {
        let known = ["min_snr_db", "max_hum_db", "target_lufs"];
        assert_eq!(nearest("min_snr", known), Some("min_snr_db"));
        assert_eq!(nearest("colour", known), None);
    }

    #[test]
    fn files_are_looked_for_beside_the_one_that_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["mum.wav", "voice-of-dad.wav"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let meant = |name: &str| nearest_file(&folder.path().join(name));
        assert_eq!(
            meant("voice-of-bad.wav"),
            Some(folder.path().join("voice-of-dad.wav"))
        );
        assert_eq!(meant("lecture.mp3"), None);
    }
}
