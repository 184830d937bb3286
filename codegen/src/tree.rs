//! A YAML tree that keeps the position of every key and value.

use serde_json::{Map, Value};

use crate::position::Position;

/// A YAML value and its position.
#[derive(Clone, Debug)]
pub struct Node {
    /// The position of the first character of the value.
    pub position: Position,
    /// The value.
    pub data: Data,
}

/// A YAML value without its position.
#[derive(Clone, Debug)]
pub enum Data {
    /// Null, a boolean, a number or a string.
    Scalar(Value),
    /// A sequence.
    Sequence(Vec<Node>),
    /// A mapping. Its entries have the same order as in the text.
    Mapping(Vec<Entry>),
}

/// One key of a mapping, with its position and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The position of the key.
    pub position: Position,
    /// The value.
    pub value: Node,
}

impl Node {
    /// Returns the entries of a mapping. Returns an empty slice for any other value.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.data {
            Data::Mapping(entries) => entries,
            Data::Scalar(_) | Data::Sequence(_) => &[],
        }
    }

    /// Returns the items of a sequence. Returns an empty slice for any other value.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match &self.data {
            Data::Sequence(items) => items,
            Data::Scalar(_) | Data::Mapping(_) => &[],
        }
    }

    /// Returns the entry with the given key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// Returns the value of the given key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Looks up the first key in this node, the second key in the value of the first key, and so
    /// on. Returns the value of the last key.
    #[must_use]
    pub fn at(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Returns the target of a node's `$ref`. The value `self` has to be the root of the contract.
    #[must_use]
    pub fn referenced_by(&self, node: &Node) -> Option<&Node> {
        self.target(node.get("$ref")?.text()?)
    }

    /// Returns the target of a reference. The value `self` has to be the root of the contract.
    #[must_use]
    pub fn target(&self, reference: &str) -> Option<&Node> {
        self.at(&local_keys(reference)?)
    }

    /// Returns the number of levels of a value.
    pub(crate) fn depth(&self) -> usize {
        let values = self.entries().iter().map(|entry| &entry.value);
        1 + self
            .items()
            .iter()
            .chain(values)
            .map(Node::depth)
            .max()
            .unwrap_or(0)
    }

    /// Returns the value of a string scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Scalar(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// Returns whether the value is a mapping.
    #[must_use]
    pub fn is_mapping(&self) -> bool {
        matches!(self.data, Data::Mapping(_))
    }

    /// Returns the last position at which the value has a key or a scalar.
    #[must_use]
    pub fn last(&self) -> Position {
        let last = match &self.data {
            Data::Scalar(_) => None,
            Data::Sequence(items) => items.last().map(Node::last),
            Data::Mapping(entries) => entries.last().map(|entry| entry.value.last()),
        };
        last.map_or(self.position, |last| last.max(self.position))
    }

    /// Converts the value to JSON, without the positions.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match &self.data {
            Data::Scalar(value) => value.clone(),
            Data::Sequence(items) => items.iter().map(Node::to_json).collect(),
            Data::Mapping(entries) => entries
                .iter()
                .map(|entry| (entry.key.clone(), entry.value.to_json()))
                .collect::<Map<_, _>>()
                .into(),
        }
    }
}

/// Splits the path of a `$ref` into its keys. Returns `None` if the `$ref` refers to a different
/// document.
pub(crate) fn local_keys(reference: &str) -> Option<Vec<&str>> {
    Some(reference.strip_prefix("#/")?.split('/').collect())
}
