//! A few bytes of a frame header -> what the frame is, and where frames stand one behind another.

/// Sampling frequencies by index (ISO 14496-3, table 1.18).
pub(super) const AAC_SAMPLE_RATES: [u32; 13] = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000,
    7350,
];
/// The four bytes in front of every frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MpegHeader {
    pub(super) layer: u8,
    /// MPEG 1, against 2 and 2.5.
    pub(super) is_mpeg1: bool,
    pub(super) sample_rate: u32,
    pub(super) channels: u16,
    pub(super) frame_bytes: usize,
}

// kbit/s of ISO 11172-3 and 13818-3; index 0 is free format, 15 is forbidden.
const BIT_RATES: [[u16; 15]; 5] = [
    [
        0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448,
    ],
    [
        0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384,
    ],
    [
        0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
    ],
    [
        0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256,
    ],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];

impl MpegHeader {
    pub(super) fn parse(bytes: &[u8]) -> Option<MpegHeader> {
        let [sync, b, c, d] = *bytes.first_chunk::<4>()?;
        let (version, layer_bits) = (b >> 3 & 3, b >> 1 & 3);
        if sync != 0xFF || b & 0xE0 != 0xE0 || version == 1 || layer_bits == 0 {
            return None;
        }
        let layer = 4 - layer_bits;
        let is_mpeg1 = version == 3;
        let row = match (is_mpeg1, layer) {
            (true, layer) => usize::from(layer) - 1,
            (false, 1) => 3,
            (false, _) => 4,
        };
        let bit_rate = u32::from(*BIT_RATES[row].get(usize::from(c >> 4))?) * 1000;
        let base = *[44_100_u32, 48_000, 32_000].get(usize::from(c >> 2 & 3))?;
        let sample_rate = match version {
            3 => base,
            2 => base / 2,
            _ => base / 4,
        };
        if bit_rate == 0 {
            return None;
        }
        let padding = u32::from(c >> 1 & 1);
        let frame_bytes = match layer {
            1 => (12 * bit_rate / sample_rate + padding) * 4,
            3 if !is_mpeg1 => 72 * bit_rate / sample_rate + padding,
            _ => 144 * bit_rate / sample_rate + padding,
        };
        Some(MpegHeader {
            layer,
            is_mpeg1,
            sample_rate,
            channels: if d >> 6 == 3 { 1 } else { 2 },
            frame_bytes: usize::try_from(frame_bytes).ok()?,
        })
    }

    pub(super) fn frames(&self) -> u64 {
        match self.layer {
            1 => 384,
            3 if !self.is_mpeg1 => 576,
            _ => 1152,
        }
    }

    pub(super) fn continues(&self, first: &MpegHeader) -> bool {
        (self.layer, self.is_mpeg1, self.sample_rate)
            == (first.layer, first.is_mpeg1, first.sample_rate)
    }
}

/// The seven bytes in front of every AAC frame in ADTS (ISO 14496-3, annex 1.A).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct AdtsHeader {
    pub(super) object_type: u8,
    pub(super) rate_index: u8,
    pub(super) channels: u8,
    pub(super) header_bytes: usize,
    pub(super) frame_bytes: usize,
}

impl AdtsHeader {
    pub(super) fn parse(bytes: &[u8]) -> Option<AdtsHeader> {
        let [sync, b, c, d, e, f, _] = *bytes.first_chunk::<7>()?;
        if sync != 0xFF || b & 0xF6 != 0xF0 {
            return None;
        }
        let header = AdtsHeader {
            object_type: (c >> 6) + 1,
            rate_index: c >> 2 & 0x0F,
            channels: (c & 1) << 2 | d >> 6,
            header_bytes: if b & 1 == 0 { 9 } else { 7 },
            frame_bytes: usize::from(d & 3) << 11 | usize::from(e) << 3 | usize::from(f >> 5),
        };
        (usize::from(header.rate_index) < AAC_SAMPLE_RATES.len()
            && header.frame_bytes > header.header_bytes)
            .then_some(header)
    }

    pub(super) fn continues(&self, first: &AdtsHeader) -> bool {
        (self.object_type, self.rate_index, self.channels)
            == (first.object_type, first.rate_index, first.channels)
    }
}

/// Where in `view` an MPEG frame begins that is followed by another, or by the end.
pub(super) fn find_mpeg(view: &[u8], is_whole: bool) -> Option<usize> {
    find(view, |bytes| {
        let header = MpegHeader::parse(bytes)?;
        let next = bytes.get(header.frame_bytes..)?;
        Some(match MpegHeader::parse(next) {
            Some(next) => next.continues(&header),
            None => is_whole && next.is_empty(),
        })
    })
}

/// Where in `view` an AAC frame begins that is followed by another, or by the end.
pub(super) fn find_adts(view: &[u8], is_whole: bool) -> Option<usize> {
    find(view, |bytes| {
        let header = AdtsHeader::parse(bytes)?;
        let next = bytes.get(header.frame_bytes..)?;
        Some(match AdtsHeader::parse(next) {
            Some(next) => next.continues(&header),
            None => is_whole && next.is_empty(),
        })
    })
}

fn find(view: &[u8], begins: impl Fn(&[u8]) -> Option<bool>) -> Option<usize> {
    (0..view.len()).find(|&at| view[at] == 0xFF && begins(&view[at..]) == Some(true))
}

/// Behind foreign bytes two frames may be chance: where a frame begins that two others follow.
pub(super) fn find_run(view: &[u8], find: fn(&[u8], bool) -> Option<usize>) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + find(view.get(from..)?, false)?;
        let next = at + 1 + find(view.get(at + 1..)?, false)?;
        let length = |at: usize| {
            let mpeg = MpegHeader::parse(&view[at..]).map(|header| header.frame_bytes);
            mpeg.or_else(|| Some(AdtsHeader::parse(&view[at..])?.frame_bytes))
        };
        if length(at) == Some(next - at) {
            return Some(at);
        }
        from = at + 1;
    }
}
