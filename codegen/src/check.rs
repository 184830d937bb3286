//! The checks that a contract has to pass before code generation.
//!
//! The checks report every contract for which progenitor would panic or would return an error
//! without a position. The checks also report every contract from which progenitor would generate
//! an unsafe client.

mod decoding;
mod forms;
mod hazards;
mod media;
mod merges;
mod names;
mod operations;
mod parameters;
mod paths;
mod references;
mod schemas;
mod type_names;

use std::collections::HashSet;

pub(crate) use names::{argument as argument_name, variant as type_name};
pub use operations::{HTTP_METHODS, Operation};

use crate::finding::{Finding, Lines, Patch};
use crate::position::Position;
use crate::replacements;
use crate::shape::{Part, walk};
use crate::tree::Node;
use crate::yaml::Yaml;

const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];

/// The names that other languages give to these types.
const OTHER_TYPES: [(&str, &str); 10] = [
    ("bool", "boolean"),
    ("date", "string"),
    ("dict", "object"),
    ("double", "number"),
    ("float", "number"),
    ("int", "integer"),
    ("list", "array"),
    ("long", "integer"),
    ("map", "object"),
    ("str", "string"),
];

/// Checks the contract and returns its operations.
pub(crate) fn check(yaml: &Yaml, text: &str) -> Result<Vec<Operation>, Vec<Finding>> {
    let mut checker = Checker {
        root: &yaml.root,
        lines: Lines::of(text),
        findings: yaml.findings.clone(),
    };
    let mut operations = Vec::new();
    checker.document();
    if checker.root.is_mapping() {
        checker.forms();
        checker.references();
        checker.security();
        // The search for endless merges would report each cycle a second time.
        if !checker.cyclic_components() {
            checker.merges();
        }
        checker.schema_names();
        checker.schemas();
        checker.schema_forms();
        operations = checker.paths();
        checker.extensions();
        checker.type_names();
        checker.hazards();
        checker.decoding();
    }
    let mut findings = checker.findings;
    if findings.is_empty() {
        return Ok(operations);
    }
    findings.sort_by_key(|finding| finding.position);
    findings.dedup();
    Err(findings)
}

struct Checker<'a> {
    root: &'a Node,
    lines: Lines<'a>,
    findings: Vec<Finding>,
}

impl<'a> Checker<'a> {
    fn report(
        &mut self,
        code: &'static str,
        position: Position,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.findings
            .push(Finding::new(code, position, message, help));
    }

    /// Adds a patch to the last finding.
    fn patch(&mut self, patch: Option<Patch>) {
        if let Some(last) = self.findings.last_mut() {
            last.patch = patch;
        }
    }

    fn document(&mut self) {
        let root = self.root;
        if !root.is_mapping() {
            self.report(
                "not-openapi",
                root.position,
                "the contract is not a YAML mapping",
                "begin the contract with `openapi: 3.0.3`",
            );
            return;
        }
        match root.entry("openapi") {
            None => self.report(
                "openapi-version",
                root.position,
                "the key `openapi` with the OpenAPI version is missing",
                "begin the contract with `openapi: 3.0.3`",
            ),
            Some(entry) => {
                let version = entry.value.to_json();
                if !version.as_str().is_some_and(|v| v.starts_with("3.0.")) {
                    self.report(
                        "openapi-version",
                        entry.value.position,
                        format!(
                            "OpenAPI {version} is not supported; the supported versions are 3.0.x"
                        ),
                        "convert the contract to OpenAPI 3.0.3; in schemas, use `nullable: true` \
                         instead of the type `null`, and `example` instead of `examples`",
                    );
                }
            }
        }
        for key in ["info", "paths"] {
            if !root.get(key).is_some_and(Node::is_mapping) {
                let position = root.entry(key).map_or(root.position, |e| e.position);
                self.report(
                    "missing-section",
                    position,
                    format!("the section `{key}` is missing or is not a mapping"),
                    format!("add the section `{key}`, as defined in OpenAPI 3.0"),
                );
            }
        }
    }

    /// Checks the types and patterns of all schemas.
    fn schemas(&mut self) {
        let components = self.root.at(&["components", "schemas"]);
        let mut replaced = HashSet::new();
        for entry in components.map_or(&[][..], Node::entries) {
            if replacements::is_replaced(&entry.key) {
                walk(&entry.value, Part::Schema, &mut |node, _| {
                    replaced.insert(node.position);
                });
            }
        }
        for schema in self.parts(Part::Schema) {
            self.schema_type(schema);
            if let Some(pattern) = schema.entry("pattern")
                && !replaced.contains(&schema.position)
            {
                self.report(
                    "unchecked-pattern",
                    pattern.position,
                    "no hand-written type checks this `pattern`, so the generated code would need \
                     a regular-expression engine",
                    "for an id in a path, refer to a schema with a hand-written type, such as \
                     `$ref: '#/components/schemas/groupId'`, or add the schema and its type to \
                     codegen/src/replacements.rs; for any other value, move the rule to the \
                     description, because the server checks the rule",
                );
            }
        }
    }

    fn schema_type(&mut self, schema: &'a Node) {
        let Some(kind) = schema.get("type") else {
            return;
        };
        let Some(text) = kind.text().filter(|text| !TYPES.contains(text)) else {
            return;
        };
        self.report(
            "unknown-type",
            kind.position,
            format!("`{text}` is not an OpenAPI type"),
            format!("use one of these types: {}", TYPES.join(", ")),
        );
        let mut others = OTHER_TYPES.iter().filter(|(other, _)| *other == text);
        let near = others.next().map(|(_, kind)| *kind);
        if let Some(near) = near.or_else(|| nearest(text, TYPES.into_iter())) {
            self.patch(self.lines.replace(kind.position, text, near));
        }
    }

    /// Returns all parts of a kind. A part that is a `$ref` is not in the list.
    fn parts(&self, kind: Part) -> Vec<&'a Node> {
        let mut parts = Vec::new();
        walk(self.root, Part::Document, &mut |node, part| {
            if part == kind && node.get("$ref").is_none() {
                parts.push(node);
            }
        });
        parts
    }

    /// Returns the target of a node's `$ref`.
    fn reference_target(&self, node: &Node) -> Option<&'a Node> {
        self.root.referenced_by(node)
    }

    /// Follows the `$ref` of a node, and returns the target. Returns the node itself if it has no
    /// `$ref`, or if its `$ref` has no target.
    fn resolve(&self, node: &'a Node) -> &'a Node {
        let mut node = node;
        // This function treats a chain of more than 16 references as a cycle.
        for _ in 0..16 {
            match self.reference_target(node) {
                Some(target) => node = target,
                None => return node,
            }
        }
        node
    }
}

/// Returns the part of a reference after its last slash.
fn last_segment(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

/// Returns the name that is most similar to the given name. Returns `None` if the two names differ
/// too much.
#[must_use]
pub fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let lower = name.to_lowercase();
    let distances = names.map(|other| {
        // This distance treats upper-case and lower-case letters as equal.
        let distance = edit_distance(&lower, &other.to_lowercase());
        (distance, edit_distance(name, other), other)
    });
    let (distance, _, near) = distances.min()?;
    // A few changed letters can turn a short name into any other short name. For short names, the
    // limit of the distance is therefore smaller.
    (distance <= 3 && distance < name.chars().count().max(2)).then_some(near)
}

/// Returns the Levenshtein distance between two texts. The function calculates a table of
/// distances, but keeps only one row of the table in memory.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
