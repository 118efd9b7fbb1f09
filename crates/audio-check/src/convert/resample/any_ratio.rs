//! Mono samples at any source rate -> mono samples at 16 kHz, by rubato.

use rubato::audioadapter_buffers::direct::SequentialSlice;
use rubato::{
    Async, Fft, FixedAsync, FixedSync, Resampler as _, SincInterpolationParameters,
    SincInterpolationType,
    WindowFunction::{Blackman2, BlackmanHarris2},
    calculate_cutoff,
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

/// A ten-thousandth of a frame late is 6 ns.
const NO_MISS_FRAMES: f64 = 0.0001;

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
        .map_err(|error| refused(source_rate_hz, &error))
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
        // The library counts the filter in source frames and does not widen it for a lower
        // target rate, nor lower its automatic cutoff; both are done here.
        let widening = source_rate_hz.div_ceil(TARGET_HZ) as usize;
        // A widened filter bends less between two points of its table.
        let oversampling = (256 / widening).max(32);
        let parameters = SincInterpolationParameters::new(MIN_BLOCK * widening, BlackmanHarris2)
            .f_cutoff(calculate_cutoff(MIN_BLOCK, BlackmanHarris2))
            .interpolation(SincInterpolationType::Cubic)
            .oversampling_factor(oversampling);
        AnyRatio::with_filter(source_rate_hz, parameters)
    }

    /// From a rate of which only the lower half of the band is used, as after doubling one below
    /// 16 kHz: a short filter, which the images of that half leave room for.
    pub(super) fn from_half_band(source_rate_hz: u32) -> Result<Self, Error> {
        // 24 taps: flat to 0.00001 dB up to 0.97 of the half, images 116 dB down. A straight line
        // between 768 points a frame is 126 dB down; of more the sum, and so the gain, is less exact. The
        // library lowers the cutoff for a lower target rate, for which there is no need here.
        let cutoff = source_rate_hz.max(TARGET_HZ) as f32 / TARGET_HZ as f32;
        let parameters = SincInterpolationParameters::new(24, Blackman2)
            .f_cutoff(cutoff)
            .interpolation(SincInterpolationType::Linear)
            .oversampling_factor(768);
        AnyRatio::with_filter(source_rate_hz, parameters)
            .map_err(|error| refused(source_rate_hz, &error))
    }

    fn with_filter(
        source_rate_hz: u32,
        parameters: SincInterpolationParameters,
    ) -> Result<Self, rubato::ResamplerConstructionError> {
        let ratio = f64::from(TARGET_HZ) / f64::from(source_rate_hz);
        let sinc = Async::new_sinc(ratio, 1.0, &parameters, CHUNK, 1, FixedAsync::Input)?;
        // The library's first output lies one output step less half a filter, plus one step of
        // the filter's table, from the first source frame (measured; `output_delay` rounds).
        // Silence in front moves the first source frame onto an output frame.
        let (taps, points) = (
            parameters.sinc_len as f64,
            parameters.oversampling_factor as f64,
        );
        let before = taps / 2.0 - 1.0 / points;
        let outputs_before = |lead: usize| (before + lead as f64) * ratio;
        let miss = |lead: &usize| {
            let position = outputs_before(*lead);
            (position - position.round()).abs()
        };
        let leads = || 0..source_rate_hz as usize;
        let lead = leads()
            .find(|lead| miss(lead) < NO_MISS_FRAMES)
            .or_else(|| leads().min_by(|a, b| miss(a).total_cmp(&miss(b))))
            .unwrap_or(0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small whole number above one"
        )]
        let skip = outputs_before(lead).round() as usize - 1;
        let mut engine = AnyRatio::around(Box::new(sinc), skip);
        engine.push(&vec![0.0; lead], &mut Vec::new());
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

fn refused(source_rate_hz: u32, error: &rubato::ResamplerConstructionError) -> Error {
    Error::new(
        ErrorKind::BadFormat,
        format!("a sample rate of {source_rate_hz} Hz cannot be converted: {error}"),
    )
}

impl Drop for AnyRatio {
    fn drop(&mut self) {
        self.pending.zeroize();
        self.block_out.zeroize();
        self.rubato.reset();
    }
}
