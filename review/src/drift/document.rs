//! A description of an API in Swagger 2.0, OpenAPI 3.0 or OpenAPI 3.1, as JSON or YAML.

use std::cell::Cell;

use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use percent_encoding::percent_decode_str;
use tallyfy_codegen::{Data, Entry, Finding, Node, Position};

use crate::Contract;

/// The maximum number of references from a schema to its target.
pub(super) const MAX_REFERENCES: usize = 32;

/// The remedy for a file that is not a description of an API.
pub(super) const REMEDY: &str = "name a description of the API in Swagger 2.0 or OpenAPI 3";

/// A parsed description of an API.
pub(super) struct Document<'a> {
    pub(super) file: &'a str,
    pub(super) root: Node,
    /// The format, such as `Swagger 2.0` or `OpenAPI 3.0.3`.
    pub(super) format: String,
}

impl<'a> Document<'a> {
    /// Reads the format of a description. An error is a message with the file and the position.
    pub(super) fn new(file: &'a str, root: Node) -> Result<Document<'a>, String> {
        let version = |key| {
            let version = root.get(key)?.to_json();
            Some(version.as_str().map_or(version.to_string(), str::to_owned))
        };
        let format = match (version("swagger"), version("openapi")) {
            (Some(version), _) if version.starts_with('2') => "Swagger 2.0".to_owned(),
            (_, Some(version)) if version.starts_with("3.") => format!("OpenAPI {version}"),
            _ => {
                let message = "the document has neither `swagger: '2.0'` nor `openapi: 3.x`";
                return Err(at(file, root.position, &format!("{message}; {REMEDY}")));
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
        let pointer = percent_decode_str(pointer).decode_utf8_lossy();
        let target = pointer.split('/').try_fold(&self.root, step);
        target.ok_or_else(|| message("does not exist; correct the `$ref`"))
    }
}

/// Returns the value of one key of a JSON pointer.
fn step<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
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

/// Adds the file and the remedy to the problem of a YAML file. `remedy` is for an empty file.
pub(super) fn yaml(file: &str, root: Result<Node, Finding>, remedy: &str) -> Result<Node, String> {
    root.map_err(|problem| {
        let message = problem.message.replace("the contract", "the file");
        let help = match problem.code {
            "empty-contract" => remedy,
            _ => &problem.help,
        };
        at(file, problem.position, &format!("{message}; {help}"))
    })
}

/// Parses a description of the vendor. An error is a message with the file and the position.
pub(super) fn vendor(Contract { file, text, .. }: &Contract) -> Result<Node, String> {
    match text.trim_start().chars().next() {
        Some('{' | '[') => json(text).map_err(|(position, reason)| {
            let message = format!("the file is not well-formed JSON: {reason}");
            at(file, position, &message)
        }),
        Some('<') => {
            let message = "the file is HTML or XML; save the JSON or YAML that the page loads";
            Err(at(file, Position::START, message))
        }
        _ => {
            // Problems that do not prevent reading come first. Only a contract must not have them.
            let fatal = |mut problems: Vec<Finding>| {
                let code = problems.last().map(|problem| problem.code);
                let first = problems
                    .iter()
                    .position(|problem| Some(problem.code) == code);
                problems.swap_remove(first.unwrap_or_default())
            };
            let root = tallyfy_codegen::read(text).map(|yaml| yaml.root);
            yaml(file, root.map_err(fatal), REMEDY)
        }
    }
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
        let (line, column) = (error.line_display(), error.column_display());
        (Position { line, column }, error.kind().to_string())
    })?;
    // Each position is counted from the one before, because a file may have only one line.
    let last = Cell::new((0, Position::START));
    let locate = |offset: usize| {
        let (start, mut position) = last.get();
        for character in text.get(start..offset).unwrap_or_default().chars() {
            position.column += 1;
            if character == '\n' {
                (position.line, position.column) = (position.line + 1, 1);
            }
        }
        last.set((offset, position));
        position
    };
    let value = parsed
        .value
        .ok_or((Position::START, "no value".to_owned()))?;
    Ok(node(&value, text, &locate))
}

/// Converts a value. `locate` gets the offsets in ascending order.
fn node(value: &Value<'_>, text: &str, locate: &impl Fn(usize) -> Position) -> Node {
    let position = locate(value.start());
    let data = match value {
        Value::Object(object) => {
            let entries = object.properties.iter().map(|property| Entry {
                key: property.name.as_str().to_owned(),
                position: locate(property.name.start()),
                value: node(&property.value, text, locate),
            });
            Data::Mapping(entries.collect())
        }
        Value::Array(array) => {
            let items = array.elements.iter();
            Data::Sequence(items.map(|item| node(item, text, locate)).collect())
        }
        Value::StringLit(string) => Data::Scalar(string.value.clone().into_owned().into()),
        scalar => Data::Scalar(serde_json::from_str(scalar.text(text)).unwrap_or_default()),
    };
    Node { position, data }
}
