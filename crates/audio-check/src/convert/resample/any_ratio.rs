//! Mono samples at any source rate -> mono samples at 16 kHz, by rubato.

use rubato::audioadapter_buffers::direct::SequentialSlice;
use rubato::{
    Async, Fft, FixedAsync, FixedSync, Resampler as _, SincInterpolationParameters,
    SincInterpolationType, WindowFunction::BlackmanHarris2, calculate_cutoff,
};
use zeroize::Zeroize;

use super::ratio::{TARGET_HZ, reduced};
use crate::error::{Error, ErrorKind};

/// A filter this long, at the lower of both rates, is flat to 7.7 kHz and 140 dB down at 8 kHz.
const MIN_BLOCK: usize = 512;
/// Rates that share too small a factor with 16 kHz (47,999 Hz has none) need longer blocks, up to
/// seconds: late and ringing. Beyond this they are interpolated instead.
const MAX_BLOCK: usize = 4096;
/// Source frames that the interpolating resampler takes at a time.
const CHUNK: usize = 4096;

/// Collects blocks of the size that rubato wants and drops what lies before the first frame.
pub(super) struct AnyRatio {
    rubato: Box<dyn rubato::Resampler<f32> + Send>,
    /// Source frames that do not fill a block yet.
    pending: Vec<f32>,
    block_in: usize,
    block_out: Vec<f32>,
    /// Output frames that lie before the first source frame and are still to come.
    skip: usize,
}

impl AnyRatio {
    pub(super) fn new(source_rate_hz: u32) -> Result<Self, Error> {
        let (unit_in, unit_out) = reduced(source_rate_hz);
        // Powers of two times the reduced ratio keep the transforms fast; at least one two in
        // each makes their middle, hence the delay, a whole frame.
        let mut factor = 2;
        while factor * unit_in.min(unit_out) < MIN_BLOCK {
            factor *= 2;
        }
        if factor * unit_in.min(unit_out) <= MAX_BLOCK {
            AnyRatio::blockwise(source_rate_hz, factor * unit_in)
        } else {
            AnyRatio::interpolating(source_rate_hz)
        }
        .map_err(|error| {
            Error::new(
                ErrorKind::BadFormat,
                format!("a sample rate of {source_rate_hz} Hz cannot be converted: {error}"),
            )
        })
    }

    fn blockwise(
        source_rate_hz: u32,
        block: usize,
    ) -> Result<Self, rubato::ResamplerConstructionError> {
        let fft = Fft::new_custom(
            source_rate_hz as usize,
            TARGET_HZ as usize,
            block,
            1,
            1,
            BlackmanHarris2,
            FixedSync::Both,
        )?;
        debug_assert_eq!(fft.fft_size_in(), block);
        let skip = fft.output_delay();
        Ok(AnyRatio::around(Box::new(fft), skip))
    }

    fn interpolating(source_rate_hz: u32) -> Result<Self, rubato::ResamplerConstructionError> {
        let ratio = f64::from(TARGET_HZ) / f64::from(source_rate_hz);
        // The library counts the filter in source frames and does not widen it for a lower
        // target rate, nor lower its automatic cutoff; both are done here.
        let widening = source_rate_hz.div_ceil(TARGET_HZ) as usize;
        // Odd rates below 16 kHz give four frames for one: half the filter, flat to 0.92 of the
        // band, and straight lines between more points keep a long file of them within a second.
        let (length, oversampling, interpolation) = if source_rate_hz < TARGET_HZ {
            (MIN_BLOCK / 2, 1024, SincInterpolationType::Linear)
        } else {
            // A widened filter bends less between two points of its table.
            let oversampling = (256 / widening).max(32);
            (MIN_BLOCK, oversampling, SincInterpolationType::Cubic)
        };
        let sinc_len = length * widening;
        let parameters = SincInterpolationParameters::new(sinc_len, BlackmanHarris2)
            .f_cutoff(calculate_cutoff(length, BlackmanHarris2))
            .interpolation(interpolation)
            .oversampling_factor(oversampling);
        let sinc = Async::new_sinc(ratio, 1.0, &parameters, CHUNK, 1, FixedAsync::Input)?;
        // The library's first output lies one output step less half a filter, plus one step of
        // the filter's table, from the first source frame (measured; `output_delay` rounds).
        // Silence in front moves the first source frame onto an output frame.
        let before = sinc_len as f64 / 2.0 - 1.0 / oversampling as f64;
        let outputs_before = |lead: u32| (before + f64::from(lead)) * ratio;
        let lead = (0..source_rate_hz)
            .find(|&lead| {
                let position = outputs_before(lead);
                (position - position.round()).abs() < 0.0005
            })
            .unwrap_or(0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small whole number above one"
        )]
        let skip = outputs_before(lead).round() as usize - 1;
        let mut engine = AnyRatio::around(Box::new(sinc), skip);
        engine.push(&vec![0.0; lead as usize], &mut Vec::new());
        Ok(engine)
    }

    fn around(rubato: Box<dyn rubato::Resampler<f32> + Send>, skip: usize) -> Self {
        let block_in = rubato.input_frames_max();
        let pending = Vec::with_capacity(block_in);
        let block_out = vec![0.0; rubato.output_frames_max()];
        AnyRatio {
            rubato,
            pending,
            block_in,
            block_out,
            skip,
        }
    }

    pub(super) fn push(&mut self, mut mono: &[f32], out: &mut Vec<f32>) {
        if !self.pending.is_empty() {
            let (head, rest) = mono.split_at(mono.len().min(self.block_in - self.pending.len()));
            self.pending.extend_from_slice(head);
            mono = rest;
            if self.pending.len() < self.block_in {
                return;
            }
            self.convert_pending(out);
        }
        let mut blocks = mono.chunks_exact(self.block_in);
        for block in &mut blocks {
            self.convert(block, out);
        }
        self.pending.extend_from_slice(blocks.remainder());
    }

    /// Completes the block under way with silence.
    pub(super) fn push_silence(&mut self, out: &mut Vec<f32>) {
        self.pending.resize(self.block_in, 0.0);
        self.convert_pending(out);
    }

    fn convert_pending(&mut self, out: &mut Vec<f32>) {
        let pending = std::mem::take(&mut self.pending);
        self.convert(&pending, out);
        self.pending = pending;
        self.pending.clear();
    }

    fn convert(&mut self, block: &[f32], out: &mut Vec<f32>) {
        let room = self.block_out.len();
        let input = SequentialSlice::new(block, 1, block.len()).expect("one channel");
        let mut output =
            SequentialSlice::new_mut(&mut self.block_out, 1, room).expect("one channel");
        let (_, frames) = self
            .rubato
            .process_into_buffer(&input, &mut output, None)
            .expect("both sizes are the library's own");
        let skipped = self.skip.min(frames);
        self.skip -= skipped;
        out.extend_from_slice(&self.block_out[skipped..frames]);
    }
}

impl Drop for AnyRatio {
    fn drop(&mut self) {
        self.pending.zeroize();
        self.block_out.zeroize();
        self.rubato.reset();
    }
}
