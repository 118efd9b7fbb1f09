//! The committed AAC in CAF -> files whose packet table stands elsewhere, or lies.

use super::super::{Case, Expect, Read};
use super::file;

/// `whole` is written as Apple writes it; `good` are its numbers.
pub(in crate::hostile) fn add_coded(cases: &mut Vec<Case>, whole: &[u8], good: &Read) {
    let mut push = |name: &str, bytes: Vec<u8>, expect: Expect| {
        cases.push(Case::new(format!("caf-aac-{name}.caf"), bytes, expect));
    };
    // As Apple writes it: description, cookie, audio, table.
    let mut chunks = Vec::new();
    let mut rest = &whole[8..];
    while let Some(size) = rest.get(4..12).and_then(|bytes| bytes.first_chunk::<8>()) {
        let all = 12 + usize::try_from(i64::from_be_bytes(*size)).unwrap_or(0);
        chunks.push(rest[..all].to_vec());
        rest = &rest[all..];
    }
    let [description, cookie, audio, table] = &chunks[..] else {
        panic!("the recording has {} chunks", chunks.len());
    };
    let good = Expect::Accept(good.clone());
    let build = |order: &[&Vec<u8>]| file(&order.iter().map(|it| it.to_vec()).collect::<Vec<_>>());
    push(
        "table-in-front",
        build(&[description, table, cookie, audio]),
        good.clone(),
    );
    push(
        "cookie-behind",
        build(&[description, audio, table, cookie]),
        good.clone(),
    );
    push(
        "no-table",
        build(&[description, cookie, audio]),
        Expect::Refuse(&["no-format"]),
    );
    push(
        "no-audio",
        build(&[description, cookie, table]),
        Expect::Refuse(&["no-data"]),
    );
    push(
        "no-description",
        build(&[cookie, table, audio]),
        Expect::Refuse(&["no-format"]),
    );
    push(
        "no-cookie",
        build(&[description, table, audio]),
        good.with_fault("wav-header-inconsistent"),
    );
    for (at, field) in [(12, "packets"), (20, "valid"), (28, "priming")] {
        for fill in [0x00, 0x7F, 0x80, 0xFF] {
            let mut lie = table.clone();
            lie[at] = fill;
            let bytes = build(&[description, cookie, &lie, audio]);
            push(&format!("{field}-{fill:02x}"), bytes, Expect::Survive);
        }
    }
    for fill in [0x00, 0x7F, 0xFF] {
        let mut lie = table.clone();
        lie[36..].fill(fill);
        let bytes = build(&[description, cookie, &lie, audio]);
        push(&format!("sizes-{fill:02x}"), bytes, Expect::Survive);
        let mut lie = cookie.clone();
        lie[12..].fill(fill);
        let bytes = build(&[description, &lie, table, audio]);
        push(&format!("cookie-{fill:02x}"), bytes, Expect::Survive);
    }
}
