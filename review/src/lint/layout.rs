//! Checks of the layout: one value on each line, and keys in a fixed order.

use tallyfy_codegen::{Data, Entry, Node};

use super::Lint;
use crate::openapi::outline::{entries, items, methods};

/// The orders of keys. A key that is not in the list may have any place.
const DOCUMENT: [&str; 8] = [
    "openapi",
    "info",
    "x-sources",
    "servers",
    "security",
    "tags",
    "paths",
    "components",
];
const COMPONENTS: [&str; 5] = [
    "securitySchemes",
    "parameters",
    "headers",
    "responses",
    "schemas",
];
const OPERATION: [&str; 9] = [
    "operationId",
    "tags",
    "summary",
    "description",
    "x-source",
    "x-conflict",
    "parameters",
    "requestBody",
    "responses",
];
const PARAMETER: [&str; 7] = [
    "name",
    "in",
    "required",
    "description",
    "x-source",
    "x-conflict",
    "schema",
];
const BODY: [&str; 6] = [
    "description",
    "required",
    "x-source",
    "x-conflict",
    "headers",
    "content",
];

impl Lint<'_> {
    pub(super) fn layout(&mut self, root: &Node) {
        self.anchors();
        self.styles(root);
        self.order(root, &DOCUMENT);
        for path in entries(root, "paths") {
            for parameter in items(&path.value, "parameters") {
                self.order(parameter, &PARAMETER);
            }
            for method in methods(&path.value) {
                self.operation_order(&method.value);
            }
        }
        if let Some(components) = root.get("components") {
            self.order(components, &COMPONENTS);
            for parameter in entries(components, "parameters") {
                self.order(&parameter.value, &PARAMETER);
            }
            for section in ["requestBodies", "responses"] {
                for body in entries(components, section) {
                    self.order(&body.value, &BODY);
                }
            }
        }
    }

    fn operation_order(&mut self, operation: &Node) {
        self.order(operation, &OPERATION);
        for parameter in items(operation, "parameters") {
            self.order(parameter, &PARAMETER);
        }
        for response in entries(operation, "responses") {
            self.order(&response.value, &BODY);
        }
        if let Some(body) = operation.get("requestBody") {
            self.order(body, &BODY);
        }
    }

    /// Reports the first key that is after a key which it must precede.
    fn order(&mut self, node: &Node, order: &[&str]) {
        let place = |entry: &Entry| order.iter().position(|key| *key == entry.key);
        let mut last: Option<(usize, &Entry)> = None;
        for entry in node.entries() {
            let Some(at) = place(entry) else { continue };
            match last {
                Some((before, other)) if at < before => {
                    let earlier = node.entries().iter().find(|e| place(e) > Some(at));
                    let earlier = earlier.unwrap_or(other);
                    self.report(
                        "key-order",
                        entry.position,
                        format!(
                            "`{}` must come before `{}` on line {}",
                            entry.key, earlier.key, earlier.position.line
                        ),
                        format!("move it above `{}`", earlier.key),
                    );
                    return;
                }
                _ => last = Some((at, entry)),
            }
        }
    }

    /// Reports flow style.
    fn styles(&mut self, node: &Node) {
        let (_, text) = self.lines.split(node.position);
        let is_empty = match &node.data {
            Data::Scalar(_) => true,
            Data::Sequence(items) => items.is_empty(),
            Data::Mapping(entries) => entries.is_empty(),
        };
        if !is_empty && text.starts_with(['{', '[']) {
            self.report(
                "flow-style",
                node.position,
                "this line has several values",
                "write each value on its own line, after a `-` or its key",
            );
            return;
        }
        for item in node.items() {
            self.styles(item);
        }
        for entry in node.entries() {
            self.styles(&entry.value);
        }
    }

    fn anchors(&mut self) {
        for position in self.marks.anchors.clone() {
            self.report(
                "anchor",
                position,
                "this is a YAML anchor or alias",
                "move the shared part to `components`, and refer to it with `$ref`",
            );
        }
    }
}
