//! Checks whether a JSON value matches a schema of the contract, as OpenAPI 3.0 defines it.
//!
//! Where OpenAPI is not precise, this module decides as follows:
//!
//! - 1.0 is not an integer, because the generated integer types cannot decode it.
//! - With `nullable: true`, null is valid, even next to an `allOf`.
//! - Keys next to a `$ref` have no effect.
//! - The crate `regex` evaluates patterns. Its `\d` and `\w` match more letters than JavaScript's.
//!
//! This module ignores `discriminator`, `readOnly`, `writeOnly`, patterns that the crate cannot
//! compile, formats that are not in [`formats`], and values that are deeper than any body. For
//! `multipleOf`, it compares fractions with nine digits.

mod formats;
#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::collections::HashMap;

use regex::Regex;
use serde_json::{Number, Value};
use tallyfy_codegen::Node;

pub(crate) use self::formats::date;
use crate::openapi::outline::{entries, items};

/// Returns the first place at which a value does not match a schema, and the reason. The place is a
/// path into the value, such as `.data[0].id`.
pub(crate) fn mismatch(root: &Node, schema: &Node, value: &Value) -> Option<(String, String)> {
    let checker = Checker {
        root,
        steps: Cell::new(0),
        is_cut_short: Cell::new(false),
        patterns: RefCell::default(),
    };
    checker.check(schema, value, "", 0).err()
}

type Mismatch = (String, String);

struct Checker<'a> {
    root: &'a Node,
    steps: Cell<u32>,
    /// True if a value was assumed to be valid because one of the limits was reached.
    is_cut_short: Cell<bool>,
    /// The compiled patterns. `None` if a pattern does not compile.
    patterns: RefCell<HashMap<String, Option<Regex>>>,
}

/// The limits of the depth and of the number of checks. Without these limits, a schema that refers
/// to itself would never end. No body needs as many.
const MAX_DEPTH: usize = 64;
const MAX_STEPS: u32 = 100_000;

