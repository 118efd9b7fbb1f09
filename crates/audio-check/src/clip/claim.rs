//! What was listened to -> the part that may be the best, and what of it should be heard next.

use super::held::Held;
use super::one_voice::{Owner, best_run};
use speech_nets::{Embedding, Window};
use std::ops::Range;

/// Blocks of speech of one stretch.
pub(super) const STRETCH: u32 = 75;
/// An eighth of the speech of a part may stay unheard at a stretch, but 3 s at least, in blocks.
const UNHEARD_SHARE: u32 = 8;
const LEAST_UNHEARD: u32 = 150;
/// The ends of a part are four times as interesting as its middle.
const WEIGHT_OF_ENDS: u32 = 4;
/// Wider gaps, in blocks of speech, are nobody's in the end: 16 s.
const MOST_BETWEEN: u32 = 800;

/// What was listened to.
pub(super) struct Heard {
    pub(super) run: Range<usize>,
    /// In samples from the start of what is held.
    pub(super) windows: Vec<Window>,
    pub(super) mean: Embedding,
    /// Number of the voice.
    pub(super) voice: usize,
}

/// A part that may be the best, and whose it is.
pub(super) struct Claim {
    pub(super) run: Range<usize>,
    pub(super) voice: usize,
}

/// What is beside a gap: the voice of the claim, another, or nothing that was listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Same,
    Other,
    Open,
}

/// A run that was not listened to.
pub(super) struct Gap {
    pub(super) run: Range<usize>,
    pub(super) sides: [Side; 2],
}

pub(super) fn is_in(heard: &Heard, run: &Range<usize>) -> bool {
    run.start <= heard.run.start && heard.run.end <= run.end
}

/// A recording that is listened to.
pub(super) struct Listening<'a> {
    pub(super) held: &'a Held<'a>,
    /// In order of place.
    pub(super) heard: Vec<Heard>,
}

impl Listening<'_> {
    /// The best part of one voice within a run, if all that was not listened to were of that voice.
    /// With `doubt` that counts half, and only beside what was.
    pub(super) fn claim(&self, within: &Range<usize>, doubt: bool) -> Option<Claim> {
        let count = self.heard.iter().map(|heard| heard.voice + 1).max();
        let claims = (0..count.unwrap_or(1)).filter_map(|voice| {
            let mut worth = self.held.worth.clone();
            let mut owners = vec![Owner::Nobody; worth.len()];
            owners[within.clone()].fill(Owner::Voice(voice));
            self.forget(&mut owners);
            for other in self.heard.iter().filter(|heard| heard.voice != voice) {
                owners[other.run.clone()].fill(Owner::Nobody);
            }
            if doubt {
                self.doubt(voice, &mut worth, &mut owners);
            }
            let run = best_run(&worth, &owners, self.held.window_blocks())?;
            let sum: u64 = worth[run.clone()].iter().copied().map(u64::from).sum();
            Some((sum, Claim { run, voice }))
        });
        // The earliest of equals.
        let best = claims.reduce(|best, claim| if claim.0 > best.0 { claim } else { best });
        best.map(|(_, claim)| claim)
    }

    /// Halves the worth of what lies between a voice and something else, and disowns what does not
    /// even lie beside that voice.
    fn doubt(&self, voice: usize, worth: &mut [u32], owners: &mut [Owner]) {
        let (mut start, mut is_before) = (0, false);
        for next in self.heard.iter().map(Some).chain([None]) {
            let end = next.map_or(owners.len(), |next| next.run.start).max(start);
            let is_after = next.is_some_and(|next| next.voice == voice);
            match (is_before, is_after) {
                (true, true) => {}
                (false, false) => owners[start..end].fill(Owner::Nobody),
                _ => worth[start..end].iter_mut().for_each(|worth| *worth /= 2),
            }
            (start, is_before) = (next.map_or(end, |next| next.run.end), is_after);
        }
    }

    /// Nobody speaks where blocks are forgotten.
    fn forget(&self, owners: &mut [Owner]) {
        let gaps = (0..owners.len()).filter(|index| self.held.is_gap(*index));
        gaps.for_each(|index| owners[index] = Owner::Nobody);
    }

    /// The runs of a claim that were not listened to.
    fn gaps(&self, claim: &Claim) -> Vec<Gap> {
        let before = self.heard.iter().rfind(|it| it.run.end <= claim.run.start);
        let after = self.heard.iter().find(|it| it.run.start >= claim.run.end);
        let is_other = |it: Option<&Heard>| it.is_some_and(|it| it.voice != claim.voice);
        let beside = |it| {
            if is_other(it) {
                Side::Other
            } else {
                Side::Open
            }
        };
        let mut gaps = Vec::new();
        let (mut start, mut left) = (claim.run.start, beside(before));
        for heard in self.heard.iter().filter(|heard| is_in(heard, &claim.run)) {
            let run = start..heard.run.start.max(start);
            let sides = [left, Side::Same];
            gaps.push(Gap { run, sides });
            (start, left) = (heard.run.end, Side::Same);
        }
        let run = start..claim.run.end.max(start);
        let sides = [left, beside(after)];
        gaps.push(Gap { run, sides });
        gaps
    }

    /// Speech that may stay unheard at a stretch, in blocks.
    pub(super) fn tolerated(&self, claim: &Claim) -> u32 {
        (self.held.spoken(&claim.run) / UNHEARD_SHARE).max(LEAST_UNHEARD)
    }

    /// The widest gap of a claim, if it is wider than `tolerated`.
    pub(super) fn widest_gap(&self, claim: &Claim, tolerated: u32) -> Option<Gap> {
        let width = |gap: &Gap| {
            let is_end = gap.sides != [Side::Same; 2];
            let spoken = self.held.spoken(&gap.run);
            spoken * if is_end { WEIGHT_OF_ENDS } else { 1 }
        };
        let gaps = self.gaps(claim).into_iter();
        let wide = gaps.filter(|gap| {
            self.held.spoken(&gap.run) >= STRETCH
                && (width(gap) > tolerated || self.heard.is_empty())
        });
        wide.max_by_key(width)
    }

    /// The best part that was listened to closely enough; the ends of the claim count as its voice's
    /// unless another voice is beside them.
    pub(super) fn settled(&self, claim: &Claim) -> Option<Range<usize>> {
        let mut owners = vec![Owner::Nobody; self.held.worth.len()];
        let between = |pair: &[Heard]| pair[0].run.end..pair[1].run.start.max(pair[0].run.end);
        for pair in self.heard.windows(2) {
            let gap = between(pair);
            if pair[0].voice == pair[1].voice && self.held.spoken(&gap) <= MOST_BETWEEN {
                owners[gap].fill(Owner::Voice(pair[0].voice));
            }
        }
        let most = MOST_BETWEEN.max(2 * self.tolerated(claim));
        for Gap { run, sides } in self.gaps(claim) {
            if !sides.contains(&Side::Other) && self.held.spoken(&run) <= most {
                owners[run].fill(Owner::Voice(claim.voice));
            }
        }
        for heard in &self.heard {
            owners[heard.run.clone()].fill(Owner::Voice(heard.voice));
        }
        self.forget(&mut owners);
        best_run(&self.held.worth, &owners, self.held.window_blocks())
    }
}
