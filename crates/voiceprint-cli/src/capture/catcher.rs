//! What an audio callback gives -> a ring of samples, without allocating, locking or waiting.

use cpal::{FromSample, Sample};
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use zeroize::{Zeroize, Zeroizing};

/// The end of the ring that lives in the callback.
pub(super) struct Catcher {
    ring: Producer<f32>,
    channels: usize,
    lost_frames: Arc<AtomicU64>,
}

/// The other end.
pub(super) struct Caught {
    ring: Consumer<f32>,
    lost_frames: Arc<AtomicU64>,
}

/// A ring of `frames`.
pub(super) fn ring(frames: usize, channels: usize) -> (Catcher, Caught) {
    let (producer, consumer) = RingBuffer::new(frames * channels);
    let lost_frames = Arc::new(AtomicU64::new(0));
    let catcher = Catcher {
        ring: producer,
        channels,
        lost_frames: Arc::clone(&lost_frames),
    };
    let caught = Caught {
        ring: consumer,
        lost_frames,
    };
    (catcher, caught)
}

impl Catcher {
    /// Takes whole frames as long as there is room; what is left over is counted as lost.
    pub(super) fn take<T: Sample>(&mut self, interleaved: &[T])
    where
        f32: FromSample<T>,
    {
        let room = self.ring.slots();
        let room = room - room % self.channels;
        let (taken, lost) = interleaved.split_at(interleaved.len().min(room));
        if let Ok(chunk) = self.ring.write_chunk_uninit(taken.len()) {
            chunk.fill_from_iter(taken.iter().map(|&sample| f32::from_sample(sample)));
        }
        if !lost.is_empty() {
            let frames = (lost.len() / self.channels) as u64;
            self.lost_frames.fetch_add(frames, Ordering::Relaxed);
        }
    }
}

impl Caught {
    /// All that came since; the ring keeps no copy of a voice.
    pub(super) fn all(&mut self) -> Zeroizing<Vec<f32>> {
        let mut all = Zeroizing::new(Vec::with_capacity(self.ring.slots()));
        if let Ok(mut chunk) = self.ring.read_chunk(all.capacity().min(self.ring.slots())) {
            let (first, second) = chunk.as_mut_slices();
            for part in [first, second] {
                all.extend_from_slice(part);
                part.zeroize();
            }
            chunk.commit_all();
        }
        all
    }

    /// Frames for which there was no room.
    pub(super) fn lost_frames(&self) -> u64 {
        self.lost_frames.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_caught_comes_out_in_order_and_overruns_are_counted_in_whole_frames() {
        let (mut catcher, mut caught) = ring(10, 2);
        let samples: Vec<i16> = (0..16).map(|step| step * 1024).collect();
        catcher.take(&samples);
        assert_eq!(caught.all().len(), 16);
        catcher.take(&samples);
        catcher.take(&samples);
        assert_eq!(caught.lost_frames(), 6);
        let all = caught.all();
        let expected = samples.iter().chain(&samples[..4]);
        let expected: Vec<f32> = expected.map(|&s| f32::from(s) / 32768.0).collect();
        assert_eq!(*all, expected);
        assert!(caught.all().is_empty());
    }

    /// Ends the tests if anything is allocated where nothing may be.
    #[global_allocator]
    static GUARD: assert_no_alloc::AllocDisabler = assert_no_alloc::AllocDisabler;

    #[test]
    fn the_callback_allocates_nothing_not_even_when_there_is_no_room() {
        let (mut catcher, mut caught) = ring(480, 2);
        let block = [0.25_f32; 960];
        assert_no_alloc::assert_no_alloc(|| {
            for _ in 0..10 {
                catcher.take(&block);
            }
        });
        assert_eq!((caught.all().len(), caught.lost_frames()), (960, 9 * 480));
    }

    #[test]
    fn two_threads_lose_nothing_that_is_not_counted() {
        let (mut catcher, mut caught) = ring(512, 1);
        let thread = std::thread::spawn(move || {
            for start in 0..2_000_u32 {
                let block: Vec<f32> = (0..64).map(|step| (start * 64 + step) as f32).collect();
                catcher.take(&block);
            }
        });
        let (mut count, mut last) = (0, -1.0);
        while !thread.is_finished() || !caught.ring.is_empty() {
            for &sample in caught.all().iter() {
                assert!(sample > last, "{sample} after {last}");
                last = sample;
                count += 1;
            }
        }
        thread.join().unwrap();
        assert_eq!(count + caught.lost_frames(), 128_000);
    }
}
