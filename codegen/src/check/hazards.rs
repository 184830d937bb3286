//! Checks that find schemas whose generated code compiles but fails at run time.
//!
//! For example, the generated code loses or rejects data from the server, or cannot send an empty
//! list. CONTRIBUTING.md explains the rules of these checks.

use std::collections::HashSet;

use serde_json::Value;

use super::{Checker, last_segment};
use crate::position::Position;
use crate::replacements;
use crate::tree::Node;

/// The values of `format` for which progenitor generates strict types. For example, decoding fails
/// if the server does not write a date in the notation that the type expects. Some of these strict
/// types come from crates that the client does not use.
const STRICT_FORMATS: [&str; 6] = ["date", "date-time", "uuid", "ip", "ipv4", "ipv6"];

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Direction {
    Received,
    Sent,
    /// A parameter, or a schema in `components`. progenitor generates a type for each schema in
    /// `components`, even if no body has this schema.
    Other,
}

impl<'a> Checker<'a> {
    /// Checks the schemas in `components`, and the schemas of every request and response body.
    pub(super) fn hazards(&mut self) {
        let mut seen = HashSet::new();
        let paths = self.root.get("paths").map_or(&[][..], Node::entries);
        let methods = paths.iter().flat_map(|path| path.value.entries());
        for method in methods {
            let responses = method.value.get("responses");
            for response in responses.map_or(&[][..], Node::entries) {
                self.body_hazards(&response.value, Direction::Received, &mut seen);
            }
            if let Some(body) = method.value.get("requestBody") {
                self.body_hazards(body, Direction::Sent, &mut seen);
            }
        }
        let schemas = self.root.at(&["components", "schemas"]);
        for entry in schemas.map_or(&[][..], Node::entries) {
            let is_generated = !replacements::is_replaced(&entry.key);
            if is_generated || entry.value.get("oneOf").is_some() {
                self.schema_hazards(&entry.value, Direction::Other, &mut seen);
            }
        }
    }

    /// Checks the schemas of one body of a request or a response.
    fn body_hazards(
        &mut self,
        node: &'a Node,
        direction: Direction,
        seen: &mut HashSet<(Position, Direction)>,
    ) {
        let content = self.resolve(node).get("content");
        for media_type in content.map_or(&[][..], Node::entries) {
            if let Some(schema) = media_type.value.get("schema") {
                self.schema_hazards(schema, direction, seen);
            }
        }
    }

    /// Checks a schema and the schemas inside it.
    fn schema_hazards(
        &mut self,
        schema: &'a Node,
        direction: Direction,
        seen: &mut HashSet<(Position, Direction)>,
    ) {
        if !seen.insert((schema.position, direction)) {
            return;
        }
        if let Some(reference) = schema.get("$ref").and_then(Node::text) {
            let resolved = self.resolve(schema);
            // If a hand-written type replaces a schema, the generator generates no type for the
            // schema, so this code does not check the schema. If the replaced schema is a `oneOf`,
            // the generator still generates types for its members, so this code checks them.
            let is_hand_written = replacements::is_replaced(last_segment(reference));
            if !is_hand_written || resolved.get("oneOf").is_some() {
                self.schema_hazards(resolved, direction, seen);
            }
            return;
        }
        self.strict_format(schema);
        match direction {
            Direction::Received => self.received(schema),
            Direction::Sent => self.sent(schema),
            Direction::Other => {}
        }
        for entry in schema.get("properties").map_or(&[][..], Node::entries) {
            self.schema_hazards(&entry.value, direction, seen);
        }
        for list in ["allOf", "oneOf", "anyOf"] {
            for part in schema.get(list).map_or(&[][..], Node::items) {
                self.schema_hazards(part, direction, seen);
            }
        }
        for key in ["items", "additionalProperties"] {
            if let Some(child) = schema.get(key) {
                self.schema_hazards(child, direction, seen);
            }
        }
    }

    /// Checks the schema of a parameter.
    pub(super) fn parameter_hazards(&mut self, schema: &'a Node) {
        self.schema_hazards(schema, Direction::Other, &mut HashSet::new());
    }

