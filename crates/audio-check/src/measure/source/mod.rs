//! Interleaved source samples -> one small block of statistics per 20 ms, and their fold.

pub(in crate::measure) mod channel;

use super::channels::{self, ChannelFault};
use super::clipping::{self, HardClipping};
use super::lanes;
use channel::{ChannelBlock, Extreme, measure_channel};

/// Blocks per second of source.
const BLOCKS_PER_SEC: u32 = 50;
/// Statistics of 20 ms of the source.
///
/// One or two channels are kept apart; more are merged into the first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct SourceBlock {
    pub(super) frames: u32,
    pub(super) channels: u16,
    pub(super) sides: [ChannelBlock; 2],
    /// Sum of first times second channel.
    pub(super) cross_sum: f32,
}

impl SourceBlock {
    /// Whether the wave seems to be cut off here: flat for three samples at its extreme.
    pub(crate) fn is_clipped(&self) -> bool {
        self.is_side_clipped(0) || self.is_side_clipped(1)
    }

    /// The same of one of the channels that are told apart.
    pub(crate) fn is_side_clipped(&self, side: usize) -> bool {
        let flat = |extreme: &Extreme| extreme.run >= 3 && extreme.level > 0.25;
        flat(&self.sides[side].upper) || flat(&self.sides[side].lower)
    }

    /// Frames of the block.
    pub(crate) fn frames(&self) -> usize {
        self.frames as usize
    }

    /// Sum and sum of squares of one of the channels that are told apart.
    pub(crate) fn side_sums(&self, side: usize) -> (f64, f64) {
        let side = &self.sides[side];
        (f64::from(side.sum), f64::from(side.square_sum))
    }

    /// Mean square of one of the channels that are told apart, without its offset.
    pub(crate) fn side_mean_square(&self, side: usize) -> f64 {
        let frames = f64::from(self.frames.max(1));
        let (sum, square_sum) = self.side_sums(side);
        (square_sum / frames - (sum / frames).powi(2)).max(0.0)
    }

    /// Sum of the products of two channels.
    pub(crate) fn cross_sum(&self) -> f64 {
        f64::from(self.cross_sum)
    }

    /// The channels that are told apart: both of two, otherwise one.
    pub(super) fn sides(&self) -> &[ChannelBlock] {
        &self.sides[..if self.channels == 2 { 2 } else { 1 }]
    }
}

/// Statistics of a run of blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct SourceSummary {
    /// Highest absolute sample of any channel.
    pub(crate) peak: f64,
    /// Mean square over all channels.
    pub(crate) mean_square: f64,
    /// Mean of the channel that is farthest off.
    pub(crate) dc_offset: f64,
    /// What is certain about clipping.
    pub(crate) clipping: HardClipping,
    /// First channel over second, dB, within +-120; of two channels only.
    pub(crate) channel_balance_db: Option<f64>,
    /// Correlation of the two channels; unknown if one of them is silent.
    pub(crate) channel_correlation: Option<f64>,
    /// What is wrong between the channels.
    pub(crate) channel_fault: Option<ChannelFault>,
}

/// Cuts the source into blocks of 20 ms, whatever the split of the input.
pub(crate) struct SourceMeter {
    channels: u16,
    sample_rate: u32,
    /// What blocks of whole frames leave over, in fiftieths of a frame.
    owed: u32,
    block_samples: usize,
    partial: Vec<f32>,
    planes: Vec<f32>,
}

impl SourceMeter {
    /// A meter for `channels` at `sample_rate` Hz.
    pub(crate) fn new(channels: u16, sample_rate: u32) -> SourceMeter {
        let longest = (sample_rate / BLOCKS_PER_SEC + 1) as usize * usize::from(channels.max(1));
        let mut meter = SourceMeter {
            channels: channels.max(1),
            sample_rate,
            owed: 0,
            block_samples: 0,
            partial: Vec::with_capacity(longest),
            planes: Vec::with_capacity(if channels > 1 { longest } else { 0 }),
        };
        meter.start_block();
        meter
    }

