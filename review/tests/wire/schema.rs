//! Schemas of a contract, as the crate `jsonschema` reads them.
//!
//! Two conventions are this project's. `nullable: true` allows null in every schema, also beside
//! `allOf`. Only the formats below restrict a value.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

/// The prefix of properties that no contract describes.
pub(crate) const EXTRA: &str = "notDescribed";

const FORMATS: [&str; 6] = ["date", "date-time", "email", "ipv4", "ipv6", "uuid"];

thread_local! {
    static SCHEMAS: RefCell<HashMap<String, Rc<Schema>>> = RefCell::default();
}

/// A schema and the components that it needs. Equal schemas are the same `Rc` in one thread.
pub(crate) struct Schema {
    pub(crate) doc: Value,
    validator: OnceCell<Validator>,
    /// Some values that the schema allows.
    pub(crate) sample: OnceCell<Vec<Value>>,
}

impl Schema {
    pub(crate) fn of(contract: &Value, schema: &Value) -> Rc<Schema> {
        let mut doc = json!({ "allOf": [converted(schema)], "$defs": {} });
        let mut names = references(&doc["allOf"]);
        while let Some(name) = names.pop() {
            if doc["$defs"].get(&name).is_none() {
                let component = converted(&contract["components"]["schemas"][&name]);
                names.extend(references(&component));
                doc["$defs"][name] = component;
            }
        }
        Schema::shared(doc)
    }

    fn shared(doc: Value) -> Rc<Schema> {
        let new = || {
            let (validator, sample) = (OnceCell::new(), OnceCell::new());
            Rc::new(Schema {
                doc: doc.clone(),
                validator,
                sample,
            })
        };
        SCHEMAS.with_borrow_mut(|all| Rc::clone(all.entry(doc.to_string()).or_insert_with(new)))
    }

    /// Drops the schemas of this thread that no contract uses.
    pub(crate) fn forget_unused() {
        SCHEMAS.with_borrow_mut(|all| all.retain(|_, schema| Rc::strong_count(schema) > 1));
    }

    /// Returns the schemas that the document has at its root.
    pub(crate) fn root(&self) -> Vec<&Value> {
        self.doc["allOf"].as_array().unwrap().iter().collect()
    }

    pub(crate) fn accepts(&self, value: &Value) -> bool {
        let validator = self.validator.get_or_init(|| {
            let options = jsonschema::options();
            let options = options
                .with_draft(Draft::Draft202012)
                .should_validate_formats(true);
            options.build(&self.doc).unwrap()
        });
        validator.is_valid(value)
    }

    /// Returns whether one of the schemas describes each property of the value, except those
    /// properties that no contract describes.
    pub(crate) fn describes(&self, value: &Value) -> bool {
        self.each_is_described(&self.root(), value)
    }

    fn each_is_described(&self, nodes: &[&Value], value: &Value) -> bool {
        let nodes: Vec<_> = self.alternatives(nodes).concat();
        match value {
            Value::Array(items) => {
                let parts: Vec<_> = nodes.iter().filter_map(|node| node.get("items")).collect();
                parts.is_empty()
                    || items
                        .iter()
                        .all(|item| self.each_is_described(&parts, item))
            }
            Value::Object(object) => object.iter().all(|(name, value)| {
                let parts = |key: &str| {
                    let of = |node: &&&Value| node.get(key).is_some_and(Value::is_object);
                    nodes
                        .iter()
                        .filter(of)
                        .map(|node| &node[key])
                        .collect::<Vec<_>>()
                };
                let listed: Vec<_> = parts("properties");
                let own: Vec<_> = listed.iter().filter_map(|node| node.get(name)).collect();
                let mut others: Vec<_> = parts("additionalProperties");
                others.retain(|node| **node != json!({}));
                if own.is_empty() && !others.is_empty() {
                    return self.each_is_described(&others, value);
                }
                let is_free = listed.is_empty() || name.starts_with(EXTRA);
                if own.is_empty() {
                    is_free
                } else {
                    self.each_is_described(&own, value)
                }
            }),
            _ => true,
        }
    }

    /// Returns the target of a `$ref`.
    fn target<'a>(&'a self, node: &'a Value) -> Option<&'a Value> {
        self.doc
            .pointer(node.get("$ref")?.as_str()?.strip_prefix('#')?)
    }

    /// Splits a conjunction of schemas into alternatives without `$ref`, `allOf`, `oneOf` and
    /// `anyOf`. Each alternative is again a conjunction.
    pub(crate) fn alternatives<'a>(&'a self, nodes: &[&'a Value]) -> Vec<Vec<&'a Value>> {
        let mut all: Vec<Vec<&Value>> = vec![Vec::new()];
        let mut cross = |more: Vec<Vec<&'a Value>>| {
            let joined = |one: &Vec<&'a Value>| {
                let one = one.clone();
                let join = |other: &Vec<&'a Value>| [one.as_slice(), other.as_slice()].concat();
                more.iter().map(join).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(joined).take(32).collect();
        };
        for node in nodes {
            if let Some(target) = self.target(node) {
                cross(self.alternatives(&[target]));
                continue;
            }
            cross(vec![vec![node]]);
            for part in list(node, "allOf") {
                cross(self.alternatives(&[part]));
            }
            for key in ["oneOf", "anyOf"] {
                let parts = list(node, key);
                if !parts.is_empty() {
                    cross(
                        parts
                            .iter()
                            .flat_map(|part| self.alternatives(&[part]))
                            .collect(),
                    );
                }
            }
        }
        all
    }

