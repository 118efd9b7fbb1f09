//! Interleaved samples -> mono, without averaging away what differs.

mod seen;

use crate::measure::source::SourceBlock;
use seen::{Choice, Seen};
use std::collections::VecDeque;
use zeroize::Zeroize;

/// It is decided once half of the blocks held back have sound, and when so many are held back:
/// a second of stereo, in samples, whatever the number of channels.
const MOST_HELD_BLOCKS: usize = 50;

/// Chooses while the recording arrives: holds back half a second of sound (a second at most) at
/// the start, then follows block by block. Any split of the input gives the same samples.
pub(crate) struct Downmix {
    channels: usize,
    choice: Option<Choice>,
    pending: Vec<f32>,
    blocks: VecDeque<SourceBlock>,
    seen: Seen,
}

impl Downmix {
    /// Makes mono of `channels` at `sample_rate` Hz; at most `samples_at_a_time` are pushed.
    pub(crate) fn new(channels: u16, sample_rate: u32, samples_at_a_time: usize) -> Downmix {
        let held_frames = Downmix::most_held_frames(channels, sample_rate);
        let channels = usize::from(channels.max(1));
        let lookahead = if channels > 1 {
            held_frames * channels + samples_at_a_time
        } else {
            0
        };
        Downmix {
            channels,
            choice: None,
            pending: Vec::with_capacity(lookahead),
            blocks: VecDeque::with_capacity(MOST_HELD_BLOCKS + 1),
            seen: Seen::new(channels),
        }
    }

    /// Frames that may be held back, and come all at once.
    pub(crate) fn most_held_frames(channels: u16, sample_rate: u32) -> usize {
        if channels < 2 {
            return 0;
        }
        (sample_rate as usize / 50 + 1) * (most_held_blocks(usize::from(channels)) + 1)
    }

    /// Takes whole frames and the blocks that were completed by them; appends to `mono`.
    pub(crate) fn push<'a>(
        &mut self,
        interleaved: &[f32],
        blocks: impl Iterator<Item = &'a SourceBlock>,
        mono: &mut Vec<f32>,
    ) {
        if self.channels == 1 {
            mono.extend_from_slice(interleaved);
            return;
        }
        if self.choice.is_some() {
            self.push_decided(interleaved, blocks, mono);
            return;
        }
        self.pending.extend_from_slice(interleaved);
        let mut done = 0;
        for block in blocks {
            let samples = block.frames() * self.channels;
            let ahead: usize = self.blocks.iter().map(SourceBlock::frames).sum();
            let from = done + ahead * self.channels;
            self.seen.add(block, &self.pending[from..from + samples]);
            if self.choice.is_none() {
                self.blocks.push_back(*block);
                let most = most_held_blocks(self.channels);
                if self.seen.heard >= most.div_ceil(2) || self.blocks.len() >= most {
                    done = self.decide(done, mono);
                } else if self.seen.heard == 0 {
                    self.blocks.clear();
                    append(
                        &self.pending[done..done + samples],
                        self.channels,
                        FIRST,
                        mono,
                    );
                    done += samples;
                }
                continue;
            }
            let pending = std::mem::take(&mut self.pending);
            self.follow(&pending[done..done + samples], mono);
            self.pending = pending;
            done += samples;
        }
        self.pending.drain(..done);
    }

    /// The same once it is decided: what is pending is less than a block, and only blocks that
    /// span two pushes are copied.
    fn push_decided<'a>(
        &mut self,
        mut interleaved: &[f32],
        blocks: impl Iterator<Item = &'a SourceBlock>,
        mono: &mut Vec<f32>,
    ) {
        let mut pending = std::mem::take(&mut self.pending);
        for block in blocks {
            let missing = (block.frames() * self.channels).saturating_sub(pending.len());
            let (head, rest) = interleaved.split_at(missing.min(interleaved.len()));
            interleaved = rest;
            let samples = if pending.is_empty() {
                head
            } else {
                pending.extend_from_slice(head);
                &pending
            };
            self.seen.add(block, samples);
            self.follow(samples, mono);
            pending.clear();
        }
        pending.extend_from_slice(interleaved);
        self.pending = pending;
    }

    /// Takes the block that the end cut short, if there is one, and lets go of what is left.
    pub(crate) fn finish(&mut self, last: Option<&SourceBlock>, mono: &mut Vec<f32>) {
        self.push(&[], last.into_iter(), mono);
        if !self.blocks.is_empty() {
            self.decide(0, mono);
        }
        self.pending.as_mut_slice().zeroize();
        self.pending.clear();
    }

    /// Decides, and lets go of all blocks held back; returns where they end.
    fn decide(&mut self, from: usize, mono: &mut Vec<f32>) -> usize {
        let choice = self.seen.choice();
        self.choice = Some(choice);
        let frames: usize = self.blocks.drain(..).map(|block| block.frames()).sum();
        let end = from + frames * self.channels;
        append(&self.pending[from..end], self.channels, choice, mono);
        end
    }

    /// Makes mono of one block, and changes over within it if another choice became better.
    fn follow(&mut self, samples: &[f32], mono: &mut Vec<f32>) {
        let before = self.choice.unwrap_or(FIRST);
        let now = self.seen.better_than(before).unwrap_or(before);
        self.choice = Some(now);
        let start = mono.len();
        append(samples, self.channels, now, mono);
        if now != before {
            let faded = &mut mono[start..];
            let step = 1.0 / faded.len().max(1) as f32;
            let frames = samples.chunks_exact(self.channels);
            for (index, (out, frame)) in faded.iter_mut().zip(frames).enumerate() {
                let share = index as f32 * step;
                *out = share * *out + (1.0 - share) * of_frame(frame, before);
            }
        }
    }
}

