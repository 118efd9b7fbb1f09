//! Interleaved source samples -> one small block of statistics per 20 ms, and their fold.

/// What is wrong between the channels of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChannelFault {
    /// One channel carries nothing.
    Dead,
    /// The channels cancel each other.
    Cancel,
    /// The channels carry different voices.
    Differ,
}

/// Statistics of 20 ms of the source, all channels together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct SourceBlock {
    samples: u32,
    peak: f32,
    square_sum: f32,
    sum: f32,
}

impl SourceBlock {
    /// Whether the wave is cut off here.
    pub(crate) fn is_clipped(&self) -> bool {
        self.peak >= 1.0
    }
}

/// Statistics of a run of blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct SourceSummary {
    pub(crate) peak: f64,
    pub(crate) mean_square: f64,
    pub(crate) dc_offset: f64,
}

/// Cuts the source into blocks of 20 ms, whatever the split of the input.
pub(crate) struct SourceMeter {
    samples_per_block: u32,
    current: SourceBlock,
}

impl SourceMeter {
    pub(crate) fn new(channels: u16, sample_rate: u32) -> SourceMeter {
        let samples_per_block = (sample_rate / 50).max(1) * u32::from(channels);
        SourceMeter {
            samples_per_block,
            current: SourceBlock::default(),
        }
    }

    /// Measures `interleaved` and appends the blocks that are complete.
    pub(crate) fn push(&mut self, mut interleaved: &[f32], blocks: &mut impl Extend<SourceBlock>) {
        while !interleaved.is_empty() {
            let missing = (self.samples_per_block - self.current.samples) as usize;
            let (head, rest) = interleaved.split_at(missing.min(interleaved.len()));
            for sample in head {
                self.current.peak = self.current.peak.max(sample.abs());
                self.current.square_sum += sample * sample;
                self.current.sum += sample;
                self.current.samples += 1;
            }
            if self.current.samples == self.samples_per_block {
                blocks.extend([std::mem::take(&mut self.current)]);
            }
            interleaved = rest;
        }
    }

    /// The last, shorter block, if there is one.
    pub(crate) fn finish(&mut self) -> Option<SourceBlock> {
        Some(std::mem::take(&mut self.current)).filter(|block| block.samples > 0)
    }
}

/// Folds blocks into the statistics of their run.
pub(crate) fn fold<'a>(blocks: impl IntoIterator<Item = &'a SourceBlock>) -> SourceSummary {
    let (mut samples, mut peak, mut square_sum, mut sum) = (0_u64, 0.0_f32, 0.0_f64, 0.0_f64);
    for block in blocks {
        samples += u64::from(block.samples);
        peak = peak.max(block.peak);
        square_sum += f64::from(block.square_sum);
        sum += f64::from(block.sum);
    }
    let count = samples.max(1) as f64;
    SourceSummary {
        peak: f64::from(peak),
        mean_square: square_sum / count,
        dc_offset: sum / count,
    }
}
