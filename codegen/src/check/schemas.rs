//! Checks of schemas. These checks report a schema for which progenitor would fail or panic. The
//! checks also report a schema if the generated type would not accept any value.

use std::collections::HashMap;

use heck::ToPascalCase as _;
use serde_json::Value;

use super::names::{field, is_name_character, variant};
use super::{Checker, nearest};
use crate::shape::{Part, walk};
use crate::tree::{Entry, Node};

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
            if is(exclusive)
                && schema.get(limit).is_none()
                && let Some(entry) = schema.entry(exclusive)
            {
                self.report(
                    "limit-form",
                    entry.position,
                    format!("`{exclusive}` has no effect without `{limit}`"),
                    format!("add `{limit}`, or delete `{exclusive}`"),
                );
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
                return self.report(
                    "enum-form",
                    value.position,
                    format!("the enum has the type {expected}, but `{json}` has a different type"),
                    "correct the value; if the value is a string, put it in quotes",
                );
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
            }
        }
    }

    /// Reports different schemas whose generated types would have the same name. typify derives the
    /// name of a type from the title of its schema. If a schema has no title, typify derives the
    /// name from the outer schemas and properties.
    pub(super) fn type_names(&mut self) {
        let mut seen = HashMap::new();
        let schemas = self.root.at(&["components", "schemas"]);
        for entry in schemas.map_or(&[][..], Node::entries) {
            seen.insert(variant(&entry.key), &entry.value);
        }
        let mut found = Vec::new();
        for entry in schemas.map_or(&[][..], Node::entries) {
            if !crate::replacements::is_replaced(&entry.key) {
                below(&entry.value, &variant(&entry.key), &mut found);
            }
        }
        for path in self.root.get("paths").map_or(&[][..], Node::entries) {
            let shared = path.value.get("parameters").map_or(&[][..], Node::items);
            for method in path.value.entries() {
                let operation = &method.value;
                let Some(id) = operation.get("operationId").and_then(Node::text) else {
                    continue;
                };
                let own = operation.get("parameters").map_or(&[][..], Node::items);
                for parameter in shared.iter().chain(own) {
                    let parameter = self.resolve(parameter);
                    let name = parameter.get("name").and_then(Node::text);
                    if let (Some(name), Some(schema)) = (name, parameter.get("schema")) {
                        inline(schema, &format!("{id}-{name}"), &mut found);
                    }
                }
                let responses = operation.get("responses").map_or(&[][..], Node::entries);
                let responses = responses.iter().map(|one| ("response", &one.value));
                let body = operation.get("requestBody").map(|body| ("body", body));
                for (kind, node) in responses.chain(body) {
                    let content = self.resolve(node).get("content");
                    for media_type in content.map_or(&[][..], Node::entries) {
                        if let Some(schema) = media_type.value.get("schema")
                            && super::media::is_json(&media_type.key)
                        {
                            inline(schema, &format!("{id}-{kind}"), &mut found);
                        }
                    }
                }
            }
        }
        for (name, schema) in found {
            let first = *seen.entry(name.clone()).or_insert(schema);
            if first.position != schema.position && meaning(first) != meaning(schema) {
                self.report(
                    "type-name-collision",
                    schema.position,
                    format!(
                        "this schema and the schema on line {} would both get the type `{name}`",
                        first.position.line
                    ),
                    "move this schema to `components` under a unique name, and use a `$ref`",
                );
            }
        }
    }
}

/// Collects the types that are generated for an inline schema and for the schemas inside it. If the
/// inline schema has no title, its type gets the name `suggested`.
fn inline<'a>(schema: &'a Node, suggested: &str, found: &mut Vec<(String, &'a Node)>) {
    if schema.get("$ref").is_some() {
        return;
    }
    if let Some([one]) = schema.get("allOf").map(Node::items) {
        return inline(one, suggested, found);
    }
    let title = schema.get("title").and_then(Node::text);
    let name = variant(title.unwrap_or(suggested));
    let is = |key: &str| schema.get(key).is_some();
    let creates_type = [
        "properties",
        "enum",
        "allOf",
        "oneOf",
        "anyOf",
        "pattern",
        "minLength",
        "maxLength",
    ];
    // typify generates `bool` for an enum of booleans.
    let is_boolean = schema.get("type").and_then(Node::text) == Some("boolean");
    if creates_type.into_iter().any(is) && !is_boolean {
        found.push((name.clone(), schema));
    }
    below(schema, &name, found);
}

/// Collects the types that are generated for the schemas inside a schema. `name` is the name of the
/// type that is generated for the outer schema. The function skips the schemas in an `allOf`,
/// `oneOf` or `anyOf`, because typify uses a different rule for their names.
fn below<'a>(schema: &'a Node, name: &str, found: &mut Vec<(String, &'a Node)>) {
    if ["allOf", "oneOf", "anyOf"]
        .iter()
        .any(|list| schema.get(list).is_some())
    {
        return;
    }
    for property in schema.get("properties").map_or(&[][..], Node::entries) {
        let suggested = format!("{name}_{}", property.key.to_pascal_case());
        inline(&property.value, &suggested, found);
    }
    if let Some(items) = schema.get("items") {
        inline(items, &format!("{name}Item"), found);
    }
}

/// Returns a copy of a schema without descriptions, examples and extensions.
fn meaning(schema: &Node) -> Value {
    let mut json = schema.to_json();
    strip(&mut json);
    json
}

fn strip(json: &mut Value) {
    match json {
        Value::Object(map) => {
            map.retain(|key, value| {
                let is_note =
                    matches!(key.as_str(), "description" | "example") && !value.is_object();
                !is_note && !key.starts_with("x-")
            });
            map.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}
