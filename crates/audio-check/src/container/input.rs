//! Any reader -> a window of bytes that moves forward, back too if the reader can, and knows its place.

use std::io::{self, ErrorKind as IoKind, Read, Seek, SeekFrom};

use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind};

/// One read call fills at most this; 192 KiB reads were as fast as a mapped file.
pub(super) const WINDOW_BYTES: usize = 192 * 1024;

pub(crate) struct Input<R> {
    reader: R,
    window: Zeroizing<Vec<u8>>,
    start: usize,
    end: usize,
    /// Place of `window[start]` in the stream.
    offset: u64,
    max_bytes: u64,
    /// Where a part of the stream ends that is read as if it were all.
    stop_at: u64,
    ended: bool,
    /// The farthest place that was consumed.
    reached: u64,
    seeker: Option<Seeker<R>>,
}

/// How a reader is moved: a function beside it, so that pipes need not pretend.
struct Seeker<R> {
    seek: fn(&mut R, SeekFrom) -> io::Result<u64>,
    /// Place of our first byte.
    start: u64,
    /// Bytes from there to the end.
    bytes: u64,
}

impl<R: Read + Seek> Input<R> {
    /// A file, or anything that can be moved; one that cannot after all is read like a pipe.
    pub(crate) fn seekable(mut reader: R, max_bytes: u64) -> Result<Input<R>, Error> {
        let mut seeker = None;
        if let Ok(start) = reader.stream_position()
            && let Ok(end) = reader.seek(SeekFrom::End(0))
        {
            reader.seek(SeekFrom::Start(start))?;
            seeker = (end > start).then(|| Seeker {
                seek: R::seek as fn(&mut R, SeekFrom) -> io::Result<u64>,
                start,
                bytes: end - start,
            });
        }
        Ok(Input {
            seeker,
            ..Input::new(reader, max_bytes)
        })
    }
}

impl<R: Read> Input<R> {
    pub(crate) fn new(reader: R, max_bytes: u64) -> Input<R> {
        Input {
            reader,
            window: Zeroizing::new(vec![0; WINDOW_BYTES]),
            start: 0,
            end: 0,
            offset: 0,
            max_bytes,
            stop_at: u64::MAX,
            ended: false,
            reached: 0,
            seeker: None,
        }
    }

    /// Place of the next byte.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// The farthest place so far: how much of the stream was seen or skipped.
    pub(super) fn reached(&self) -> u64 {
        self.reached.max(self.offset)
    }

    /// Whether [`Input::go_to`] can move anywhere.
    pub(super) fn can_seek(&self) -> bool {
        self.seeker.is_some()
    }

    /// Moves to a place in the stream; false, and nothing happens, if the reader cannot.
    pub(super) fn go_to(&mut self, offset: u64) -> Result<bool, Error> {
        let Some(seeker) = &self.seeker else {
            return Ok(false);
        };
        let offset = offset.min(seeker.bytes).min(self.stop_at);
        self.reached = self.reached();
        let window_at = self.offset - self.start as u64;
        let inside = offset.checked_sub(window_at).map(usize::try_from);
        if let Some(Ok(at)) = inside
            && at <= self.end
        {
            self.start = at;
        } else {
            (seeker.seek)(&mut self.reader, SeekFrom::Start(seeker.start + offset))
                .map_err(|error| Error::from(error).at(self.offset))?;
            (self.start, self.end, self.ended) = (0, 0, false);
        }
        self.offset = offset;
        Ok(true)
    }

    /// Lets the stream end `bytes` from here.
    pub(super) fn stop_after(&mut self, bytes: u64) {
        self.stop_at = self.offset.saturating_add(bytes);
    }

    fn left(&self) -> usize {
        usize::try_from(self.stop_at.saturating_sub(self.offset)).unwrap_or(usize::MAX)
    }

    /// What is in view, at least `wanted` bytes (at most the window) unless the stream ends.
    pub(super) fn peek(&mut self, wanted: usize) -> Result<&[u8], Error> {
        let wanted = wanted.min(WINDOW_BYTES).min(self.left());
        if self.end - self.start < wanted && !self.ended {
            self.window.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
            while self.end < wanted && !self.ended {
                self.fill()?;
            }
        }
        let in_view = (self.end - self.start).min(self.left());
        Ok(&self.window[self.start..self.start + in_view])
    }