    /// Reports a schema if its generated type would lose or reject data from the server.
    fn received(&mut self, schema: &'a Node) {
        let properties = schema.get("properties").map_or(&[][..], Node::entries);
        let additional = schema.get("additionalProperties");
        let is_open = additional.is_some_and(|node| node.is_mapping() && node.entries().is_empty());
        if !properties.is_empty() && !is_open {
            self.report(
                "drops-fields",
                additional.map_or(schema.position, |node| node.position),
                "the client would drop unknown fields of this response object",
                "add `additionalProperties: {}`; with the value `true`, the client drops the \
                 fields",
            );
            let properties = schema.entry("properties");
            let patch = match (additional.map(Node::to_json), properties) {
                (Some(Value::Bool(is_open)), _) => additional.and_then(|node| {
                    self.lines
                        .replace(node.position, &is_open.to_string(), "{}")
                }),
                (None, Some(entry)) => self
                    .lines
                    .insert_before(entry, &["additionalProperties: {}"]),
                _ => None,
            };
            self.patch(patch);
        }
        for (key, kind) in [
            ("enum", "value"),
            ("minLength", "text"),
            ("maxLength", "text"),
            ("minimum", "number"),
            ("maximum", "number"),
            ("exclusiveMinimum", "number"),
            ("exclusiveMaximum", "number"),
            ("minItems", "list"),
            ("maxItems", "list"),
            ("uniqueItems", "list"),
        ] {
            if let Some(entry) = schema.entry(key).filter(|entry| !entry.value.is_mapping()) {
                self.report(
                    "closed-response",
                    entry.position,
                    format!(
                        "if the server sends a {kind} that `{key}` does not allow, the client \
                         cannot decode the complete response"
                    ),
                    "move the limit to the description; use limits only in requests",
                );
                // Without its limit, `exclusiveMinimum: true` would be invalid.
                let exclusive = match key {
                    "minimum" => schema.get("exclusiveMinimum"),
                    "maximum" => schema.get("exclusiveMaximum"),
                    _ => None,
                };
                if exclusive.is_none() {
                    self.patch(self.lines.delete(entry));
                }
            }
        }
    }

    /// Reports optional lists that are not nullable, because the generated code leaves out such a
    /// list if it is empty.
    fn sent(&mut self, schema: &'a Node) {
        let required: Vec<&str> = schema
            .get("required")
            .map_or(&[][..], Node::items)
            .iter()
            .filter_map(Node::text)
            .collect();
        for property in schema.get("properties").map_or(&[][..], Node::entries) {
            let resolved = self.resolve(&property.value);
            let is_list = resolved.get("type").and_then(Node::text) == Some("array");
            let is_nullable = resolved.get("nullable").map(Node::to_json) == Some(true.into());
            if is_list && !is_nullable && !required.contains(&property.key.as_str()) {
                self.report(
                    "unclearable-list",
                    property.position,
                    format!(
                        "the client cannot send an empty list `{}`, so it cannot clear the list on \
                         the server",
                        property.key
                    ),
                    "add `nullable: true`, which distinguishes an empty list from a missing list",
                );
                let own = |key| property.value.entry(key);
                let patch = match (own("nullable"), own("type")) {
                    (Some(entry), _) => self.lines.replace(entry.value.position, "false", "true"),
                    (None, Some(entry)) => self.lines.insert_after(entry, &["nullable: true"]),
                    (None, None) => None,
                };
                self.patch(patch);
            }
        }
    }

    /// Reports a format for which progenitor generates a strict type.
    fn strict_format(&mut self, schema: &'a Node) {
        if let Some(format) = schema.entry("format")
            && let Some(name) = format.value.text()
            && STRICT_FORMATS.contains(&name)
        {
            self.report(
                "strict-format",
                format.position,
                format!("the Rust type for `format: {name}` rejects values in a different format"),
                "delete `format`, and name the format in the description",
            );
            self.patch(self.lines.delete(format));
        }
    }

    /// Returns whether every value of an enum can be used as one path segment. For example, the
    /// values `a/b` and `..` are not safe, because they would change the structure of the path.
    pub(super) fn is_safe_enum(values: &Node) -> bool {
        let is_safe = |text: &str| {
            let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
            !text.is_empty() && text.bytes().all(is_allowed)
        };
        values.items().iter().all(|value| match value.to_json() {
            Value::String(text) => is_safe(&text),
            Value::Number(_) | Value::Bool(_) => true,
            _ => false,
        })
    }
}
