//! Finds what progenitor would panic on, refuse without saying where, or turn into a client that
//! is not safe to use.

mod hazards;
mod media;
mod merges;
mod names;
mod operations;
mod parameters;
mod references;
mod schemas;

pub use operations::{HTTP_METHODS, Operation};

use crate::position::Position;
use crate::problem::Problem;
use crate::replacements;
use crate::tree::{Entry, Node};

const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];

/// Checks the contract and lists its operations.
pub(crate) fn check(root: &Node) -> Result<Vec<Operation>, Vec<Problem>> {
    let mut checker = Checker {
        root,
        problems: Vec::new(),
    };
    checker.document();
    checker.references(root);
    checker.kinds();
    checker.security();
    let mut operations = Vec::new();
    // The rest looks references up, and would only repeat what dangles.
    if checker.problems.is_empty() {
        checker.cyclic_components();
    }
    if checker.problems.is_empty() {
        checker.merges();
    }
    if checker.problems.is_empty() {
        checker.schema_names();
        checker.schemas();
        checker.schema_forms();
        operations = checker.paths();
        checker.extensions();
        checker.type_names();
        checker.hazards();
    }
    let mut problems = checker.problems;
    if problems.is_empty() {
        return Ok(operations);
    }
    problems.sort_by_key(|problem| problem.position);
    problems.dedup();
    Err(problems)
}

struct Checker<'a> {
    root: &'a Node,
    problems: Vec<Problem>,
}

impl<'a> Checker<'a> {
    fn report(
        &mut self,
        code: &'static str,
        position: Position,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems
            .push(Problem::new(code, position, message, help));
    }

    fn document(&mut self) {
        let root = self.root;
        if !root.is_mapping() {
            self.report(
                "not-openapi",
                root.position,
                "the contract is not a mapping",
                "begin it with `openapi: 3.0.3`",
            );
            return;
        }
        match root.entry("openapi") {
            None => self.report(
                "openapi-version",
                root.position,
                "`openapi` is missing, which says what version of OpenAPI this is",
                "begin the contract with `openapi: 3.0.3`",
            ),
            Some(entry) => {
                let version = entry.value.to_json();
                if !version.as_str().is_some_and(|v| v.starts_with("3.0.")) {
                    self.report(
                        "openapi-version",
                        entry.value.position,
                        format!("OpenAPI {version} is not supported, only 3.0.x is"),
                        "write the contract in OpenAPI 3.0.3: `nullable: true` in place of a \
                         `null` type, `example` in place of `examples` in schemas",
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
                    format!("`{key}` is missing or not a mapping"),
                    format!("add `{key}:` as OpenAPI 3.0 describes it"),
                );
            }
        }
    }

    /// Every schema, wherever it stands.
    fn schemas(&mut self) {
        let entries = |keys: &[&str]| self.root.at(keys).map_or(&[][..], Node::entries);
        for entry in entries(&["components", "schemas"]) {
            self.schema(&entry.value, replacements::is_replaced(&entry.key));
        }
        for entry in entries(&["paths"]) {
            self.schema(&entry.value, false);
        }
        for section in ["parameters", "requestBodies", "responses"] {
            for entry in entries(&["components", section]) {
                self.schema(&entry.value, false);
            }
        }
    }

    /// Checks a node that is a schema, or has schemas below it. Where `properties` name a field
    /// `type` or `pattern`, that is a mapping and not a text.
    fn schema(&mut self, node: &'a Node, is_replaced: bool) {
        node.items()
            .iter()
            .for_each(|item| self.schema(item, is_replaced));
        for entry in node.entries().iter().filter(|entry| !is_data(node, entry)) {
            let text = entry.value.text();
            match entry.key.as_str() {
                "type" if text.is_some_and(|text| !TYPES.contains(&text)) => self.report(
                    "unknown-type",
                    entry.value.position,
                    format!("`{}` is not a type", text.unwrap_or_default()),
                    format!("use one of {}", TYPES.join(", ")),
                ),
                "pattern" if text.is_some() && !is_replaced => self.report(
                    "unchecked-pattern",
                    entry.position,
                    "a `pattern` that no type of the client checks; the generated code would \
                     need a regular-expression engine at run time",
                    "for an id in a path, use a schema that has a type, such as \
                     `$ref: '#/components/schemas/groupId'`, or add the schema's name and a type \
                     to codegen/src/replacements.rs; for anything else say the rule in the \
                     description and leave it to the server",
                ),
                _ => {}
            }
            self.schema(&entry.value, is_replaced);
        }
    }

    /// What the `$ref` of a node leads to, if it has one.
    fn reference_target(&self, node: &Node) -> Option<&'a Node> {
        self.root.referenced_by(node)
    }

    /// The node itself, or what its `$ref` leads to.
    fn resolve(&self, node: &'a Node) -> &'a Node {
        let mut node = node;
        // A chain of references longer than this goes in a circle.
        for _ in 0..16 {
            match self.reference_target(node) {
                Some(target) => node = target,
                None => return node,
            }
        }
        node
    }
}

/// Whether an entry of `node` is data, in which any key may stand, and no part of the contract. The
/// `default` among responses is a response.
fn is_data(node: &Node, entry: &Entry) -> bool {
    match entry.key.as_str() {
        "example" | "examples" => true,
        "default" => node.get("type").is_some() || node.get("$ref").is_some(),
        _ => false,
    }
}

fn last_segment(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

/// Of some names, the one that differs least from another, if it is near.
#[must_use]
pub fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let lower = name.to_lowercase();
    let distances = names.map(|other| {
        // Another case is a slip of its own, and no distance.
        let distance = edit_distance(&lower, &other.to_lowercase());
        (distance, edit_distance(name, other), other)
    });
    let (distance, _, near) = distances.min()?;
    // Of a short name, a few other letters make any other.
    (distance <= 3 && distance < name.chars().count().max(2)).then_some(near)
}

/// Levenshtein's distance, row by row.
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
