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

/// Names of properties without case and underscores: `next_page_url` and `nextPageUrl` are one.
fn folded(name: &str) -> String {
    let kept = name.chars().filter(|c| *c != '_');
    kept.collect::<String>().to_ascii_lowercase()
}

/// Properties that hold the address or the name of a next page.
const NEXT: [&str; 6] = [
    "next",
    "nextcursor",
    "nextlink",
    "nextpage",
    "nextpagetoken",
    "nextpageurl",
];

/// Properties that say whether there is a next page.
const HAS_NEXT: [&str; 4] = ["hasmore", "hasmorepages", "hasnext", "hasnextpage"];

/// Properties that hold an object with counts or links.
const NESTED: [&str; 5] = ["cursor", "page", "pagination", "paging", "links"];

impl<'a> OtherLayouts<'a> {
    /// Returns the first of these properties that is a whole number, or the digits of one.
    pub(crate) fn count(&self, names: &[&str]) -> Option<u64> {
        let mut values = self.properties();
        values.find_map(|(name, value)| match names.contains(&name.as_str()) {
            true => count(value),
            false => None,
        })
    }

    /// Returns whether the page names a next one.
    pub(crate) fn has_next(&self) -> bool {
        self.links.is_some_and(links_have_next)
            || self.properties().any(|(name, value)| match name.as_str() {
                "links" => links_have_next(value),
                name if HAS_NEXT.contains(&name) => is_true(value),
                name => NEXT.contains(&name) && is_named(value),
            })
    }

    /// The properties of all maps, and those of the objects in them that hold counts or links.
    fn properties(&self) -> impl Iterator<Item = (String, &'a Value)> {
        let maps = self.maps.iter().copied().flatten();
        maps.flat_map(|map| map.iter()).flat_map(|(name, value)| {
            let name = folded(name);
            let nested = value
                .as_object()
                .filter(|_| NESTED.contains(&name.as_str()));
            let inner = nested.into_iter().flatten();
            let inner = inner.map(|(name, value)| (folded(name), value));
            std::iter::once((name, value)).chain(inner)
        })
    }
}

fn count(value: &Value) -> Option<u64> {
    match value {
        Value::String(digits) => digits.trim().parse().ok(),
        // Below 2^53 a float is exact.
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
        Value::Number(_) | Value::Array(_) => true,
        Value::Object(object) => !object.is_empty(),
    }
}
