//! A schema with all that it is made of: what its `$ref` leads to, and the parts of its `allOf`.

use std::collections::HashSet;

use tallyfy_codegen::{Entry, Node, Position};

use crate::parts::{entries, items};

/// A schema and the schemas that it is made of; what stands first goes first.
pub(super) struct Facets<'a> {
    nodes: Vec<&'a Node>,
    /// All that was seen on the way, so that what is made of itself ends.
    seen: HashSet<Position>,
    /// The schema that it refers to, and nothing else.
    pub(super) refers_to: Option<&'a Entry>,
}

impl<'a> Facets<'a> {
    pub(super) fn of(root: &'a Node, schema: &'a Node) -> Facets<'a> {
        let mut facets = Facets {
            nodes: Vec::new(),
            seen: HashSet::new(),
            refers_to: reference(schema),
        };
        facets.add(root, schema);
        facets
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

    /// The places of all that it is made of, and of the references to it.
    pub(super) fn places(&self) -> impl Iterator<Item = Position> {
        self.seen.iter().copied()
    }

    pub(super) fn entry(&self, key: &str) -> Option<&'a Entry> {
        self.nodes.iter().find_map(|node| node.entry(key))
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    pub(super) fn nodes(&self) -> impl Iterator<Item = &'a Node> {
        self.nodes.iter().copied()
    }

    /// The first that says it is nullable.
    pub(super) fn nullable(&self) -> Option<&'a Entry> {
        let mut entries = self.nodes().filter_map(|node| node.entry("nullable"));
        entries.find(|entry| entry.value.to_json() == serde_json::Value::Bool(true))
    }

    pub(super) fn properties(&self) -> Vec<(&'a str, &'a Entry)> {
        let entries = self.nodes().flat_map(own_properties);
        entries.map(|entry| (entry.key.as_str(), entry)).collect()
    }

    pub(super) fn property(&self, name: &str) -> Option<&'a Entry> {
        let mut entries = self.nodes().flat_map(own_properties);
        entries.find(|entry| entry.key == name)
    }

    pub(super) fn requires(&self, name: &str) -> bool {
        self.nodes()
            .any(|node| required(node).any(|one| one == name))
    }

    /// The item of the list `required` that names a property.
    pub(super) fn required_item(&self, name: &str) -> Option<&'a Node> {
        let mut lists = self.nodes().flat_map(|node| items(node, "required"));
        lists.find(|item| item.text() == Some(name))
    }

    /// The forms of a `oneOf` or `anyOf`.
    pub(super) fn forms(&self) -> Option<&'a Entry> {
        self.entry("oneOf").or(self.entry("anyOf"))
    }
}

/// The `$ref` of a schema that is nothing but a reference, be it within an `allOf`.
fn reference(schema: &Node) -> Option<&Entry> {
    let parts = items(schema, "allOf");
    match (schema.entry("$ref"), parts) {
        (Some(entry), _) => Some(entry),
        (None, [part]) => part.entry("$ref"),
        _ => None,
    }
}

/// The name of the component that a `$ref` leads to.
pub(super) fn component(reference: &Entry) -> &str {
    let text = reference.value.text().unwrap_or_default();
    text.rsplit('/').next().unwrap_or(text)
}

/// The names that a schema requires.
pub(super) fn required(schema: &Node) -> impl Iterator<Item = &str> {
    items(schema, "required").iter().filter_map(Node::text)
}

/// The properties of a schema alone.
pub(super) fn own_properties(schema: &Node) -> &[tallyfy_codegen::Entry] {
    entries(schema, "properties")
}
