//! Checks of schemas. These checks report a schema for which progenitor would fail or panic. The
//! checks also report a schema if the generated type would not accept any value.

use std::collections::HashMap;

use serde_json::Value;

use super::names::{field, is_name_character, variant};
use super::{Checker, nearest};
use crate::finding::Patch;
use crate::shape::{Part, walk};
use crate::tree::{Data, Entry, Node};

impl<'a> Checker<'a> {
    /// Checks the keywords of all schemas.
    pub(super) fn schema_forms(&mut self) {
        let mut schemas = Vec::new();
        // In an `allOf`, one schema can require a property that only a different schema defines.
        let mut merged = Vec::new();
        walk(self.root, Part::Document, &mut |node, part| {
            if part == Part::Schema {
                schemas.push(node);
                for list in ["allOf", "oneOf", "anyOf"] {
                    let parts = node.get(list).map_or(&[][..], Node::items);
                    merged.extend(parts.iter().map(|part| part.position));
                }
            }
        });
        for schema in schemas
            .into_iter()
            .filter(|schema| schema.get("$ref").is_none())
        {
            self.not(schema);
            self.limits(schema);
            self.composition(schema);
            self.enum_values(schema);
            self.properties(schema);
            if !merged.contains(&schema.position) {
                self.required(schema);
            }
        }
    }

    /// Reports every use of the keyword `not`.
    fn not(&mut self, schema: &'a Node) {
        if let Some(not) = schema.entry("not") {
            self.report(
                "not-schema",
                not.position,
                "progenitor panics on most uses of `not`",
                "describe the rule in the `description`; the server enforces the rule",
            );
        }
    }

    /// Reports contradictory limits, such as a `minimum` above the `maximum`, and limits without
    /// effect.
    fn limits(&mut self, schema: &'a Node) {
        let number = |key: &str| schema.get(key).and_then(|node| node.to_json().as_f64());
        let is = |key: &str| schema.get(key).map(Node::to_json) == Some(true.into());
        for of in ["imum", "Length", "Items", "Properties"] {
            let (least, most) = (format!("min{of}"), format!("max{of}"));
            if let (Some(from), Some(to), Some(entry)) =
                (number(&least), number(&most), schema.entry(&least))
            {
                let is_open = of == "imum" && (is("exclusiveMinimum") || is("exclusiveMaximum"));
                if from > to || from == to && is_open {
                    self.report(
                        "unsatisfiable",
                        entry.position,
                        format!("no value satisfies both `{least}: {from}` and `{most}: {to}`"),
                        "correct one of the two limits",
                    );
                }
            }
        }
        for (exclusive, limit) in [
            ("exclusiveMinimum", "minimum"),
            ("exclusiveMaximum", "maximum"),
        ] {
            let Some(entry) = schema.entry(exclusive) else {
                continue;
            };
            let has_limit = schema.get(limit).is_some();
            if let Data::Scalar(Value::Number(number)) = &entry.value.data {
                self.report(
                    "limit-form",
                    entry.position,
                    format!("`{exclusive}` is a number, which only OpenAPI 3.1 allows"),
                    format!("write `{limit}: {number}` and `{exclusive}: true`"),
                );
                let is_single = !has_limit && self.lines.delete(entry).is_some();
                let (indent, _) = self.lines.split(entry.position);
                self.patch(is_single.then(|| Patch {
                    line: entry.position.line,
                    with: vec![
                        format!("{indent}{limit}: {number}"),
                        format!("{indent}{exclusive}: true"),
                    ],
                }));
            } else if is(exclusive) && !has_limit {
                self.report(
                    "limit-form",
                    entry.position,
                    format!("`{exclusive}` has no effect without `{limit}`"),
                    format!("add `{limit}`, or delete `{exclusive}`"),
                );
                self.patch(self.lines.delete(entry));
            }
        }
    }

    /// Reports each empty `allOf`, `oneOf` and `anyOf`. Also reports each `allOf` whose schemas
    /// have contradictory types.
    fn composition(&mut self, schema: &'a Node) {
        for list in ["allOf", "oneOf", "anyOf"] {
            if let Some(entry) = schema.entry(list)
                && entry.value.items().is_empty()
                && !entry.value.is_mapping()
            {
                self.report(
                    "unsatisfiable",
                    entry.position,
                    format!("`{list}` is empty"),
                    format!("add schemas to `{list}`, or delete `{list}`"),
                );
            }
        }
        let mut first: Option<&str> = None;
        for part in schema.get("allOf").map_or(&[][..], Node::items) {
            let Some(kind) = self.resolve(part).get("type").and_then(Node::text) else {
                continue;
            };
            let is_number = |kind: &str| matches!(kind, "integer" | "number");
            if let Some(first) = first
                && first != kind
                && !(is_number(first) && is_number(kind))
            {
                self.report(
                    "unsatisfiable",
                    part.position,
                    format!("no value has both the type {first} and the type {kind}"),
                    "correct one of the two types, or use `oneOf`",
                );
                return;
            }
            first = Some(kind);
        }
    }

