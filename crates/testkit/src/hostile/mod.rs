//! The families of odd, damaged and hostile files -> bytes, each with what must become of it.

mod adpcm;
mod aiff;
mod bombs;
mod caf;
mod coded;
mod extensible;
mod fmt_lies;
mod foreign;
mod samples;
mod streaming;
mod structure;
mod valid;
mod wave64;
mod wide;

/// One file and what a careful reader does with it.
#[derive(Clone, Debug)]
pub struct Case {
    /// File name, unique; the part before the first `-` is the family.
    pub name: String,
    /// The whole file.
    pub bytes: Vec<u8>,
    /// What must become of it.
    pub expect: Expect,
}

/// What must become of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expect {
    /// It is read, with exactly these numbers.
    Accept(Read),
    /// It is refused, for one of these reasons.
    Refuse(&'static [&'static str]),
    /// Both are defensible; reading it needs these numbers.
    Either(Read, &'static [&'static str]),
    /// Any answer is right that comes in time, within memory and without a crash.
    Survive,
}

/// The numbers of a file that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Frames of the source.
    pub frames: u64,
    /// Frames a second.
    pub sample_rate: u32,
    /// Samples in a frame.
    pub channels: u16,
    /// Code of the fault that must be reported, if there is one.
    pub fault: Option<&'static str>,
}

impl Case {
    fn new(name: impl Into<String>, bytes: Vec<u8>, expect: Expect) -> Case {
        Case {
            name: name.into(),
            bytes,
            expect,
        }
    }
}

fn read(frames: u64, sample_rate: u32, channels: u16) -> Expect {
    Expect::Accept(Read {
        frames,
        sample_rate,
        channels,
        fault: None,
    })
}

impl Expect {
    fn with_fault(mut self, code: &'static str) -> Expect {
        if let Expect::Accept(read) | Expect::Either(read, _) = &mut self {
            read.fault = Some(code);
        }
        self
    }

    fn or_refuse(self, kinds: &'static [&'static str]) -> Expect {
        match self {
            Expect::Accept(read) => Expect::Either(read, kinds),
            other => other,
        }
    }
}

/// Frames in the files of this generator, where nothing else is said: a tenth of a second.
const FRAMES: u64 = 1600;

/// A tenth of a second of a tone at 16 kHz, 16 bits, `channels` times.
fn tone16(channels: u16) -> Vec<u8> {
    use crate::{signals, wav_bytes};
    let mono = signals::sine(16_000, 0.1, 440.0, 0.5);
    let samples = signals::interleave(&mono, channels);
    wav_bytes::integers(&samples, 2, wav_bytes::Order::Little)
}

/// Every case of every family.
pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    valid::add(&mut cases);
    streaming::add(&mut cases);
    wide::add(&mut cases);
    extensible::add(&mut cases);
    fmt_lies::add(&mut cases);
    structure::add(&mut cases);
    samples::add(&mut cases);
    adpcm::add(&mut cases);
    aiff::add(&mut cases);
    caf::add(&mut cases);
    wave64::add(&mut cases);
    coded::add(&mut cases);
    bombs::add(&mut cases);
    foreign::add(&mut cases);
    cases
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_unique_and_short() {
        let mut names: Vec<_> = super::all().into_iter().map(|case| case.name).collect();
        // They become files.
        assert!(
            names
                .iter()
                .all(|name| name.len() < 100 && !name.contains('/'))
        );
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
