//! Interleaved samples -> mono, without averaging away what differs.

use crate::measure::source::SourceBlock;
use std::collections::VecDeque;
use std::ops::Range;
use zeroize::Zeroize;

/// What mono is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    /// The mean of two channels that say the same.
    Mean,
    /// One channel.
    Channel(usize),
}

/// The mean is taken of two channels that correlate at least so much ...
const SAME_CORRELATION: f64 = 0.9;
/// ... are this close in level ...
const SAME_LEVEL_DB: f64 = 6.0;
/// ... and is given up below this correlation, seen from the start.
const APART_CORRELATION: f64 = 0.7;
/// Another channel takes over once its voice has stood so much higher out of its noise.
const BETTER_DB: f64 = 10.0;
/// Blocks of 20 ms with sound that decide, and blocks after which it is decided anyway.
const HEARD_BLOCKS: usize = 25;
const MOST_PENDING_BLOCKS: usize = 50;
/// Samples held back at most, whatever rate and channels a header claims: 1.6 MB.
const MOST_PENDING_SAMPLES: usize = 400_000;
/// Mean square of -70 dBFS: quieter blocks are silence, of which nothing can be learnt.
const SILENCE: f64 = 1e-7;

/// Chooses while the recording arrives: looks ahead by half a second of sound (a second at most),
/// then follows block by block. Any split of the input gives the same samples.
pub(crate) struct Downmix {
    channels: usize,
    choice: Option<Choice>,
    pending: Vec<f32>,
    blocks: VecDeque<SourceBlock>,
    most_pending_blocks: usize,
    seen: Seen,
}

/// Blocks to wait for a decision: a second, or what memory allows.
fn most_pending_blocks(channels: u16, sample_rate: u32) -> usize {
    let block_samples = (sample_rate as usize / 50 + 1) * usize::from(channels.max(1));
    (MOST_PENDING_SAMPLES / block_samples).clamp(1, MOST_PENDING_BLOCKS)
}

