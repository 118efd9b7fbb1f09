//! Confirmed results -> an append-only file that survives a kill at any moment.
//!
//! A line is one confirmed update: its key, a tab, its result as JSON. It is written with one
//! call, so that a kill leaves whole lines and at most one torn one at the end, which is cut off.

use super::manifest::Key;
use crate::problem::{OrProblem, Problem};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long confirmed results may be in the system's memory only: a power cut costs at most
/// these, and they would be sent again, not lost.
const SYNC_EVERY: Duration = Duration::from_secs(1);

/// What was confirmed by this and earlier runs.
pub(super) struct Journal {
    file: File,
    /// Where the result of a key begins, and its length.
    confirmed: HashMap<Key, (u64, usize)>,
    end: u64,
    synced: Instant,
}

impl Journal {
    /// Opens the journal and takes it for this process alone.
    pub(super) fn open(path: &Path) -> anyhow::Result<Journal> {
        let cannot = || {
            let path = path.display();
            let en = format!("the journal {path} cannot be used");
            (en, format!("无法使用日志文件 {path}"))
        };
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        let file = options.open(path).or_problem(cannot)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let path = path.display();
                return Err(Problem::error((
                    format!("the journal {path} is in use by another batch"),
                    format!("日志文件 {path} 正被另一个批处理使用"),
                )));
            }
            // Some network file systems have no locks.
            Err(TryLockError::Error(_)) => {}
        }
        let mut journal = Journal {
            file,
            confirmed: HashMap::new(),
            end: 0,
            synced: Instant::now(),
        };
        journal.read().or_problem(cannot)?;
        Ok(journal)
    }

    fn read(&mut self) -> anyhow::Result<()> {
        let mut reader = BufReader::new(&self.file);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line)? > 0 {
            if line.last() != Some(&b'\n') {
                break;
            }
            let tab = line.iter().position(|byte| *byte == b'\t');
            let Some((tab, key)) = tab.and_then(|tab| Some((tab, key_of(&line[..tab])?))) else {
                return Err(Problem::error((
                    "it is no journal of a batch: name another one with --journal",
                    "不是批处理的日志文件：请用 --journal 指定另一个",
                )));
            };
            let start = self.end + tab as u64 + 1;
            self.confirmed.insert(key, (start, line.len() - tab - 2));
            self.end += line.len() as u64;
            line.clear();
        }
        self.file.set_len(self.end)?;
        Ok(())
    }

    /// The result of an update that was confirmed before.
    pub(super) fn confirmed(&self, key: &Key) -> anyhow::Result<Option<String>> {
        let Some((start, length)) = self.confirmed.get(key) else {
            return Ok(None);
        };
        let mut file = &self.file;
        file.seek(SeekFrom::Start(*start))?;
        let mut result = vec![0; *length];
        file.read_exact(&mut result)?;
        Ok(Some(String::from_utf8(result)?))
    }

    /// Notes a confirmed update.
    pub(super) fn confirm(&mut self, key: Key, result: &str) -> anyhow::Result<()> {
        let mut line = key.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        let start = line.len() as u64 + 1;
        let _ = writeln!(line, "\t{result}");
        self.file
            .write_all(line.as_bytes())
            .or_problem(|| UNWRITTEN)?;
        self.confirmed.insert(key, (self.end + start, result.len()));
        self.end += line.len() as u64;
        if self.synced.elapsed() > SYNC_EVERY {
            self.sync()?;
        }
        Ok(())
    }

    /// Brings everything to the disk.
    pub(super) fn sync(&mut self) -> anyhow::Result<()> {
        self.synced = Instant::now();
        self.file.sync_data().or_problem(|| UNWRITTEN)
    }
}

const UNWRITTEN: (&str, &str) = ("the journal cannot be written", "无法写入日志文件");

fn key_of(hex: &[u8]) -> Option<Key> {
    let mut key = Key::default();
    if hex.len() != 2 * key.len() {
        return None;
    }
    for (byte, digits) in key.iter_mut().zip(hex.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_confirmed_is_known_after_a_cut_at_any_byte() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("j");
        let results = ["{\"a\":1}", "{\"b\":\"妈妈\"}", "{}"];
        let mut journal = Journal::open(&path).unwrap();
        for (key, result) in (0_u8..).zip(results) {
            journal.confirm([key; 16], result).unwrap();
        }
        drop(journal);
        let whole = std::fs::read(&path).unwrap();
        let ends: Vec<usize> = whole
            .iter()
            .enumerate()
            .filter_map(|(index, byte)| (*byte == b'\n').then_some(index + 1))
            .collect();
        for cut in 0..=whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let mut journal = Journal::open(&path).unwrap();
            for ((key, result), end) in (0_u8..).zip(results).zip(&ends) {
                let known = journal.confirmed(&[key; 16]).unwrap();
                assert_eq!(
                    known.as_deref(),
                    (*end <= cut).then_some(result),
                    "cut at {cut}"
                );
            }
            journal.confirm([9; 16], "after").unwrap();
            assert_eq!(
                journal.confirmed(&[9; 16]).unwrap().as_deref(),
                Some("after")
            );
            drop(journal);
            let again = Journal::open(&path).unwrap();
            assert_eq!(again.confirmed(&[9; 16]).unwrap().as_deref(), Some("after"));
        }
    }

    #[test]
    fn two_batches_do_not_share_a_journal_and_a_letter_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("j");
        let _first = Journal::open(&path).unwrap();
        assert!(Journal::open(&path).is_err());
        let letter = folder.path().join("letter");
        std::fs::write(&letter, "Dear Sir,\n").unwrap();
        assert!(Journal::open(&letter).is_err());
        assert_eq!(std::fs::read(&letter).unwrap(), b"Dear Sir,\n");
    }
}
