//! Scores and bars -> Markdown tables.

use std::fmt::{self, Display};

/// One question with its rows.
pub struct Section {
    /// As a person would ask it.
    pub title: &'static str,
    /// Fields of the report it is about.
    pub fields: &'static str,
    /// One for each figure.
    pub rows: Vec<Row>,
}

/// One figure.
pub struct Row {
    /// What was compared or averaged.
    pub what: String,
    /// The figure; `None` if the folder has nothing to tell.
    pub value: Option<f64>,
    /// What must be reached.
    pub bar: Bar,
    /// Recordings it rests on.
    pub count: usize,
}

/// What must be reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bar {
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
    /// Only told.
    None,
}

impl Row {
    /// A row; the figure rests on `count` recordings.
    pub fn new(what: impl Into<String>, value: Option<f64>, bar: Bar, count: usize) -> Row {
        Row {
            what: what.into(),
            value,
            bar,
            count,
        }
    }

    /// Whether the bar is reached; `None` without bar or figure.
    pub fn passes(&self) -> Option<bool> {
        let value = self.value?;
        match self.bar {
            Bar::AtLeast(bar) => Some(value >= bar),
            Bar::AtMost(bar) => Some(value <= bar),
            Bar::None => None,
        }
    }
}

impl Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bar::AtLeast(bar) => write!(f, "≥ {bar}"),
            Bar::AtMost(bar) => write!(f, "≤ {bar}"),
            Bar::None => Ok(()),
        }
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self
            .value
            .map_or("not in the set".to_owned(), |value| format!("{value:.3}"));
        let passed = match self.passes() {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "",
        };
        write!(
            f,
            "| {} | {} | {value} | {} | {passed} |",
            self.what, self.count, self.bar
        )
    }
}

impl Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "## {} ({})\n", self.title, self.fields)?;
        writeln!(f, "| figure | recordings | value | bar | reached |")?;
        writeln!(f, "| --- | ---: | ---: | ---: | --- |")?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_whether_the_bar_is_reached() {
        let row = |value, bar| Row::new("figure", value, bar, 7).to_string();
        assert_eq!(
            row(Some(0.98), Bar::AtLeast(0.98)),
            "| figure | 7 | 0.980 | ≥ 0.98 | yes |"
        );
        assert_eq!(
            row(Some(2.6), Bar::AtMost(2.5)),
            "| figure | 7 | 2.600 | ≤ 2.5 | **no** |"
        );
        assert_eq!(row(Some(0.5), Bar::None), "| figure | 7 | 0.500 |  |  |");
        assert_eq!(
            row(None, Bar::AtMost(1.0)),
            "| figure | 7 | not in the set | ≤ 1 |  |"
        );
    }
}
