//! Blocks of a recording -> a picture's worth of curves, in bounded memory.

use crate::measure::kept::{BLOCK, BLOCK_SECS};
use crate::measure::place::{MarkKind, Place};
use realfft::{RealFftPlanner, RealToComplex};
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroize;

/// Curves of the whole recording over time, at most [`Traces::MAX_COLUMNS`] columns however
/// long it is, and the places at which something was found: for pictures, not for measuring.
///
/// `Debug` tells how much there is, never the curves: they are a likeness of the voice.
///
/// ```
/// use audio_check::{CheckOptions, MarkKind, Policy, check_reader_with};
///
/// # let voice_wav = std::fs::read(testkit::fixture("wav/speech-16khz-mono-s16.wav"))?;
/// let options = CheckOptions { draw: true, ..CheckOptions::default() };
/// let checked = check_reader_with(&voice_wav[..], &Policy::default(), options)?;
/// let traces = checked.traces.expect("asked for");
/// let speech = traces.marks.iter().find(|mark| mark.kind == MarkKind::Speech);
/// assert!(speech.is_some_and(|mark| mark.start_secs < 1.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Traces {
    /// How long one column lasts, seconds.
    pub column_secs: f64,
    /// One entry per column, in time order.
    pub columns: Vec<Column>,
    /// What was found where, within the kept part; kinds in order, each in time order.
    pub marks: Vec<Mark>,
}

/// A place of a recording at which something was found.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Mark {
    /// What was found.
    pub kind: MarkKind,
    /// Where it begins, seconds from the start of the source.
    pub start_secs: f64,
    /// Where it ends, seconds from the start of the source.
    pub end_secs: f64,
}

/// What one column of a picture shows.
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Column {
    /// Lowest sample at 16 kHz, -1 to 0.
    pub lowest: f32,
    /// Highest sample at 16 kHz, 0 to 1.
    pub highest: f32,
    /// Mean square, full scale 1.0.
    pub mean_square: f32,
    /// Highest probability of speech, 0 to 1.
    pub speech: f32,
    /// Whether a source sample in it was clipped.
    pub clipped: bool,
    /// Mean power in [`Traces::BANDS`] bands of 125 Hz, full scale 1.0.
    pub bands: [f32; Traces::BANDS],
}

impl Traces {
    /// Most columns; a longer recording has longer columns.
    pub const MAX_COLUMNS: usize = 2048;
    /// Bands from 0 to 8 kHz.
    pub const BANDS: usize = 64;
    /// Width of a band, Hz.
    pub const BAND_HZ: f64 = 8_000.0 / Self::BANDS as f64;

    /// The same curves in at most `most` columns (one at least), for a smaller picture.
    #[must_use]
    pub fn narrowed(&self, most: usize) -> Traces {
        let together = self.columns.len().div_ceil(most.max(1)).max(1);
        let merged = self.columns.chunks(together).filter_map(|columns| {
            let (first, rest) = columns.split_first()?;
            let mut column = *first;
            for (index, other) in rest.iter().enumerate() {
                column.merge(other, 1.0 / (index + 2) as f32);
            }
            Some(column)
        });
        Traces {
            column_secs: self.column_secs * together as f64,
            columns: merged.collect(),
            marks: self.marks.clone(),
        }
    }
}

impl fmt::Debug for Traces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Traces")
            .field("column_secs", &self.column_secs)
            .field("columns", &self.columns.len())
            .field("marks", &self.marks.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Column").finish_non_exhaustive()
    }
}

impl Column {
    const EMPTY: Column = Column {
        lowest: 0.0,
        highest: 0.0,
        mean_square: 0.0,
        speech: 0.0,
        clipped: false,
        bands: [0.0; Traces::BANDS],
    };

    /// Takes in a column that lasts as long as `share` of both together.
    fn merge(&mut self, other: &Column, share: f32) {
        self.lowest = self.lowest.min(other.lowest);
        self.highest = self.highest.max(other.highest);
        self.speech = self.speech.max(other.speech);
        self.clipped |= other.clipped;
        let mix = |mine: f32, theirs: f32| mine + (theirs - mine) * share;
        self.mean_square = mix(self.mean_square, other.mean_square);
        for (mine, theirs) in self.bands.iter_mut().zip(&other.bands) {
            *mine = mix(*mine, *theirs);
        }
    }
}

