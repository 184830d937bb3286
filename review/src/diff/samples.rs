//! Sample values: the smallest value that a schema allows, and values that may show a difference.

use serde_json::{Map, Value, json};
use tallyfy_codegen::{Entry, Node, Position};

use super::merged_schema::MergedSchema;
use crate::openapi::schema::mismatch;

/// The maximum number of schemas in one sample. A schema may refer to itself several times.
const MAX_SCHEMAS: usize = 2000;

/// The characters that long samples repeat.
const REPEATED: [char; 4] = ['a', '1', 'A', '-'];

/// Returns whether a sample repeats one character, as the samples around a limit of the length do.
pub(super) fn is_repeated(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    let mut chars = text.chars();
    let first = chars.next().filter(|first| REPEATED.contains(first));
    first.is_some_and(|first| chars.all(|c| c == first))
}

/// The maximum length of a sample that shows a limit. People read the value that shows a
/// difference, so no sample is longer.
pub(super) const MAX_LENGTH: i64 = 4096;

/// Returns the smallest value that a schema allows, if it is easy to find.
pub(super) fn instance(root: &Node, schema: &Node) -> Value {
    let mut made = Made {
        within: Vec::new(),
        left: MAX_SCHEMAS,
    };
    made_of(root, schema, &mut made)
}

/// The state of a sample that is being made.
struct Made {
    /// The schemas that contain the current one.
    within: Vec<Position>,
    /// The number of schemas that the sample may still have.
    left: usize,
}

fn made_of(root: &Node, schema: &Node, made: &mut Made) -> Value {
    let merged = MergedSchema::of(root, schema);
    let own = merged.nodes().first().copied().unwrap_or(schema).position;
    let is_circle = made.within.contains(&own);
    if made.left == 0 || (is_circle && merged.is_nullable()) {
        return Value::Null;
    }
    made.left -= 1;
    // A schema that requires itself allows no finite value.
    if made.within.iter().filter(|place| **place == own).count() > 1 {
        return Value::Null;
    }
    made.within.push(own);
    let value = value_of(root, &merged, made);
    made.within.pop();
    value
}

fn value_of(root: &Node, merged: &MergedSchema<'_>, made: &mut Made) -> Value {
    if let Some(first) = merged.get("enum").and_then(|node| node.items().first()) {
        return first.to_json();
    }
    for list in ["oneOf", "anyOf"] {
        if let Some(first) = merged.get(list).and_then(|node| node.items().first()) {
            return made_of(root, first, made);
        }
    }
    let number = |key: &str| merged.integer(key);
    match merged.get("type").and_then(Node::text) {
        Some("integer" | "number") => {
            let least = number("minimum").unwrap_or(1).max(1);
            json!(least.min(number("maximum").unwrap_or(i64::MAX)))
        }
        Some("boolean") => json!(true),
        Some("array") => {
            let count = number("minItems").unwrap_or(0).clamp(0, 8);
            let of = merged.get("items");
            let mut item = |_| of.map_or(Value::Null, |of| made_of(root, of, made));
            (0..count).map(&mut item).collect()
        }
        Some("string") => {
            let least = usize::try_from(number("minLength").unwrap_or(1)).unwrap_or(1);
            json!(text(merged, least.clamp(1, 4096)))
        }
        kind => {
            let properties = merged.properties();
            if kind.is_none() && properties.is_empty() {
                return json!("a");
            }
            let required = properties.iter().filter(|one| merged.requires(&one.key));
            let mut value = |property: &&Entry| {
                let value = made_of(root, &property.value, made);
                (property.key.clone(), value)
            };
            Value::Object(required.map(&mut value).collect())
        }
    }
}

/// Returns a text that has the format and the length that the schema asks for.
fn text(merged: &MergedSchema<'_>, length: usize) -> String {
    const DOMAIN: &str = "@example.com";
    match merged.get("format").and_then(Node::text) {
        Some("date-time") => "2026-01-31T12:00:00Z".to_owned(),
        Some("date") => "2026-01-31".to_owned(),
        Some("email") => "a".repeat(length.saturating_sub(DOMAIN.len()).max(1)) + DOMAIN,
        Some("uuid") => "00000000-0000-4000-8000-000000000000".to_owned(),
        Some("ipv4") => "192.0.2.1".to_owned(),
        _ => "a".repeat(length),
    }
}

/// Returns an object that has only required properties and that both schemas allow, if there is
/// one.
pub(super) fn object_of_both(old: (&Node, &Node), new: (&Node, &Node)) -> Map<String, Value> {
    let old_schema = MergedSchema::of(old.0, old.1);
    let new_schema = MergedSchema::of(new.0, new.1);
    let mut object = Map::new();
    for (this, other) in [
        ((old.0, &old_schema), (new.0, &new_schema)),
        ((new.0, &new_schema), (old.0, &old_schema)),
    ] {
        for property in this.1.properties() {
            let name = property.key.as_str();
            if !this.1.requires(name) || object.contains_key(name) {
                continue;
            }
            let own = instance(this.0, &property.value);
            let value = match other.1.property(name) {
                Some(counterpart) if !is_allowed(other.0, &counterpart.value, &own) => {
                    instance(other.0, &counterpart.value)
                }
                _ => own,
            };
            object.insert(name.to_owned(), value);
        }
    }
    object
}

