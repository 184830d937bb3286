//! Reads pagination metadata in layouts that the OpenAPI contract does not describe.
//!
//! The server uses the framework Laravel, which has three layouts of pagination metadata:
//!
//! - The documented layout has the counts and the links in `meta.pagination`.
//! - Laravel's API resources have the counts in the property `meta`, and the links in the property
//!   `links`.
//! - Laravel's plain paginator has the counts and the links at the top level of the response body.
//!
//! The client can read all three layouts. A future version of the server may use a different
//! layout. If the client could read only the documented layout, it could then mistake an incomplete
//! list for a complete list.

use serde_json::{Map, Value};

/// The properties of a page that may contain pagination metadata in an undocumented layout.
pub(crate) struct OtherLayouts<'a> {
    /// The properties that the contract does not describe. The three maps are from `pagination`,
    /// from `meta`, and from the top level of the page.
    pub(crate) maps: [Option<&'a Map<String, Value>>; 3],
    /// The links to other pages in the documented layout.
    pub(crate) links: Option<&'a Value>,
}

/// Returns the normalized name of a property: in lower case, and without underscores. For example,
/// `next_page_url` and `nextPageUrl` have the same normalized name.
fn normalized(name: &str) -> String {
    let kept = name.chars().filter(|c| *c != '_');
    kept.collect::<String>().to_ascii_lowercase()
}

/// The normalized names of the properties that contain the URL, the number or the token of the next
/// page.
const NEXT: [&str; 6] = [
    "next",
    "nextcursor",
    "nextlink",
    "nextpage",
    "nextpagetoken",
    "nextpageurl",
];

/// The normalized names of the properties whose value shows whether a next page exists.
const HAS_NEXT: [&str; 4] = ["hasmore", "hasmorepages", "hasnext", "hasnextpage"];

/// The normalized names of the properties whose value is an object with counts or links.
const NESTED: [&str; 5] = ["cursor", "page", "pagination", "paging", "links"];

impl<'a> OtherLayouts<'a> {
    /// Returns the count from the first property that has one of these names and contains a count.
    /// A count is a whole number, or a string that consists of digits.
    pub(crate) fn count(&self, names: &[&str]) -> Option<u64> {
        let mut values = self.properties();
        values.find_map(|(name, value)| {
            if names.contains(&name.as_str()) {
                count(value)
            } else {
                None
            }
        })
    }

    /// Returns whether a link or a property of the page refers to a next page.
    pub(crate) fn has_next(&self) -> bool {
        self.links.is_some_and(links_have_next)
            || self.properties().any(|(name, value)| match name.as_str() {
                "links" => links_have_next(value),
                name if HAS_NEXT.contains(&name) => is_true(value),
                name => NEXT.contains(&name) && has_value(value),
            })
    }

    /// Returns the properties of all maps. If a map contains an object with counts or links, also
    /// returns the properties of this object.
    fn properties(&self) -> impl Iterator<Item = (String, &'a Value)> {
        let maps = self.maps.iter().copied().flatten();
        maps.flat_map(|map| map.iter()).flat_map(|(name, value)| {
            let name = normalized(name);
            let nested = value
                .as_object()
                .filter(|_| NESTED.contains(&name.as_str()));
            let inner = nested.into_iter().flatten();
            let inner = inner.map(|(name, value)| (normalized(name), value));
            std::iter::once((name, value)).chain(inner)
        })
    }
}

/// Returns the value as a count, if the value is a whole number or a string that consists of
/// digits.
fn count(value: &Value) -> Option<u64> {
    match value {
        Value::String(digits) => digits.trim().parse().ok(),
        // A float can represent exactly every whole number below 2^53, which is about 9e15.
        Value::Number(number) => number.as_u64().or_else(|| {
            let float = number.as_f64()?;
            let is_whole = float.fract() == 0.0 && (0.0..9e15).contains(&float);
            is_whole.then(|| format!("{float:.0}").parse().ok())?
        }),
        _ => None,
    }
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::String(text) => matches!(text.as_str(), "1" | "true"),
        value => value.as_u64() == Some(1),
    }
}

/// Returns whether the value of `links` refers to a next page. This value is an object such as
/// `{"next": "…"}`, or a list of objects that have a label and a URL.
fn links_have_next(links: &Value) -> bool {
    match links {
        Value::Object(links) => links.get("next").is_some_and(has_value),
        Value::Array(links) => links.iter().any(|link| {
            let label = link
                .get("label")
                .and_then(Value::as_str)
                .unwrap_or_default();
            label.to_ascii_lowercase().contains("next") && link.get("url").is_some_and(has_value)
        }),
        _ => false,
    }
}

/// Returns `true` if the JSON value is not null, not `false` and not empty.
fn has_value(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::String(text) => !text.is_empty(),
        Value::Number(_) | Value::Array(_) => true,
        Value::Object(object) => !object.is_empty(),
    }
}
