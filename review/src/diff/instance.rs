//! Values that a schema allows, as small as they can be, and values to try at a place.

use serde_json::{Map, Value, json};
use tallyfy_codegen::{Node, Position};

use super::facets::Facets;
use crate::schema::mismatch;

/// So that a schema of many schemas ends; a body that is shown has fewer.
const MAX_SCHEMAS: usize = 2000;

/// The smallest value that a schema allows, as far as it is easy to find.
pub(super) fn instance(root: &Node, schema: &Node) -> Value {
    let mut made = Made {
        within: Vec::new(),
        left: MAX_SCHEMAS,
    };
    made_of(root, schema, &mut made)
}

/// The schemas that a value is made for, so that one that refers to itself ends.
struct Made {
    within: Vec<Position>,
    left: usize,
}

fn made_of(root: &Node, schema: &Node, made: &mut Made) -> Value {
    let facets = Facets::of(root, schema);
    let own = facets.nodes().next().unwrap_or(schema).position;
    let is_circle = made.within.contains(&own);
    if made.left == 0 || (is_circle && facets.nullable().is_some()) {
        return Value::Null;
    }
    made.left -= 1;
    // Through a schema that refers to itself twice there is nothing smaller.
    if made.within.iter().filter(|place| **place == own).count() > 1 {
        return Value::Null;
    }
    made.within.push(own);
    let value = value_of(root, &facets, made);
    made.within.pop();
    value
}

fn value_of(root: &Node, facets: &Facets<'_>, made: &mut Made) -> Value {
    if let Some(first) = facets.get("enum").and_then(|node| node.items().first()) {
        return first.to_json();
    }
    for list in ["oneOf", "anyOf"] {
        if let Some(first) = facets.get(list).and_then(|node| node.items().first()) {
            return made_of(root, first, made);
        }
    }
    let number = |key: &str| facets.get(key).and_then(|node| node.to_json().as_i64());
    match facets.get("type").and_then(Node::text) {
        Some("integer" | "number") => {
            let least = number("minimum").unwrap_or(1).max(1);
            json!(least.min(number("maximum").unwrap_or(i64::MAX)))
        }
        Some("boolean") => json!(true),
        Some("array") => {
            let count = number("minItems").unwrap_or(0).clamp(0, 8);
            let of = facets.get("items");
            let mut item = |_| of.map_or(Value::Null, |of| made_of(root, of, made));
            (0..count).map(&mut item).collect()
        }
        Some("string") => {
            let least = usize::try_from(number("minLength").unwrap_or(1)).unwrap_or(1);
            json!(text(facets, least.clamp(1, 4096)))
        }
        kind => {
            let properties = facets.properties();
            if kind.is_none() && properties.is_empty() {
                return json!("a");
            }
            let required = properties.iter().filter(|(name, _)| facets.requires(name));
            let mut value = |(name, property): &(&str, &tallyfy_codegen::Entry)| {
                let value = made_of(root, &property.value, made);
                ((*name).to_owned(), value)
            };
            Value::Object(required.map(&mut value).collect())
        }
    }
}

/// A text of a format, and of a length where the format has none.
fn text(facets: &Facets<'_>, length: usize) -> String {
    const DOMAIN: &str = "@example.com";
    match facets.get("format").and_then(Node::text) {
        Some("date-time") => "2026-01-31T12:00:00Z".to_owned(),
        Some("date") => "2026-01-31".to_owned(),
        Some("email") => "a".repeat(length.saturating_sub(DOMAIN.len()).max(1)) + DOMAIN,
        Some("uuid") => "00000000-0000-4000-8000-000000000000".to_owned(),
        Some("ipv4") => "192.0.2.1".to_owned(),
        _ => "a".repeat(length),
    }
}

/// An object that both of two schemas allow, where there is one.
pub(super) fn object_of_both(old: (&Node, &Node), new: (&Node, &Node)) -> Map<String, Value> {
    let (old_facets, new_facets) = (Facets::of(old.0, old.1), Facets::of(new.0, new.1));
    let mut object = Map::new();
    for (root, facets) in [(old.0, &old_facets), (new.0, &new_facets)] {
        for (name, property) in facets.properties() {
            if !facets.requires(name) || object.contains_key(name) {
                continue;
            }
            let value = instance(root, &property.value);
            let other = if std::ptr::eq(root, old.0) {
                new_facets.property(name).map(|other| (new.0, other))
            } else {
                old_facets.property(name).map(|other| (old.0, other))
            };
            let value = match other {
                Some((root, other)) if mismatch(root, &other.value, &value).is_some() => {
                    instance(root, &other.value)
                }
                _ => value,
            };
            object.insert(name.to_owned(), value);
        }
    }
    object
}

