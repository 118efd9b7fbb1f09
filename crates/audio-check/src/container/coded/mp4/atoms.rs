//! The body of an atom -> the atoms inside, without recursion (ISO 14496-12).

/// Big-endian numbers of an atom's body; missing bytes give `None`.
pub(super) fn u16_at(body: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*body.get(at..)?.first_chunk()?))
}

pub(super) fn u32_at(body: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*body.get(at..)?.first_chunk()?))
}

pub(super) fn u64_at(body: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(*body.get(at..)?.first_chunk()?))
}

/// The head of an atom: its kind, the bytes of its head and of all of it (`None`: to the end).
pub(super) struct Head {
    pub(super) kind: [u8; 4],
    pub(super) head_bytes: u64,
    pub(super) all_bytes: Option<u64>,
}

impl Head {
    /// `None` if this is no atom.
    pub(super) fn parse(view: &[u8]) -> Option<Head> {
        let kind = *view.get(4..)?.first_chunk::<4>()?;
        let (head_bytes, all_bytes) = match u32_at(view, 0)? {
            0 => (8, None),
            1 => (16, Some(u64_at(view, 8)?)),
            size => (8, Some(u64::from(size))),
        };
        (all_bytes.is_none_or(|all| all >= head_bytes)).then_some(Head {
            kind,
            head_bytes,
            all_bytes,
        })
    }
}

/// Atoms in `body`, one after another, up to the first that is none.
pub(super) fn atoms(body: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = body;
    std::iter::from_fn(move || {
        let head = Head::parse(rest)?;
        let all = match head.all_bytes {
            Some(all) => usize::try_from(all).ok()?,
            None => rest.len(),
        };
        let inner = rest.get(usize::try_from(head.head_bytes).ok()?..all)?;
        rest = &rest[all..];
        Some((head.kind, inner))
    })
}

/// The first atom that is reached by the names of `path`.
pub(super) fn find<'a>(body: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    let mut body = body;
    for wanted in path {
        (_, body) = atoms(body).find(|(kind, _)| kind == *wanted)?;
    }
    Some(body)
}
