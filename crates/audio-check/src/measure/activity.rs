//! 16 kHz mono samples -> probability of speech per 20 ms block, while they arrive.

use super::kept::BLOCK;
#[cfg(feature = "speech")]
use speech_nets::Vad;

/// Tells speech from the rest, block by block.
pub(crate) struct Activity {
    detector: Detector,
    samples: u64,
    told: u64,
}

enum Detector {
    #[cfg(feature = "speech")]
    Network(Box<FrameQueue>),
    Energy(EnergyGate),
}

impl Activity {
    /// By the network if `network` is asked for and built in, else by energy.
    pub(crate) fn new(network: bool) -> Activity {
        #[cfg(feature = "speech")]
        if network {
            let detector = Detector::Network(Box::new(FrameQueue::new()));
            return Activity {
                detector,
                samples: 0,
                told: 0,
            };
        }
        let _ = network;
        Activity {
            detector: Detector::Energy(EnergyGate::new()),
            samples: 0,
            told: 0,
        }
    }

    /// Takes the next samples and appends the probability of each block that can be told.
    pub(crate) fn push(&mut self, samples: &[f32], blocks: &mut Vec<f32>) {
        self.samples += samples.len() as u64;
        let before = blocks.len();
        match &mut self.detector {
            #[cfg(feature = "speech")]
            Detector::Network(queue) => {
                queue.push(samples);
                while (self.told + (blocks.len() - before) as u64 + 1) * BLOCK as u64
                    <= self.samples
                {
                    let Some(probability) = queue.block(self.told + (blocks.len() - before) as u64)
                    else {
                        break;
                    };
                    blocks.push(probability);
                }
            }
            Detector::Energy(gate) => gate.push(samples, blocks),
        }
        self.told += (blocks.len() - before) as u64;
    }

    /// Tells the rest; silence stands for what is missing of the last block.
    pub(crate) fn finish(&mut self, blocks: &mut Vec<f32>) {
        let total = self.samples.div_ceil(BLOCK as u64);
        while self.told < total {
            self.push(&[0.0; BLOCK], blocks);
        }
        let surplus = usize::try_from(self.told - total).unwrap_or(0);
        blocks.truncate(blocks.len() - surplus);
        self.told = total;
    }
}

/// The network tells frames of 32 ms; blocks of 20 ms read them.
#[cfg(feature = "speech")]
struct FrameQueue {
    vad: Vad,
    frames: Vec<f32>,
    first_frame: u64,
}

#[cfg(feature = "speech")]
impl FrameQueue {
    fn new() -> FrameQueue {
        FrameQueue {
            vad: Vad::new(),
            frames: Vec::with_capacity(1024),
            first_frame: 0,
        }
    }

    fn push(&mut self, samples: &[f32]) {
        self.vad.push(samples, &mut self.frames);
    }

    /// Probability of `block`, once the frame that holds its middle is known. Blocks are asked
    /// for in order; frames before are forgotten.
    fn block(&mut self, block: u64) -> Option<f32> {
        let frame = (block * BLOCK as u64 + BLOCK as u64 / 2) / Vad::FRAME as u64;
        let index = usize::try_from(frame - self.first_frame).ok()?;
        let probability = *self.frames.get(index)?;
        self.frames.drain(..index);
        self.first_frame = frame;
        Some(probability)
    }
}

/// Speech by level over a tracked floor: the fall-back without a network.
struct EnergyGate {
    /// Sums of squares of every eighth sample: independent sums are added side by side, and the
    /// place in the block, not the split of the input, tells which sample goes where.
    square_sums: [f32; 8],
    count: usize,
    floor_dbfs: f64,
}

impl EnergyGate {
    fn new() -> EnergyGate {
        EnergyGate {
            square_sums: [0.0; 8],
            count: 0,
            floor_dbfs: -20.0,
        }
    }

    fn push(&mut self, mut samples: &[f32], blocks: &mut Vec<f32>) {
        while !samples.is_empty() {
            let (head, rest) = samples.split_at(samples.len().min(BLOCK - self.count));
            self.add(head);
            if self.count == BLOCK {
                blocks.push(self.probability());
            }
            samples = rest;
        }
    }

    fn add(&mut self, samples: &[f32]) {
        let lead = self.count.next_multiple_of(8) - self.count;
        let (lead, rest) = samples.split_at(lead.min(samples.len()));
        let (eights, tail) = rest.as_chunks::<8>();
        let first = self.count % 8;
        for (sum, sample) in self.square_sums[first..].iter_mut().zip(lead) {
            *sum += sample * sample;
        }
        for eight in eights {
            for (sum, sample) in self.square_sums.iter_mut().zip(eight) {
                *sum += sample * sample;
            }
        }
        for (sum, sample) in self.square_sums.iter_mut().zip(tail) {
            *sum += sample * sample;
        }
        self.count += samples.len();
    }

    #[expect(clippy::cast_possible_truncation, reason = "a probability fits f32")]
    fn probability(&mut self) -> f32 {
        let square_sum: f32 = self.square_sums.iter().sum();
        let level_dbfs =
            super::decibel::power_dbfs(f64::from(square_sum) / BLOCK as f64).max(-90.0);
        (self.square_sums, self.count) = ([0.0; 8], 0);
        // The floor falls at once and rises by 3 dB a second.
        self.floor_dbfs = level_dbfs.min(self.floor_dbfs + 3.0 * super::kept::BLOCK_SECS);
        if level_dbfs < -60.0 {
            return 0.0;
        }
        ((level_dbfs - self.floor_dbfs - 6.0) / 12.0).clamp(0.0, 1.0) as f32
    }
}
