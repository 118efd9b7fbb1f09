//! PCM bytes in any split -> interleaved f32, full scale 1.0.

use zeroize::Zeroizing;

use crate::spec::{Encoding, PcmSpec};

/// How the number inside one stored sample is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    /// Integer with its sign bit; full scale is the whole container.
    Signed,
    /// One byte, silence is 128.
    Unsigned,
    /// IEEE 754.
    Float,
    /// ITU-T G.711.
    ALaw,
    /// ITU-T G.711.
    MuLaw,
}

/// How one sample is stored: what PCM in any file can be, not only what [`Encoding`] names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) number: Number,
    /// 1 to 8.
    pub(crate) sample_bytes: usize,
    pub(crate) big_endian: bool,
    /// Bits that an integer is shifted down by its writer, 0 for full scale at the top.
    pub(crate) low_aligned_bits: u32,
}

impl Layout {
    /// Whether integers that are narrower than their container stand at its low end in `pcm`.
    pub(crate) fn is_low_aligned(&self, pcm: &[u8]) -> bool {
        let low = if self.big_endian {
            self.sample_bytes - 1
        } else {
            0
        };
        pcm.chunks_exact(self.sample_bytes)
            .any(|sample| sample[low] != 0)
    }
}

impl From<Encoding> for Layout {
    fn from(encoding: Encoding) -> Layout {
        let number = match encoding {
            Encoding::U8 => Number::Unsigned,
            Encoding::S16 | Encoding::S24 | Encoding::S32 => Number::Signed,
            Encoding::F32 | Encoding::F64 => Number::Float,
            Encoding::ALaw => Number::ALaw,
            Encoding::MuLaw => Number::MuLaw,
        };
        Layout {
            number,
            sample_bytes: encoding.sample_bytes(),
            big_endian: false,
            low_aligned_bits: 0,
        }
    }
}

/// Turns PCM bytes into whole frames and keeps what is left of a split frame for the next push.
pub(crate) struct Decoder {
    layout: Layout,
    frame_bytes: usize,
    carry: Zeroizing<Vec<u8>>,
}

impl Decoder {
    pub(crate) fn new(spec: &PcmSpec) -> Decoder {
        Decoder::with_layout(spec.encoding.into(), spec.channels)
    }

    pub(crate) fn with_layout(layout: Layout, channels: u16) -> Decoder {
        let frame_bytes = layout.sample_bytes * usize::from(channels.max(1));
        Decoder {
            layout,
            frame_bytes,
            carry: Zeroizing::new(Vec::with_capacity(frame_bytes)),
        }
    }

    /// Bytes of an unfinished frame; at the end of the input they belong to no sample.
    pub(crate) fn carried_bytes(&self) -> usize {
        self.carry.len()
    }

    /// Replaces `interleaved` by the whole frames that `pcm` completes.
    pub(crate) fn push(&mut self, pcm: &[u8], interleaved: &mut Vec<f32>) {
        interleaved.clear();
        let mut rest = pcm;
        if !self.carry.is_empty() {
            let missing = self.frame_bytes - self.carry.len();
            let (head, tail) = rest.split_at(missing.min(rest.len()));
            self.carry.extend_from_slice(head);
            rest = tail;
            if self.carry.len() < self.frame_bytes {
                return;
            }
            append(self.layout, &self.carry, interleaved);
            self.carry.clear();
        }
        let whole = rest.len() - rest.len() % self.frame_bytes;
        let (frames, left) = rest.split_at(whole);
        append(self.layout, frames, interleaved);
        self.carry.extend_from_slice(left);
    }
}

/// 2^-31: every integer is first moved to the top of 32 bits, so one factor serves all widths.
const FULL_SCALE_32: f32 = 1.0 / 2_147_483_648.0;