/// Values to try at a place where two schemas differ: what either allows, what is just within and
/// just outside of the limits of either, and one of each kind.
pub(super) fn candidates(old: (&Node, &Node), new: (&Node, &Node)) -> Vec<Value> {
    let mut values = Vec::new();
    for (root, schema) in [old, new] {
        let facets = Facets::of(root, schema);
        values.push(instance(root, schema));
        let forms = ["oneOf", "anyOf"];
        let forms = forms.iter().filter_map(|list| facets.get(list));
        for form in forms.flat_map(Node::items) {
            values.push(instance(root, form));
        }
        let allowed = facets.get("enum").map_or(&[][..], Node::items);
        values.extend(allowed.iter().map(Node::to_json));
        values.extend(facets.get("default").map(Node::to_json));
        let limit = |key: &str| facets.get(key).and_then(|node| node.to_json().as_i64());
        for key in ["minimum", "maximum", "multipleOf"] {
            if let Some(limit) = limit(key) {
                let around = [-1, 0, 1].map(|step| json!(limit.saturating_add(step)));
                values.extend(around);
            }
        }
        for key in ["minimum", "maximum"] {
            let fraction = facets.get(key).and_then(|node| node.to_json().as_f64());
            values.extend(fraction.map(|limit| json!(limit)));
        }
        // The lengths that a pattern such as `^[a-z]{1,255}$` names.
        let pattern = facets
            .get("pattern")
            .and_then(Node::text)
            .unwrap_or_default();
        let bounds = pattern
            .split(['{', '}', ','])
            .filter_map(|part| part.parse::<usize>().ok());
        for bound in bounds.filter(|bound| *bound <= 4096) {
            values.extend([bound, bound + 1].map(|length| json!("a".repeat(length))));
        }
        for key in ["minLength", "maxLength"] {
            // A witness is read by people; no body is that long.
            let limit = limit(key).and_then(|limit| usize::try_from(limit).ok());
            if let Some(limit) = limit.filter(|limit| *limit <= 4096) {
                let lengths = [limit.saturating_sub(1), limit, limit + 1];
                values.extend(lengths.map(|length| json!(text(&facets, length))));
            }
        }
        for key in ["minItems", "maxItems"] {
            let limit = limit(key).and_then(|limit| usize::try_from(limit).ok());
            if let Some(limit) = limit.filter(|limit| *limit <= 256) {
                let of = facets.get("items");
                let item = of.map_or(Value::Null, |of| instance(root, of));
                let lengths = [limit.saturating_sub(1), limit, limit + 1];
                values.extend(lengths.map(|length| Value::from(vec![item.clone(); length])));
            }
        }
        if let Some(of) = facets.get("items") {
            let item = instance(root, of);
            values.push(json!([item]));
            values.push(json!([item, item]));
        }
        values.push(with_another(root, schema));
    }
    values.extend([
        Value::Null,
        json!(true),
        json!(0),
        json!(1),
        json!(-1),
        json!(1.5),
        json!(2_147_483_648_i64),
        json!(u64::MAX),
        json!(""),
        json!("a"),
        json!(" "),
        json!("1"),
        json!("a/b"),
        json!("."),
        json!("é"),
        json!("A_1-"),
        json!("a@example.com"),
        json!("2026-01-31"),
        json!("2026-01-31T12:00:00Z"),
        json!("00000000-0000-4000-8000-000000000000"),
        json!([]),
        json!(["a"]),
        json!([1]),
        json!({}),
    ]);
    let mut unique: Vec<Value> = Vec::new();
    for value in values {
        if !unique.contains(&value) {
            unique.push(value);
        }
    }
    unique
}

/// An object of a schema with a key that it does not know.
fn with_another(root: &Node, schema: &Node) -> Value {
    let mut value = instance(root, schema);
    let of = Facets::of(root, schema).get("additionalProperties");
    let another = of.filter(|of| of.is_mapping() && !of.entries().is_empty());
    if let Value::Object(object) = &mut value {
        let another = another.map_or_else(|| json!("a"), |of| instance(root, of));
        object.insert("another".to_owned(), another);
    }
    value
}
