//! The operations of a contract: their names, parameters, bodies and responses.

use std::collections::HashMap;
use std::fmt;

use heck::ToSnakeCase as _;

use super::media::is_json;
use super::names;
use super::{Checker, last_segment};
use crate::position::Position;
use crate::shape::{Part, walk};
use crate::tree::{Entry, Node};

/// One operation of the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its operationId, such as `listGroups`.
    pub id: String,
    /// The name of its generated method, such as `list_groups`.
    pub method_name: String,
    /// Its HTTP method, in upper case.
    pub http_method: String,
    /// Its path template, such as `/organizations/{org_id}/groups`.
    pub path: String,
}

/// Such as `GET    /organizations/{org_id}/groups  listGroups`.
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<6} {}  {}", self.http_method, self.path, self.id)
    }
}

/// The HTTP methods that a path may have operations for.
pub const HTTP_METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

impl<'a> Checker<'a> {
    /// What progenitor knows of dropshot, a server that this API is not.
    pub(super) fn extensions(&mut self) {
        let mut found = Vec::new();
        walk(self.root, Part::Document, &mut |node, part| {
            if part == Part::Operation {
                let entries = node.entries().iter();
                found.extend(entries.filter(|entry| entry.key.starts_with("x-dropshot-")));
            }
        });
        for entry in found {
            self.report(
                "dropshot-extension",
                entry.position,
                format!(
                    "`{}`, by which progenitor generates something else",
                    entry.key
                ),
                "delete it; the client's own streams read all pages",
            );
        }
    }

    pub(super) fn paths(&mut self) -> Vec<Operation> {
        let mut operations = Vec::new();
        // By method name, which is what collides.
        let mut seen: HashMap<String, Position> = HashMap::new();
        let Some(paths) = self.root.get("paths") else {
            return operations;
        };
        for path in paths.entries() {
            if path.key.starts_with("x-") {
                continue;
            }
            self.path_form(path);
            if let Some(reference) = path.value.entry("$ref") {
                self.report(
                    "path-ref",
                    reference.position,
                    "a path that is a `$ref`, which progenitor does not follow",
                    "write the path's operations here",
                );
            }
            for method in path.value.entries() {
                if HTTP_METHODS.contains(&method.key.as_str()) {
                    operations.extend(self.operation(path, method, &mut seen));
                }
            }
        }
        operations
    }

    /// The URL parser would make another path of it, or progenitor would.
    fn path_form(&mut self, path: &'a Entry) {
        let key = &path.key;
        let (message, help) = if !key.starts_with('/') {
            let help = format!("write `/{key}`");
            (
                format!("the path `{key}` does not start with a slash"),
                help,
            )
        } else if key.contains(['?', '#']) {
            let help = "make parameters of what is behind it".to_owned();
            (
                format!("the path `{key}` has a `?` or a `#`, which ends it"),
                help,
            )
        } else if key.split('/').any(|part| matches!(part, "." | "..")) {
            let help = "write the path that is meant".to_owned();
            (
                format!("the path `{key}` has dots, which lead to another"),
                help,
            )
        } else if key.contains("//") {
            let help = "write one slash".to_owned();
            (
                format!("the path `{key}` has two slashes, of which one is sent"),
                help,
            )
        } else if !has_matching_braces(key) {
            let help = "write each parameter as `{name}`".to_owned();
            (format!("the braces of the path `{key}` do not match"), help)
        } else {
            return;
        };
        self.report("path-form", path.position, message, help);
    }

    fn operation(
        &mut self,
        path: &'a Entry,
        method: &'a Entry,
        seen: &mut HashMap<String, Position>,
    ) -> Option<Operation> {
        let operation = &method.value;
        self.responses(method);
        self.parameters(path, operation);
        self.request_body(operation);

        let Some(id_node) = operation.get("operationId") else {
            self.report(
                "missing-operation-id",
                method.position,
                format!(
                    "`{} {}` has no operationId",
                    method.key.to_uppercase(),
                    path.key
                ),
                "add one; the generated method is named after it",
            );
            return None;
        };
        let id = id_node.text().unwrap_or_default();
        let method_name = names::method(id);
        if id.to_snake_case().is_empty() {
            self.report(
                "operation-id-form",
                id_node.position,
                "an operationId that is not a name",
                "write one of letters and digits, such as listGroups",
            );
        }
        self.method_name(&method_name, id_node);
        if let Some(first) = seen.insert(method_name.clone(), id_node.position) {
            self.report(
                "duplicate-operation-id",
                id_node.position,
                format!(
                    "duplicate operationId `{id}`: line {} has it already, or one that gives the \
                     same method name `{method_name}`",
                    first.line
                ),
                "give each operation an operationId of its own; the generated method is named \
                 after it",
            );
        }
        Some(Operation {
            id: id.to_owned(),
            method_name,
            http_method: method.key.to_uppercase(),
            path: path.key.clone(),
        })
    }

