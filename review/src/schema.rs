//! Whether a JSON value is what a schema of the contract says, as OpenAPI 3.0 means it. Not looked at
//! are `pattern`, `format`, `not`, `multipleOf`, `uniqueItems` and the exclusive limits.

use std::cell::Cell;

use serde_json::Value;
use tallyfy_codegen::Node;

use crate::parts::{entries, items};

/// The first place at which a value is not what the schema says: a path into the value, such as
/// `.data[0].id`, and why.
pub(crate) fn mismatch(root: &Node, schema: &Node, value: &Value) -> Option<(String, String)> {
    let checker = Checker {
        root,
        steps: Cell::new(0),
    };
    checker.check(schema, value, "", 0).err()
}

type Mismatch = (String, String);

struct Checker<'a> {
    root: &'a Node,
    steps: Cell<u32>,
}

/// Deeper than any body, and more than any example takes; so that a schema that refers to itself ends.
const MAX_DEPTH: usize = 64;
const MAX_STEPS: u32 = 100_000;

impl Checker<'_> {
    fn check(&self, schema: &Node, value: &Value, at: &str, depth: usize) -> Result<(), Mismatch> {
        self.steps.set(self.steps.get() + 1);
        if depth > MAX_DEPTH || self.steps.get() > MAX_STEPS {
            return Ok(());
        }
        let fail = |why: String| Err((at.to_owned(), why));
        if schema.get("$ref").is_some() {
            return match self.root.referenced_by(schema) {
                Some(target) => self.check(target, value, at, depth + 1),
                None => Ok(()), // another rule's business
            };
        }
        let is = |key: &str| schema.get(key).map(Node::to_json) == Some(true.into());
        if value.is_null() && is("nullable") {
            return Ok(());
        }
        for part in items(schema, "allOf") {
            self.check(part, value, at, depth + 1)?;
        }
        for list in ["oneOf", "anyOf"] {
            let parts = items(schema, list);
            let fits = |part: &&Node| self.check(part, value, at, depth + 1).is_ok();
            match parts.iter().filter(fits).count() {
                0 if !parts.is_empty() => {
                    return fail(format!("it is none of the {} forms", parts.len()));
                }
                several if several > 1 && list == "oneOf" => {
                    return fail(format!("it is {several} of the forms, and must be one"));
                }
                _ => {}
            }
        }
        if let Some(kind) = schema.get("type").and_then(Node::text)
            && !is_a(value, kind)
        {
            return fail(format!("it is {}, not {}", name_of(value), article(kind)));
        }
        let allowed = items(schema, "enum");
        if !allowed.is_empty() && !allowed.iter().any(|one| one.to_json() == *value) {
            return fail(format!("{value} is none of the values of the enum"));
        }
        self.limits(schema, value, at)?;
        match value {
            Value::Object(object) => {
                for name in items(schema, "required").iter().filter_map(Node::text) {
                    if !object.contains_key(name) {
                        return fail(format!("`{name}` is required, and missing"));
                    }
                }
                let properties = entries(schema, "properties");
                let additional = schema.get("additionalProperties");
                for (name, value) in object {
                    let known = properties.iter().find(|property| property.key == *name);
                    let schema = known.map(|property| &property.value).or(additional);
                    let at = format!("{at}.{name}");
                    match schema {
                        Some(schema) if schema.is_mapping() => {
                            self.check(schema, value, &at, depth + 1)?;
                        }
                        Some(allowed) if allowed.to_json() == Value::Bool(false) => {
                            return Err((at, "no schema allows it".to_owned()));
                        }
                        _ => {}
                    }
                }
            }
            Value::Array(list) => {
                if let Some(of) = schema.get("items") {
                    for (index, item) in list.iter().enumerate() {
                        self.check(of, item, &format!("{at}[{index}]"), depth + 1)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn limits(&self, schema: &Node, value: &Value, at: &str) -> Result<(), Mismatch> {
        let limit = |key: &str| schema.get(key).and_then(|node| node.to_json().as_f64());
        let size = match value {
            Value::String(text) => Some(("Length", text.chars().count() as f64)),
            Value::Array(items) => Some(("Items", items.len() as f64)),
            Value::Number(number) => number.as_f64().map(|number| ("imum", number)),
            _ => None,
        };
        let Some((of, size)) = size else {
            return Ok(());
        };
        let is_below = limit(&format!("min{of}")).is_some_and(|least| size < least);
        let is_above = limit(&format!("max{of}")).is_some_and(|most| size > most);
        match is_below || is_above {
            true => Err((at.to_owned(), format!("{size} is outside of its limits"))),
            false => Ok(()),
        }
    }
}

fn is_a(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true, // another rule's business
    }
}

fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn article(kind: &str) -> String {
    match kind {
        "array" => "a list".to_owned(),
        "integer" | "object" => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}
