//! A CSV or JSON Lines file -> rows, one at a time.

use crate::problem::{OrProblem, Problem};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Longest line: four ids and texts are far below it.
const MAX_LINE_BYTES: u64 = 1 << 20;

/// One update as the manifest says it; without a file only the texts change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    #[serde(default)]
    pub(super) file: String,
    #[serde(default)]
    pub(super) group: Option<String>,
    #[serde(default)]
    pub(super) feature: Option<String>,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) desc: Option<String>,
}

/// What tells a row from every other: its texts, and size and time of its file.
pub(super) type Key = [u8; 16];

impl Row {
    /// A file that was recorded anew makes another key.
    pub(super) fn key(&self, path: &Path) -> Key {
        let mut hash = Sha256::new();
        let texts = [Some(&self.file), self.group.as_ref(), self.feature.as_ref()];
        for text in texts
            .into_iter()
            .chain([self.name.as_ref(), self.desc.as_ref()])
        {
            // The length keeps "ab" + "c" from being "a" + "bc".
            let length = text.map_or(u64::MAX, |text| text.len() as u64);
            hash.update(length.to_le_bytes());
            hash.update(text.map(String::as_bytes).unwrap_or_default());
        }
        if !self.file.is_empty()
            && let Ok(facts) = std::fs::metadata(path)
        {
            hash.update(facts.len().to_le_bytes());
            let changed = facts.modified().ok();
            let age = changed.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
            hash.update(age.map_or(0, |age| age.as_nanos()).to_le_bytes());
        }
        let mut key = Key::default();
        key.copy_from_slice(&hash.finalize()[..16]);
        key
    }
}

/// The rows of a manifest; memory does not grow with their number.
pub(super) struct Manifest {
    rows: Rows,
    folder: PathBuf,
}

enum Rows {
    Csv(Box<csv::DeserializeRecordsIntoIter<File, Row>>),
    Lines(BufReader<File>, u64),
}

impl Manifest {
    /// Tells JSON Lines from CSV by the first character.
    pub(super) fn open(path: &Path) -> anyhow::Result<Manifest> {
        let place = path.display();
        let open = || {
            File::open(path).or_problem(|| {
                (
                    format!("{place} cannot be read"),
                    format!("无法读取 {place}"),
                )
            })
        };
        let mut start = Vec::new();
        open()?.take(4096).read_to_end(&mut start)?;
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
        let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
        let rows = match first {
            None => {
                let words = (format!("{place} is empty"), format!("{place} 是空的"));
                return Err(Problem::error(words));
            }
            Some(b'{') => Rows::Lines(BufReader::new(open()?), 0),
            Some(_) => {
                let mut reader = csv::ReaderBuilder::new()
                    .trim(csv::Trim::Headers)
                    .flexible(true)
                    .from_reader(open()?);
                let columns = reader.headers();
                let columns = columns.or_problem(|| {
                    let en = "the first line cannot be read";
                    (en, "无法读取第一行")
                })?;
                let known = ["file", "group", "feature", "name", "desc"];
                let strange = columns.iter().find(|column| !known.contains(column));
                if let Some(strange) = strange {
                    return Err(Problem::error((
                        format!(
                            "{place}: column \"{strange}\" is not known; the first line names the \
                             columns file,group,feature,name,desc"
                        ),
                        format!(
                            "{place}：未知的列 \"{strange}\"；第一行应写列名 \
                             file,group,feature,name,desc"
                        ),
                    )));
                }
                let tells = |column| ["file", "name", "desc"].contains(&column);
                if !columns.iter().any(tells) {
                    return Err(Problem::error((
                        format!(
                            "{place}: the first line names no column \"file\", \"name\" or \"desc\""
                        ),
                        format!("{place}：第一行没有 \"file\"、\"name\" 或 \"desc\" 列"),
                    )));
                }
                Rows::Csv(Box::new(reader.into_deserialize()))
            }
        };
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Manifest { rows, folder })
    }

    /// Where the file of a row is: beside the manifest, else where we stand.
    pub(super) fn locate(&self, file: &str) -> PathBuf {
        let beside = self.folder.join(file);
        match beside.exists() {
            true => beside,
            false => PathBuf::from(file),
        }
    }
}

impl Iterator for Manifest {
    /// The line it stands on, and the row or what is wrong with it.
    type Item = (u64, Result<Row, String>);

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.rows {
            Rows::Csv(rows) => {
                let line = rows.reader().position().line();
                let row = rows.next()?.map_err(|error| error.to_string());
                Some((line, row))
            }
            Rows::Lines(reader, line) => loop {
                *line += 1;
                let mut text = Vec::new();
                match reader
                    .by_ref()
                    .take(MAX_LINE_BYTES)
                    .read_until(b'\n', &mut text)
                {
                    Ok(0) => return None,
                    Ok(_) => {}
                    Err(error) => return Some((*line, Err(error.to_string()))),
                }
                let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
                if text.iter().all(u8::is_ascii_whitespace) {
                    continue;
                }
                let row = serde_json::from_slice(text).map_err(|error| error.to_string());
                return Some((*line, row));
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Result<Row, String>)> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Manifest::open(file.path()).unwrap().collect()
    }

    fn row(file: &str, name: Option<&str>) -> Row {
        Row {
            file: file.into(),
            group: Some("1".into()),
            feature: Some("2".into()),
            name: name.map(Into::into),
            desc: None,
        }
    }

    #[test]
    fn both_forms_give_the_same_rows() {
        let csv =
            rows("\u{feff}file,group,feature,name,desc\na.wav,1,2,妈妈,\n\"b,c.wav\",1,2,,\n");
        let lines = rows(
            "{\"file\":\"a.wav\",\"group\":\"1\",\"feature\":\"2\",\"name\":\"妈妈\"}\n\n\
             {\"file\":\"b,c.wav\",\"group\":\"1\",\"feature\":\"2\"}",
        );
        let expected = [row("a.wav", Some("妈妈")), row("b,c.wav", None)];
        for (rows, numbers) in [(csv, [2, 3]), (lines, [1, 3])] {
            let (lines, rows): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
            assert_eq!(lines, numbers);
            assert_eq!(
                rows.into_iter().map(Result::unwrap).collect::<Vec<_>>(),
                expected
            );
        }
    }

    #[test]
    fn a_manifest_of_names_needs_no_file() {
        let rows = rows("feature,group,name\n2,1,妈妈\n");
        let expected = row("", Some("妈妈"));
        assert_eq!(rows, [(2, Ok(expected.clone()))]);
        // The folder it stands in changes with every line of the journal; the row does not.
        let folder = tempfile::tempdir().unwrap();
        let before = expected.key(folder.path());
        std::fs::write(folder.path().join("journal"), "more").unwrap();
        assert_eq!(before, expected.key(folder.path()));
    }

    #[test]
    fn a_bad_row_does_not_hide_the_next() {
        let rows =
            rows("{\"file\":\"a.wav\"}\n{\"file\":\n{\"fiel\":\"b\"}\n{\"file\":\"c.wav\"}\n");
        let good: Vec<bool> = rows.iter().map(|(_, row)| row.is_ok()).collect();
        assert_eq!(good, [true, false, false, true]);
    }

    #[test]
    fn keys_differ_where_rows_or_files_do() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let one = row("a.wav", None);
        assert_ne!(
            one.key(file.path()),
            row("a.wav", Some("")).key(file.path())
        );
        let before = one.key(file.path());
        assert_eq!(before, one.key(file.path()));
        std::fs::write(file.path(), "recorded anew").unwrap();
        assert_ne!(before, one.key(file.path()));
    }
}
