//! Reads what a page says about its list in other layouts than the documented one.
//!
//! Laravel has three: `meta.pagination` (documented), the counts in `meta` beside `links` (API
//! resources), and both at the top (its plain paginator). A server that changes its layout must not
//! make a list look complete.

use serde_json::{Map, Value};

/// The properties of a page that the contract does not describe.
pub(crate) struct OtherLayouts<'a> {
    pub(crate) maps: [Option<&'a Map<String, Value>>; 3],
    /// The links of the documented layout.
    pub(crate) links: Option<&'a Value>,
}

/// Properties that hold the address or the name of a next page.
const NEXT: [&str; 6] = [
    "next",
    "next_cursor",
    "next_link",
    "next_page",
    "next_page_token",
    "next_page_url",
];

/// Properties that say whether there is a next page.
const HAS_NEXT: [&str; 4] = ["has_more", "has_more_pages", "has_next", "has_next_page"];

impl OtherLayouts<'_> {
    /// Returns the first of these properties that is a whole number, or the digits of one.
    pub(crate) fn count(&self, names: &[&str]) -> Option<u64> {
        let maps = self.maps.iter().copied().flatten();
        let mut values = maps.flat_map(|map| names.iter().filter_map(|name| map.get(*name)));
        values.find_map(|value| match value {
            Value::String(digits) => digits.parse().ok(),
            value => value.as_u64(),
        })
    }

    /// Returns whether the page names a next one.
    pub(crate) fn has_next(&self) -> bool {
        let mut maps = self.maps.iter().copied().flatten();
        self.links.is_some_and(links_have_next)
            || maps.any(|map| {
                NEXT.iter().any(|name| map.get(*name).is_some_and(is_named))
                    || HAS_NEXT
                        .iter()
                        .any(|name| map.get(*name) == Some(&Value::Bool(true)))
                    || map.get("links").is_some_and(links_have_next)
            })
    }
}

/// Returns whether links lead to a next page: `{"next": "…"}`, or a list of links with labels.
fn links_have_next(links: &Value) -> bool {
    match links {
        Value::Object(links) => links.get("next").is_some_and(is_named),
        Value::Array(links) => links.iter().any(|link| {
            let label = link
                .get("label")
                .and_then(Value::as_str)
                .unwrap_or_default();
            label.to_ascii_lowercase().contains("next") && link.get("url").is_some_and(is_named)
        }),
        _ => false,
    }
}

fn is_named(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::String(text) => !text.is_empty(),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => true,
    }
}