    /// Fractional rates are carried: 11,025 Hz gives blocks of 220 and 221 frames in turn.
    fn start_block(&mut self) {
        let due = self.sample_rate % BLOCKS_PER_SEC + self.owed;
        let frames = self.sample_rate / BLOCKS_PER_SEC + due / BLOCKS_PER_SEC;
        self.owed = due % BLOCKS_PER_SEC;
        self.block_samples = frames.max(1) as usize * usize::from(self.channels);
    }

    /// Measures whole frames of `interleaved` and appends the blocks that are complete.
    pub(crate) fn push(&mut self, mut interleaved: &[f32], blocks: &mut impl Extend<SourceBlock>) {
        while !interleaved.is_empty() {
            let missing = self.block_samples - self.partial.len();
            let (head, rest) = interleaved.split_at(missing.min(interleaved.len()));
            interleaved = rest;
            if head.len() == self.block_samples {
                blocks.extend([self.measure(head)]);
                self.start_block();
                continue;
            }
            self.partial.extend_from_slice(head);
            if self.partial.len() == self.block_samples {
                blocks.extend([self.measure_partial()]);
                self.start_block();
            }
        }
    }

    /// The last, shorter block, if there is one.
    pub(crate) fn finish(&mut self) -> Option<SourceBlock> {
        (!self.partial.is_empty()).then(|| self.measure_partial())
    }

    fn measure_partial(&mut self) -> SourceBlock {
        let partial = std::mem::take(&mut self.partial);
        let block = self.measure(&partial);
        self.partial = partial;
        self.partial.clear();
        block
    }

    fn measure(&mut self, interleaved: &[f32]) -> SourceBlock {
        let channels = usize::from(self.channels);
        let frames = interleaved.len() / channels;
        let mut block = SourceBlock {
            frames: u32::try_from(frames).unwrap_or(u32::MAX),
            channels: self.channels,
            ..SourceBlock::default()
        };
        match channels {
            1 => block.sides[0] = measure_channel(interleaved),
            2 => {
                self.planes.resize(2 * frames, 0.0);
                let (first, second) = self.planes.split_at_mut(frames);
                for ((frame, a), b) in interleaved
                    .chunks_exact(2)
                    .zip(&mut *first)
                    .zip(&mut *second)
                {
                    *a = frame[0];
                    *b = frame[1];
                }
                block.sides = [measure_channel(first), measure_channel(second)];
                block.cross_sum = lanes::dot(first, second);
            }
            _ => {
                self.planes.resize(frames, 0.0);
                for channel in 0..channels {
                    let samples = interleaved.iter().skip(channel).step_by(channels);
                    for (out, sample) in self.planes.iter_mut().zip(samples) {
                        *out = *sample;
                    }
                    merge(
                        &mut block.sides[0],
                        &measure_channel(&self.planes),
                        channels,
                    );
                }
            }
        }
        block
    }
}

/// Adds one of many channels to `merged`: its extremes if they are higher, its share of sums.
fn merge(merged: &mut ChannelBlock, channel: &ChannelBlock, channels: usize) {
    let higher = |a: Extreme, b: Extreme| if b.level > a.level { b } else { a };
    merged.upper = higher(merged.upper, channel.upper);
    merged.lower = higher(merged.lower, channel.lower);
    merged.sum += channel.sum / channels as f32;
    merged.square_sum += channel.square_sum / channels as f32;
}

