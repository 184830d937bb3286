//! A description of an API in Swagger 2.0, OpenAPI 3.0 or OpenAPI 3.1, as JSON or YAML.

use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use tallyfy_codegen::{Data, Entry, Node, Position};

/// The maximum number of references from a schema to its target.
pub(super) const MAX_REFERENCES: usize = 32;

/// A parsed description of an API.
pub(super) struct Document<'a> {
    pub(super) file: &'a str,
    pub(super) root: Node,
    /// The format, such as `Swagger 2.0` or `OpenAPI 3.0.3`.
    pub(super) format: String,
}

impl<'a> Document<'a> {
    /// Parses a description of an API. An error is a message with the file and the position.
    pub(super) fn parse(file: &'a str, text: &str) -> Result<Document<'a>, String> {
        let root = tree(file, text)?;
        let version = |key| {
            let version = root.get(key)?.to_json();
            Some(version.as_str().map_or(version.to_string(), str::to_owned))
        };
        let format = match (version("swagger"), version("openapi")) {
            (Some(version), _) if version.starts_with('2') => "Swagger 2.0".to_owned(),
            (_, Some(version)) if version.starts_with("3.") => format!("OpenAPI {version}"),
            _ => {
                let message = "the document has neither `swagger: '2.0'` nor `openapi: 3.x`; name \
                               a description of the API in Swagger 2.0 or OpenAPI 3";
                return Err(at(file, root.position, message));
            }
        };
        Ok(Document { file, root, format })
    }

    pub(super) fn is_swagger(&self) -> bool {
        self.format.starts_with("Swagger")
    }

    /// Follows the `$ref` of a node until it reaches a node without a `$ref`.
    pub(super) fn resolve<'n>(&'n self, node: &'n Node) -> Result<&'n Node, String> {
        let mut target = node;
        for _ in 0..MAX_REFERENCES {
            match target.get("$ref") {
                Some(reference) => target = self.target(reference)?,
                None => return Ok(target),
            }
        }
        Err(self.recursive(node))
    }

    /// Returns the message about a reference that leads to itself.
    pub(super) fn recursive(&self, node: &Node) -> String {
        let message = "the `$ref` refers to itself, directly or through other schemas; remove one \
                       of these references";
        at(self.file, node.position, message)
    }

    /// Returns the node that the value of a `$ref` refers to.
    pub(super) fn target(&self, reference: &Node) -> Result<&Node, String> {
        let text = reference.text().unwrap_or_default();
        let message = |problem| {
            let message = format!("the `$ref` refers to `{text}`, which {problem}");
            at(self.file, reference.position, &message)
        };
        let pointer = text.strip_prefix("#/");
        let pointer = pointer.ok_or_else(|| {
            message("is not in this file; first bundle the files of the vendor into one file")
        })?;
        let target = pointer.split('/').try_fold(&self.root, step);
        target.ok_or_else(|| message("does not exist; correct the `$ref`"))
    }
}

/// Returns the value of one key of a JSON pointer.
fn step<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let key = key.replace("%7B", "{").replace("%7D", "}");
    let key = key.replace("~1", "/").replace("~0", "~");
    match &node.data {
        Data::Sequence(items) => items.get(key.parse::<usize>().ok()?),
        Data::Mapping(_) | Data::Scalar(_) => node.get(&key),
    }
}

/// Formats a message about a position in a file.
pub(super) fn at(file: &str, Position { line, column }: Position, message: &str) -> String {
    format!("{file}:{line}:{column}: {message}")
}

/// Parses JSON or YAML. An error is a message with the file and the position.
pub(super) fn tree(file: &str, text: &str) -> Result<Node, String> {
    let text = text.trim_start_matches('\u{feff}');
    let (position, message) = match text.trim_start().chars().next() {
        Some('{' | '[') => match json(text) {
            Ok(node) => return Ok(node),
            Err((position, reason)) => (
                position,
                format!("the file is not well-formed JSON: {reason}"),
            ),
        },
        Some('<') => {
            let message = "the file is HTML or XML; save the JSON or YAML that the page loads";
            (Position::START, message.to_owned())
        }
        _ => match tallyfy_codegen::tree(text) {
            Ok(node) => return Ok(node),
            Err(problem) => {
                let message = problem.message.replace("the contract", "the file");
                (problem.position, format!("{message}; {}", problem.help))
            }
        },
    };
    Err(at(file, position, &message))
}

/// Parses JSON. The YAML parser rejects some JSON, for example tabs and surrogate pairs.
fn json(text: &str) -> Result<Node, (Position, String)> {
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        ..ParseOptions::default()
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &strict).map_err(|error| {
        let position = Position {
            line: error.line_display(),
            column: error.column_display(),
        };
        (position, error.kind().to_string())
    })?;
    let lines = text.match_indices('\n').map(|(offset, _)| offset + 1);
    let lines: Vec<usize> = std::iter::once(0).chain(lines).collect();
    let position = |offset: usize| {
        let line = lines.partition_point(|start| *start <= offset);
        let start = lines.get(line - 1).copied().unwrap_or_default();
        let before = text.get(start..offset).unwrap_or_default();
        Position {
            line,
            column: before.chars().count() + 1,
        }
    };
    let value = parsed
        .value
        .ok_or((Position::START, "no value".to_owned()))?;
    Ok(node(&value, text, &position))
}

fn node(value: &Value<'_>, text: &str, position: &impl Fn(usize) -> Position) -> Node {
    let data = match value {
        Value::Object(object) => Data::Mapping(
            object
                .properties
                .iter()
                .map(|property| Entry {
                    key: property.name.as_str().to_owned(),
                    position: position(property.name.start()),
                    value: node(&property.value, text, position),
                })
                .collect(),
        ),
        Value::Array(array) => Data::Sequence(
            array
                .elements
                .iter()
                .map(|item| node(item, text, position))
                .collect(),
        ),
        Value::StringLit(string) => Data::Scalar(string.value.clone().into_owned().into()),
        scalar => Data::Scalar(serde_json::from_str(scalar.text(text)).unwrap_or_default()),
    };
    Node {
        position: position(value.start()),
        data,
    }
}
