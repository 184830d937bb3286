//! Reads YAML into a tree that remembers where every key and value stands.

use saphyr::{LoadableYamlNode as _, MarkedYamlOwned, ScalarOwned, YamlDataOwned};
use serde_json::{Map, Value};

use crate::marks::Marks;
use crate::position::Position;
use crate::problem::Problem;

/// A value and where it begins.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it begins.
    pub position: Position,
    /// What it is.
    pub data: Data,
}

/// A scalar, a list or a mapping.
#[derive(Clone, Debug)]
pub enum Data {
    /// Null, a boolean, a number or a string.
    Scalar(Value),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys with their values, in the order of the text.
    Mapping(Vec<Entry>),
}

/// A key, where it stands, and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key begins.
    pub position: Position,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The entries of a mapping; none for anything else.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.data {
            Data::Mapping(entries) => entries,
            Data::Scalar(_) | Data::Sequence(_) => &[],
        }
    }

    /// The items of a sequence; none for anything else.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match &self.data {
            Data::Sequence(items) => items,
            Data::Scalar(_) | Data::Mapping(_) => &[],
        }
    }

    /// The entry of a key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The node that a chain of keys leads to.
    #[must_use]
    pub fn at(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// What the `$ref` of a node leads to, from the root of the contract, if it has one.
    #[must_use]
    pub fn referenced_by(&self, node: &Node) -> Option<&Node> {
        self.at(&local_keys(node.get("$ref")?.text()?)?)
    }

    /// The text of a scalar that is a string.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Scalar(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether it is a mapping.
    #[must_use]
    pub fn is_mapping(&self) -> bool {
        matches!(self.data, Data::Mapping(_))
    }

    /// The same as JSON, without places.
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

/// The keys of a `$ref` to something in the same document.
pub(crate) fn local_keys(reference: &str) -> Option<Vec<&str>> {
    Some(reference.strip_prefix("#/")?.split('/').collect())
}

/// No contract is deeper, and a parser that calls itself for each level ends the program some time.
const MAX_DEPTH: usize = 64;

/// Where a text may be too deep to be read: each level of a block takes a column, and each of a flow
/// a bracket.
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

/// Reads the one document of `text`.
pub(crate) fn parse(text: &str) -> Result<Node, Problem> {
    if let Some(position) = too_deep(text) {
        return Err(Problem::new(
            "too-deep",
            position,
            format!("more than {MAX_DEPTH} levels"),
            "put what is meant under `components`, and refer to it with `$ref`",
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
            "begin it with `openapi: 3.0.3`",
        )),
        Err(documents) => Err(Problem::new(
            "several-documents",
            documents
                .get(1)
                .map_or(Position::START, |second| Position::from(&second.span.start)),
            format!(
                "the contract holds {} YAML documents instead of one",
                documents.len()
            ),
            "write one OpenAPI document, without `---` between its parts",
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
            format!("the key `{key}` stands twice in one mapping"),
            "keep one of the two; a generator would silently lose the other",
        );
    }
    Problem::new(
        "yaml-syntax",
        position,
        format!("the contract is not well-formed YAML: {}", error.info()),
        "mend the YAML here or just above: look at the indentation, for a missing `:` and for a \
         quote that is not closed",
    )
}

fn tagged(position: Position) -> Problem {
    Problem::new(
        "yaml-tag",
        position,
        "a YAML tag, which OpenAPI has no use for",
        "write the value without it",
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
    // A status code written without quotes is a number to YAML; OpenAPI means its text.
    let key = match node(key)?.data {
        Data::Scalar(Value::String(text)) => text,
        Data::Scalar(Value::Number(number)) => number.to_string(),
        _ => {
            return Err(Problem::new(
                "yaml-key",
                position,
                "a key that is not a string",
                "quote the key",
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
