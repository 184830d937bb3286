//! A check that finds schemas whose generated types would have the same name.

use std::collections::HashMap;

use heck::ToPascalCase as _;
use serde_json::Value;

use super::Checker;
use super::names::variant;
use crate::tree::Node;

impl<'a> Checker<'a> {
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
    strip(&mut json, false);
    json
}

/// Removes the notes from a schema. The keys of `properties` are names, and remain.
fn strip(json: &mut Value, has_names: bool) {
    match json {
        Value::Object(map) => {
            map.retain(|key, _| {
                let is_note = matches!(key.as_str(), "description" | "example");
                has_names || !is_note && !key.starts_with("x-")
            });
            for (key, value) in map {
                strip(value, key == "properties" && !has_names);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| strip(item, false)),
        _ => {}
    }
}