    fn responses(&mut self, method: &'a Entry) {
        let operation = &method.value;
        let name = operation
            .get("operationId")
            .and_then(Node::text)
            .unwrap_or(&method.key);
        let Some(responses) = operation.entry("responses") else {
            return self.report(
                "missing-responses",
                method.position,
                format!("the operation `{name}` has no `responses`"),
                "add `responses:` with at least the status of its success, such as '200', and \
                 the body that comes with it",
            );
        };
        if responses.value.entries().is_empty() {
            return self.report(
                "missing-responses",
                responses.position,
                format!("the `responses` of the operation `{name}` are empty"),
                "add at least the status of its success, such as '200', and the body that comes \
                 with it",
            );
        }
        let is_success =
            |response: &&Entry| matches!(status_class(&response.key), None | Some('2' | 'd'));
        if !responses
            .value
            .entries()
            .iter()
            .any(|response| is_success(&response))
        {
            self.report(
                "missing-responses",
                responses.position,
                format!("the operation `{name}` has no success"),
                "add the status of its success, such as '200', and the body that comes with it; \
                 progenitor would make up one of any bytes",
            );
        }
        let mut success: Vec<(&Entry, String)> = Vec::new();
        let mut failure: Vec<(&Entry, String)> = Vec::new();
        for response in responses.value.entries() {
            if response.key.starts_with("x-") {
                continue;
            }
            let Some(class) = status_class(&response.key) else {
                self.report(
                    "unknown-status",
                    response.position,
                    format!("`{}` is not a status", response.key),
                    "write a status such as '200', a range such as 5XX, or `default`",
                );
                continue;
            };
            let body = self.body_type(response);
            if matches!(class, '2' | 'd') {
                success.push((response, body.clone()));
            }
            if matches!(class, '4' | '5' | 'd') {
                failure.push((response, body));
            }
        }
        for (kind, bodies) in [("success", success), ("error", failure)] {
            let Some((first, first_body)) = bodies.first() else {
                continue;
            };
            if let Some((other, other_body)) = bodies.iter().find(|(_, body)| body != first_body) {
                self.report(
                    "two-body-types",
                    other.position,
                    format!(
                        "the operation `{name}` has two {kind} body types: {first_body} for {} \
                         and {other_body} for {}",
                        first.key, other.key
                    ),
                    format!(
                        "refer to one schema from every {kind} status; progenitor makes one type \
                         of each kind, and counts `default` as both, so write 4XX and 5XX instead"
                    ),
                );
            }
        }
    }

    /// A name for the type that progenitor would make of a response's body.
    fn body_type(&mut self, response: &'a Entry) -> String {
        let node = self.resolve(&response.value);
        let Some(content) = node.get("content").filter(|c| !c.entries().is_empty()) else {
            return "no body".to_owned();
        };
        let json = content.entries().iter().find(|entry| is_json(&entry.key));
        let Some(json) = json else {
            return "raw bytes".to_owned();
        };
        self.encoding(json);
        match json
            .value
            .get("schema")
            .filter(|schema| schema.is_mapping())
        {
            Some(schema) => match schema.get("$ref").and_then(Node::text) {
                Some(reference) => format!("`{}`", last_segment(reference)),
                None => format!("the schema on line {}", schema.position.line),
            },
            None => {
                self.report(
                    "missing-schema",
                    json.position,
                    format!(
                        "the JSON body of the response {} has no schema",
                        response.key
                    ),
                    "add a `schema`; `schema: {}` takes any JSON",
                );
                "any JSON".to_owned()
            }
        }
    }
}

/// The class of a status: its first digit, or `d` for `default`.
fn status_class(status: &str) -> Option<char> {
    if status == "default" {
        return Some('d');
    }
    let class = status.chars().next()?;
    let rest = status.get(1..)?;
    let is_rest = rest == "XX" || (rest.len() == 2 && rest.bytes().all(|b| b.is_ascii_digit()));
    (matches!(class, '2'..='5') && is_rest).then_some(class)
}

/// Whether each brace that opens is closed, around a name, before the next.
fn has_matching_braces(path: &str) -> bool {
    let mut open: Option<usize> = None;
    for (at, c) in path.char_indices() {
        match (c, open) {
            ('{', None) => open = Some(at),
            ('}', Some(start)) if at > start + 1 => open = None,
            ('{' | '}', _) | ('/', Some(_)) => return false,
            _ => {}
        }
    }
    open.is_none()
}