impl Downmix {
    /// Makes mono of `channels` at `sample_rate` Hz; at most `samples_at_a_time` are pushed.
    pub(crate) fn new(channels: u16, sample_rate: u32, samples_at_a_time: usize) -> Downmix {
        let most_pending_blocks = most_pending_blocks(channels, sample_rate);
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
            blocks: VecDeque::with_capacity(MOST_PENDING_BLOCKS + 1),
            most_pending_blocks,
            seen: Seen::new(channels),
        }
    }

    /// Frames that may be held back, and come all at once.
    pub(crate) fn most_held_frames(channels: u16, sample_rate: u32) -> usize {
        if channels < 2 {
            return 0;
        }
        (sample_rate as usize / 50 + 1) * (most_pending_blocks(channels, sample_rate) + 1)
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
        self.pending.extend_from_slice(interleaved);
        let mut done = 0;
        for block in blocks {
            let samples = block.frames() * self.channels;
            let ahead: usize = self.blocks.iter().map(SourceBlock::frames).sum();
            let from = done + ahead * self.channels;
            self.seen.add(block, &self.pending[from..from + samples]);
            if self.choice.is_none() {
                self.blocks.push_back(*block);
                if self.seen.heard >= HEARD_BLOCKS || self.blocks.len() >= self.most_pending_blocks
                {
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
            done = self.follow(done..done + samples, mono);
        }
        self.pending.drain(..done);
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
    fn follow(&mut self, block: Range<usize>, mono: &mut Vec<f32>) -> usize {
        let end = block.end;
        let before = self.choice.unwrap_or(FIRST);
        let now = self.seen.better_than(before).unwrap_or(before);
        self.choice = Some(now);
        let samples = &self.pending[block];
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
        end
    }
}

impl Drop for Downmix {
    fn drop(&mut self) {
        self.pending.as_mut_slice().zeroize();
    }
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

/// What was seen of the channels since the start.
struct Seen {
    /// Blocks in which any channel was more than silent.
    heard: usize,
    levels: Vec<Level>,
    frames: f64,
    /// Of the first two channels, without their offsets.
    sums: [f64; 2],
    square_sums: [f64; 2],
    cross_sum: f64,
}

/// Mean squares of one channel over 60 ms.
#[derive(Clone, Copy)]
struct Level {
    recent: [f64; 3],
    loudest: f64,
    quietest: f64,
    cut_blocks: u32,
}

impl Level {
    /// How far the voice stands out of the noise, dB; a cut channel is worth 20 dB less.
    fn score_db(&self) -> f64 {
        let range = self.loudest.max(SILENCE * 0.01) / self.quietest.max(SILENCE);
        10.0 * range.log10() - if self.cut_blocks > 1 { 20.0 } else { 0.0 }
    }
}

impl Seen {
    fn new(channels: usize) -> Seen {
        let level = Level {
            recent: [0.0; 3],
            loudest: 0.0,
            quietest: f64::INFINITY,
            cut_blocks: 0,
        };
        Seen {
            heard: 0,
            levels: vec![level; channels],
            frames: 0.0,
            sums: [0.0; 2],
            square_sums: [0.0; 2],
            cross_sum: 0.0,
        }
    }

    fn add(&mut self, block: &SourceBlock, interleaved: &[f32]) {
        let channels = self.levels.len();
        let frames = block.frames().max(1) as f64;
        let mut is_heard = false;
        for (channel, level) in self.levels.iter_mut().enumerate() {
            let mean_square = if channels == 2 {
                level.cut_blocks += u32::from(block.is_side_clipped(channel));
                block.side_mean_square(channel)
            } else {
                let samples = interleaved.iter().skip(channel).step_by(channels);
                let (sum, square_sum) = samples.fold((0.0_f32, 0.0_f32), |(sum, squares), it| {
                    (sum + it, squares + it * it)
                });
                (f64::from(square_sum) / frames - (f64::from(sum) / frames).powi(2)).max(0.0)
            };
            is_heard |= mean_square > SILENCE;
            level.recent.rotate_left(1);
            level.recent[2] = mean_square;
            let smooth = level.recent.iter().sum::<f64>() / 3.0;
            level.loudest = level.loudest.max(smooth);
            if self.heard > 1 {
                level.quietest = level.quietest.min(smooth);
            }
        }
        self.heard += usize::from(is_heard);
        if channels == 2 {
            self.frames += frames;
            for side in 0..2 {
                let (sum, square_sum) = block.side_sums(side);
                self.sums[side] += sum;
                self.square_sums[side] += square_sum;
            }
            self.cross_sum += block.cross_sum();
        }
    }

    /// Correlation, and level of the first over the second of two channels, dB.
    fn likeness(&self) -> Option<(f64, f64)> {
        let energy = |side: usize| {
            (self.square_sums[side] - self.sums[side].powi(2) / self.frames.max(1.0)).max(0.0)
        };
        let (first, second) = (energy(0), energy(1));
        let silent = SILENCE * 0.01 * self.frames;
        if self.levels.len() != 2 || first <= silent || second <= silent {
            return None;
        }
        let cross = self.cross_sum - self.sums[0] * self.sums[1] / self.frames.max(1.0);
        let correlation = cross / (first * second).sqrt();
        Some((correlation, 10.0 * (first / second).log10()))
    }

    fn best(&self) -> usize {
        let score = |channel: &usize| self.levels[*channel].score_db();
        // Of equals the first.
        (0..self.levels.len())
            .rev()
            .max_by(|a, b| score(a).total_cmp(&score(b)))
            .unwrap_or(0)
    }

    fn choice(&self) -> Choice {
        match self.likeness() {
            Some((correlation, balance_db))
                if correlation >= SAME_CORRELATION && balance_db.abs() <= SAME_LEVEL_DB =>
            {
                Choice::Mean
            }
            _ => Choice::Channel(self.best()),
        }
    }

    /// What should take over from `choice`, if anything.
    fn better_than(&self, choice: Choice) -> Option<Choice> {
        let best = self.best();
        let is_better = match choice {
            Choice::Mean => self
                .likeness()
                .is_none_or(|(correlation, _)| correlation < APART_CORRELATION),
            Choice::Channel(channel) => {
                self.levels[best].score_db() > self.levels[channel].score_db() + BETTER_DB
            }
        };
        is_better.then_some(Choice::Channel(best))
    }
}
