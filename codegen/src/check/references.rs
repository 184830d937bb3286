//! Checks of references. The target of each reference has to exist, and has to be of the expected
//! kind. The target must not lead back to the same reference.

use std::collections::HashSet;

use super::{Checker, nearest};
use crate::position::Position;
use crate::shape::{Part, walk};
use crate::tree::{Entry, Node, local_keys};

impl<'a> Checker<'a> {
    /// Reports every `$ref` whose target is not in this document, or is not a component of the
    /// expected kind.
    pub(super) fn references(&mut self) {
        let mut found = Vec::new();
        walk(self.root, Part::Document, &mut |node, part| {
            // The check of paths says more about a path with a `$ref`.
            if let Some(entry) = node.entry("$ref").filter(|_| part != Part::PathItem) {
                found.push((entry, part));
            }
        });
        for (entry, part) in found {
            if let Some(section) = part.section() {
                self.reference(&entry.value, part, section);
            } else {
                self.report(
                    "ref-kind",
                    entry.position,
                    format!(
                        "the {} is a `$ref`, which OpenAPI does not allow here",
                        part.name()
                    ),
                    "write the keys of the target here",
                );
            }
        }
    }

    /// Checks the value of a `$ref`, which has to refer to a component of the given section.
    ///
    /// progenitor reads only the text after the last slash of a `$ref`. progenitor then looks for a
    /// component with this name. progenitor searches only the section of `components` that contains
    /// the expected kind.
    fn reference(&mut self, value: &Node, part: Part, section: &str) {
        let reference = value.text().unwrap_or_default();
        let position = value.position;
        if reference.is_empty() {
            return self.report(
                "ref-dangling",
                position,
                "the `$ref` is empty or is not a string, so progenitor would accept any value here",
                "write the target as `#/components/<section>/<name>`",
            );
        }
        let Some(keys) = local_keys(reference) else {
            return self.report(
                "ref-elsewhere",
                position,
                format!("the `$ref` refers to `{reference}`, which is outside this document"),
                "copy the target into `components`, and refer to it as \
                 `#/components/<section>/<name>`",
            );
        };
        if self.root.at(&keys).is_none() {
            let expected = || self.near(&["components", section, keys.last()?]);
            let near = self.near(&keys).or_else(expected);
            self.report(
                "ref-dangling",
                position,
                format!("the `$ref` refers to `{reference}`, which does not exist"),
                match &near {
                    Some(near) => {
                        format!("did you mean `{near}`? If not, add the missing component")
                    }
                    None => "add the missing component, or change the `$ref`".to_owned(),
                },
            );
            if let Some(near) = near {
                self.patch(self.lines.replace(position, reference, &near));
            }
        } else if !matches!(keys.as_slice(), ["components", of, _] if *of == section) {
            self.report(
                "ref-kind",
                position,
                format!(
                    "the `$ref` to `{reference}` must refer to a component of the kind {}",
                    part.name()
                ),
                format!("refer to a component directly below `#/components/{section}`"),
            );
        }
    }

    /// Searches for the existing component whose name is most similar to the name in the given
    /// reference. Returns the reference to this component.
    fn near(&self, keys: &[&str]) -> Option<String> {
        let (name, section) = keys.split_last()?;
        let entries = self.root.at(section)?.entries().iter();
        let near = nearest(name, entries.map(|entry| entry.key.as_str()))?;
        Some(format!("#/{}/{near}", section.join("/")))
    }

    /// Reports security requirements whose security scheme does not exist.
    pub(super) fn security(&mut self) {
        let schemes = self.root.at(&["components", "securitySchemes"]);
        let known: Vec<&str> = schemes
            .map_or(&[][..], Node::entries)
            .iter()
            .map(|entry| entry.key.as_str())
            .collect();
        let mut found: Vec<&Entry> = Vec::new();
        walk(self.root, Part::Document, &mut |node, part| {
            if matches!(part, Part::Document | Part::Operation) {
                let requirements = node.get("security").map_or(&[][..], Node::items);
                found.extend(requirements.iter().flat_map(Node::entries));
            }
        });
        for entry in found {
            if !known.contains(&entry.key.as_str()) {
                let near = nearest(&entry.key, known.iter().copied());
                let help = match near {
                    Some(near) => {
                        format!("did you mean `{near}`? If not, add the security scheme")
                    }
                    None => {
                        "add the security scheme to `securitySchemes` under `components`".to_owned()
                    }
                };
                self.report(
                    "ref-dangling",
                    entry.position,
                    format!("the security scheme `{}` does not exist", entry.key),
                    help,
                );
                if let Some(near) = near {
                    self.patch(self.lines.replace(entry.position, &entry.key, near));
                }
            }
        }
    }

    /// Reports components that refer to themselves only through the keywords `$ref`, `allOf`,
    /// `oneOf`, `anyOf` or `not`. If a contract has such a component, progenitor recurses without
    /// end. Returns whether the contract has such a component.
    pub(super) fn cyclic_components(&mut self) -> bool {
        let before = self.findings.len();
        let components = self.root.get("components");
        for section in components.map_or(&[][..], Node::entries) {
            for entry in section.value.entries() {
                let mut seen = HashSet::new();
                if self.leads_to(&entry.value, entry, &mut seen) {
                    let (kind, help) = match section.key.as_str() {
                        "schemas" => (
                            "schema",
                            "refer to this schema only from a property or from `items`",
                        ),
                        _ => ("component", "replace the `$ref` with a full definition"),
                    };
                    self.report(
                        "schema-circle",
                        entry.position,
                        format!("the {kind} `{}` contains itself", entry.key),
                        help,
                    );
                }
            }
        }
        self.findings.len() > before
    }

    /// Returns whether a chain of references leads from a node to `target`.
    fn leads_to(&self, node: &'a Node, target: &Entry, seen: &mut HashSet<Position>) -> bool {
        if !seen.insert(node.position) {
            return false;
        }
        const LISTS: [&str; 3] = ["allOf", "oneOf", "anyOf"];
        let list = |key| node.get(key).map_or(&[][..], Node::items);
        let parts = LISTS.into_iter().flat_map(list).chain(node.get("not"));
        parts.chain([node]).any(|part| {
            let Some(next) = self.reference_target(part) else {
                let mut keys = LISTS.iter().chain(&["not"]);
                let is_made_of_parts = keys.any(|key| part.get(key).is_some());
                return is_made_of_parts && self.leads_to(part, target, seen);
            };
            next.position == target.value.position || self.leads_to(next, target, seen)
        })
    }
}
