//! Checks of paths and operations: path templates, operationIds and responses.

use std::collections::HashMap;
use std::fmt;

use heck::ToSnakeCase as _;

use super::Checker;
use super::media::is_json;
use super::names;
use crate::position::Position;
use crate::requests::request_type;
use crate::shape::{Part, walk};
use crate::tree::{Entry, Node};

/// One operation of the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The operationId, such as `listGroups`.
    pub id: String,
    /// The name of the generated method, such as `list_groups`.
    pub method_name: String,
    /// The HTTP method in upper case, such as `GET`.
    pub http_method: String,
    /// The path template, such as `/organizations/{org_id}/groups`.
    pub path: String,
}

impl Operation {
    /// Returns the name of the method that is generated for an operationId.
    #[must_use]
    pub fn method_name_of(id: &str) -> String {
        names::method(id)
    }
}

/// Writes a line such as `GET    /organizations/{org_id}/groups  listGroups`.
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<6} {}  {}", self.http_method, self.path, self.id)
    }
}

/// The keys of a path item that are operations.
pub const HTTP_METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

impl<'a> Checker<'a> {
    /// Reports the OpenAPI extensions of dropshot. dropshot is a server framework that progenitor
    /// supports but Tallyfy does not use.
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
                    "the extension `{}` changes the code that progenitor generates",
                    entry.key
                ),
                "delete the extension; the client's streams already read all pages",
            );
        }
    }

    /// Checks all paths, and returns the operations of these paths.
    pub(super) fn paths(&mut self) -> Vec<Operation> {
        let mut operations = Vec::new();
        // The keys of this map are the names of the generated methods. The map finds operations for
        // which progenitor would generate methods with the same name.
        let mut seen: HashMap<String, Position> = HashMap::new();
        let Some(paths) = self.root.get("paths") else {
            return operations;
        };
        self.equal_paths(paths);
        for path in paths.entries() {
            if path.key.starts_with("x-") {
                continue;
            }
            self.path_form(path);
            if let Some(reference) = path.value.entry("$ref") {
                self.report(
                    "path-ref",
                    reference.position,
                    "this path item has a `$ref`, which progenitor does not follow",
                    "replace the `$ref` with the operations of the path",
                );
            }
            for method in path.value.entries() {
                if HTTP_METHODS.contains(&method.key.as_str()) {
                    self.http_method(method);
                    operations.extend(self.operation(path, method, &mut seen));
                }
            }
        }
        operations
    }

    /// Reports an operation whose HTTP method has no function in the HTTP client. The generated
    /// code would call this function.
    fn http_method(&mut self, method: &'a Entry) {
        if matches!(method.key.as_str(), "options" | "trace") {
            self.report(
                "unsendable-method",
                method.position,
                format!(
                    "the generated code cannot send {}",
                    method.key.to_uppercase()
                ),
                "remove the operation from the contract",
            );
        }
    }

    /// Checks one operation. Returns `None` if the operation has no operationId.
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
                    "the operation `{} {}` has no operationId",
                    method.key.to_uppercase(),
                    path.key
                ),
                "add an operationId; progenitor derives the method name from the operationId",
            );
            return None;
        };
        let id = id_node.text().unwrap_or_default();
        let method_name = names::method(id);
        if id.to_snake_case().is_empty() {
            self.report(
                "operation-id-form",
                id_node.position,
                "the operationId is not a valid name",
                "use letters and digits, as in `listGroups`",
            );
        }
        self.method_name(&method_name, id_node);
        // progenitor derives the method name from the operationId, and this crate derives the name
        // of the request type from the method name.
        let request = request_type(&method_name);
        if let Some(first) = seen.insert(request.clone(), id_node.position) {
            self.report(
                "duplicate-operation-id",
                id_node.position,
                format!(
                    "the operationId `{id}` and the operationId on line {} result in the same \
                     request type `{request}`",
                    first.line
                ),
                "give each operation a different operationId; the generator derives the names of \
                 the method and the request type from the operationId",
            );
        }
        Some(Operation {
            id: id.to_owned(),
            method_name,
            http_method: method.key.to_uppercase(),
            path: path.key.clone(),
        })
    }

    /// Checks the responses of an operation.
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
                "add `responses` with at least one success status, such as '200', and its body",
            );
        };
        if responses.value.entries().is_empty() {
            return self.report(
                "missing-responses",
                responses.position,
                format!("the `responses` of the operation `{name}` are empty"),
                "add at least one success status, such as '200', and its body",
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
                format!("the operation `{name}` has no success response"),
                "add a success status, such as '200', and its body; without a success status, \
                 progenitor assumes a body of any bytes",
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
                    format!("`{}` is not a valid status", response.key),
                    "write a status such as '200', a range such as 5XX, or `default`",
                );
                let upper = response.key.to_ascii_uppercase();
                let keys = responses.value.entries();
                if status_class(&upper).is_some() && keys.iter().all(|other| other.key != upper) {
                    self.patch(self.lines.replace(response.position, &response.key, &upper));
                }
                continue;
            };
            let Some(body) = self.body_type(response) else {
                continue;
            };
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
                        "the {kind} responses of the operation `{name}` have different bodies: \
                         {first_body} for {} and {other_body} for {}",
                        first.key, other.key
                    ),
                    format!(
                        "use the same schema for every {kind} status, because progenitor supports \
                         only one {kind} type; replace `default`, which counts as success and as \
                         error, with 4XX and 5XX"
                    ),
                );
            }
        }
    }

    /// Describes the type that progenitor would generate for the body of a response. Returns `None`
    /// if a `$ref` has no target.
    fn body_type(&mut self, response: &'a Entry) -> Option<String> {
        let node = self.resolve(&response.value);
        if node.get("$ref").is_some() {
            return None;
        }
        let Some(content) = node.get("content").filter(|c| !c.entries().is_empty()) else {
            return Some("no body".to_owned());
        };
        let json = content.entries().iter().find(|entry| is_json(&entry.key));
        let Some(json) = json else {
            return Some("raw bytes".to_owned());
        };
        self.encoding(json);
        let schema = json.value.get("schema");
        let Some(schema) = schema.filter(|schema| schema.is_mapping()) else {
            self.report(
                "missing-schema",
                json.position,
                format!(
                    "the JSON body of the response {} has no schema",
                    response.key
                ),
                "add a `schema`; `schema: {}` accepts any JSON",
            );
            return Some("any JSON".to_owned());
        };
        if schema.get("$ref").is_none() {
            return Some(format!("the schema on line {}", schema.position.line));
        }
        self.reference_target(schema)?;
        let reference = schema.get("$ref").and_then(Node::text)?;
        let name = reference.strip_prefix("#/components/schemas/")?;
        Some(format!("`{name}`"))
    }
}

/// Returns the class of a response status. The class of a status is its first digit, but the class
/// of `default` is `d`.
fn status_class(status: &str) -> Option<char> {
    if status == "default" {
        return Some('d');
    }
    let class = status.chars().next()?;
    let rest = status.get(1..)?;
    let is_rest = rest == "XX" || (rest.len() == 2 && rest.bytes().all(|b| b.is_ascii_digit()));
    (matches!(class, '2'..='5') && is_rest).then_some(class)
}