/// Folds blocks into the statistics of their run.
pub(crate) fn fold<'a>(blocks: impl IntoIterator<Item = &'a SourceBlock>) -> SourceSummary {
    let blocks: Vec<&SourceBlock> = blocks.into_iter().collect();
    let mut peak = 0.0_f32;
    let (mut samples, mut frames, mut square_sum, mut sums) = (0_u64, 0_u64, 0.0, [0.0_f64; 2]);
    for block in &blocks {
        frames += u64::from(block.frames);
        for (side, sum) in block.sides().iter().zip(&mut sums) {
            samples += u64::from(block.frames);
            peak = peak.max(side.peak());
            square_sum += f64::from(side.square_sum);
            *sum += f64::from(side.sum);
        }
    }
    let farthest = if sums[1].abs() > sums[0].abs() {
        sums[1]
    } else {
        sums[0]
    };
    let between = channels::compare(&blocks);
    SourceSummary {
        peak: f64::from(peak),
        mean_square: square_sum / samples.max(1) as f64,
        dc_offset: farthest / frames.max(1) as f64,
        clipping: clipping::hard(&blocks),
        channel_balance_db: between.map(|it| it.balance_db),
        channel_correlation: between.and_then(|it| it.correlation),
        channel_fault: between.and_then(|it| it.fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::specimen::{blocks, speech};
    use proptest::prelude::*;

    #[test]
    fn a_block_is_small_whatever_the_channels() {
        assert!(size_of::<SourceBlock>() <= 64);
    }

    #[test]
    fn odd_rates_carry_what_is_left_of_a_frame() {
        let frames: Vec<usize> = blocks(&[0.0; 11_025], 1, 11_025)
            .iter()
            .map(SourceBlock::frames)
            .collect();
        assert_eq!(frames.len(), 50);
        assert_eq!(frames.iter().sum::<usize>(), 11_025);
        assert!(frames.iter().all(|it| (220..=221).contains(it)));
    }

    #[test]
    fn an_offset_reads_as_it_is_also_of_one_channel() {
        let offset = |offset: f32| speech().iter().map(|it| it + offset).collect::<Vec<f32>>();
        for expected in [0.01_f32, -0.05] {
            let read = fold(&blocks(&offset(expected), 1, 16_000)).dc_offset;
            let own = fold(&blocks(&speech(), 1, 16_000)).dc_offset;
            assert!((read - own - f64::from(expected)).abs() < 1e-5, "{read}");
        }
        let both = crate::measure::specimen::stereo(&offset(0.02), &offset(-0.02));
        let read = fold(&blocks(&both, 2, 16_000)).dc_offset;
        let own = fold(&blocks(&speech(), 1, 16_000)).dc_offset;
        assert!((read.abs() - own.abs() - 0.02).abs() < 1e-5, "{read}");
    }

    #[test]
    fn peak_and_mean_square_are_those_of_all_samples() {
        let mut samples = vec![0.25_f32; 2_000];
        samples[1_234] = -0.75;
        for channels in [1, 2, 5] {
            let summary = fold(&blocks(&samples, channels, 16_000));
            let expected = (1_999.0 * 0.0625 + 0.5625) / 2_000.0;
            assert!((summary.peak - 0.75).abs() < 1e-9, "{channels}");
            assert!((summary.mean_square - expected).abs() < 1e-6, "{channels}");
        }
        assert_eq!(fold(&[]), SourceSummary::default());
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_blocks(
            splits in prop::collection::vec(1_usize..700, 1..40),
            channels in 1_u16..4,
            rate in prop::sample::select(vec![8_000_u32, 11_025, 16_000]),
        ) {
            let frames = usize::from(channels);
            let samples: Vec<f32> = speech()[16_000..16_000 + 2_400 * frames].to_vec();
            let mut meter = SourceMeter::new(channels, rate);
            let (mut found, mut rest) = (Vec::new(), samples.as_slice());
            for split in splits {
                let (head, tail) = rest.split_at((split * frames).min(rest.len()));
                meter.push(head, &mut found);
                rest = tail;
            }
            meter.push(rest, &mut found);
            found.extend(meter.finish());
            prop_assert_eq!(found, blocks(&samples, channels, rate));
        }
    }
}