    /// Reports enum values that have the wrong type. Also reports enum values for which typify
    /// would generate variants with the same name.
    fn enum_values(&mut self, schema: &'a Node) {
        let values = schema.get("enum").map_or(&[][..], Node::items);
        let kind = schema.get("type").and_then(Node::text);
        let mut kinds: Option<&str> = None;
        let mut texts = Vec::new();
        for value in values {
            let json = value.to_json();
            let of = match &json {
                Value::Null => continue,
                Value::Bool(_) => "boolean",
                Value::Number(number) if number.is_f64() => "number",
                Value::Number(_) => "integer",
                Value::String(_) => "string",
                Value::Array(_) => "array",
                Value::Object(_) => "object",
            };
            let is_fit = match kind.or(kinds) {
                Some("number" | "integer") if kind.is_none() => matches!(of, "number" | "integer"),
                Some("number") => matches!(of, "number" | "integer"),
                Some(kind) => kind == of,
                None => true,
            };
            kinds = kinds.or(Some(of));
            if !is_fit {
                let expected = kind.or(kinds).unwrap_or_default();
                self.report(
                    "enum-form",
                    value.position,
                    format!("the enum has the type {expected}, but `{json}` has a different type"),
                    "correct the value; if the value is a string, put it in quotes",
                );
                if expected == "string" {
                    let quoted = format!("'{json}'");
                    let written = json.to_string();
                    self.patch(self.lines.rewrite(value.position, &written, &quoted));
                }
                return;
            }
            if let Value::String(text) = json {
                texts.push((text, value));
            }
        }
        // typify removes the characters that a Rust name cannot contain. If this makes two names
        // equal, typify writes an `X` instead of each removed character.
        let spelled = |text: &str| {
            let spelled = |c: char| {
                if c == '_' || !is_name_character(c) {
                    'X'
                } else {
                    c
                }
            };
            variant(&text.chars().map(spelled).collect::<String>())
        };
        let collision = |name: &dyn Fn(&str) -> String| {
            let mut seen = HashMap::new();
            texts.iter().find_map(|(text, value)| {
                let first = seen.insert(name(text), text.as_str())?;
                Some((first.to_owned(), text.clone(), *value))
            })
        };
        if collision(&|text| variant(text)).is_some()
            && let Some((first, second, value)) = collision(&spelled)
        {
            self.report(
                "enum-form",
                value.position,
                format!(
                    "the enum values `{first}` and `{second}` would both become the variant `{}`",
                    spelled(&second)
                ),
                "remove one of the two values, or use `type: string` and describe the values",
            );
        }
    }

    /// Reports properties whose generated fields would have the same name. typify writes field
    /// names in snake case.
    fn properties(&mut self, schema: &'a Node) {
        let mut seen: HashMap<String, &Entry> = HashMap::new();
        let properties = schema.get("properties").map_or(&[][..], Node::entries);
        let additional = schema.get("additionalProperties");
        let keeps_rest = additional.is_some_and(Node::is_mapping);
        for entry in properties {
            let name = field(&entry.key);
            if keeps_rest && name == "extra" {
                self.report(
                    "property-extra",
                    entry.position,
                    format!(
                        "the property `{}` and the field for unknown properties would both get the \
                         name `extra`",
                        entry.key
                    ),
                    "remove the property from the contract; the field `extra` will hold its value",
                );
            }
            if let Some(first) = seen.insert(name.clone(), entry) {
                self.report(
                    "property-collision",
                    entry.position,
                    format!(
                        "the property `{}` on line {} and the property `{}` would both become the \
                         field `{name}`",
                        first.key, first.position.line, entry.key
                    ),
                    "remove one of the two properties from the contract; with \
                     `additionalProperties: {}`, the field `extra` will contain its value",
                );
            }
        }
    }

    /// Reports each name in `required` if the schema has no property with this name.
    fn required(&mut self, schema: &'a Node) {
        let properties = schema.get("properties").map_or(&[][..], Node::entries);
        let has_no_parts = ["allOf", "oneOf", "anyOf"]
            .iter()
            .all(|list| schema.get(list).is_none());
        for name in schema.get("required").map_or(&[][..], Node::items) {
            let Some(text) = name.text() else { continue };
            if has_no_parts && !properties.is_empty() && properties.iter().all(|p| p.key != text) {
                let near = nearest(text, properties.iter().map(|p| p.key.as_str()));
                self.report(
                    "unknown-required",
                    name.position,
                    format!("the property `{text}` is required, but the schema does not define it"),
                    match near {
                        Some(near) => {
                            format!("did you mean `{near}`? If not, add the property `{text}`")
                        }
                        None => format!("add the property `{text}`, or delete it from `required`"),
                    },
                );
                if let Some(near) = near {
                    self.patch(self.lines.replace(name.position, text, near));
                }
            }
        }
    }
}
