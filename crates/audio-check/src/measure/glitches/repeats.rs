//! Samples -> stretches that occur twice, sample by sample.

use std::ops::Range;

/// Upper peaks are recognised by five samples; the last place of each pattern is remembered.
const PLACES: usize = 4096;
/// Peaks below 20 steps of 16 bits look alike by chance.
const QUIET: f32 = 20.0 / 32_768.0;
/// From 3 to 200 ms: what players and networks repeat.
const SHORTEST_LAG: usize = 48;
const LONGEST_LAG: usize = 3_200;
/// 4 ms of equal samples.
const SHORTEST_REPEAT: usize = 64;
/// They must span this much, or they are hardly a sound.
const SMALLEST_SPAN: f32 = 64.0 / 32_768.0;

/// Exact repeats, as ranges of samples: the same once more within 200 ms.
pub(super) fn find(samples: &[f32]) -> Vec<Range<usize>> {
    let mut last_place = vec![usize::MAX; PLACES];
    let (mut found, mut searched) = (Vec::new(), 0);
    for (index, five) in samples.windows(5).enumerate() {
        let [a, b, c, d, e] = *five else { continue };
        if c <= QUIET || c < b || c <= d {
            continue;
        }
        let place = &mut last_place[pattern(&[a, b, c, d, e])];
        let before = std::mem::replace(place, index);
        let lag = index.wrapping_sub(before);
        if index < searched || before == usize::MAX || !(SHORTEST_LAG..=LONGEST_LAG).contains(&lag)
        {
            continue;
        }
        if let Some(end) = repeat_end(samples, before, index) {
            found.push(index..end);
            searched = end;
        }
    }
    found
}

fn pattern(five: &[f32; 5]) -> usize {
    let mixed = five.iter().fold(0_u32, |mixed, it| {
        (mixed ^ it.to_bits())
            .wrapping_mul(0x9E37_79B1)
            .rotate_left(13)
    });
    (mixed.wrapping_mul(0x85EB_CA6B) >> 20) as usize % PLACES
}

/// Where the samples around `index` stop to be those around `before`, if enough are equal.
fn repeat_end(samples: &[f32], before: usize, index: usize) -> Option<usize> {
    let equal = |a: &f32, b: &f32| a.to_bits() == b.to_bits();
    let forward = samples[before..]
        .iter()
        .zip(&samples[index..])
        .take_while(|(a, b)| equal(a, b))
        .count();
    let backward = samples[..before]
        .iter()
        .rev()
        .zip(samples[..index].iter().rev())
        .take_while(|(a, b)| equal(a, b))
        .count();
    let repeated = &samples[index - backward..index + forward];
    let high = repeated.iter().copied().fold(f32::MIN, f32::max);
    let low = repeated.iter().copied().fold(f32::MAX, f32::min);
    (repeated.len() >= SHORTEST_REPEAT && high - low > SMALLEST_SPAN).then_some(index + forward)
}
