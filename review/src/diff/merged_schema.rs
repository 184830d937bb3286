//! A schema, merged with the target of its `$ref` and with the parts of its `allOf`.

use std::collections::HashSet;

use serde_json::Value;
use tallyfy_codegen::{Entry, Node, Position};

use crate::openapi::outline::{entries, items};

/// A schema, merged with the schemas that it consists of. The first part of an `allOf` has
/// priority.
pub(super) struct MergedSchema<'a> {
    nodes: Vec<&'a Node>,
    /// The positions of the parts, and of the references to them. A schema may include itself.
    seen: HashSet<Position>,
    /// The `$ref` of a schema that only refers to one other schema.
    pub(super) reference: Option<&'a Entry>,
}

impl<'a> MergedSchema<'a> {
    pub(super) fn of(root: &'a Node, schema: &'a Node) -> MergedSchema<'a> {
        let mut merged = MergedSchema {
            nodes: Vec::new(),
            seen: HashSet::new(),
            reference: reference(schema),
        };
        merged.add(root, schema);
        merged
    }

    fn add(&mut self, root: &'a Node, schema: &'a Node) {
        if !self.seen.insert(schema.position) {
            return;
        }
        if schema.get("$ref").is_some() {
            if let Some(target) = root.referenced_by(schema) {
                self.add(root, target);
            }
            return;
        }
        self.nodes.push(schema);
        for part in items(schema, "allOf") {
            self.add(root, part);
        }
    }

    /// The positions of all parts, and of the references to them.
    pub(super) fn positions(&self) -> impl Iterator<Item = Position> {
        self.seen.iter().copied()
    }

    pub(super) fn nodes(&self) -> &[&'a Node] {
        &self.nodes
    }

    pub(super) fn entry(&self, key: &str) -> Option<&'a Entry> {
        self.nodes.iter().find_map(|node| node.entry(key))
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    pub(super) fn integer(&self, key: &str) -> Option<i64> {
        self.get(key).and_then(|node| node.to_json().as_i64())
    }

    pub(super) fn is_nullable(&self) -> bool {
        let is_true = |node: &Node| node.to_json() == Value::Bool(true);
        let mut nullable = self.nodes.iter().filter_map(|node| node.get("nullable"));
        nullable.any(is_true)
    }

    /// The type of the values. A schema with properties describes objects.
    pub(super) fn kind(&self) -> Option<&'a str> {
        let kind = self.get("type").and_then(Node::text);
        kind.or_else(|| self.property_entries().next().map(|_| "object"))
    }

    fn property_entries(&self) -> impl Iterator<Item = &'a Entry> {
        self.nodes
            .iter()
            .flat_map(|node| entries(node, "properties"))
    }

    pub(super) fn properties(&self) -> Vec<&'a Entry> {
        self.property_entries().collect()
    }

    pub(super) fn property(&self, name: &str) -> Option<&'a Entry> {
        self.property_entries().find(|entry| entry.key == name)
    }

    /// The items of the lists `required`.
    pub(super) fn required(&self) -> impl Iterator<Item = &'a Node> {
        self.nodes.iter().flat_map(|node| items(node, "required"))
    }

    pub(super) fn requires(&self, name: &str) -> bool {
        self.required().any(|item| item.text() == Some(name))
    }

    /// The `oneOf` or the `anyOf`.
    pub(super) fn alternatives(&self) -> Option<&'a Entry> {
        self.entry("oneOf").or(self.entry("anyOf"))
    }
}

/// Returns the `$ref` of a schema that only refers to one other schema, even in an `allOf`.
fn reference(schema: &Node) -> Option<&Entry> {
    match (schema.entry("$ref"), items(schema, "allOf")) {
        (Some(entry), _) => Some(entry),
        (None, [part]) => part.entry("$ref"),
        _ => None,
    }
}

/// Returns the name of the component that a `$ref` refers to.
pub(super) fn component(reference: &Entry) -> &str {
    let text = reference.value.text().unwrap_or_default();
    text.rsplit('/').next().unwrap_or(text)
}
