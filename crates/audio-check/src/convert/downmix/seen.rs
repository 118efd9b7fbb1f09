//! Blocks of a source with several channels -> which of them to listen to.

use crate::measure::source::SourceBlock;

/// What mono is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
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
/// Mean square of -70 dBFS: quieter blocks are silence, of which nothing can be learnt.
const SILENCE: f64 = 1e-7;

/// What was seen of the channels since the start.
pub(super) struct Seen {
    /// Blocks in which any channel was more than silent.
    pub(super) heard: usize,
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
    pub(super) fn new(channels: usize) -> Seen {
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

    pub(super) fn add(&mut self, block: &SourceBlock, interleaved: &[f32]) {
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

    pub(super) fn choice(&self) -> Choice {
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
    pub(super) fn better_than(&self, choice: Choice) -> Option<Choice> {
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
