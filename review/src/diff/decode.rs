//! The effect of a contract's schemas on what the generated client decodes.
//!
//! The generated types check fewer rules than the schemas state. [`decoded`] follows the rules of
//! typify. The corpus of the tests compares the verdicts with compiled clients.

use serde_json::{Map, Number, Value, json};
use tallyfy_codegen::{Node, hand_written};

use super::merged_schema::{MergedSchema, component};
use super::samples::is_allowed;
use crate::Bump;
use crate::openapi::schema::is_same;

/// The formats for which typify uses a type that checks the value.
const CHECKED_FORMATS: [&str; 5] = ["date", "date-time", "ipv4", "ipv6", "uuid"];
/// A limit for schemas that include themselves.
const MAX_DEPTH: usize = 32;

/// Returns the verdict for one value, from what the old and the new client write again after they
/// have decoded the value.
pub(super) fn compared(
    value: &Value,
    old: Option<&Value>,
    new: Option<&Value>,
) -> Option<(Bump, &'static str)> {
    match (old, new) {
        (Some(_), None) => Some((
            Bump::Major,
            "the new client rejects a value that the old client accepted",
        )),
        (None, Some(_)) => Some((
            Bump::Minor,
            "the new client accepts a value that the old client rejected",
        )),
        (Some(old), Some(new)) if old != new => {
            // A client may write the number 1 as 1.0, which is the same number.
            if new == value || (is_same(new, value) && !is_same(old, value)) {
                Some((
                    Bump::Minor,
                    "the new client keeps a value that the old client dropped or changed",
                ))
            } else {
                Some((
                    Bump::Major,
                    "the new client drops or changes a value that the old client kept",
                ))
            }
        }
        _ => None,
    }
}

/// Returns what a client writes again after it has decoded a value. Returns `None` if the client
/// rejects the value.
pub(crate) fn decoded(
    root: &Node,
    schema: &Node,
    value: &Value,
    is_optional: bool,
) -> Option<Value> {
    Decoder { root }.decode(schema, value, is_optional, 0)
}

/// Returns whether a hand-written type decodes the values of a schema. Such a type keeps every
/// value.
pub(super) fn is_hand_written(root: &Node, schema: &Node) -> bool {
    let merged = MergedSchema::of(root, schema);
    let schemas = root.at(&["components", "schemas"]);
    let own = schemas.map_or(&[][..], Node::entries).iter();
    let own = own.filter(|entry| entry.value.position == schema.position);
    let names = merged.reference.map(component).into_iter();
    let mut names = names.chain(own.map(|entry| entry.key.as_str()));
    names.any(|name| hand_written(name).is_some())
}

/// Returns whether the client keeps unknown properties of an object.
pub(super) fn keeps_others(merged: &MergedSchema<'_>) -> bool {
    merged
        .get("additionalProperties")
        .is_some_and(Node::is_mapping)
}

/// Returns whether the client rejects unknown properties of an object.
pub(super) fn rejects_others(merged: &MergedSchema<'_>) -> bool {
    merged.get("additionalProperties").map(Node::to_json) == Some(json!(false))
}

/// Returns whether a client accepts null for a property of a schema because the property is
/// optional. For an optional list of a request, typify generates a `Vec`, which rejects null.
pub(super) fn is_optional(root: &Node, holder: &Node, name: &str) -> bool {
    let merged = MergedSchema::of(root, holder);
    let is_list = merged
        .property(name)
        .is_some_and(|property| MergedSchema::of(root, &property.value).kind() == Some("array"));
    !merged.requires(name) && (keeps_others(&merged) || !is_list)
}

struct Decoder<'a> {
    root: &'a Node,
}

