//! Compares what is said of all operations: the credentials, and where the service is.

use std::collections::BTreeSet;

use tallyfy_codegen::Node;

use super::raw::Places;
use super::walk::Walk;
use crate::parts::items;

impl<'a> Walk<'a> {
    /// The credentials that an operation's requests may have: its own alternatives, or else those
    /// of all.
    pub(super) fn security(&mut self, pair: usize, old: &'a Node, new: &'a Node) {
        let (before, after) = (alternatives(self.old, old), alternatives(self.new, new));
        let place = |root: &'a Node, node: &'a Node| {
            let entry = node.entry("security").or(root.entry("security"));
            entry.map(|entry| entry.position)
        };
        let at = Places::of(place(self.old, old), place(self.new, new));
        for (list, others, code, what) in [
            (&after, &before, "credential-added", "may now be sent with"),
            (
                &before,
                &after,
                "credential-removed",
                "may no longer be sent with",
            ),
        ] {
            let different: Vec<&str> = list.difference(others).map(String::as_str).collect();
            if !different.is_empty() {
                let what = format!("a request {what} {}", different.join(", or "));
                self.graph.say(Some(pair), code, at, what);
            }
        }
    }

    /// Where the servers are.
    pub(super) fn service(&mut self) {
        let pair = self.graph.pair();
        let url = |node: &Node| {
            node.get("url")
                .and_then(Node::text)
                .unwrap_or_default()
                .to_owned()
        };
        let has = |list: &'a [Node], one: &Node| list.iter().any(|server| url(server) == url(one));
        let (old, new) = (items(self.old, "servers"), items(self.new, "servers"));
        for server in new.iter().filter(|server| !has(old, server)) {
            let at = Places::of(None, Some(server.position));
            let what = format!("the server URL {} was added", url(server));
            self.graph.say(Some(pair), "server-added", at, what);
        }
        for server in old.iter().filter(|server| !has(new, server)) {
            let at = Places::of(Some(server.position), None);
            let what = format!("the server URL {} was removed", url(server));
            self.graph.say(Some(pair), "server-removed", at, what);
        }
    }
}

/// The credentials that requests may have, in words, so that what they are called says nothing.
fn alternatives(root: &Node, operation: &Node) -> BTreeSet<String> {
    let node = operation.get("security").or(root.get("security"));
    let schemes = root.at(&["components", "securitySchemes"]);
    let shown = |name: &str| {
        let scheme = schemes.and_then(|schemes| schemes.get(name));
        let keys = ["type", "scheme", "in", "name"];
        let parts = keys.iter().filter_map(|key| scheme?.get(key)?.text());
        let parts: Vec<&str> = parts.collect();
        if parts.is_empty() {
            format!("`{name}`")
        } else {
            format!("`{}`", parts.join(" "))
        }
    };
    let of = |alternative: &Node| {
        let names: BTreeSet<String> = alternative
            .entries()
            .iter()
            .map(|entry| shown(&entry.key))
            .collect();
        if names.is_empty() {
            "no credentials".to_owned()
        } else {
            names.into_iter().collect::<Vec<_>>().join(" and ")
        }
    };
    match node.map(Node::items) {
        Some(list) if !list.is_empty() => list.iter().map(of).collect(),
        _ => BTreeSet::from(["no credentials".to_owned()]),
    }
}
