//! Compares request bodies and responses.

use tallyfy_codegen::{Entry, Node};

use super::facets::component;
use super::operation::Operation;
use super::raw::{Direction, Part, Places};
use super::spot::Spot;
use super::walk::Walk;
use crate::parts::entries;

impl<'a> Walk<'a> {
    pub(super) fn body(&mut self, pair: usize, old: Operation<'a>, new: Operation<'a>) {
        let entry = |one: Operation<'a>| one.method.value.entry("requestBody");
        let (was, is) = (entry(old), entry(new));
        let place = |entry: Option<&Entry>| entry.map(|entry| entry.position);
        let at = Places::of(place(was), place(is));
        let resolved = |root: &'a Node, entry: Option<&'a Entry>| {
            entry.map(|entry| root.referenced_by(&entry.value).unwrap_or(&entry.value))
        };
        let (was, is) = (resolved(self.old, was), resolved(self.new, is));
        let is_required =
            |body: &Node| body.get("required").map(Node::to_json) == Some(true.into());
        let id = new.id();
        match (was, is) {
            (None, Some(body)) => {
                let (code, what) = if is_required(body) {
                    ("body-added-required", "requires a body")
                } else {
                    ("body-added", "accepts an optional body")
                };
                let what = format!("`{id}` now {what}");
                self.graph.say(Some(pair), code, at, what);
            }
            (Some(body), None) => {
                let code = if is_required(body) {
                    "body-removed-required"
                } else {
                    "body-removed"
                };
                let what = format!("`{id}` no longer accepts a body");
                self.graph.say(Some(pair), code, at, what);
            }
            (Some(was), Some(is)) => {
                if is_required(was) != is_required(is) {
                    let place = |node: &Node| node.entry("required").map(|entry| entry.position);
                    let at = Places::of(place(was).or(at.old), place(is).or(at.new));
                    let (code, what) = if is_required(is) {
                        ("body-required", "became required")
                    } else {
                        ("body-optional", "became optional")
                    };
                    let what = format!("the body of `{id}` {what}");
                    self.graph.say(Some(pair), code, at, what);
                    self.near(was, is, "required");
                }
                let (pair, spot) = self.spot(old, new, Part::Body);
                self.content(pair, was, is, &spot);
            }
            (None, None) => {}
        }
    }

    pub(super) fn responses(&mut self, old: Operation<'a>, new: Operation<'a>) {
        let list = |one: Operation<'a>| entries(&one.method.value, "responses");
        let (before, after) = (list(old), list(new));
        for response in after {
            let status = &response.key;
            let was = before.iter().find(|entry| entry.key == *status);
            let Some(was) = was else {
                let what = format!("`{}` may now respond with {status}", new.id());
                let at = Places::of(None, Some(response.position));
                let code = status_code(status, before, ["status-added", "success-added"]);
                let pair = self.root(new, new, Part::Response(status.clone()));
                self.graph.say(Some(pair), code, at, what);
                continue;
            };
            let (pair, mut spot) = self.spot(old, new, Part::Response(status.clone()));
            if let Some(reference) = response.value.entry("$ref") {
                spot.name = format!("response {}", component(reference));
            }
            let was = self.old.referenced_by(&was.value).unwrap_or(&was.value);
            let is = self
                .new
                .referenced_by(&response.value)
                .unwrap_or(&response.value);
            self.content(pair, was, is, &spot);
            let headers = (entries(was, "headers"), entries(is, "headers"));
            let what = format!("{}, header", spot.name);
            let codes = ("header-added", "header-removed");
            self.added_and_removed(pair, headers, codes, &what);
            self.headers(old, new, headers);
        }
        for response in before {
            let status = &response.key;
            if !after.iter().any(|entry| entry.key == *status) {
                let what = format!("`{}` no longer responds with {status}", new.id());
                let at = Places::of(Some(response.position), None);
                let code = status_code(status, after, ["status-removed", "success-removed"]);
                let pair = self.root(old, new, Part::Response(status.clone()));
                self.graph.say(Some(pair), code, at, what);
            }
        }
    }

    fn headers(
        &mut self,
        old: Operation<'a>,
        new: Operation<'a>,
        (before, after): (&'a [Entry], &'a [Entry]),
    ) {
        for header in after {
            let was = before.iter().find(|entry| entry.key == header.key);
            let schema = |root: &'a Node, entry: &'a Entry| {
                let header = root.referenced_by(&entry.value).unwrap_or(&entry.value);
                header.get("schema")
            };
            let was = was.and_then(|was| schema(self.old, was));
            if let (Some(was), Some(is)) = (was, schema(self.new, header)) {
                let (pair, mut spot) = self.spot(old, new, Part::Header);
                spot.name = format!("header {}", header.key);
                self.schemas(pair, was, is, &spot);
            }
        }
    }

    /// The media types of a body, with their schemas.
    fn content(&mut self, pair: usize, old: &'a Node, new: &'a Node, spot: &Spot<'a>) {
        let content = (entries(old, "content"), entries(new, "content"));
        let direction = spot.root.part.direction();
        match (content, direction) {
            (([], []), _) => {}
            (([], [first, ..]), Direction::Response) => {
                let at = Places::of(Some(old.position), Some(first.position));
                let what = format!("`{}` now has a body", spot.name);
                self.graph.say(Some(pair), "response-body-added", at, what);
            }
            (([first, ..], []), Direction::Response) => {
                let at = Places::of(Some(first.position), Some(new.position));
                let what = format!("`{}` no longer has a body", spot.name);
                self.graph
                    .say(Some(pair), "response-body-removed", at, what);
            }
            _ => self.added_and_removed(
                pair,
                content,
                ("media-type-added", "media-type-removed"),
                &format!("{}, media type", spot.name),
            ),
        }
        for media_type in content.1 {
            let was = content.0.iter().find(|entry| entry.key == media_type.key);
            let schema = |entry: &'a Entry| entry.value.get("schema");
            if let (Some(old), Some(new)) = (was.and_then(schema), schema(media_type)) {
                self.schemas(pair, old, new, spot);
            }
        }
    }
}

/// The code of a status: the first of two, unless it is a success that nothing else describes.
fn status_code(
    status: &str,
    others: &[Entry],
    [usual, success]: [&'static str; 2],
) -> &'static str {
    let covers = |entry: &Entry| {
        let class = entry.key.strip_suffix("XX");
        entry.key == "default" || class.is_some_and(|class| status.starts_with(class))
    };
    if status.starts_with('2') && !others.iter().any(covers) {
        success
    } else {
        usual
    }
}
