//! Samples -> stretches of one value in the middle of speech.

use std::ops::Range;

/// 16-bit steps: rounding may move a held value by one.
const STEP: f32 = 1.0 / 32_768.0;
const LEVEL_TOLERANCE: f32 = 1.5 * STEP;
/// 2.5 ms. Shorter ones happen at the turning points of a quiet low voice.
const SHORTEST: usize = 40;
/// 5 ms on either side are looked at.
const BESIDE: usize = 80;
/// 10 ms on either side tell whether the flat part is the top of a cut wave.
const AROUND: usize = 160;
/// What lies beside a dropout must span this: 100 steps of 16 bits.
const SMALLEST_SPAN: f32 = 100.0 * STEP;
/// Less than two and a half steps of 8 bits: where nearly flat stretches abound, the source was
/// coarse before its rate was changed.
const COARSE_SPAN: f32 = 2.5 / 128.0;
/// Where this much beside it stands nearly still too, the source has few steps: 8 bits.
const COARSE_RATIO: f32 = 0.25;
/// Nearly still: steps below this share of the span.
const STILL_RATIO: f32 = 0.01;
const ABOUND: u32 = 10;
/// Geometric mean of the levels on both sides over that of speech: a pause that a gate made
/// silent begins and ends softly, a dropout cuts through the voice.
const SOFT_RATIO: f32 = 0.05;

/// What a flat stretch is.
enum Flat {
    Dropout,
    /// One, unless the source has few steps.
    Doubtful,
    Harmless,
}

/// Zero-filled and held stretches, as ranges of samples.
pub(super) fn find(samples: &[f32], speech_rms: f32) -> Vec<Range<usize>> {
    let still = |at: usize| {
        let two = samples.get(at..at + 2);
        two.is_some_and(|two| (two[1] - two[0]).abs() <= LEVEL_TOLERANCE)
    };
    let (mut dropouts, mut doubtful, mut harmless) = (Vec::new(), Vec::new(), 0);
    let mut searched = 0;
    // A stretch of the shortest length holds one of these places, and two still steps after it.
    for place in (0..samples.len()).step_by(SHORTEST / 2) {
        if place < searched || !still(place) || !still(place + 1) {
            continue;
        }
        let mut start = place;
        while start > 0 && still(start - 1) {
            start -= 1;
        }
        let mut end = place + 1;
        while still(end - 1) {
            end += 1;
        }
        searched = end;
        if end - start < SHORTEST {
            continue;
        }
        match judge(samples, start, end, speech_rms) {
            Flat::Dropout => dropouts.push(start..end),
            Flat::Doubtful => doubtful.push(start..end),
            Flat::Harmless => harmless += 1,
        }
    }
    if harmless < ABOUND {
        dropouts.append(&mut doubtful);
    }
    dropouts
}

fn judge(samples: &[f32], start: usize, end: usize, speech_rms: f32) -> Flat {
    if start < BESIDE || end + BESIDE > samples.len() {
        return Flat::Harmless;
    }
    let (before, after) = (&samples[start - BESIDE..start], &samples[end..end + BESIDE]);
    let least_span = span(before).min(span(after));
    let is_loud = (rms(before) * rms(after)).sqrt() > SOFT_RATIO * speech_rms;
    let is_exact = span(&samples[start..end]) < f32::MIN_POSITIVE;
    if least_span < SMALLEST_SPAN
        || !is_loud
        || is_coarse(before)
        || is_coarse(after)
        || is_cut_top(samples, start, end)
    {
        Flat::Harmless
    } else if least_span < COARSE_SPAN && !is_exact {
        Flat::Doubtful
    } else {
        Flat::Dropout
    }
}

fn is_coarse(samples: &[f32]) -> bool {
    let tolerance = LEVEL_TOLERANCE.max(STILL_RATIO * span(samples));
    let still = samples
        .windows(2)
        .filter(|two| (two[1] - two[0]).abs() <= tolerance);
    still.count() as f32 > COARSE_RATIO * samples.len() as f32
}

/// RMS without offset.
fn rms(samples: &[f32]) -> f32 {
    let count = samples.len().max(1) as f32;
    let mean = samples.iter().sum::<f32>() / count;
    (samples.iter().map(|it| it * it).sum::<f32>() / count - mean * mean)
        .max(0.0)
        .sqrt()
}

fn span(samples: &[f32]) -> f32 {
    let high = samples.iter().copied().fold(f32::MIN, f32::max);
    let low = samples.iter().copied().fold(f32::MAX, f32::min);
    high - low
}

/// A short flat part at the height of its surroundings is clipping.
fn is_cut_top(samples: &[f32], start: usize, end: usize) -> bool {
    let around = &samples[start.saturating_sub(AROUND)..(end + AROUND).min(samples.len())];
    let peak = around.iter().fold(0.0_f32, |peak, it| peak.max(it.abs()));
    end - start < AROUND && samples[start].abs() > 0.9 * peak
}