impl Checker<'_> {
    fn check(&self, schema: &Node, value: &Value, at: &str, depth: usize) -> Result<(), Mismatch> {
        self.steps.set(self.steps.get() + 1);
        if depth > MAX_DEPTH || self.steps.get() > MAX_STEPS {
            self.is_cut_short.set(true);
            return Ok(());
        }
        let fail = |why: String| Err((at.to_owned(), why));
        if schema.get("$ref").is_some() {
            return match self.root.referenced_by(schema) {
                Some(target) => self.check(target, value, at, depth + 1),
                None => Ok(()), // A different rule reports the `$ref`.
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
                    return fail(format!(
                        "it matches none of the {} alternatives",
                        parts.len()
                    ));
                }
                several if several > 1 && list == "oneOf" && !self.is_cut_short.get() => {
                    return fail(format!(
                        "it matches {several} alternatives, but must match only one"
                    ));
                }
                _ => {}
            }
        }
        if let Some(not) = schema.get("not")
            && self.check(not, value, at, depth + 1).is_ok()
            && !self.is_cut_short.get()
        {
            return fail("it matches the schema that `not` forbids".to_owned());
        }
        if let Some(kind) = schema.get("type").and_then(Node::text)
            && !is_a(value, kind)
        {
            return fail(format!("it is {}, not {}", name_of(value), article(kind)));
        }
        let allowed = items(schema, "enum");
        if !allowed.is_empty() && !allowed.iter().any(|one| is_same(&one.to_json(), value)) {
            return fail(format!("{value} is not a value of the enum"));
        }
        self.limits(schema, value, at)?;
        match value {
            Value::Object(object) => {
                for name in items(schema, "required").iter().filter_map(Node::text) {
                    if !object.contains_key(name) {
                        return fail(format!("the required property `{name}` is missing"));
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
                            return Err((at, "the schema does not allow this property".to_owned()));
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
        let fail = |why: String| Err((at.to_owned(), why));
        let number_of = |key: &str| match schema.get(key).map(Node::to_json) {
            Some(Value::Number(number)) => Some(number),
            _ => None,
        };
        let is = |key: &str| schema.get(key).map(Node::to_json) == Some(true.into());
        let text_of = |key: &str| schema.get(key).and_then(Node::text);
        let size = match value {
            Value::String(text) => Some(("Length", text.chars().count().into())),
            Value::Array(items) => Some(("Items", items.len().into())),
            Value::Object(object) => Some(("Properties", object.len().into())),
            Value::Number(number) => Some(("imum", number.clone())),
            _ => None,
        };
        if let Some((of, size)) = size {
            let is_outside = |key: &str, outside: Ordering, exclusive: &str| {
                number_of(&format!("{key}{of}")).is_some_and(|limit| {
                    let found = compare(&size, &limit);
                    found == outside || found == Ordering::Equal && of == "imum" && is(exclusive)
                })
            };
            if is_outside("min", Ordering::Less, "exclusiveMinimum")
                || is_outside("max", Ordering::Greater, "exclusiveMaximum")
            {
                let measured = match of {
                    "Length" => "the length ",
                    "Items" => "the number of items ",
                    "Properties" => "the number of properties ",
                    _ => "",
                };
                return fail(format!("{measured}{size} is outside the limits"));
            }
        }
        match value {
            Value::Number(number) => {
                if let Some(of) = number_of("multipleOf")
                    && !is_multiple(number, &of)
                {
                    return fail(format!("{number} is not a multiple of {of}"));
                }
            }
            Value::String(text) => {
                if let Some(pattern) = text_of("pattern")
                    && !self.matches(pattern, text)
                {
                    return fail(format!("{value} does not match the pattern `{pattern}`"));
                }
            }
            Value::Array(items) if is("uniqueItems") => {
                let is_twice = |(index, item): (usize, &Value)| {
                    items[..index].iter().any(|other| is_same(other, item))
                };
                if items.iter().enumerate().any(is_twice) {
                    return fail("it contains the same item twice".to_owned());
                }
            }
            _ => {}
        }
        if let Some(format) = text_of("format")
            && !formats::is_of(format, value)
        {
            return fail(format!("{value} does not have the format `{format}`"));
        }
        Ok(())
    }

    /// Returns whether a pattern matches a part of a text. A pattern that does not compile matches
    /// every text.
    fn matches(&self, pattern: &str, text: &str) -> bool {
        let mut patterns = self.patterns.borrow_mut();
        let compiled = patterns
            .entry(pattern.to_owned())
            .or_insert_with(|| Regex::new(pattern).ok());
        compiled
            .as_ref()
            .is_none_or(|pattern| pattern.is_match(text))
    }
}

/// Compares values as JSON Schema does. The numbers 1 and 1.0 are equal.
pub(crate) fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => compare(a, b) == Ordering::Equal,
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let is_in_b = |(key, a)| b.get(key).is_some_and(|b| is_same(a, b));
            a.len() == b.len() && a.iter().all(is_in_b)
        }
        _ => a == b,
    }
}

/// Compares numbers. The comparison of integers is exact.
pub(crate) fn compare(a: &Number, b: &Number) -> Ordering {
    match (integer(a), integer(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => {
            let float = |number: &Number| number.as_f64().unwrap_or(f64::NAN);
            float(a).total_cmp(&float(b))
        }
    }
}

pub(crate) fn is_multiple(number: &Number, of: &Number) -> bool {
    match (integer(number), integer(of)) {
        (_, Some(0)) => true, // OpenAPI does not allow 0 here.
        (Some(number), Some(of)) => number % of == 0,
        _ => {
            let float = |number: &Number| number.as_f64().unwrap_or(f64::NAN);
            let times = float(number) / float(of);
            // The result of the float division 0.3 / 0.1 is not an integer.
            !times.is_finite() || (times - times.round()).abs() <= 1e-9 * times.abs().max(1.0)
        }
    }
}

fn integer(number: &Number) -> Option<i128> {
    let signed = number.as_i64().map(i128::from);
    signed.or_else(|| number.as_u64().map(i128::from))
}

fn is_a(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true, // A different rule reports the type.
    }
}

fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn article(kind: &str) -> String {
    match kind {
        "array" | "integer" | "object" => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}