/// Draws while a recording arrives.
pub(crate) struct Tracer {
    columns: Vec<Column>,
    blocks_per_column: u32,
    blocks_in_last: u32,
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    /// The samples of the current block, and its statistics once they are complete.
    frame: Vec<f32>,
    shapes: std::collections::VecDeque<Column>,
}

impl Tracer {
    pub(crate) fn new() -> Tracer {
        let window = (0..BLOCK)
            .map(|i| 0.5 - 0.5 * (std::f32::consts::TAU * (i as f32 + 0.5) / BLOCK as f32).cos())
            .collect();
        Tracer {
            columns: Vec::with_capacity(Traces::MAX_COLUMNS),
            blocks_per_column: 1,
            blocks_in_last: 0,
            fft: RealFftPlanner::new().plan_fft_forward(BLOCK),
            window,
            frame: Vec::with_capacity(BLOCK),
            shapes: std::collections::VecDeque::new(),
        }
    }

    /// Takes the next samples at 16 kHz.
    pub(crate) fn push_samples(&mut self, mut samples: &[f32]) {
        while !samples.is_empty() {
            let (head, rest) = samples.split_at(samples.len().min(BLOCK - self.frame.len()));
            self.frame.extend_from_slice(head);
            if self.frame.len() == BLOCK {
                self.end_frame();
            }
            samples = rest;
        }
    }

    /// Tells the next block; the last one may be incomplete.
    pub(crate) fn push_block(&mut self, speech: f32, clipped: bool) {
        if self.shapes.is_empty() && !self.frame.is_empty() {
            self.frame.resize(BLOCK, 0.0);
            self.end_frame();
        }
        let Some(shape) = self.shapes.pop_front() else {
            return;
        };
        let block = Column {
            speech,
            clipped,
            ..shape
        };
        if self.blocks_in_last == 0 {
            self.columns.push(block);
        } else if let Some(last) = self.columns.last_mut() {
            last.merge(&block, 1.0 / (self.blocks_in_last + 1) as f32);
        }
        self.blocks_in_last = (self.blocks_in_last + 1) % self.blocks_per_column;
        if self.blocks_in_last == 0 && self.columns.len() == Traces::MAX_COLUMNS {
            self.halve();
        }
    }

    /// The curves, and the marks of a kept part that begins at sample `kept_start`.
    pub(crate) fn finish(mut self, kept_start: u64, mut places: Vec<Place>) -> Traces {
        places.sort_by_key(|(kind, samples)| (*kind, samples.start));
        let secs = |sample: usize| (kept_start as f64 + sample as f64) / 16_000.0;
        let marks = places.into_iter().map(|(kind, samples)| Mark {
            kind,
            start_secs: secs(samples.start),
            end_secs: secs(samples.end),
        });
        Traces {
            column_secs: f64::from(self.blocks_per_column) * BLOCK_SECS,
            columns: std::mem::take(&mut self.columns),
            marks: marks.collect(),
        }
    }

    fn end_frame(&mut self) {
        let mut shape = Column::EMPTY;
        for &sample in &self.frame {
            shape.lowest = shape.lowest.min(sample);
            shape.highest = shape.highest.max(sample);
            shape.mean_square += sample * sample / BLOCK as f32;
        }
        for (sample, weight) in self.frame.iter_mut().zip(&self.window) {
            *sample *= weight;
        }
        let mut bins = self.fft.make_output_vec();
        if self.fft.process(&mut self.frame, &mut bins).is_ok() {
            // 161 bins of 50 Hz: each band takes the bins whose middle lies in it.
            let mut counts = [0.0_f32; Traces::BANDS];
            for (index, bin) in bins.iter().enumerate() {
                let band = (index * 50 * Traces::BANDS / 8_000).min(Traces::BANDS - 1);
                shape.bands[band] += bin.norm_sqr();
                counts[band] += 1.0;
            }
            // One-sided, Hann energy 3/8: band values are mean powers of a bin.
            let scale = 2.0 / (0.375 * (BLOCK * BLOCK) as f32);
            for (band, count) in shape.bands.iter_mut().zip(counts) {
                *band *= scale / count.max(1.0);
            }
        }
        self.frame.clear();
        self.shapes.push_back(shape);
    }

