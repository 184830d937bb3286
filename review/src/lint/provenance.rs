//! Checks that each part of the contract has a description and its sources.

use std::collections::{BTreeMap, HashSet};

use tallyfy_codegen::{Node, Patch, Position, nearest};

use super::Lint;
use crate::evidence::seen;
use crate::openapi::outline::{Kind, Part, entries, items, parts};

impl Lint<'_> {
    pub(super) fn provenance(&mut self, root: &Node) {
        let known: BTreeMap<&str, Position> = entries(root, "x-sources")
            .iter()
            .map(|entry| (entry.key.as_str(), entry.position))
            .collect();
        let mut used = HashSet::new();
        mentioned(root, &known, &mut used);
        for part in parts(root) {
            let description = part.node.get("description").and_then(Node::text);
            if description.is_none_or(|text| text.trim().is_empty()) {
                self.report(
                    "missing-description",
                    part.position,
                    format!("{} has no description", part.name),
                    "add `description:` with a summary of the documents",
                );
            }
            self.sources(&part, &known, &mut used);
        }
        self.shown(root);
        for (name, position) in known {
            if !used.contains(name) {
                self.report(
                    "unused-source",
                    position,
                    format!("nothing refers to the source `{name}`"),
                    "add it to the `x-source` of a part that it describes, or delete it",
                );
            }
        }
    }

    /// Reports properties that a body shows, although `x-source` does not name the source of the
    /// body.
    fn shown(&mut self, root: &Node) {
        let (all, _) = seen(root, self.contract);
        for part in parts(root) {
            let Kind::Property { .. } = part.kind else {
                continue;
            };
            let named = items(part.node, "x-source");
            let sources = all.get(&part.position).into_iter().flatten();
            for (source, seen) in sources {
                let is_named = named.iter().any(|name| name.text() == Some(source));
                if let Some(body) = seen
                    .body
                    .as_ref()
                    .filter(|_| !is_named && !named.is_empty())
                {
                    let patch = self.added_source(named, source);
                    self.report(
                        "source-missing",
                        part.position,
                        format!(
                            "{body} shows {}, whose `x-source` does not list {source}",
                            part.name
                        ),
                        format!("add {source} to that `x-source`"),
                    )
                    .patch = patch;
                }
            }
        }
    }

    /// Returns a patch that adds a source after the last item of an `x-source`.
    fn added_source(&self, named: &[Node], source: &str) -> Option<Patch> {
        let last = named.last()?;
        let line = self.lines.line(last.position.line);
        let indent = line.strip_suffix(last.text()?)?;
        let is_item = indent.trim() == "-";
        is_item.then(|| Patch {
            line: last.position.line,
            with: vec![line.to_owned(), format!("{indent}{source}")],
        })
    }

    fn sources(
        &mut self,
        part: &Part<'_>,
        known: &BTreeMap<&str, Position>,
        used: &mut HashSet<String>,
    ) {
        let named = items(part.node, "x-source");
        if named.is_empty() {
            self.report(
                "missing-source",
                part.position,
                format!("{} has no `x-source`", part.name),
                "add `x-source:` with a list of keys of `x-sources`",
            );
        }
        for source in named {
            let name = source.text().unwrap_or_default();
            used.insert(name.to_owned());
            if !known.contains_key(name) {
                let names: Vec<&str> = known.keys().copied().collect();
                let near = nearest(name, names.iter().copied());
                let near = near.filter(|near| named.iter().all(|one| one.text() != Some(*near)));
                let patch = near.and_then(|near| self.lines.replace(source.position, name, near));
                self.report(
                    "unknown-source",
                    source.position,
                    format!("the source `{name}` is not in `x-sources`"),
                    format!("use one of {}, or add it to `x-sources`", names.join(", ")),
                )
                .patch = patch;
            }
        }
        if let Some(conflict) = part.node.entry("x-conflict") {
            let text = conflict.value.text().unwrap_or_default();
            let mut sides: HashSet<&str> = named.iter().filter_map(Node::text).collect();
            sides.extend(known.keys().filter(|name| mentions(text, name)));
            if sides.len() < 2 {
                self.report(
                    "lone-conflict",
                    conflict.position,
                    format!("{} has an `x-conflict` but only one source", part.name),
                    "name the other source, or delete the conflict if it is resolved",
                );
            }
        }
    }
}

/// Collects the sources that descriptions and conflicts name.
fn mentioned(node: &Node, known: &BTreeMap<&str, Position>, used: &mut HashSet<String>) {
    for item in node.items() {
        mentioned(item, known, used);
    }
    for entry in node.entries() {
        mentioned(&entry.value, known, used);
        let text = entry.value.text().unwrap_or_default();
        if matches!(entry.key.as_str(), "description" | "x-conflict") {
            let names = known.keys().filter(|name| mentions(text, name));
            used.extend(names.map(|name| (*name).to_owned()));
        }
    }
}

/// Returns whether a text contains a word.
fn mentions(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric())
        .any(|other| other == word)
}
