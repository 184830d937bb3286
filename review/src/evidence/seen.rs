//! Collects the values that the documented bodies have for each part of the contract.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tallyfy_codegen::{Entry, Node, Position};

use crate::openapi::outline::{entries, items, methods};
use crate::openapi::schema::mismatch;
use crate::{Contract, Evidence};

/// The values of one part in the bodies of one source.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The kinds of the values, such as `string`, `null` or `list of integer`.
    pub(crate) kinds: BTreeSet<String>,
    /// The number of objects that have the part.
    pub(crate) present: usize,
    /// The number of objects that could have the part, but do not have it.
    pub(crate) absent: usize,
    /// The name of the first body that has the part.
    pub(crate) body: Option<String>,
}

/// The values of each part, by the position of the part and by the source.
pub(crate) type AllSeen<'a> = BTreeMap<Position, BTreeMap<&'a str, Seen>>;

/// The parts of the name of an evidence file.
pub(crate) struct Body<'a> {
    pub(crate) source: &'a str,
    pub(crate) operation: &'a str,
    /// The status of the response, or `request`.
    pub(crate) body: &'a str,
}

impl Body<'_> {
    /// Parses a name such as `S0-listGroups-200.json` or `S3-createGroup-request-go.json`.
    pub(crate) fn read(name: &str) -> Option<Body<'_>> {
        let file = name.rsplit('/').next()?;
        let mut parts = file.strip_suffix(".json")?.split('-');
        Some(Body {
            source: parts.next()?,
            operation: parts.next()?,
            body: parts.next()?,
        })
    }

    /// Returns the operation of the body.
    pub(crate) fn operation<'n>(&self, root: &'n Node) -> Option<&'n Entry> {
        let paths = entries(root, "paths").iter();
        let mut methods = paths.flat_map(|path| methods(&path.value));
        methods.find(|method| {
            method.value.get("operationId").and_then(Node::text) == Some(self.operation)
        })
    }

    /// Returns the position at which the contract describes the body, and the schema of the body. A
    /// description of the status, such as 201, wins over a description of its class, such as 2XX.
    pub(crate) fn described<'n>(&self, root: &'n Node) -> Option<(Position, &'n Node)> {
        let operation = &self.operation(root)?.value;
        let described = match self.body {
            "request" => operation.entry("requestBody"),
            status => {
                let responses = entries(operation, "responses");
                let exact = responses.iter().find(|response| response.key == status);
                exact.or_else(|| {
                    let mut responses = responses.iter();
                    responses.find(|response| is_status(status, &response.key))
                })
            }
        }?;
        let body = root.referenced_by(&described.value);
        let content = body.unwrap_or(&described.value).get("content")?;
        let schema = content.entries().first()?.value.get("schema")?;
        Some((described.position, schema))
    }
}

/// Returns whether the key `described` of the contract describes a status or `request`.
pub(crate) fn is_status(status: &str, described: &str) -> bool {
    let range = described.strip_suffix("XX");
    status == described
        || described == "default"
        || range.is_some_and(|class| status.starts_with(class) && status.len() == 3)
}

/// Returns the values of all bodies that match the contract, and the number of these bodies.
pub(crate) fn seen<'a>(root: &Node, contract: &'a Contract) -> (AllSeen<'a>, usize) {
    let mut all = AllSeen::new();
    let mut fitting = 0;
    for evidence in &contract.evidence {
        let Some(name) = Body::read(&evidence.name) else {
            continue;
        };
        let value = serde_json::from_str::<Value>(&evidence.body);
        let (Some((position, schema)), Ok(value)) = (name.described(root), value) else {
            continue;
        };
        if mismatch(root, schema, &value).is_some() {
            continue;
        }
        fitting += 1;
        let mut walk = Walk {
            root,
            evidence,
            source: name.source,
            all: &mut all,
        };
        if let Some(operation) = name.operation(root) {
            let kind = match name.body {
                "request" => "request".to_owned(),
                status => format!("response {status}"),
            };
            walk.show(operation.position, kind);
        }
        walk.show(position, kind(&value));
        walk.value(schema, &value, 0);
    }
    (all, fitting)
}

struct Walk<'a, 'w> {
    root: &'w Node,
    evidence: &'a Evidence,
    source: &'a str,
    all: &'w mut AllSeen<'a>,
}

/// The maximum depth of a body. The documented bodies are less deep.
const MAX_DEPTH: usize = 64;

impl Walk<'_, '_> {
    fn at(&mut self, position: Position) -> &mut Seen {
        let sources = self.all.entry(position).or_default();
        sources.entry(self.source).or_default()
    }

    fn show(&mut self, position: Position, kind: String) {
        let name = self.evidence.name.clone();
        let seen = self.at(position);
        seen.kinds.insert(kind);
        seen.present += 1;
        seen.body.get_or_insert(name);
    }

    fn value(&mut self, schema: &Node, value: &Value, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        if let Some(target) = self.root.referenced_by(schema) {
            let sections = entries(self.root, "components").iter();
            let mut components = sections.flat_map(|section| section.value.entries());
            if let Some(entry) = components.find(|one| one.value.position == target.position) {
                self.show(entry.position, kind(value));
            }
            return self.value(target, value, depth + 1);
        }
        for part in items(schema, "allOf") {
            // Next to `nullable: true`, this schema does not describe null.
            if !value.is_null() {
                self.value(part, value, depth + 1);
            }
        }
        for list in ["oneOf", "anyOf"] {
            let mut forms = items(schema, list).iter();
            let form = forms.find(|form| mismatch(self.root, form, value).is_none());
            if let Some(form) = form {
                self.value(form, value, depth + 1);
            }
        }
        match value {
            Value::Object(object) => {
                for property in entries(schema, "properties") {
                    match object.get(&property.key) {
                        Some(value) => {
                            self.show(property.position, kind(value));
                            self.value(&property.value, value, depth + 1);
                        }
                        None => self.at(property.position).absent += 1,
                    }
                }
            }
            Value::Array(list) => {
                for item in list {
                    if let Some(of) = schema.get("items") {
                        self.value(of, item, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Returns the kind of a value, in the words of the table.
fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "boolean".to_owned(),
        Value::Number(number) if number.is_f64() => "number".to_owned(),
        Value::Number(_) => "integer".to_owned(),
        Value::String(_) => "string".to_owned(),
        Value::Object(_) => "object".to_owned(),
        Value::Array(items) if items.is_empty() => "empty array".to_owned(),
        Value::Array(items) => {
            let kinds: BTreeSet<String> = items.iter().map(kind).collect();
            let kinds: Vec<String> = kinds.into_iter().collect();
            format!("array of {}", kinds.join(" or "))
        }
    }
}
