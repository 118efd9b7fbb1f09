//! Groups and voiceprints to rows of an embedded database file and back.

use std::io;
use std::path::Path;

use bytes::Bytes;
use redb::{Database, ReadableDatabase as _, ReadableTable as _, TableDefinition};
use serde::de::DeserializeOwned;

use super::{Group, Voiceprint};
use crate::wiped;

const GROUPS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("groups");
const VOICEPRINTS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("voiceprints");
const AUDIO: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("audio");

/// The database file. Each call is one durable transaction.
pub(super) struct Disk {
    database: Database,
}

fn failed(error: impl Into<redb::Error>) -> io::Error {
    io::Error::other(error.into())
}

impl Disk {
    /// Opens or makes the file; fails while another process has it open.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let database = Database::create(path).map_err(failed)?;
        let write = database.begin_write().map_err(failed)?;
        for table in [GROUPS, VOICEPRINTS, AUDIO] {
            write.open_table(table).map_err(failed)?;
        }
        write.commit().map_err(failed)?;
        Ok(Self { database })
    }

    fn rows<T: DeserializeOwned>(
        &self,
        table: TableDefinition<'_, u64, &'static [u8]>,
    ) -> io::Result<Vec<T>> {
        let read = self.database.begin_read().map_err(failed)?;
        let table = read.open_table(table).map_err(failed)?;
        let mut rows = Vec::new();
        for row in table.iter().map_err(failed)? {
            let (_, value) = row.map_err(failed)?;
            rows.push(serde_json::from_slice(value.value())?);
        }
        Ok(rows)
    }

    /// All groups.
    pub(super) fn groups(&self) -> io::Result<Vec<Group>> {
        self.rows(GROUPS)
    }

    /// All voiceprints.
    pub(super) fn voiceprints(&self) -> io::Result<Vec<Voiceprint>> {
        self.rows(VOICEPRINTS)
    }

    /// The audio of a voiceprint.
    pub(super) fn audio(&self, id: u64) -> io::Result<Option<Bytes>> {
        let read = self.database.begin_read().map_err(failed)?;
        let table = read.open_table(AUDIO).map_err(failed)?;
        let row = table.get(id).map_err(failed)?;
        Ok(row.map(|value| wiped::owned(value.value().to_vec())))
    }

    /// Writes a group.
    pub(super) fn put_group(&self, group: &Group) -> io::Result<()> {
        let row = serde_json::to_vec(group)?;
        let write = self.database.begin_write().map_err(failed)?;
        write
            .open_table(GROUPS)
            .map_err(failed)?
            .insert(group.id, row.as_slice())
            .map_err(failed)?;
        write.commit().map_err(failed)
    }

    /// Writes a voiceprint, and its audio where one is given, in one step.
    pub(super) fn put_voiceprint(
        &self,
        print: &Voiceprint,
        audio: Option<&[u8]>,
    ) -> io::Result<()> {
        let row = serde_json::to_vec(print)?;
        let write = self.database.begin_write().map_err(failed)?;
        write
            .open_table(VOICEPRINTS)
            .map_err(failed)?
            .insert(print.id, row.as_slice())
            .map_err(failed)?;
        if let Some(audio) = audio {
            write
                .open_table(AUDIO)
                .map_err(failed)?
                .insert(print.id, audio)
                .map_err(failed)?;
        }
        write.commit().map_err(failed)
    }

    /// Removes a group and voiceprints in one step.
    pub(super) fn remove(&self, group: Option<u64>, prints: &[u64]) -> io::Result<()> {
        let write = self.database.begin_write().map_err(failed)?;
        if let Some(id) = group {
            write
                .open_table(GROUPS)
                .map_err(failed)?
                .remove(id)
                .map_err(failed)?;
        }
        for id in prints {
            write
                .open_table(VOICEPRINTS)
                .map_err(failed)?
                .remove(id)
                .map_err(failed)?;
            write
                .open_table(AUDIO)
                .map_err(failed)?
                .remove(id)
                .map_err(failed)?;
        }
        write.commit().map_err(failed)
    }
}
