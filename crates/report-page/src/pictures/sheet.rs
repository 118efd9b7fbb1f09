//! Where a picture is looked at -> its measures, in its own units, which are pixels at full size.

/// A picture is drawn twice: once as wide as a desk allows, once for a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sheet {
    Wide,
    Narrow,
}

impl Sheet {
    pub(crate) const ALL: [Sheet; 2] = [Sheet::Wide, Sheet::Narrow];

    pub(crate) fn class(self) -> &'static str {
        match self {
            Sheet::Wide => "picture wide",
            Sheet::Narrow => "picture narrow",
        }
    }

    pub(crate) fn width(self) -> u32 {
        match self {
            Sheet::Wide => 960,
            Sheet::Narrow => 360,
        }
    }

    /// Room for the labels on the left: the same in every picture, so that times stand in line.
    pub(super) fn left(self) -> u32 {
        match self {
            Sheet::Wide => 116,
            Sheet::Narrow => 58,
        }
    }

    /// Room on the right, for half a label.
    pub(super) fn right(self) -> u32 {
        16
    }

    /// Most columns that can be told apart.
    pub(super) fn columns(self) -> usize {
        (self.width() - self.left() - self.right()) as usize
    }

    /// As plotters counts: it writes 1 / 1.24 of it.
    pub(super) fn font_size(self) -> u32 {
        match self {
            Sheet::Wide => 17,
            Sheet::Narrow => 15,
        }
    }

    pub(super) fn labels_across(self) -> usize {
        match self {
            Sheet::Wide => 12,
            Sheet::Narrow => 5,
        }
    }

    /// Height of a lane of marks; on a narrow sheet its label stands above it.
    pub(super) fn lane_height(self) -> i32 {
        match self {
            Sheet::Wide => 22,
            Sheet::Narrow => 35,
        }
    }
}
