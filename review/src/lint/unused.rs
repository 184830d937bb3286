//! Checks of declarations: tags, server variables and components are both declared and used.

use std::collections::{BTreeMap, HashSet};

use tallyfy_codegen::{Entry, Finding, Node, Part, Position, nearest, walk};

use super::Lint;
use crate::openapi::outline::{entries, items};

impl Lint<'_> {
    pub(super) fn unused(&mut self, root: &Node) {
        self.tags(root);
        self.components(root);
        walk(root, Part::Document, &mut |node, part| {
            if part == Part::Server {
                self.server(node);
            }
        });
    }

    fn tags(&mut self, root: &Node) {
        let mut declared: BTreeMap<&str, Position> = BTreeMap::new();
        for tag in items(root, "tags") {
            let Some(name) = tag.get("name").and_then(Node::text) else {
                continue;
            };
            if let Some(first) = declared.get(name) {
                self.report(
                    "unused-declaration",
                    tag.position,
                    format!(
                        "the tag `{name}` is already declared on line {}",
                        first.line
                    ),
                    "delete one of the two declarations",
                );
                continue;
            }
            declared.insert(name, tag.position);
        }
        let mut used = HashSet::new();
        let mut found: Vec<Finding> = Vec::new();
        walk(root, Part::Document, &mut |node, part| {
            if part != Part::Operation {
                return;
            }
            for tag in items(node, "tags") {
                let Some(name) = tag.text() else { continue };
                used.insert(name.to_owned());
                if declared.contains_key(name) {
                    continue;
                }
                let near = nearest(name, declared.keys().copied());
                let help = match near {
                    Some(near) => format!("did you mean `{near}`? Otherwise declare the tag"),
                    None => "declare the tag in `tags` at the top level, with a description".into(),
                };
                let message = format!("the tag `{name}` is not declared");
                let finding = Finding::new("undeclared-tag", tag.position, message, help);
                let patch = near.and_then(|near| self.lines.replace(tag.position, name, near));
                found.push(finding.with_patch(patch));
            }
        });
        // A misspelled use would also make the declaration unused.
        let is_misspelled = |name: &str| found.iter().any(|one| one.help.contains(name));
        for (name, position) in declared {
            if !used.contains(name) && !is_misspelled(&format!("`{name}`")) {
                self.report(
                    "unused-declaration",
                    position,
                    format!("no operation has the tag `{name}`"),
                    "add the tag to an operation, or delete its declaration",
                );
            }
        }
        self.findings.extend(found);
    }

    /// Reports every component to which no path leads.
    fn components(&mut self, root: &Node) {
        let sections = entries(root, "components");
        let mut open: Vec<&Node> = root
            .entries()
            .iter()
            .filter(|entry| entry.key != "components")
            .map(|entry| &entry.value)
            .collect();
        let mut used: HashSet<Position> = HashSet::new();
        while let Some(node) = open.pop() {
            open.extend(node.items());
            open.extend(node.entries().iter().map(|entry| &entry.value));
            for target in self.targets(root, node) {
                if used.insert(target.position) {
                    open.push(target);
                }
            }
        }
        let mut security = HashSet::new();
        walk(root, Part::Document, &mut |node, part| {
            if matches!(part, Part::Document | Part::Operation) {
                let names = items(node, "security").iter().flat_map(Node::entries);
                security.extend(names.map(|entry| entry.key.as_str()));
            }
        });
        // The target of a misspelled reference may seem to be unused.
        let dangling = self.findings.iter();
        let dangling = dangling.filter(|one| one.code == "ref-dangling");
        let meant: String = dangling.map(|one| one.help.as_str()).collect();
        let is_used = |section: &Entry, entry: &Entry| match section.key.as_str() {
            "securitySchemes" => {
                security.contains(entry.key.as_str()) || meant.contains(&format!("`{}`", entry.key))
            }
            kind => {
                let reference = format!("`#/components/{kind}/{}`", entry.key);
                used.contains(&entry.value.position) || meant.contains(&reference)
            }
        };
        for section in sections.iter().filter(|section| section.key != "callbacks") {
            let unused = section.value.entries().iter();
            let unused = unused.filter(|entry| !is_used(section, entry));
            for entry in unused.filter(|entry| !entry.key.starts_with("x-")) {
                self.report(
                    "unused-declaration",
                    entry.position,
                    format!("nothing uses the component `{}`", entry.key),
                    format!(
                        "refer to it as `#/components/{}/{}`, or delete it",
                        section.key, entry.key
                    ),
                );
            }
        }
    }

    /// Returns the components that a node names.
    fn targets<'n>(&self, root: &'n Node, node: &'n Node) -> Vec<&'n Node> {
        let mapping = node.at(&["discriminator", "mapping"]);
        let named = mapping.map_or(&[][..], Node::entries).iter();
        let named = named.filter_map(|entry| root.target(entry.value.text()?));
        root.referenced_by(node).into_iter().chain(named).collect()
    }

    fn server(&mut self, server: &Node) {
        let Some(url) = server.entry("url") else {
            return;
        };
        let text = url.value.text().unwrap_or_default();
        let names = text.split('{').skip(1);
        let names: Vec<&str> = names
            .filter_map(|part| Some(part.split_once('}')?.0))
            .collect();
        let variables = entries(server, "variables");
        for name in &names {
            if variables.iter().any(|variable| variable.key == *name) {
                continue;
            }
            let near = nearest(name, variables.iter().map(|variable| variable.key.as_str()));
            let help = match near {
                Some(near) => format!("did you mean `{near}`? Otherwise add the variable"),
                None => "add it to `variables`, with a `default`".to_owned(),
            };
            let patch = near.and_then(|near| {
                let fixed = text.replace(&format!("{{{name}}}"), &format!("{{{near}}}"));
                self.lines.replace(url.value.position, text, &fixed)
            });
            self.report(
                "server-variable",
                url.value.position,
                format!("the server variable `{name}` is not defined"),
                help,
            )
            .patch = patch;
        }
        if text.matches('{').count() != names.len() || text.matches('}').count() != names.len() {
            self.report(
                "server-variable",
                url.value.position,
                "the braces of the URL do not match",
                "write each variable as `{name}`",
            );
        }
        for variable in variables {
            let default = variable.value.get("default").and_then(Node::text);
            let values = items(&variable.value, "enum");
            let message = match default {
                None => "has no `default`, which must be a string".to_owned(),
                Some(default) if !values.is_empty() => {
                    let is_value = values.iter().any(|value| value.text() == Some(default));
                    if is_value {
                        continue;
                    }
                    format!("has the default `{default}`, which is not in its `enum`")
                }
                Some(_) => continue,
            };
            self.report(
                "server-variable",
                variable.position,
                format!("the server variable `{}` {message}", variable.key),
                "add a `default` that the server accepts",
            );
        }
        for variable in variables {
            let is_meant =
                |name: &&str| nearest(name, [variable.key.as_str()].into_iter()).is_some();
            let is_used = names.contains(&variable.key.as_str());
            if !is_used && !names.iter().any(is_meant) {
                self.report(
                    "server-variable",
                    variable.position,
                    format!("the URL has no variable `{}`", variable.key),
                    format!(
                        "add `{{{}}}` to the URL, or delete the variable",
                        variable.key
                    ),
                );
            }
        }
    }
}
