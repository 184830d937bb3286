//! Checks of parameters.

use std::collections::HashSet;

use serde_json::Value;

use super::Checker;
use crate::position::Position;
use crate::tree::{Entry, Node};

impl<'a> Checker<'a> {
    /// Checks the parameters of an operation. The check includes the parameters of the path item
    /// that contains the operation.
    pub(super) fn parameters(&mut self, path: &'a Entry, operation: &'a Node) {
        let shared = path.value.get("parameters").map_or(&[][..], Node::items);
        let own = operation.get("parameters").map_or(&[][..], Node::items);
        let mut in_path = Vec::new();
        // Without its target, a `$ref` may be the parameter of any placeholder.
        let mut is_complete = true;
        let mut named = Vec::new();
        let mut seen: Vec<(bool, &str, &Node)> = Vec::new();
        let nodes = shared.iter().map(|node| (false, node));
        for (is_own, node) in nodes.chain(own.iter().map(|node| (true, node))) {
            let parameter = self.resolve(node);
            let (Some(name), Some(location)) = (
                parameter.get("name").and_then(Node::text),
                parameter.get("in").and_then(Node::text),
            ) else {
                // If this `$ref` has no target, an earlier check has already reported the `$ref`.
                is_complete &= parameter.get("$ref").is_none();
                if node.get("$ref").is_none() {
                    self.report(
                        "parameter-form",
                        node.position,
                        "the `name` or the `in` of this parameter is missing",
                        "add `name`, and add `in` with the value `path`, `query` or `header`",
                    );
                }
                continue;
            };
            let place = |node: &Node| node.get("in").and_then(Node::text).map(str::to_owned);
            // OpenAPI allows that a parameter of an operation overrides a parameter of the path
            // item.
            let is_duplicate = |(list, other_name, other): &(bool, &str, &Node)| {
                *other_name == name && (*list == is_own || place(other) != place(parameter))
            };
            if seen.iter().any(is_duplicate) {
                self.report(
                    "argument-collision",
                    node.position,
                    format!("two parameters have the name `{name}`, and progenitor keeps only one"),
                    "remove one of the two parameters from the contract",
                );
            }
            seen.push((is_own, name, parameter));
            named.push((name, parameter));
            self.parameter_form(name, parameter);
            if let Some(schema) = parameter.get("schema") {
                self.parameter_hazards(schema);
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
                    format!(
                        "the parameter `{name}` is a cookie parameter, but progenitor cannot send \
                         cookies"
                    ),
                    "remove the parameter from the contract",
                );
            }
        }
        self.parameter_names(&named, operation.get("requestBody").is_some());
        for name in template_names(&path.key) {
            if is_complete && !in_path.contains(&name) {
                self.report(
                    "path-parameters",
                    path.position,
                    format!(
                        "the path has a placeholder `{{{name}}}`, but no path parameter has this \
                         name"
                    ),
                    format!(
                        "add a parameter `{name}` with `in: path` to each operation of the path"
                    ),
                );
            }
        }
        for name in in_path {
            if !template_names(&path.key).any(|placeholder| placeholder == name) {
                self.report(
                    "path-parameters",
                    path.position,
                    format!(
                        "the path parameter `{name}` has no placeholder in the path `{}`",
                        path.key
                    ),
                    format!("add `{{{name}}}` to the path, or delete the parameter"),
                );
            }
        }
    }

    /// Reports a parameter without a schema, or with a style that progenitor does not support.
    fn parameter_form(&mut self, name: &str, parameter: &'a Node) {
        if !parameter.get("schema").is_some_and(Node::is_mapping) {
            self.report(
                "parameter-form",
                parameter.position,
                format!("the parameter `{name}` has no schema"),
                "add a `schema`; progenitor does not support parameters with `content`",
            );
        } else if let Some(content) = parameter.entry("content") {
            self.report(
                "parameter-form",
                content.position,
                format!("the parameter `{name}` has both `content` and `schema`"),
                "delete the `content`",
            );
        }
        let usual = match parameter.get("in").and_then(Node::text) {
            Some("query") => "form",
            _ => "simple",
        };
        if let Some(style) = parameter.entry("style")
            && style.value.text() != Some(usual)
        {
            self.report(
                "parameter-style",
                style.position,
                format!("progenitor sends the parameter `{name}` only in the style `{usual}`"),
                "use `type: string`, and explain the format in the description",
            );
        }
        if let Some(reserved) = parameter.entry("allowReserved")
            && reserved.value.to_json() == Value::Bool(true)
        {
            self.report(
                "parameter-style",
                reserved.position,
                format!(
                    "progenitor ignores `allowReserved` and encodes reserved characters of the \
                     parameter `{name}`"
                ),
                "delete `allowReserved`",
            );
            self.patch(self.lines.delete(reserved));
        }
    }

    /// Returns whether a schema can be an object or a list of objects.
    fn is_object(&self, schema: &'a Node, seen: &mut HashSet<Position>) -> bool {
        let schema = self.resolve(schema);
        if !seen.insert(schema.position) {
            return false;
        }
        let lists = ["allOf", "oneOf", "anyOf"].into_iter();
        let mut parts = lists
            .flat_map(|list| schema.get(list).map_or(&[][..], Node::items))
            .chain(schema.get("items"));
        schema.get("type").and_then(Node::text) == Some("object")
            || schema.get("properties").is_some()
            || parts.any(|part| self.is_object(part, seen))
    }

    /// Returns whether a schema accepts null. If the schema of a parameter accepts null, the code
    /// that progenitor generates does not compile. The generated code calls a method that the type
    /// `Option` does not have.
    fn may_be_null(&self, schema: &'a Node) -> bool {
        self.resolve(schema).get("nullable").map(Node::to_json) == Some(true.into())
    }

    /// Checks a parameter in the path.
    fn path_parameter(&mut self, name: &str, parameter: &'a Node) {
        if parameter.get("required").map(Node::to_json) != Some(true.into()) {
            self.report(
                "optional-path-parameter",
                parameter.position,
                format!("the path parameter `{name}` is not required"),
                "add `required: true`, which OpenAPI requires for path parameters",
            );
            let patch = match (parameter.entry("required"), parameter.entry("in")) {
                (Some(entry), _) => self.lines.replace(entry.value.position, "false", "true"),
                (None, Some(entry)) => self.lines.insert_after(entry, &["required: true"]),
                (None, None) => None,
            };
            self.patch(patch);
        }
        let schema = parameter.get("schema").map(|schema| self.resolve(schema));
        if schema.is_some_and(|schema| self.may_be_null(schema)) {
            self.report(
                "optional-path-parameter",
                schema.map_or(parameter.position, |schema| schema.position),
                format!("the path parameter `{name}` is nullable"),
                "delete `nullable`",
            );
            let nullable = schema.and_then(|schema| schema.entry("nullable"));
            self.patch(nullable.and_then(|entry| self.lines.delete(entry)));
        }
        let is_safe = schema.is_some_and(|schema| {
            schema.get("$ref").is_some()
                || schema.get("pattern").is_some()
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
                    "the path parameter `{name}` accepts any text, so a value such as `..` could \
                     change the path"
                ),
                "refer to a schema with a `pattern`, such as `$ref: \
                 '#/components/schemas/groupId'`",
            );
        }
    }

    /// Checks a parameter in a header.
    fn header_parameter(&mut self, name: &str, parameter: &'a Node) {
        let is_token =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if name.is_empty() || !name.bytes().all(is_token) {
            self.report(
                "header-form",
                parameter.position,
                format!("`{name}` is not a valid header name"),
                "correct the name of the HTTP header",
            );
        }
        let schema = parameter.get("schema").map(|schema| self.resolve(schema));
        if schema.is_some_and(|schema| schema.get("$ref").is_some()) {
            return; // The target is missing.
        }
        let kind = schema.and_then(|schema| schema.get("type")?.text());
        let may_be_null = schema.is_some_and(|schema| self.may_be_null(schema));
        if may_be_null || !matches!(kind, Some("string" | "integer" | "number" | "boolean")) {
            self.report(
                "header-form",
                parameter.position,
                format!("the header `{name}` can be null, a list or an object"),
                "use `type: string`, and explain the format in the description",
            );
        }
    }

    /// Checks a parameter in the query.
    fn query_parameter(&mut self, name: &str, parameter: &'a Node) {
        let schema = parameter.get("schema").map(|schema| self.resolve(schema));
        if schema.is_some_and(|schema| self.is_object(schema, &mut HashSet::new())) {
            self.report(
                "query-object",
                parameter.position,
                format!(
                    "the query parameter `{name}` can be an object, which progenitor cannot send"
                ),
                "replace the parameter with one query parameter for each property",
            );
        }
        let is_list = schema.is_some_and(|schema| {
            schema.get("type").and_then(Node::text) == Some("array")
                || schema.get("items").is_some()
        });
        if let Some(explode) = parameter.entry("explode")
            && is_list
            && explode.value.to_json() == Value::Bool(false)
        {
            self.report(
                "comma-list",
                explode.position,
                format!(
                    "progenitor ignores `explode: false` and would send the query parameter \
                     `{name}` once for each item"
                ),
                "use `type: string`, and describe the value as a comma-separated list",
            );
        }
    }
}

/// Returns the parameter names in a path template, which are the texts between `{` and `}`.
fn template_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
