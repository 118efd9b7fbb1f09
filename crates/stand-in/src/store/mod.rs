//! Groups and voiceprints by id, in memory, written through to a file where one is given.

mod disk;
mod entry;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use bytes::Bytes;

pub(crate) use entry::{Group, Owner, Voiceprint};

use crate::random;
use disk::Disk;

/// All that the service remembers. Ids ascend, so iteration is in order of creation.
#[derive(Default)]
pub(crate) struct Store {
    groups: BTreeMap<u64, Group>,
    voiceprints: BTreeMap<u64, Voiceprint>,
    audio: BTreeMap<u64, Bytes>,
    disk: Option<Disk>,
    last_id: u64,
}

impl Store {
    /// An empty store in memory, or the one kept in `file`.
    pub(crate) fn open(file: Option<&Path>) -> io::Result<Self> {
        let mut store = Self::default();
        let Some(path) = file else { return Ok(store) };
        let disk = Disk::open(path)?;
        store.groups = disk
            .groups()?
            .into_iter()
            .map(|group| (group.id, group))
            .collect();
        store.voiceprints = disk
            .voiceprints()?
            .into_iter()
            .map(|print| (print.id, print))
            .collect();
        let ids = store.groups.keys().chain(store.voiceprints.keys());
        store.last_id = ids.copied().max().unwrap_or(0);
        store.disk = Some(disk);
        Ok(store)
    }

    /// An id that was never given before: the second in the high half and a random low half,
    /// which has 19 digits until the year 2044, as in the service's samples.
    pub(crate) fn next_id(&mut self) -> u64 {
        let random = u64::from(u32::from_be_bytes(random::bytes()));
        let id = (random::now_secs() << 32) | random;
        self.last_id = id.max(self.last_id.saturating_add(1));
        self.last_id
    }

    /// All groups, oldest first.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.values()
    }

    /// One group.
    pub(crate) fn group(&self, id: u64) -> Option<&Group> {
        self.groups.get(&id)
    }

    /// The voiceprints of a group, oldest first.
    pub(crate) fn voiceprints(&self, group_id: u64) -> impl Iterator<Item = &Voiceprint> {
        self.voiceprints
            .values()
            .filter(move |print| print.group_id == group_id)
    }

    /// One voiceprint of a group.
    pub(crate) fn voiceprint(&self, group_id: u64, id: u64) -> Option<&Voiceprint> {
        self.voiceprints
            .get(&id)
            .filter(|print| print.group_id == group_id)
    }

    /// The voiceprint whose audio has this secret key.
    pub(crate) fn voiceprint_of_audio(&self, key: &str) -> Option<&Voiceprint> {
        self.voiceprints
            .values()
            .find(|print| print.audio_key == key)
    }

    /// The audio of a voiceprint.
    pub(crate) fn audio(&self, id: u64) -> io::Result<Option<Bytes>> {
        match &self.disk {
            Some(disk) => disk.audio(id),
            None => Ok(self.audio.get(&id).cloned()),
        }
    }

    /// Adds or replaces a group.
    pub(crate) fn put_group(&mut self, group: Group) -> io::Result<()> {
        if let Some(disk) = &self.disk {
            disk.put_group(&group)?;
        }
        self.groups.insert(group.id, group);
        Ok(())
    }

    /// Removes a group with everything in it.
    pub(crate) fn remove_group(&mut self, id: u64) -> io::Result<()> {
        let inside: Vec<u64> = self.voiceprints(id).map(|print| print.id).collect();
        if let Some(disk) = &self.disk {
            disk.remove(Some(id), &inside)?;
        }
        for print in inside {
            self.voiceprints.remove(&print);
            self.audio.remove(&print);
        }
        self.groups.remove(&id);
        Ok(())
    }

    /// Adds or replaces a voiceprint; its audio only when one is given.
    pub(crate) fn put_voiceprint(
        &mut self,
        print: Voiceprint,
        audio: Option<Bytes>,
    ) -> io::Result<()> {
        match (&self.disk, audio) {
            (Some(disk), audio) => disk.put_voiceprint(&print, audio.as_deref())?,
            (None, Some(audio)) => drop(self.audio.insert(print.id, audio)),
            (None, None) => {}
        }
        self.voiceprints.insert(print.id, print);
        Ok(())
    }

    /// Removes one voiceprint.
    pub(crate) fn remove_voiceprint(&mut self, id: u64) -> io::Result<()> {
        if let Some(disk) = &self.disk {
            disk.remove(None, &[id])?;
        }
        self.voiceprints.remove(&id);
        self.audio.remove(&id);
        Ok(())
    }

    /// Forgets everything, on disk too.
    pub(crate) fn clear(&mut self) -> io::Result<()> {
        let groups: Vec<u64> = self.groups.keys().copied().collect();
        groups.into_iter().try_for_each(|id| self.remove_group(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(id: u64) -> Group {
        let owner = Owner {
            user_id: 1,
            name: "a".to_owned(),
        };
        Group {
            id,
            name: "g".to_owned(),
            desc: String::new(),
            owner,
            created_at: 1,
            updated_at: 1,
        }
    }

    fn print(id: u64, group: &Group) -> Voiceprint {
        Voiceprint {
            id,
            group_id: group.id,
            name: "妈妈".to_owned(),
            desc: String::new(),
            owner: group.owner.clone(),
            created_at: 1,
            updated_at: 1,
            file_name: "a.wav".to_owned(),
            audio_key: "K".to_owned(),
        }
    }

    #[test]
    fn ids_have_19_digits_and_ascend() {
        let mut store = Store::default();
        let ids: Vec<u64> = (0..1000).map(|_| store.next_id()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
        assert!(ids.iter().all(|id| id.to_string().len() == 19));
    }

    #[test]
    fn a_store_on_disk_is_the_same_after_it_was_closed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("voices.redb");
        let mut store = Store::open(Some(&file)).unwrap();
        let (kept, dropped) = (group(7), group(8));
        store.put_group(kept.clone()).unwrap();
        store.put_group(dropped.clone()).unwrap();
        store
            .put_voiceprint(print(11, &kept), Some(Bytes::from_static(b"one")))
            .unwrap();
        store
            .put_voiceprint(print(12, &kept), Some(Bytes::from_static(b"two")))
            .unwrap();
        store
            .put_voiceprint(print(13, &dropped), Some(Bytes::from_static(b"three")))
            .unwrap();
        store
            .put_voiceprint(
                Voiceprint {
                    name: "n".to_owned(),
                    ..print(11, &kept)
                },
                None,
            )
            .unwrap();
        store.remove_voiceprint(12).unwrap();
        store.remove_group(8).unwrap();
        drop(store);

        let mut store = Store::open(Some(&file)).unwrap();
        assert_eq!(store.groups().map(|g| g.id).collect::<Vec<_>>(), [7]);
        assert_eq!(store.voiceprints(7).map(|p| p.id).collect::<Vec<_>>(), [11]);
        assert_eq!(store.voiceprint(7, 11).unwrap().name, "n");
        assert_eq!(store.audio(11).unwrap().unwrap().as_ref(), b"one");
        assert_eq!(store.audio(13).unwrap(), None);
        assert!(store.next_id() > 11);
    }

    #[test]
    fn two_stores_cannot_share_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("voices.redb");
        let _first = Store::open(Some(&file)).unwrap();
        assert!(Store::open(Some(&file)).is_err());
    }
}
