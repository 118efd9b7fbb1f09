//! AIFF and AIFC headers, right and wrong -> files.

use super::{Case, Expect, FRAMES, read};
use crate::signals;
use crate::wav_bytes::{Order, floats, integers};

/// 44,100 as IEEE extended precision, and numbers that no rate is.
const RATE_44100: [u8; 10] = [0x40, 0x0E, 0xAC, 0x44, 0, 0, 0, 0, 0, 0];

/// A COMM chunk's fields; any of them may lie.
struct Common {
    channels: u16,
    frames: u32,
    bits: u16,
    rate: [u8; 10],
    compression: Option<[u8; 4]>,
}

impl Common {
    fn new(bits: u16) -> Common {
        Common {
            channels: 1,
            frames: 1600,
            bits,
            rate: RATE_44100,
            compression: None,
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::from(self.channels.to_be_bytes());
        body.extend(self.frames.to_be_bytes());
        body.extend(self.bits.to_be_bytes());
        body.extend(self.rate);
        if let Some(id) = self.compression {
            body.extend(id);
            body.extend([0, 0]);
        }
        body
    }

    /// A file with this COMM chunk and an SSND chunk of the declared size.
    fn file(&self, data: &[u8], declared: u32) -> Vec<u8> {
        let mut body = Vec::new();
        let common = self.to_bytes();
        for (id, size, bytes) in [
            (b"COMM", 0, &common[..]),
            (b"SSND", declared, &[&[0; 8], data].concat()[..]),
        ] {
            let size = if size == 0 {
                u32::try_from(bytes.len()).unwrap_or(0)
            } else {
                size
            };
            body.extend(id);
            body.extend(size.to_be_bytes());
            body.extend(bytes);
        }
        let form = if self.compression.is_some() {
            b"AIFC"
        } else {
            b"AIFF"
        };
        let size = u32::try_from(body.len() + 4).unwrap_or(0);
        [b"FORM", &size.to_be_bytes()[..], form, &body].concat()
    }
}

pub(super) fn add(cases: &mut Vec<Case>) {
    let mono = signals::sine(44_100, 1600.0 / 44_100.0, 440.0, 0.5);
    let pcm = |bytes: usize, order| integers(&mono, bytes, order);
    let mut push = |name: &str, bytes: Vec<u8>, expect: Expect| {
        cases.push(Case::new(format!("aiff-{name}.aiff"), bytes, expect));
    };
    let good = read(FRAMES, 44_100, 1);
    for bits in [8_u16, 16, 24, 32] {
        let data = pcm(usize::from(bits / 8), Order::Big);
        push(
            &format!("s{bits}"),
            Common::new(bits).file(&data, 0),
            good.clone(),
        );
    }
    let swapped = Common {
        compression: Some(*b"sowt"),
        ..Common::new(16)
    };
    push(
        "sowt",
        swapped.file(&pcm(2, Order::Little), 0),
        good.clone(),
    );
    for (id, bits, bytes) in [
        (b"fl32", 32, 4),
        (b"fl64", 64, 8),
        (b"ulaw", 16, 1),
        (b"alaw", 8, 1),
    ] {
        let common = Common {
            compression: Some(*id),
            ..Common::new(bits)
        };
        let name = id.escape_ascii().to_string();
        push(
            &name,
            common.file(&vec![0x3E; 1600 * bytes], 0),
            good.clone(),
        );
    }
    for id in [b"ADP4", b"MAC3", b"QDM2", b"\0\0\0\0"] {
        let common = Common {
            compression: Some(*id),
            ..Common::new(16)
        };
        let name = format!("codec-{}", id.escape_ascii().to_string().replace('\\', ""));
        push(
            &name,
            common.file(&pcm(2, Order::Big), 0),
            Expect::Refuse(&["unsupported-codec"]),
        );
    }
    let packets: Vec<u8> = (0..34 * 25)
        .map(|n: u32| if n % 34 < 2 { 0 } else { n.to_le_bytes()[0] })
        .collect();
    for (name, frames, expect) in [
        ("packets", 25, good.clone()),
        ("frames", 1590, read(1590, 44_100, 1)),
        ("lie", 7, good.clone().with_fault("wav-header-inconsistent")),
    ] {
        let common = Common {
            compression: Some(*b"ima4"),
            frames,
            ..Common::new(4)
        };
        push(&format!("ima4-{name}"), common.file(&packets, 0), expect);
    }
    let data = pcm(2, Order::Big);
    let refused = Expect::Refuse(&["bad-format"]);
    for channels in [0, 33, 0x8000, 0xFFFF] {
        let common = Common {
            channels,
            ..Common::new(16)
        };
        push(
            &format!("channels-{channels}"),
            common.file(&data, 0),
            refused.clone(),
        );
    }
    for bits in [0, 33, 64, 0xFFFF] {
        push(
            &format!("bits-{bits}"),
            Common::new(bits).file(&data, 0),
            refused.clone(),
        );
    }
    let rates: [(&str, [u8; 10]); 7] = [
        ("zero", [0; 10]),
        ("nan", [0x7F, 0xFF, 0xC0, 0, 0, 0, 0, 0, 0, 0]),
        ("inf", [0x7F, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        ("1e300", [0x43, 0xE4, 0xBF, 0x21, 0xE4, 0x40, 0, 0, 0, 0]),
        ("negative", [0xC0, 0x0E, 0xAC, 0x44, 0, 0, 0, 0, 0, 0]),
        ("one", [0x3F, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        ("all-ones", [0xFF; 10]),
    ];
    for (name, rate) in rates {
        push(
            &format!("rate-{name}"),
            Common {
                rate,
                ..Common::new(16)
            }
            .file(&data, 0),
            refused.clone(),
        );
    }
    let lies = Common {
        frames: u32::MAX,
        ..Common::new(16)
    };
    push(
        "frames-lie",
        lies.file(&data, 0),
        good.clone().with_fault("wav-header-inconsistent"),
    );
    let streamed = Common {
        frames: 0,
        ..Common::new(16)
    };
    push("frames-0", streamed.file(&data, 0), good.clone());
    push(
        "cut",
        Common::new(16).file(&data[..1001], 3208),
        read(500, 44_100, 1).with_fault("wav-truncated"),
    );
    push(
        "empty",
        Common {
            frames: 0,
            ..Common::new(16)
        }
        .file(&[], 0),
        Expect::Refuse(&["empty"]),
    );
    push(
        "header-only",
        Common::new(16).file(&[], 0)[..38].to_vec(),
        Expect::Refuse(&["no-data", "truncated-header"]),
    );
    let file = Common::new(16).file(&data, 0);
    let (form, chunks) = file.split_at(12);
    let (common, sound) = chunks.split_at(8 + 18);
    push("ssnd-first", [form, sound, common].concat(), good.clone());
    let odd_name = Common {
        compression: Some(*b"42n1"),
        ..Common::new(24)
    };
    push("42n1", odd_name.file(&pcm(3, Order::Little), 0), good);
    add_au(cases, &mono);
}

/// Sun's header in both byte orders; encodings 2 to 7 are integers and floats.
fn add_au(cases: &mut Vec<Case>, mono: &[f64]) {
    for (order, magic) in [
        (Order::Big, b".snd"),
        (Order::Little, b"dns."),
        (Order::Little, b"\0ds."),
    ] {
        for (encoding, bytes) in [(3_u32, 2), (4, 3), (5, 4), (6, 4), (1, 1), (27, 1)] {
            let data = match encoding {
                6 => floats(mono, order),
                _ => integers(mono, bytes, order),
            };
            let size = u32::try_from(data.len()).expect("a small file");
            let fields = [28, size, encoding, 44_100, 1, 0].map(|field: u32| order.u32(field));
            cases.push(Case::new(
                format!(
                    "au-{}-{encoding}.au",
                    magic.escape_ascii().to_string().replace('\\', "")
                ),
                [&magic[..], fields.as_flattened(), &data].concat(),
                read(FRAMES, 44_100, 1),
            ));
        }
    }
}
