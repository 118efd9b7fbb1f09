//! A login file on disk: read, locked against other processes, replaced whole, for its owner alone.

use super::stored::Login;
use crate::problem::OrProblem;
use crate::write::exists;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;
use zeroize::Zeroizing;

/// Longest login file: two tokens of 8 KiB and some names are far below it.
const MAX_BYTES: u64 = 1 << 20;

/// Where a login is kept.
#[derive(Clone, Debug)]
pub(crate) struct LoginFile(PathBuf);

/// A place for the next login that is known to be writable; it is taken before a refresh token is
/// used up, for what cannot be stored then is lost.
pub(crate) struct Room(NamedTempFile);

impl LoginFile {
    /// The file `path` stands for; a link is followed, as writing to it would.
    pub(crate) fn new(path: &Path) -> LoginFile {
        LoginFile(std::fs::canonicalize(path).unwrap_or(path.to_owned()))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Refuses to overwrite anything.
    pub(crate) fn ensure_new(&self, force: bool) -> anyhow::Result<()> {
        if !force && self.0.exists() {
            return Err(exists(&self.0));
        }
        Ok(())
    }

    pub(crate) fn read(&self) -> anyhow::Result<Login> {
        let path = self.0.display();
        let what = || {
            let en = format!("the login {path} cannot be used");
            (en, format!("无法使用登录文件 {path}"))
        };
        Login::parse(&text(&self.0).or_problem(what)?).or_problem(what)
    }

    /// Waits until no other process renews this login.
    pub(crate) fn lock(&self) -> anyhow::Result<File> {
        let mut path = self.0.clone().into_os_string();
        path.push(".lock");
        let cannot = || {
            let path = self.0.display();
            (
                format!("{path} cannot be locked"),
                format!("无法锁定 {path}"),
            )
        };
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(path).or_problem(cannot)?;
        // Some network file systems have no locks.
        let _ = file.lock();
        Ok(file)
    }

    /// Makes sure that there is room beside the file.
    pub(crate) fn room(&self) -> anyhow::Result<Room> {
        let folder = match self.0.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        // Made with mode 0600 from the start.
        let mut builder = tempfile::Builder::new();
        let file = builder.prefix(".voiceprint-").suffix(".part");
        let file = file.tempfile_in(folder);
        Ok(Room(file.or_problem(|| self.cannot_write())?))
    }

    /// Puts a login where the old one was, whole or not at all.
    pub(crate) fn store(&self, room: Room, login: &Login) -> anyhow::Result<()> {
        let mut file = room.0;
        file.write_all(login.text()?.as_bytes())
            .and_then(|()| file.as_file().sync_all())
            .or_problem(|| self.cannot_write())?;
        file.persist(&self.0)
            .map_err(|failed| failed.error)
            .or_problem(|| self.cannot_write())?;
        Ok(())
    }

    fn cannot_write(&self) -> (String, String) {
        let path = self.0.display();
        (
            format!("{path} cannot be written"),
            format!("无法写入 {path}"),
        )
    }
}

/// A small text file.
pub(crate) fn text(path: &Path) -> anyhow::Result<Zeroizing<String>> {
    use std::io::Read;
    let mut bytes = Zeroizing::new(Vec::with_capacity(64 * 1024));
    File::open(path)?.take(MAX_BYTES).read_to_end(&mut bytes)?;
    let text = std::str::from_utf8(&bytes).or_problem(|| ("it is no text", "内容不是文本"))?;
    Ok(Zeroizing::new(text.to_owned()))
}
