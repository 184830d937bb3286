//! Checks of examples, defaults and evidence: they match their schemas, and the generated types
//! keep them.

use std::collections::BTreeMap;

use serde_json::Value;
use tallyfy_codegen::{Entry, Finding, Node, Part, Position, read, walk};

use super::Lint;
use crate::Evidence;
use crate::diff::decode::decoded;
use crate::evidence::{Body, is_status};
use crate::openapi::outline::{entries, methods};
use crate::openapi::schema::{is_same, mismatch};

impl Lint<'_> {
    pub(super) fn examples(&mut self, root: &Node) {
        let bodies: Vec<(&Evidence, Option<Value>)> = self
            .contract
            .evidence
            .iter()
            .map(|evidence| (evidence, serde_json::from_str(&evidence.body).ok()))
            .collect();
        // A body that several operations share has several names, but is checked only once.
        let mut shared: BTreeMap<Position, Shared<'_>> = BTreeMap::new();
        for path in entries(root, "paths") {
            for method in methods(&path.value) {
                let operation = method.value.get("operationId").and_then(Node::text);
                for (body, content) in contents(root, &method.value) {
                    let (_, names) = shared
                        .entry(content.position)
                        .or_insert((content, Vec::new()));
                    names.push((operation.unwrap_or_default(), body));
                }
            }
        }
        for (content, names) in shared.values() {
            self.content(root, names, content, &bodies);
        }
        for (evidence, body) in &bodies {
            self.evidence(root, evidence, body.as_ref());
        }
    }

    /// Checks the examples of a response or a request body. Its names consist of an operation, and
    /// a status or `request`.
    fn content(
        &mut self,
        root: &Node,
        names: &[(&str, String)],
        content: &Node,
        bodies: &[(&Evidence, Option<Value>)],
    ) {
        for media_type in content.entries() {
            let Some(schema) = media_type.value.get("schema") else {
                continue;
            };
            for example in shown(root, &media_type.value) {
                let value = example.value.to_json();
                self.value("example-mismatch", root, schema, example);
                if let Some((at, message)) = self.lost(root, schema, &value) {
                    self.report("body-lost", place(example, &at), message, KEEP);
                }
                let shows = |(evidence, body): &(&Evidence, Option<Value>)| {
                    let is_of = Body::read(&evidence.name).is_some_and(|read| {
                        let is = |(operation, body): &(&str, String)| {
                            *operation == read.operation && is_status(read.body, body)
                        };
                        names.iter().any(is)
                    });
                    is_of && body.as_ref() == Some(&value)
                };
                // A contract without evidence has no bodies to compare with.
                if !bodies.is_empty() && !bodies.iter().any(shows) {
                    self.report(
                        "example-unseen",
                        example.position,
                        "no file in spec/evidence contains this example",
                        "copy the body from one of the vendor's documents, and save the same body in spec/evidence",
                    );
                }
            }
        }
    }

    /// Checks the examples and defaults of parameters, headers and schemas.
    pub(super) fn values(&mut self, root: &Node) {
        walk(root, Part::Document, &mut |node, part| match part {
            Part::Parameter | Part::Header => {
                if let Some(schema) = node.get("schema") {
                    for example in shown(root, node) {
                        self.value("example-mismatch", root, schema, example);
                    }
                }
            }
            Part::Schema if node.get("$ref").is_none() => {
                for (key, code) in [
                    ("example", "example-mismatch"),
                    ("default", "default-mismatch"),
                ] {
                    if let Some(entry) = node.entry(key) {
                        self.value(code, root, node, entry);
                    }
                }
            }
            _ => {}
        });
        // The generator rejects such a default, too, but its message does not name the reason.
        if self
            .findings
            .iter()
            .any(|one| one.code == "default-mismatch")
        {
            self.findings.retain(|one| one.code != "ungeneratable");
        }
    }

    /// Checks one example or default.
    fn value(&mut self, code: &'static str, root: &Node, schema: &Node, entry: &Entry) {
        if let Some((at, why)) = mismatch(root, schema, &entry.value.to_json()) {
            let kind = match code {
                "default-mismatch" => "default",
                _ => "example",
            };
            self.report(
                code,
                place(entry, &at),
                format!(
                    "the {kind} does not match its schema{}: {why}",
                    at_place(&at)
                ),
                "compare both with the documents, and correct the wrong one",
            );
        }
    }

    /// Checks a body that a document shows.
    fn evidence(&mut self, root: &Node, evidence: &Evidence, body: Option<&Value>) {
        let name = Body::read(&evidence.name);
        let lost = name.as_ref().zip(body).and_then(|(name, body)| {
            let (_, schema) = name.described(root)?;
            self.lost(root, schema, body)
        });
        let mut report = |code, position, message: String, help: &str| {
            let finding = Finding::new(code, position, message, help);
            let file = Some(evidence.name.clone());
            self.findings.push(Finding { file, ..finding });
        };
        let help = "correct this transcript so that it equals the document";
        let Some(body) = body else {
            let error = serde_json::from_str::<Value>(&evidence.body).err();
            let position = error.map_or(Position::START, |error| Position {
                line: error.line(),
                column: error.column().max(1),
            });
            return report(
                "evidence-form",
                position,
                "this file is not valid JSON".to_owned(),
                help,
            );
        };
        // YAML includes JSON, except for tabs in the indentation. The YAML parser adds positions,
        // and finds duplicate keys.
        let places = read(&evidence.body).ok();
        let duplicate = places.iter().flat_map(|yaml| &yaml.findings);
        let mut duplicate = duplicate.filter(|finding| finding.code == "duplicate-key");
        if let Some(one) = duplicate.next() {
            return report("evidence-form", one.position, one.message.clone(), help);
        }
        let places = places.map(|yaml| yaml.root);
        let sources = entries(root, "x-sources");
        let known = name.filter(|name| {
            let is_known = sources.iter().any(|entry| entry.key == name.source);
            is_known && name.operation(root).is_some()
        });
        let Some(name) = known else {
            let help = "name it `<source>-<operationId>-<status>.json`, with `request` instead of a status for a request";
            return report(
                "evidence-form",
                Position::START,
                "the file name does not start with a source and an operationId of the contract"
                    .to_owned(),
                help,
            );
        };
        let Some((_, schema)) = name.described(root) else {
            let message = format!(
                "the contract does not describe the body `{}` of this operation",
                name.body
            );
            let help = "add it to the operation in the contract";
            return report("evidence-mismatch", Position::START, message, help);
        };
        let position = |at: &str| {
            let places = places.as_ref();
            places.map_or(Position::START, |places| below(places, places.position, at))
        };
        if let Some((at, why)) = mismatch(root, schema, body) {
            let at_place = at_place(&at);
            let message = format!("the contract does not allow this body{at_place}: {why}");
            let help = "change the contract so that it allows the documented body";
            report("evidence-mismatch", position(&at), message, help);
        }
        if let Some((at, message)) = lost {
            report("body-lost", position(&at), message, KEEP);
        }
    }

    /// Returns the place in a body, and a message, if the generated types lose, change or reject
    /// the body although the contract allows it.
    fn lost(&self, root: &Node, schema: &Node, value: &Value) -> Option<(String, String)> {
        if !self.is_generated || mismatch(root, schema, value).is_some() {
            return None; // A different rule reports the body.
        }
        let (at, what) = match decoded(root, schema, value, false) {
            Some(again) => (different(value, &again, String::new())?, "lose or change"),
            None => (String::new(), "reject"),
        };
        let at_place = at_place(&at);
        let message = format!("the generated types {what} a value of this body{at_place}");
        Some((at, message))
    }
}