    /// Merges columns two by two.
    fn halve(&mut self) {
        for index in 0..self.columns.len() / 2 {
            let mut column = self.columns[2 * index];
            column.merge(&self.columns[2 * index + 1], 0.5);
            self.columns[index] = column;
        }
        self.columns.truncate(self.columns.len() / 2);
        self.blocks_per_column *= 2;
    }
}

impl Drop for Tracer {
    fn drop(&mut self) {
        self.frame.resize(self.frame.capacity(), 0.0);
        self.frame.as_mut_slice().zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace(blocks: usize) -> Traces {
        let mut tracer = Tracer::new();
        for index in 0..blocks {
            let sine: Vec<f32> = (0..BLOCK)
                .map(|i| 0.5 * ((index * BLOCK + i) as f32 * std::f32::consts::TAU / 16.0).sin())
                .collect();
            tracer.push_samples(&sine);
            tracer.push_block(0.25, index == 7);
        }
        tracer.finish(0, Vec::new())
    }

    #[test]
    fn a_tone_is_seen_where_it_is() {
        let traces = trace(100);
        assert_eq!(traces.columns.len(), 100);
        let column = traces.columns[50];
        assert!((column.mean_square - 0.125).abs() < 1e-3);
        assert!((column.highest - 0.5).abs() < 0.02 && (column.lowest + 0.5).abs() < 0.02);
        let loudest = column
            .bands
            .iter()
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(b.1));
        assert_eq!(
            loudest.map(|(band, _)| band),
            Some(8),
            "1 kHz lies in band 8 of 125 Hz"
        );
    }

    #[test]
    fn any_length_fits_and_nothing_is_lost() {
        let traces = trace(3 * Traces::MAX_COLUMNS + 5);
        assert!(traces.columns.len() < Traces::MAX_COLUMNS);
        assert!((traces.column_secs - 0.08).abs() < 1e-9);
        assert_eq!(
            traces
                .columns
                .iter()
                .filter(|column| column.clipped)
                .count(),
            1
        );
        assert!(
            traces
                .columns
                .iter()
                .all(|column| (column.mean_square - 0.125).abs() < 1e-3)
        );
    }

    #[test]
    fn narrowing_keeps_extremes_and_length() {
        let traces = trace(100);
        let narrow = traces.narrowed(30);
        assert_eq!(narrow.columns.len(), 25);
        assert!((narrow.column_secs - 0.08).abs() < 1e-9);
        assert!(narrow.columns[1].clipped && !narrow.columns[2].clipped);
        assert!((narrow.columns[9].mean_square - 0.125).abs() < 1e-3);
        assert_eq!(traces.narrowed(100), traces);
    }

    #[test]
    fn marks_are_told_in_seconds_of_the_source() {
        let places = vec![
            (MarkKind::Glitch, 160..320),
            (MarkKind::Speech, 16_000..32_000),
            (MarkKind::Speech, 0..8_000),
        ];
        let traces = Tracer::new().finish(32_000, places);
        let told = traces.marks.iter();
        let told: Vec<_> = told
            .map(|mark| (mark.kind, mark.start_secs, mark.end_secs))
            .collect();
        let expected = [
            (MarkKind::Speech, 2.0, 2.5),
            (MarkKind::Speech, 3.0, 4.0),
            (MarkKind::Glitch, 2.01, 2.02),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn debug_draws_nothing() {
        let text = format!("{:?}", trace(3));
        assert_eq!(
            text,
            "Traces { column_secs: 0.02, columns: 3, marks: 0, .. }"
        );
        assert_eq!(format!("{:?}", trace(3).columns[0]), "Column { .. }");
    }
}
