//! Query parameters to a page of a list.

use serde_json::{Value, json};

use crate::answer::Refusal;

/// The parameters of a query, decoded; of a repeated one the last counts.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn parse(query: &str) -> Self {
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// A parameter that is there and not empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().rev().find(|(key, _)| key == name)?;
        Some(found.1.as_str()).filter(|value| !value.is_empty())
    }

    fn number(&self, name: &str, default: u64, most: u64) -> Result<u64, Refusal> {
        let Some(text) = self.text(name) else {
            return Ok(default);
        };
        let number = text
            .parse()
            .ok()
            .filter(|number| (1..=most).contains(number));
        number.ok_or_else(|| {
            let format = if most == u64::MAX {
                "an integer of at least 1".to_owned()
            } else {
                format!("an integer from 1 to {most}")
            };
            Refusal::parameter(name, &format)
        })
    }
}

/// One page: 10 items from the first unless told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    first: usize,
    size: usize,
}

impl Page {
    pub(super) fn of(query: &Query) -> Result<Self, Refusal> {
        let number = query.number("page_num", 1, u64::MAX)?;
        let size = query.number("page_size", 10, 200)?;
        let first = (number - 1).saturating_mul(size);
        Ok(Self {
            first: usize::try_from(first).unwrap_or(usize::MAX),
            size: usize::try_from(size).unwrap_or(usize::MAX),
        })
    }

    /// `{total, items}` of the page.
    pub(super) fn cut<T>(self, all: &[T], item: impl Fn(&T) -> Value) -> Value {
        let items: Vec<Value> = all
            .iter()
            .skip(self.first)
            .take(self.size)
            .map(item)
            .collect();
        json!({ "total": all.len(), "items": items })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(query: &str) -> Option<Page> {
        Page::of(&Query::parse(query)).ok()
    }

    #[test]
    fn pages_have_defaults_and_bounds() {
        assert_eq!(page(""), Some(Page { first: 0, size: 10 }));
        assert_eq!(
            page("page_num=3&page_size=200"),
            Some(Page {
                first: 400,
                size: 200
            })
        );
        assert!(page("page_num=18446744073709551615&page_size=200").is_some());
        for bad in [
            "page_num=0",
            "page_num=-1",
            "page_num=x",
            "page_size=0",
            "page_size=201",
            "page_size=1.5",
        ] {
            assert_eq!(page(bad), None, "{bad}");
        }
    }

    #[test]
    fn plus_and_percent_are_decoded() {
        assert_eq!(Query::parse("name=%E5%A3%B0+x").text("name"), Some("声 x"));
    }
}