/// The remedy for a body that the types do not keep.
const KEEP: &str = "add the missing property to the schema, or add `additionalProperties: {}`";

/// The end of a message: the place in a value, unless the place is the complete value.
fn at_place(at: &str) -> String {
    if at.is_empty() {
        String::new()
    } else {
        format!(" at `{at}`")
    }
}

/// Returns the first place at which two values differ.
fn different(value: &Value, other: &Value, at: String) -> Option<String> {
    match (value, other) {
        (Value::Object(one), Value::Object(other)) => {
            let keys = one.keys().chain(other.keys());
            keys.into_iter().find_map(|key| {
                let at = format!("{at}.{key}");
                match (one.get(key), other.get(key)) {
                    (Some(one), Some(other)) => different(one, other, at),
                    _ => Some(at),
                }
            })
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let mut both = one.iter().zip(other).enumerate();
            both.find_map(|(index, (one, other))| different(one, other, format!("{at}[{index}]")))
        }
        _ => (!is_same(value, other)).then_some(at),
    }
}

/// Returns the examples of a body or a parameter. An example may be a `$ref`.
fn shown<'a>(root: &'a Node, node: &'a Node) -> impl Iterator<Item = &'a Entry> {
    let examples = entries(node, "examples").iter();
    let values = examples.filter_map(|example| {
        let example = root.referenced_by(&example.value).unwrap_or(&example.value);
        example.entry("value")
    });
    values.chain(node.entry("example"))
}

/// The content of a body, and its operations, each with a status or `request`.
type Shared<'a> = (&'a Node, Vec<(&'a str, String)>);

/// Returns the request body and the response bodies of an operation.
fn contents<'a>(root: &'a Node, operation: &'a Node) -> Vec<(String, &'a Node)> {
    let resolve = |node: &'a Node| root.referenced_by(node).unwrap_or(node);
    let body = operation.get("requestBody").into_iter();
    let responses = entries(operation, "responses").iter();
    body.map(|body| ("request".to_owned(), body))
        .chain(responses.map(|response| (response.key.clone(), &response.value)))
        .filter_map(|(name, node)| Some((name, resolve(node).get("content")?)))
        .collect()
}

/// Returns the position of a path such as `.data[0].id` in an example. If the example does not have
/// the path, returns the position of its longest existing part.
fn place(example: &Entry, at: &str) -> Position {
    below(&example.value, example.position, at)
}

fn below(mut node: &Node, mut position: Position, at: &str) -> Position {
    for step in at.split(['.', '[']).filter(|step| !step.is_empty()) {
        let next = match step.strip_suffix(']') {
            Some(index) => {
                let item = index.parse().ok().and_then(|i: usize| node.items().get(i));
                item.map(|item| (item.position, item))
            }
            None => node.entry(step).map(|entry| (entry.position, &entry.value)),
        };
        let Some(next) = next else { break };
        (position, node) = next;
    }
    position
}