impl Decoder<'_> {
    fn decode(
        &self,
        schema: &Node,
        value: &Value,
        is_optional: bool,
        depth: usize,
    ) -> Option<Value> {
        if depth > MAX_DEPTH || is_hand_written(self.root, schema) {
            return Some(value.clone());
        }
        let merged = MergedSchema::of(self.root, schema);
        if value.is_null() && (is_optional || merged.is_nullable()) {
            return Some(Value::Null);
        }
        if let Some(list) = merged.get("enum") {
            let mut allowed = list.items().iter();
            return allowed
                .any(|one| one.to_json() == *value)
                .then(|| value.clone());
        }
        if let Some(alternatives) = merged.alternatives() {
            return self.union(alternatives.value.items(), value, depth);
        }
        match merged.kind() {
            Some("string") => {
                let is_checked = merged
                    .get("format")
                    .and_then(Node::text)
                    .is_some_and(|format| CHECKED_FORMATS.contains(&format))
                    || ["minLength", "maxLength", "pattern"]
                        .iter()
                        .any(|key| merged.get(key).is_some());
                let is_taken =
                    value.is_string() && (!is_checked || is_allowed(self.root, schema, value));
                is_taken.then(|| value.clone())
            }
            Some("integer") => integer(&merged, value),
            Some("number") => number(&merged, value),
            Some("boolean") => value.is_boolean().then(|| value.clone()),
            Some("array") => {
                let item = |value: &Value| match merged.get("items") {
                    Some(schema) => self.decode(schema, value, false, depth + 1),
                    None => Some(value.clone()),
                };
                let list = value.as_array()?;
                // typify generates an array for a list with a fixed number of items.
                let length = merged
                    .integer("maxItems")
                    .filter(|most| merged.integer("minItems") == Some(*most));
                let length = length.and_then(|length| usize::try_from(length).ok());
                if length.is_some_and(|length| length != list.len()) {
                    return None;
                }
                list.iter().map(item).collect()
            }
            Some("object") => self.object(schema, &merged, value.as_object()?, depth),
            _ => Some(value.clone()),
        }
    }

    /// Decodes the first alternative that accepts the value. If one alternative rejects unknown
    /// properties, serde rejects them in all alternatives.
    fn union(&self, alternatives: &[Node], value: &Value, depth: usize) -> Option<Value> {
        let is_closed = |one: &Node| {
            one.get("$ref").is_none() && rejects_others(&MergedSchema::of(self.root, one))
        };
        let is_strict = alternatives.iter().any(is_closed);
        alternatives.iter().find_map(|one| {
            let decoded = self.decode(one, value, false, depth + 1)?;
            let is_complete = decoded.as_object().map(Map::len) == value.as_object().map(Map::len);
            (!is_strict || is_complete).then_some(decoded)
        })
    }

    fn object(
        &self,
        schema: &Node,
        merged: &MergedSchema<'_>,
        object: &Map<String, Value>,
        depth: usize,
    ) -> Option<Value> {
        let properties = merged.properties();
        let is_missing = |name: &&Node| !object.contains_key(name.text().unwrap_or_default());
        if merged.required().any(|name| is_missing(&name)) {
            return None;
        }
        let others = merged.get("additionalProperties");
        let mut decoded = Map::new();
        for (name, value) in object {
            let property = properties.iter().find(|property| property.key == *name);
            let kept = match (property, others) {
                (Some(property), _) => {
                    let is_optional = is_optional(self.root, schema, name);
                    self.decode(&property.value, value, is_optional, depth + 1)?
                }
                (None, Some(others)) if others.is_mapping() => {
                    self.decode(others, value, false, depth + 1)?
                }
                (None, _) if rejects_others(merged) => return None,
                (None, _) if properties.is_empty() => value.clone(),
                (None, _) => continue,
            };
            decoded.insert(name.clone(), kept);
        }
        Some(Value::Object(decoded))
    }
}

/// The type that typify uses for an integer depends on the format and on some minimums.
fn integer(merged: &MergedSchema<'_>, value: &Value) -> Option<Value> {
    let range = match merged.get("format").and_then(Node::text) {
        Some("int8") => (i8::MIN.into(), i8::MAX.into()),
        Some("uint8") => (0, u8::MAX.into()),
        Some("int16") => (i16::MIN.into(), i16::MAX.into()),
        Some("uint16") => (0, u16::MAX.into()),
        Some("int" | "int32") => (i32::MIN.into(), i32::MAX.into()),
        Some("uint" | "uint32") => (0, u32::MAX.into()),
        Some("uint64") => (0, u64::MAX.into()),
        Some("int64") => (i64::MIN.into(), i64::MAX.into()),
        _ if merged.integer("minimum") == Some(0) && merged.get("maximum").is_none() => {
            (0, u64::MAX.into())
        }
        _ => (i64::MIN.into(), i64::MAX.into()),
    };
    let range = match (merged.integer("minimum"), range) {
        // A non-zero type is unsigned and has the size of the format.
        (Some(1), (least, most)) => (1, if least < 0 { most * 2 + 1 } else { most }),
        (_, range) => range,
    };
    let number = value.as_i64().map(i128::from);
    let number = number.or_else(|| value.as_u64().map(i128::from))?;
    (range.0 <= number && number <= range.1).then(|| value.clone())
}

/// A client writes a number with a fraction, and rounds it to the size of its type.
fn number(merged: &MergedSchema<'_>, value: &Value) -> Option<Value> {
    let number = value.as_f64()?;
    if merged.get("format").and_then(Node::text) != Some("float") {
        return Number::from_f64(number).map(Value::Number);
    }
    #[allow(
        clippy::cast_possible_truncation,
        reason = "serde converts in the same way"
    )]
    let text = serde_json::to_string(&(number as f32)).ok()?;
    serde_json::from_str(&text).ok()
}

/// Returns whether an object of a schema may have a value under a name that the schema does not
/// know.
pub(super) fn allows_other(root: &Node, schema: &Node, value: &Value) -> bool {
    let merged = MergedSchema::of(root, schema);
    match merged.get("additionalProperties") {
        None => true,
        Some(others) if others.is_mapping() => is_allowed(root, others, value),
        Some(allowed) => allowed.to_json() == json!(true),
    }
}
