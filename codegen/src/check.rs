//! The checks that a contract has to pass before code generation.
//!
//! The checks report every contract for which progenitor would panic or would return an error
//! without a position. The checks also report every contract from which progenitor would generate
//! an unsafe client.

mod hazards;
mod media;
mod merges;
mod names;
mod operations;
mod parameters;
mod references;
mod schemas;

pub(crate) use names::variant as type_name;
pub use operations::{HTTP_METHODS, Operation};

use crate::position::Position;
use crate::problem::Problem;
use crate::replacements;
use crate::tree::{Entry, Node};

const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];

/// Checks the contract and returns its operations.
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
    // The checks below follow references, so they would report a missing target a second time. To
    // avoid this, these checks run only if the earlier checks found no problem.
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

    /// Checks the types and patterns of all schemas in `components` and `paths`.
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

    /// Checks the types and patterns of a schema, or of all schemas below a node.
    ///
    /// A property can have the name `type` or `pattern`. The value of such a property is a mapping,
    /// but the value of the keyword `type` or `pattern` is a text. The check therefore does not
    /// report a mapping.
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
                    format!("`{}` is not an OpenAPI type", text.unwrap_or_default()),
                    format!("use one of these types: {}", TYPES.join(", ")),
                ),
                "pattern" if text.is_some() && !is_replaced => self.report(
                    "unchecked-pattern",
                    entry.position,
                    "no hand-written type checks this `pattern`, so the generated code would need \
                     a regular-expression engine",
                    "for an id in a path, refer to a schema with a hand-written type, such as \
                     `$ref: '#/components/schemas/groupId'`, or add the schema and its type to \
                     codegen/src/replacements.rs; for any other value, move the rule to the \
                     description, because the server checks the rule",
                ),
                _ => {}
            }
            self.schema(&entry.value, is_replaced);
        }
    }

    /// Returns the target of a node's `$ref`.
    fn reference_target(&self, node: &Node) -> Option<&'a Node> {
        self.root.referenced_by(node)
    }

    /// Follows the `$ref` of a node, and returns the target. Returns the node itself if it has no
    /// `$ref`.
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

/// Returns whether an entry of `node` is an example or a default value. The keys inside an example
/// or a default value have no meaning in OpenAPI. Below `responses`, the key `default` is not a
/// default value but a response.
fn is_data(node: &Node, entry: &Entry) -> bool {
    match entry.key.as_str() {
        "example" | "examples" => true,
        "default" => node.get("type").is_some() || node.get("$ref").is_some(),
        _ => false,
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