impl Drop for Downmix {
    fn drop(&mut self) {
        self.pending.as_mut_slice().zeroize();
    }
}

fn most_held_blocks(channels: usize) -> usize {
    (2 * MOST_HELD_BLOCKS / channels).clamp(2, MOST_HELD_BLOCKS)
}

const FIRST: Choice = Choice::Channel(0);

fn of_frame(frame: &[f32], choice: Choice) -> f32 {
    match choice {
        Choice::Mean => frame.iter().sum::<f32>() / frame.len() as f32,
        Choice::Channel(channel) => frame[channel],
    }
}

/// Appends mono of whole frames; the compiler vectorises each of the loops.
fn append(interleaved: &[f32], channels: usize, choice: Choice, mono: &mut Vec<f32>) {
    match (choice, channels) {
        (Choice::Mean, 2) => {
            let frames = interleaved.chunks_exact(2);
            mono.extend(frames.map(|frame| 0.5 * (frame[0] + frame[1])));
        }
        (Choice::Channel(0), 2) => mono.extend(interleaved.chunks_exact(2).map(|frame| frame[0])),
        (Choice::Channel(_), 2) => mono.extend(interleaved.chunks_exact(2).map(|frame| frame[1])),
        (choice, channels) => {
            let frames = interleaved.chunks_exact(channels);
            mono.extend(frames.map(|frame| of_frame(frame, choice)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::source::SourceMeter;
    use crate::measure::specimen::{other_speech, speech, stereo};
    use proptest::prelude::*;

    fn mono_of(interleaved: &[f32], channels: u16, frames_at_a_time: usize) -> Vec<f32> {
        let mut meter = SourceMeter::new(channels, 16_000);
        let mut downmix = Downmix::new(channels, 16_000, 0);
        let (mut blocks, mut mono) = (Vec::new(), Vec::new());
        for part in interleaved.chunks(frames_at_a_time * usize::from(channels)) {
            blocks.clear();
            meter.push(part, &mut blocks);
            downmix.push(part, blocks.iter(), &mut mono);
        }
        downmix.finish(meter.finish().as_ref(), &mut mono);
        mono
    }

    fn check(interleaved: &[f32], channels: u16, expected: &[f32]) {
        let mono = mono_of(interleaved, channels, 1_000);
        assert_eq!(mono.len(), interleaved.len() / usize::from(channels));
        assert!(mono.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6));
    }

    fn scaled(samples: &[f32], factor: f32) -> Vec<f32> {
        samples.iter().map(|it| it * factor).collect()
    }

    #[test]
    fn mono_and_equal_channels_stay_as_they_are() {
        check(&speech(), 1, &speech());
        check(&stereo(&speech(), &speech()), 2, &speech());
    }

    #[test]
    fn channels_that_cancel_are_not_added() {
        check(&stereo(&speech(), &scaled(&speech(), -1.0)), 2, &speech());
    }

    #[test]
    fn the_living_side_is_taken() {
        let dead = vec![0.0; speech().len()];
        check(&stereo(&speech(), &dead), 2, &speech());
        check(&stereo(&dead, &speech()), 2, &speech());
    }

    #[test]
    fn of_two_voices_one_is_kept_whole() {
        let (one, other) = (speech(), [other_speech(), other_speech()].concat());
        let mono = mono_of(&stereo(&one, &other), 2, 1_000);
        let is = |voice: &[f32]| mono.iter().zip(voice).all(|(a, b)| (a - b).abs() < 1e-6);
        assert!(is(&one) || is(&other));
    }

    #[test]
    #[expect(clippy::cast_possible_truncation, reason = "quiet noise")]
    fn a_voice_that_begins_late_is_followed() {
        let noise: Vec<f32> = testkit::signals::noise(16_000, 2.0, 0.003, 3)
            .iter()
            .map(|it| *it as f32)
            .collect();
        let hiss: Vec<f32> = noise
            .iter()
            .copied()
            .cycle()
            .take(32_000 + speech().len())
            .collect();
        let quiet = scaled(&hiss[777..], 0.8);
        let late: Vec<f32> = quiet
            .iter()
            .zip([vec![0.0; 32_000], speech()].concat())
            .map(|(a, b)| a + b)
            .collect();
        let mono = mono_of(&stereo(&hiss, &late), 2, 1_000);
        assert!(
            mono[48_000..]
                .iter()
                .zip(&late[48_000..])
                .all(|(a, b)| (a - b).abs() < 1e-6)
        );
    }

    #[test]
    fn of_many_channels_the_one_with_the_voice_is_taken() {
        let speech = speech();
        let six: Vec<f32> = speech
            .iter()
            .flat_map(|it| [0.0, 0.01 * it, *it, 0.0, -0.01 * it, 0.0])
            .collect();
        check(&six, 6, &speech);
    }

    #[test]
    fn nothing_gives_nothing_and_a_tail_is_kept() {
        assert!(mono_of(&[], 2, 10).is_empty());
        assert_eq!(mono_of(&[0.5; 34], 2, 3), vec![0.5; 17]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn any_split_gives_the_same_samples(frames in 1_usize..3_000, swap: bool) {
            let other = [other_speech(), other_speech()].concat();
            let both = if swap { stereo(&other, &speech()) } else { stereo(&speech(), &other) };
            let both = &both[..96_000];
            prop_assert_eq!(mono_of(both, 2, frames), mono_of(both, 2, 48_000));
        }
    }
}
