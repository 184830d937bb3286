//! Whether everything says what it is and where it was read.

use std::collections::{BTreeMap, HashSet};

use tallyfy_codegen::{Node, Position};

use super::Lint;
use crate::evidence::seen;
use crate::parts::{Kind, Part, entries, items, parts};

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

    /// Bodies that show a property whose sources they are not among.
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
                    self.report(
                        "source-missing",
                        part.position,
                        format!(
                            "{body} shows {}, whose `x-source` does not list {source}",
                            part.name
                        ),
                        format!("add {source} to that `x-source`"),
                    );
                }
            }
        }
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
                self.report(
                    "unknown-source",
                    source.position,
                    format!("the source `{name}` is not in `x-sources`"),
                    format!("use one of {}, or add it to `x-sources`", names.join(", ")),
                );
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

/// The sources that descriptions and conflicts name.
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

/// Whether a text has a word in it.
fn mentions(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric())
        .any(|other| other == word)
}
