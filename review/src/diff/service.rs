//! Compares what is said of all operations: the credentials, and where the service is.

use tallyfy_codegen::{Entry, Node};

use super::raw::Places;
use super::walk::Walk;
use crate::parts::{entries, items};

impl<'a> Walk<'a> {
    pub(super) fn security(&mut self, pair: usize, old: &'a Node, new: &'a Node) {
        let entries = (old.entry("security"), new.entry("security"));
        let json = |entry: Option<&Entry>| entry.map(|entry| entry.value.to_json());
        if json(entries.0) != json(entries.1) {
            let place = |entry: Option<&Entry>, node: &Node| {
                Some(entry.map_or(node.position, |entry| entry.position))
            };
            let at = Places::of(place(entries.0, old), place(entries.1, new));
            let what = "the credentials that a request needs are others".to_owned();
            self.graph
                .add(Some(pair), "security-changed", at, what, None);
        }
    }

    /// What is said of all operations: the credentials, and where the servers are.
    pub(super) fn service(&mut self) {
        let pair = self.graph.pair();
        self.security(pair, self.old, self.new);
        let schemes = |root: &'a Node| {
            root.get("components")
                .map_or(&[][..], |components| entries(components, "securitySchemes"))
        };
        for scheme in schemes(self.new) {
            let was = schemes(self.old)
                .iter()
                .find(|entry| entry.key == scheme.key);
            let of = |entry: &Entry, key| entry.value.get(key).map(Node::to_json);
            let is_other = |was: &&Entry| {
                let keys = ["type", "scheme", "in", "name"];
                keys.iter().any(|key| of(was, key) != of(scheme, key))
            };
            if let Some(was) = was.filter(is_other) {
                let at = Places::of(Some(was.position), Some(scheme.position));
                let what = format!("the credential `{}` is sent in another way", scheme.key);
                self.graph
                    .add(Some(pair), "security-changed", at, what, None);
            }
        }
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
            let what = format!("the service is at {}, too", url(server));
            self.graph.add(Some(pair), "server-added", at, what, None);
        }
        for server in old.iter().filter(|server| !has(new, server)) {
            let at = Places::of(Some(server.position), None);
            let what = format!("the service is no longer at {}", url(server));
            self.graph.add(Some(pair), "server-removed", at, what, None);
        }
    }
}