fn append(layout: Layout, pcm: &[u8], out: &mut Vec<f32>) {
    let from = out.len();
    out.resize(from + pcm.len() / layout.sample_bytes, 0.0);
    let out = &mut out[from..];
    let shift = layout.low_aligned_bits;
    match (layout.number, layout.sample_bytes, layout.big_endian) {
        (Number::Unsigned, ..) => each(pcm, out, |[b]: [u8; 1]| (f32::from(b) - 128.0) / 128.0),
        (Number::ALaw, ..) => {
            let table = G711::a_law();
            each(pcm, out, |[b]: [u8; 1]| table.0[usize::from(b)]);
        }
        (Number::MuLaw, ..) => {
            let table = G711::mu_law();
            each(pcm, out, |[b]: [u8; 1]| table.0[usize::from(b)]);
        }
        (Number::Float, 8, false) => each(pcm, out, |b| narrow(f64::from_le_bytes(b))),
        (Number::Float, 8, true) => each(pcm, out, |b| narrow(f64::from_be_bytes(b))),
        (Number::Float, _, false) => each(pcm, out, f32::from_le_bytes),
        (Number::Float, _, true) => each(pcm, out, f32::from_be_bytes),
        (Number::Signed, 1, _) => each(pcm, out, |[b]| top([0, 0, 0, b], shift)),
        (Number::Signed, 2, false) => each(pcm, out, |[a, b]| top([0, 0, a, b], shift)),
        (Number::Signed, 2, true) => each(pcm, out, |[b, a]| top([0, 0, a, b], shift)),
        (Number::Signed, 3, false) => each(pcm, out, |[a, b, c]| top([0, a, b, c], shift)),
        (Number::Signed, 3, true) => each(pcm, out, |[c, b, a]| top([0, a, b, c], shift)),
        (Number::Signed, 4, false) => each(pcm, out, |b| top(b, shift)),
        (Number::Signed, 4, true) => each(pcm, out, |[d, c, b, a]| top([a, b, c, d], shift)),
        // Wider integers lose what f32 could not hold anyway.
        (Number::Signed, 5, false) => each(pcm, out, |[_, b @ ..]: [u8; 5]| top(b, 0)),
        (Number::Signed, 6, false) => each(pcm, out, |[_, _, b @ ..]: [u8; 6]| top(b, 0)),
        (Number::Signed, 7, false) => each(pcm, out, |[_, _, _, b @ ..]: [u8; 7]| top(b, 0)),
        (Number::Signed, _, false) => each(pcm, out, |[_, _, _, _, b @ ..]: [u8; 8]| top(b, 0)),
        (Number::Signed, 5, true) => {
            each(pcm, out, |[d, c, b, a, ..]: [u8; 5]| top([a, b, c, d], 0))
        }
        (Number::Signed, 6, true) => {
            each(pcm, out, |[d, c, b, a, ..]: [u8; 6]| top([a, b, c, d], 0))
        }
        (Number::Signed, 7, true) => {
            each(pcm, out, |[d, c, b, a, ..]: [u8; 7]| top([a, b, c, d], 0))
        }
        (Number::Signed, _, true) => {
            each(pcm, out, |[d, c, b, a, ..]: [u8; 8]| top([a, b, c, d], 0))
        }
    }
}

/// One loop for all: fixed-size pieces without bounds checks, which the compiler vectorises.
#[inline(always)]
fn each<const N: usize>(pcm: &[u8], out: &mut [f32], decode: impl Fn([u8; N]) -> f32) {
    let (samples, _) = pcm.as_chunks::<N>();
    for (out, sample) in out.iter_mut().zip(samples) {
        *out = decode(*sample);
    }
}

#[inline(always)]
#[expect(
    clippy::cast_precision_loss,
    reason = "32-bit integers keep 24 bits in f32; the clip keeps 16"
)]
fn top(little_endian: [u8; 4], low_aligned_bits: u32) -> f32 {
    (i32::from_le_bytes(little_endian) << low_aligned_bits) as f32 * FULL_SCALE_32
}

#[inline(always)]
#[expect(
    clippy::cast_possible_truncation,
    reason = "nearest f32; out of range becomes infinite and is counted as such"
)]
fn narrow(sample: f64) -> f32 {
    sample as f32
}

/// The 256 values of one companding law of ITU-T G.711, full scale 32768.
struct G711([f32; 256]);

impl G711 {
    fn a_law() -> &'static G711 {
        static TABLE: G711 = G711::tabulate(true);
        &TABLE
    }

    fn mu_law() -> &'static G711 {
        static TABLE: G711 = G711::tabulate(false);
        &TABLE
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "the index is below 256 and every value below 32768; const fn has no From"
    )]
    const fn tabulate(a_law: bool) -> G711 {
        let mut table = [0.0; 256];
        let mut code = 0;
        while code < 256 {
            let value = if a_law {
                expand_a_law(code as u8)
            } else {
                expand_mu_law(code as u8)
            };
            table[code] = value as f32 / 32_768.0;
            code += 1;
        }
        G711(table)
    }
}

// ITU-T G.711, table 1: even bits inverted, 4-bit mantissa, 3-bit segment; 13 bits moved to 16.
const fn expand_a_law(code: u8) -> i32 {
    let code = (code ^ 0x55) as i32;
    let mantissa = ((code & 0x0F) << 4) + 8;
    let magnitude = match (code >> 4) & 0x07 {
        0 => mantissa,
        segment => (mantissa + 0x100) << (segment - 1),
    };
    if code & 0x80 != 0 {
        magnitude
    } else {
        -magnitude
    }
}

