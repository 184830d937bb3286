//! The operations of a contract: their names, parameters, bodies and responses.

use std::collections::HashMap;
use std::fmt;

use heck::ToSnakeCase as _;
use serde_json::Value;

use super::{Checker, last_segment};
use crate::tree::{Entry, Node, Position};

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

/// The request bodies that progenitor and the client's runtime can send.
const BODY_TYPES: [&str; 4] = [
    "application/json",
    "application/octet-stream",
    "text/plain",
    "text/x-markdown",
];

impl<'a> Checker<'a> {
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
            if !path.key.starts_with('/') {
                self.report(
                    "path-form",
                    path.position,
                    format!("the path `{}` does not start with a slash", path.key),
                    format!("write `/{}`", path.key),
                );
            }
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
        let method_name = id.to_snake_case();
        if method_name.is_empty() {
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
        match json.value.get("schema") {
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

    fn parameters(&mut self, path: &'a Entry, operation: &'a Node) {
        let shared = path.value.get("parameters").map_or(&[][..], Node::items);
        let own = operation.get("parameters").map_or(&[][..], Node::items);
        let mut in_path = Vec::new();
        let mut named = Vec::new();
        for node in shared.iter().chain(own) {
            let parameter = self.resolve(node);
            let (Some(name), Some(location)) = (
                parameter.get("name").and_then(Node::text),
                parameter.get("in").and_then(Node::text),
            ) else {
                // A dangling `$ref` is reported as one.
                if node.get("$ref").is_none() {
                    self.report(
                        "parameter-form",
                        node.position,
                        "a parameter without `name` and `in`",
                        "say what it is called and whether it is in the `path`, the `query` or a \
                         `header`",
                    );
                }
                continue;
            };
            named.push((name, parameter));
            if let Some(schema) = parameter.get("schema") {
                self.strict_format(self.resolve(schema));
            }
            if location == "header" {
                self.header_parameter(name, parameter);
            }
            if location == "path" {
                in_path.push(name);
                self.path_parameter(name, parameter);
            }
            if location == "query" {
                self.query_parameter(name, parameter);
            }
            if location == "cookie" {
                self.report(
                    "cookie-parameter",
                    parameter.position,
                    format!("the parameter `{name}` is a cookie, which progenitor cannot send"),
                    "leave it out of the contract",
                );
            }
        }
        self.parameter_names(&named, operation.get("requestBody").is_some());
        for name in template_names(&path.key) {
            if !in_path.contains(&name) {
                self.report(
                    "path-parameters",
                    path.position,
                    format!(
                        "the path has a placeholder `{{{name}}}` but no parameter of that name"
                    ),
                    format!("add a parameter `{name}` with `in: path` to each of its operations"),
                );
            }
        }
        for name in in_path {
            if !template_names(&path.key).any(|placeholder| placeholder == name) {
                self.report(
                    "path-parameters",
                    path.position,
                    format!(
                        "the path parameter `{name}` has no placeholder in `{}`",
                        path.key
                    ),
                    format!("write `{{{name}}}` where it belongs in the path"),
                );
            }
        }
    }

    fn path_parameter(&mut self, name: &str, parameter: &'a Node) {
        if parameter.get("required").map(Node::to_json) != Some(true.into()) {
            self.report(
                "optional-path-parameter",
                parameter.position,
                format!("the path parameter `{name}` is not required"),
                "add `required: true`; OpenAPI asks for it",
            );
        }
        let schema = parameter.get("schema").map(|schema| self.resolve(schema));
        let is_safe = schema.is_some_and(|schema| {
            schema.get("pattern").is_some()
                || schema.get("enum").is_some_and(Self::is_safe_enum)
                || matches!(
                    schema.get("type").and_then(Node::text),
                    Some("integer" | "boolean")
                )
        });
        if !is_safe {
            self.report(
                "unchecked-path-id",
                schema.map_or(parameter.position, |schema| schema.position),
                format!(
                    "the path parameter `{name}` takes any text, so that `..` in its place would \
                     reach another path"
                ),
                "refer to a schema with a pattern, such as \
                 `$ref: '#/components/schemas/groupId'`",
            );
        }
    }

    fn header_parameter(&mut self, name: &str, parameter: &'a Node) {
        let is_token =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if name.is_empty() || !name.bytes().all(is_token) {
            self.report(
                "header-form",
                parameter.position,
                format!("`{name}` is not a name that a header may have"),
                "write it as it is on the wire",
            );
        }
        let schema = parameter.get("schema").map(|schema| self.resolve(schema));
        let kind = schema.and_then(|schema| schema.get("type")?.text());
        if !matches!(kind, Some("string" | "integer" | "number" | "boolean")) {
            self.report(
                "header-form",
                parameter.position,
                format!("the header `{name}` is no single value"),
                "make it a `type: string`, and describe its form",
            );
        }
    }

    fn query_parameter(&mut self, name: &str, parameter: &'a Node) {
        let schema = parameter.get("schema").map(|schema| self.resolve(schema));
        if schema.and_then(|schema| schema.get("type")?.text()) == Some("object") {
            self.report(
                "query-object",
                parameter.position,
                format!("the query parameter `{name}` is an object, which cannot be sent"),
                "make a parameter of each of its properties",
            );
        }
        if let Some(explode) = parameter.entry("explode")
            && explode.value.to_json() == Value::Bool(false)
        {
            self.report(
                "comma-list",
                explode.position,
                format!(
                    "the query parameter `{name}` is a list with `explode: false`, which \
                     progenitor ignores: it would send `{name}` once for each item"
                ),
                "make it a `type: string`, and describe it as a comma list",
            );
        }
    }

    fn request_body(&mut self, operation: &'a Node) {
        let Some(entry) = operation.entry("requestBody") else {
            return;
        };
        let body = self.resolve(&entry.value);
        let media_types = body.get("content").map_or(&[][..], Node::entries);
        if media_types.len() > 1 {
            self.report(
                "two-media-types",
                media_types[1].position,
                "a request body with more than one media type",
                "keep the one that the client shall send",
            );
        }
        for media_type in media_types {
            let essence = media_type.key.split(';').next().unwrap_or_default();
            if !BODY_TYPES.contains(&essence) {
                self.report(
                    "unsendable-body",
                    media_type.position,
                    format!("the client cannot send a body of type `{}`", media_type.key),
                    format!("use one of {}", BODY_TYPES.join(", ")),
                );
            } else if media_type.value.get("schema").is_none() {
                self.report(
                    "missing-schema",
                    media_type.position,
                    "a request body without a schema",
                    "add a `schema`",
                );
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

fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.starts_with("application/json;")
}

/// The names between braces.
fn template_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