    fn fill(&mut self) -> Result<(), Error> {
        match self.reader.read(&mut self.window[self.end..]) {
            Ok(0) => self.ended = true,
            Ok(count) => {
                self.end += count;
                if self.offset.saturating_add(self.end as u64) > self.max_bytes {
                    return Err(Error::new(
                        ErrorKind::TooLarge,
                        format!(
                            "the input is larger than {} bytes: cut the recording",
                            self.max_bytes
                        ),
                    ));
                }
            }
            Err(error) if error.kind() == IoKind::Interrupted => {}
            Err(error) => return Err(Error::from(error).at(self.offset)),
        }
        Ok(())
    }

    /// Moves past `count` bytes that are in view.
    pub(super) fn consume(&mut self, count: usize) {
        let count = count.min(self.end - self.start).min(self.left());
        self.start += count;
        self.offset += count as u64;
    }

    /// Moves past `count` bytes, fewer if the stream ends; says how many there were.
    pub(super) fn skip(&mut self, count: u64) -> Result<u64, Error> {
        let from = self.offset;
        // Less than a window is read as quickly.
        if count > WINDOW_BYTES as u64 && self.go_to(from.saturating_add(count))? {
            return Ok(self.offset - from);
        }
        let mut skipped = 0;
        while skipped < count {
            let in_view = self.peek(1)?.len();
            if in_view == 0 {
                break;
            }
            let step = usize::try_from(count - skipped)
                .unwrap_or(in_view)
                .min(in_view);
            self.consume(step);
            skipped += step as u64;
        }
        Ok(skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte a call, with interruptions, as a slow pipe does.
    struct Drip<'a>(&'a [u8], bool);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(IoKind::Interrupted.into());
            }
            let take = self.0.len().min(1).min(buffer.len());
            buffer[..take].copy_from_slice(&self.0[..take]);
            self.0 = &self.0[take..];
            Ok(take)
        }
    }

    #[test]
    fn a_dripping_pipe_reads_like_a_slice() {
        let bytes: Vec<u8> = (0..=99).collect();
        let mut input = Input::new(Drip(&bytes, false), 1000);
        assert_eq!(input.peek(10).unwrap(), &bytes[..10]);
        input.consume(4);
        assert_eq!(input.skip(50).unwrap(), 50);
        assert_eq!(input.offset(), 54);
        assert_eq!(input.peek(200).unwrap(), &bytes[54..]);
        assert_eq!(input.skip(1000).unwrap(), 46);
        assert!(input.peek(1).unwrap().is_empty());
    }

    #[test]
    fn a_part_ends_where_it_was_told_to() {
        let bytes: Vec<u8> = (0..=99).collect();
        let mut input = Input::new(&bytes[..], 1000);
        input.skip(10).unwrap();
        input.stop_after(20);
        assert_eq!(input.peek(50).unwrap(), &bytes[10..30]);
        assert_eq!(input.skip(50).unwrap(), 20);
        assert!(input.peek(1).unwrap().is_empty());
    }

    #[test]
    fn a_file_moves_to_any_place_and_a_pipe_does_not() {
        let bytes: Vec<u8> = (0..=255).cycle().take(1_000_000).collect();
        let mut file = Input::seekable(std::io::Cursor::new(&bytes), u64::MAX).unwrap();
        assert_eq!(file.skip(900_001).unwrap(), 900_001);
        assert_eq!(file.peek(10).unwrap()[..10], bytes[900_001..900_011]);
        for place in [900_005, 7, 100_000, 999_990] {
            assert!(file.go_to(place).unwrap());
            let at = usize::try_from(place).unwrap();
            assert_eq!(file.peek(10).unwrap()[..10], bytes[at..at + 10]);
        }
        assert_eq!(file.skip(u64::MAX).unwrap(), 10);
        assert!(file.peek(1).unwrap().is_empty());
        assert!(file.go_to(5).unwrap());
        assert_eq!((file.offset(), file.reached()), (5, 1_000_000));
        assert_eq!(file.peek(1).unwrap()[0], 5);
        let mut pipe = Input::new(&bytes[..], u64::MAX);
        assert!(!pipe.go_to(5).unwrap());
        assert_eq!(pipe.skip(900_001).unwrap(), 900_001);
        assert_eq!(pipe.reached(), 900_001);
    }

    #[test]
    fn an_endless_stream_stops_at_the_limit() {
        let mut input = Input::new(std::io::repeat(1), 1_000_000);
        let error = input.skip(u64::MAX).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge);
    }
}
