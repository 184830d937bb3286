//! A YAML tree that keeps the position of every key and value. This module also contains the parser
//! of the tree.

use saphyr::{LoadableYamlNode as _, MarkedYamlOwned, ScalarOwned, YamlDataOwned};
use serde_json::{Map, Value};

use crate::marks::Marks;
use crate::position::Position;
use crate::problem::Problem;

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
        self.at(&local_keys(node.get("$ref")?.text()?)?)
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

/// The maximum number of nested levels in the text. The YAML parser recurses for each level.
/// Without this maximum, a text with too many levels could overflow the stack and abort the
/// program.
const MAX_DEPTH: usize = 64;

/// Returns the position of the first line that seems to be nested too deeply.
///
/// The function estimates the number of nested levels from the indentation and the brackets. Each
/// level in block style needs at least one column, and each level in flow style needs one bracket.
fn too_deep(text: &str) -> Option<Position> {
    let mut brackets = 0_usize;
    for (index, line) in text.lines().enumerate() {
        let indent = line.len() - line.trim_start_matches([' ', '-', '?']).len();
        for c in line.chars() {
            match c {
                '[' | '{' => brackets += 1,
                ']' | '}' => brackets = brackets.saturating_sub(1),
                _ => {}
            }
            if indent > MAX_DEPTH || brackets > MAX_DEPTH {
                return Some(Position {
                    line: index + 1,
                    column: 1,
                });
            }
        }
    }
    None
}

/// Parses a text that has exactly one YAML document.
pub(crate) fn parse(text: &str) -> Result<Node, Problem> {
    if let Some(position) = too_deep(text) {
        return Err(Problem::new(
            "too-deep",
            position,
            format!("the contract has more than {MAX_DEPTH} levels of nesting"),
            "move the inner part under `components`, and refer to it with `$ref`",
        ));
    }
    if let Some(tag) = Marks::of(text).tags.first() {
        return Err(tagged(*tag));
    }
    let documents =
        MarkedYamlOwned::load_from_str(text).map_err(|error| malformed(text, &error))?;
    match <[MarkedYamlOwned; 1]>::try_from(documents) {
        Ok([document]) => node(document),
        Err(documents) if documents.is_empty() => Err(Problem::new(
            "empty-contract",
            Position::START,
            "the contract is empty",
            "begin the contract with `openapi: 3.0.3`",
        )),
        Err(documents) => Err(Problem::new(
            "several-documents",
            documents
                .get(1)
                .map_or(Position::START, |second| Position::from(&second.span.start)),
            format!(
                "the contract has {} YAML documents, but exactly one is supported",
                documents.len()
            ),
            "delete the `---` lines and keep one OpenAPI document",
        )),
    }
}

fn malformed(text: &str, error: &saphyr::ScanError) -> Problem {
    let position = Position::from(error.marker());
    if error.info().starts_with("duplicated key") {
        let line = text.lines().nth(position.line - 1).unwrap_or_default();
        let key = line.trim_start().split(':').next().unwrap_or_default();
        return Problem::new(
            "duplicate-key",
            position,
            format!("the key `{key}` occurs twice in one mapping"),
            "delete one of the two keys; most generators silently ignore a duplicate key",
        );
    }
    Problem::new(
        "yaml-syntax",
        position,
        format!("the contract is not well-formed YAML: {}", error.info()),
        "check the indentation here and in the lines above; look for a missing `:` or a missing \
         closing quote",
    )
}

fn tagged(position: Position) -> Problem {
    Problem::new(
        "yaml-tag",
        position,
        "the value has a YAML tag, which OpenAPI does not use",
        "delete the tag",
    )
}

fn node(yaml: MarkedYamlOwned) -> Result<Node, Problem> {
    let position = Position::from(&yaml.span.start);
    let data = match yaml.data {
        YamlDataOwned::Value(scalar) => Data::Scalar(scalar_value(scalar)),
        YamlDataOwned::Sequence(items) => {
            Data::Sequence(items.into_iter().map(node).collect::<Result<_, _>>()?)
        }
        YamlDataOwned::Mapping(entries) => Data::Mapping(
            entries
                .into_iter()
                .map(|(key, value)| entry(key, value))
                .collect::<Result<_, _>>()?,
        ),
        YamlDataOwned::Representation(..)
        | YamlDataOwned::Tagged(..)
        | YamlDataOwned::Alias(_)
        | YamlDataOwned::BadValue => {
            return Err(tagged(position));
        }
    };
    Ok(Node { position, data })
}

fn entry(key: MarkedYamlOwned, value: MarkedYamlOwned) -> Result<Entry, Problem> {
    let position = Position::from(&key.span.start);
    // YAML reads an unquoted status code as a number. OpenAPI defines status codes in `responses`
    // as strings, so this code converts the number.
    let key = match node(key)?.data {
        Data::Scalar(Value::String(text)) => text,
        Data::Scalar(Value::Number(number)) => number.to_string(),
        _ => {
            return Err(Problem::new(
                "yaml-key",
                position,
                "the key is not a string",
                "put the key in quotes",
            ));
        }
    };
    Ok(Entry {
        key,
        position,
        value: node(value)?,
    })
}

fn scalar_value(scalar: ScalarOwned) -> Value {
    match scalar {
        ScalarOwned::Null => Value::Null,
        ScalarOwned::Boolean(value) => value.into(),
        ScalarOwned::Integer(value) => value.into(),
        ScalarOwned::FloatingPoint(value) => value.into_inner().into(),
        ScalarOwned::String(value) => value.into(),
    }
}