    /// Returns the keywords that an alternative has beside its parts, as schemas of scalars.
    pub(crate) fn of_scalars(alternative: &[&Value]) -> Vec<Rc<Schema>> {
        let own = alternative.iter().map(|node| {
            let mut own = (*node).clone();
            if let Some(keys) = own.as_object_mut() {
                keys.retain(|key, _| !PARTS.contains(&key.as_str()));
            }
            own
        });
        own.filter(|own| *own != json!({}))
            .map(Schema::shared)
            .collect()
    }
}

const PARTS: [&str; 7] = [
    "allOf",
    "oneOf",
    "anyOf",
    "items",
    "properties",
    "required",
    "additionalProperties",
];

/// Returns whether two schemas are equal after each `$ref` is replaced by its target.
pub(crate) fn is_same<'a>(
    a: (&'a Schema, &'a Value),
    b: (&'a Schema, &'a Value),
    seen: &mut Vec<(*const Value, *const Value)>,
) -> bool {
    if std::ptr::eq(a.0, b.0) && std::ptr::eq(a.1, b.1) {
        return true;
    }
    let targets = (a.0.target(a.1), b.0.target(b.1));
    if targets != (None, None) {
        let pair = (targets.0.unwrap_or(a.1), targets.1.unwrap_or(b.1));
        let key = (std::ptr::from_ref(pair.0), std::ptr::from_ref(pair.1));
        let is_new = !seen.contains(&key);
        seen.push(key);
        return !is_new || is_same((a.0, pair.0), (b.0, pair.1), seen);
    }
    match (a.1, b.1) {
        (Value::Object(old), Value::Object(new)) => {
            old.len() == new.len()
                && old.iter().all(|(key, value)| {
                    new.get(key)
                        .is_some_and(|other| is_same((a.0, value), (b.0, other), seen))
                })
        }
        (Value::Array(old), Value::Array(new)) => {
            let mut pairs = old.iter().zip(new);
            old.len() == new.len() && pairs.all(|(old, new)| is_same((a.0, old), (b.0, new), seen))
        }
        (a, b) => a == b,
    }
}

pub(crate) fn list<'a>(node: &'a Value, key: &str) -> &'a [Value] {
    node.get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// Converts a schema of OpenAPI 3.0 to JSON Schema, without its documentation.
fn converted(schema: &Value) -> Value {
    let Value::Object(keys) = schema else {
        return schema.clone();
    };
    if let Some(target) = keys.get("$ref").and_then(Value::as_str) {
        return json!({ "$ref": target.replace("#/components/schemas/", "#/$defs/") });
    }
    let is_true = |key: &str| keys.get(key) == Some(&Value::Bool(true));
    let mut new = Map::new();
    let mut all_of = Vec::new();
    for (key, value) in keys {
        let value = match key.as_str() {
            "oneOf" | "anyOf" => list(schema, key).iter().map(converted).collect(),
            "not" | "items" | "additionalProperties" => converted(value),
            "properties" => {
                let properties = value.as_object().unwrap().iter();
                properties
                    .map(|(name, part)| (name.clone(), converted(part)))
                    .collect()
            }
            "allOf" => {
                all_of.extend(list(schema, key).iter().map(converted));
                continue;
            }
            "format" => {
                match value.as_str() {
                    Some("int32") => {
                        all_of.push(json!({ "minimum": i32::MIN, "maximum": i32::MAX }))
                    }
                    Some("int64") => {
                        all_of.push(json!({ "minimum": i64::MIN, "maximum": i64::MAX }))
                    }
                    Some(format) if FORMATS.contains(&format) => {
                        new.insert(key.clone(), value.clone());
                    }
                    _ => {}
                }
                continue;
            }
            "exclusiveMinimum" | "exclusiveMaximum" => continue,
            "minimum" if is_true("exclusiveMinimum") => {
                new.insert("exclusiveMinimum".to_owned(), value.clone());
                continue;
            }
            "maximum" if is_true("exclusiveMaximum") => {
                new.insert("exclusiveMaximum".to_owned(), value.clone());
                continue;
            }
            "type" | "enum" | "required" | "pattern" | "minLength" | "maxLength" | "minItems"
            | "maxItems" | "uniqueItems" | "minProperties" | "maxProperties" | "multipleOf"
            | "minimum" | "maximum" => value.clone(),
            _ => continue,
        };
        new.insert(key.clone(), value);
    }
    if !all_of.is_empty() {
        new.insert("allOf".to_owned(), all_of.into());
    }
    if is_true("nullable") && !new.is_empty() {
        return json!({ "anyOf": [new, { "type": "null" }] });
    }
    new.into()
}

/// Returns the names of the components that a converted schema refers to.
fn references(schema: &Value) -> Vec<String> {
    match schema {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(keys) => keys
            .iter()
            .flat_map(|(key, value)| match value.as_str() {
                Some(target) if key == "$ref" => vec![target.replace("#/$defs/", "")],
                _ => references(value),
            })
            .collect(),
        _ => Vec::new(),
    }
}