/// Returns values that may show a difference of two schemas: values that one of them allows, values
/// at and around the limits, and one value of each kind.
pub(super) fn candidates(old: (&Node, &Node), new: (&Node, &Node)) -> Vec<Value> {
    let mut values = Vec::new();
    for (root, schema) in [old, new] {
        let merged = MergedSchema::of(root, schema);
        values.push(instance(root, schema));
        let forms = ["oneOf", "anyOf"];
        let forms = forms.iter().filter_map(|list| merged.get(list));
        for form in forms.flat_map(Node::items) {
            values.push(instance(root, form));
        }
        let allowed = merged.get("enum").map_or(&[][..], Node::items);
        values.extend(allowed.iter().map(Node::to_json));
        values.extend(merged.get("default").map(Node::to_json));
        let limit = |key: &str| merged.integer(key);
        for key in ["minimum", "maximum", "multipleOf"] {
            if let Some(limit) = limit(key) {
                let around = [-1, 0, 1].map(|step| json!(limit.saturating_add(step)));
                values.extend(around);
            }
        }
        for key in ["minimum", "maximum"] {
            let fraction = merged.get(key).and_then(|node| node.to_json().as_f64());
            values.extend(fraction.map(|limit| json!(limit)));
        }
        // A pattern such as `^[a-z]{1,255}$` contains lengths.
        let pattern = merged
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
            let limit = limit(key).filter(|limit| *limit <= MAX_LENGTH);
            if let Some(limit) = limit.and_then(|limit| usize::try_from(limit).ok()) {
                let lengths = [limit.saturating_sub(1), limit, limit + 1];
                values.extend(lengths.map(|length| json!(text(&merged, length))));
                let repeated = |c: char| lengths.map(|length| json!(c.to_string().repeat(length)));
                values.extend(REPEATED.into_iter().flat_map(repeated));
            }
        }
        for key in ["minItems", "maxItems"] {
            let limit = limit(key).and_then(|limit| usize::try_from(limit).ok());
            if let Some(limit) = limit.filter(|limit| *limit <= 256) {
                let of = merged.get("items");
                let item = of.map_or(Value::Null, |of| instance(root, of));
                let lengths = [limit.saturating_sub(1), limit, limit + 1];
                values.extend(lengths.map(|length| Value::from(vec![item.clone(); length])));
            }
        }
        if let Some(of) = merged.get("items") {
            let item = instance(root, of);
            values.push(json!([item]));
            values.push(json!([item, item]));
        }
        values.extend(with_another(root, schema));
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

/// Returns objects with a property that the schema does not name.
fn with_another(root: &Node, schema: &Node) -> Vec<Value> {
    let Value::Object(object) = instance(root, schema) else {
        return Vec::new();
    };
    let of = MergedSchema::of(root, schema).get("additionalProperties");
    let of = of.filter(|of| of.is_mapping()).map(|of| instance(root, of));
    let kinds = [
        json!("a"),
        json!(1),
        json!(true),
        json!([]),
        json!({}),
        Value::Null,
    ];
    let another = of.into_iter().chain(kinds).map(|another| {
        let mut object = object.clone();
        object.insert("another".to_owned(), another);
        Value::Object(object)
    });
    another.collect()
}

/// Returns whether a schema allows a value.
pub(super) fn is_allowed(root: &Node, schema: &Node, value: &Value) -> bool {
    mismatch(root, schema, value).is_none()
}

/// Returns whether a schema allows a value that travels as text. A reader of the text cannot
/// distinguish the string `1`, the number 1, and a list with one of them. In a header, a reader
/// also cannot distinguish a list from a string with commas.
pub(super) fn is_text_allowed(root: &Node, schema: &Node, value: &Value, is_header: bool) -> bool {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    let text = match value {
        Value::Array(items) if items.len() == 1 => text(&items[0]),
        Value::Array(items) if is_header && !items.is_empty() => {
            let items: Option<Vec<String>> = items.iter().map(text).collect();
            items.map(|items| items.join(","))
        }
        // The serialization of a parameter determines how a list or an object is sent. A schema
        // without a type has no serialization for them.
        Value::Array(_) | Value::Object(_) if !is_header => {
            let merged = MergedSchema::of(root, schema);
            let has_type = merged
                .kind()
                .or(merged.alternatives().map(|_| ""))
                .is_some();
            return has_type && is_allowed(root, schema, value);
        }
        value => text(value),
    };
    // Text cannot express null, and a header cannot express an object.
    let Some(text) = text else { return false };
    let scalar = |text: &str| {
        let value = serde_json::from_str(text).ok();
        value.filter(|value: &Value| value.is_number() || value.is_boolean())
    };
    let items: Vec<&str> = if is_header {
        text.split(',').collect()
    } else {
        vec![&text]
    };
    let scalars: Option<Vec<Value>> = items.iter().map(|item| scalar(item)).collect();
    let readings = [
        Some(json!(text)),
        scalar(&text),
        Some(json!(items)),
        scalars.map(Value::from),
    ];
    let mut readings = readings.into_iter().flatten();
    readings.any(|value| is_allowed(root, schema, &value))
}