// ITU-T G.711, table 2: all bits inverted, bias 33 in 14 bits, which is 132 in 16.
const fn expand_mu_law(code: u8) -> i32 {
    let code = !code as i32;
    let magnitude = ((((code & 0x0F) << 3) + 0x84) << ((code >> 4) & 0x07)) - 0x84;
    if code & 0x80 != 0 {
        -magnitude
    } else {
        magnitude
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decode(layout: Layout, pcm: &[u8]) -> Vec<f32> {
        let mut out = Vec::new();
        Decoder::with_layout(layout, 1).push(pcm, &mut out);
        out
    }

    fn signed(sample_bytes: usize, big_endian: bool) -> Layout {
        Layout {
            number: Number::Signed,
            sample_bytes,
            big_endian,
            low_aligned_bits: 0,
        }
    }

    #[test]
    fn every_integer_width_has_the_same_full_scale() {
        for bytes in 1..=8 {
            for big_endian in [false, true] {
                let mut half = vec![0; bytes];
                let mut lowest = vec![0; bytes];
                let top = if big_endian { 0 } else { bytes - 1 };
                half[top] = 0x40;
                lowest[top] = 0x80;
                assert_eq!(decode(signed(bytes, big_endian), &half), [0.5]);
                assert_eq!(decode(signed(bytes, big_endian), &lowest), [-1.0]);
            }
        }
    }

    #[test]
    fn integers_are_divided_by_their_full_scale() {
        for value in [0, 1, -1, 12_345, i16::MAX, i16::MIN] {
            let expected = f32::from(value) / 32_768.0;
            assert_eq!(
                decode(Encoding::S16.into(), &value.to_le_bytes()),
                [expected]
            );
            assert_eq!(decode(signed(2, true), &value.to_be_bytes()), [expected]);
        }
        assert_eq!(
            decode(Encoding::U8.into(), &[0, 128, 255]),
            [-1.0, 0.0, 127.0 / 128.0]
        );
        assert_eq!(
            decode(Encoding::S24.into(), &[1, 0, 0]),
            [1.0 / 8_388_608.0]
        );
    }

    #[test]
    fn low_aligned_samples_are_moved_up() {
        let layout = Layout {
            low_aligned_bits: 8,
            ..signed(4, false)
        };
        assert_eq!(decode(layout, &(-4_194_304_i32).to_le_bytes()), [-0.5]);
    }

    #[test]
    fn floats_pass_through_with_their_faults() {
        let pcm: Vec<u8> = [0.25_f32, f32::INFINITY, f32::NAN]
            .iter()
            .flat_map(|sample| sample.to_le_bytes())
            .collect();
        let out = decode(Encoding::F32.into(), &pcm);
        assert_eq!(out[..2], [0.25, f32::INFINITY]);
        assert!(out[2].is_nan());
        assert_eq!(
            decode(Encoding::F64.into(), &(-0.1_f64).to_le_bytes()),
            [-0.1]
        );
    }

    // Values of ITU-T G.711 as ffmpeg 5.1 decodes them (pcm_alaw and pcm_mulaw to s16).
    #[test]
    fn companded_bytes_have_their_tabled_values() {
        let scaled = |codes: [u8; 6], encoding: Encoding| -> Vec<f32> {
            decode(encoding.into(), &codes)
                .iter()
                .map(|sample| sample * 32_768.0)
                .collect()
        };
        assert_eq!(
            scaled([0x00, 0x2A, 0x55, 0x80, 0xD5, 0xAA], Encoding::ALaw),
            [-5504.0, -32256.0, -8.0, 5504.0, 8.0, 32256.0]
        );
        assert_eq!(
            scaled([0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF], Encoding::MuLaw),
            [-32124.0, -31100.0, 0.0, 32124.0, 8.0, 0.0]
        );
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_samples(
            pcm in proptest::collection::vec(any::<u8>(), 0..400),
            cuts in proptest::collection::vec(0_usize..400, 0..8),
            which in 0..Encoding::ALL.len(),
            channels in 1_u16..5,
        ) {
            let spec = PcmSpec { sample_rate: 16_000, channels, encoding: Encoding::ALL[which] };
            let mut whole = Vec::new();
            let mut decoder = Decoder::new(&spec);
            decoder.push(&pcm, &mut whole);
            let carried = decoder.carried_bytes();

            let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(pcm.len())).collect();
            cuts.extend([0, pcm.len()]);
            cuts.sort_unstable();
            let (mut pieces, mut block) = (Vec::new(), Vec::new());
            let mut decoder = Decoder::new(&spec);
            for pair in cuts.windows(2) {
                decoder.push(&pcm[pair[0]..pair[1]], &mut block);
                prop_assert_eq!(block.len() % usize::from(channels), 0);
                pieces.extend_from_slice(&block);
            }
            prop_assert_eq!(decoder.carried_bytes(), carried);
            prop_assert_eq!(carried, pcm.len() % spec.frame_bytes());
            let bits = |samples: &[f32]| samples.iter().map(|s| s.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&pieces), bits(&whole));
        }
    }
}
