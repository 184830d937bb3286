//! Checks that each operation describes the statuses that any operation can return.

use tallyfy_codegen::{Entry, Node, Patch, Position};

use super::Lint;
use crate::openapi::outline::{entries, methods};

/// The statuses that each operation has to describe. A response `default` stands for the ranges.
const STATUSES: [&str; 5] = ["2XX", "401", "429", "4XX", "5XX"];

impl Lint<'_> {
    pub(super) fn statuses(&mut self, root: &Node) {
        let paths = entries(root, "paths").iter();
        let operations: Vec<&Entry> = paths.flat_map(|path| methods(&path.value)).collect();
        for method in &operations {
            // Another rule reports an operation without responses.
            let responses = method.value.entry("responses");
            let Some(responses) = responses.filter(|one| !one.value.entries().is_empty()) else {
                continue;
            };
            let id = method.value.get("operationId").and_then(Node::text);
            let is_default = responses.value.get("default").is_some();
            for status in STATUSES {
                if responses.value.get(status).is_some() || is_default && status.ends_with("XX") {
                    continue;
                }
                let patch = self.usual_response(root, &operations, status, responses);
                self.report(
                    "missing-status",
                    method.position,
                    format!(
                        "the operation `{}` does not describe the status {status}",
                        id.unwrap_or(&method.key)
                    ),
                    format!("add the response `{status}` to the operation"),
                )
                .patch = patch;
            }
        }
    }

    /// Returns a patch that adds the response of all other operations to a list of responses.
    fn usual_response(
        &self,
        root: &Node,
        operations: &[&Entry],
        status: &str,
        responses: &Entry,
    ) -> Option<Patch> {
        let others = operations.iter().filter_map(|method| {
            let response = method.value.at(&["responses", status])?;
            Some(response.get("$ref").and_then(Node::text))
        });
        let others: Vec<Option<&str>> = others.collect();
        let usual = others.first().copied().flatten()?;
        // The success types of operations differ.
        if status == "2XX" || others.iter().any(|other| *other != Some(usual)) {
            return None;
        }
        // progenitor supports only one type of errors in an operation.
        let added = bodies(root, root.target(usual)?);
        let mut own = responses.value.entries().iter();
        let own = own.find(|own| own.key.starts_with(['4', '5', 'd']));
        if own.is_some_and(|own| bodies(root, &own.value) != added) {
            return None;
        }
        let quote = if status.ends_with("XX") { "" } else { "'" };
        let first = responses.value.entries().first()?;
        let key = format!("{quote}{status}{quote}:");
        self.lines
            .insert_before(first, &[&key, &format!("  $ref: '{usual}'")])
    }
}

/// Returns the media types of a response, and the positions of their schemas.
fn bodies<'n>(root: &'n Node, response: &'n Node) -> Vec<(&'n str, Position)> {
    let response = root.referenced_by(response).unwrap_or(response);
    let schema = |entry: &'n Entry| entry.value.get("schema").unwrap_or(&entry.value);
    let target = |schema: &'n Node| root.referenced_by(schema).unwrap_or(schema).position;
    let content = entries(response, "content").iter();
    content
        .map(|entry| (entry.key.as_str(), target(schema(entry))))
        .collect()
}
