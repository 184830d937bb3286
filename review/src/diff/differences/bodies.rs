//! Compares request bodies, responses and their headers.

use tallyfy_codegen::{Entry, Node, Part};

use super::{Difference, Differences, Form, Places, Spot, key_pairs};
use crate::diff::merged_schema::component;
use crate::diff::operation::Operation;
use crate::diff::reach::Place;
use crate::openapi::outline::entries;

impl<'a> Differences<'a> {
    pub(super) fn body(&mut self, spot: &Spot, old: Operation<'a>, new: Operation<'a>) {
        let entry = |one: Operation<'a>| one.method.value.entry("requestBody");
        match (entry(old), entry(new)) {
            (Some(was), Some(is)) => {
                let spot = self.place(old, new, Place::Body);
                let (was, is) = self.resolved_pair(Part::RequestBody, &spot, was, is);
                self.keys(
                    Part::RequestBody,
                    &[was],
                    &[is],
                    &spot,
                    &["content", "$ref"],
                );
                self.content(&spot, was, is);
            }
            (None, None) => {}
            (was, is) => {
                let (old, new) = self.resolved_both((was, is));
                let added = Difference::of_entry(Part::RequestBody, spot, (was, is));
                self.add(Difference { old, new, ..added });
            }
        }
    }

    pub(super) fn responses(&mut self, old: Operation<'a>, new: Operation<'a>) {
        let list = |one: Operation<'a>| entries(&one.method.value, "responses");
        let (before, after) = (list(old), list(new));
        for (was, is) in key_pairs(&responses(old), &responses(new)) {
            let status = is.or(was).map_or("", |entry| entry.key.as_str());
            let mut spot = self.place(old, new, Place::Response(status.to_owned()));
            let (Some(was), Some(is)) = (was, is) else {
                let others = if is.is_some() { before } else { after };
                let is_covered = is_covered(status, others);
                let covered = if is_covered { "covered" } else { "" };
                self.add(Difference {
                    subject: new.id().to_owned(),
                    texts: (status.to_owned(), covered.to_owned()),
                    ..Difference::of_entry(Part::Response, &spot, (was, is))
                });
                continue;
            };
            let (was, after) = self.resolved_pair(Part::Response, &spot, was, is);
            if let Some(reference) = is.value.entry("$ref") {
                spot.subject = format!("response {}", component(reference));
            }
            let is = after;
            self.keys(
                Part::Response,
                &[was],
                &[is],
                &spot,
                &["$ref", "headers", "content"],
            );
            self.content(&spot, was, is);
            self.headers(
                &spot,
                old,
                new,
                (entries(was, "headers"), entries(is, "headers")),
            );
        }
    }

    fn headers(
        &mut self,
        spot: &Spot,
        old: Operation<'a>,
        new: Operation<'a>,
        (before, after): (&'a [Entry], &'a [Entry]),
    ) {
        let find = |list: &'a [Entry], one: &Entry| {
            list.iter()
                .find(|other| other.key.eq_ignore_ascii_case(&one.key))
        };
        let kept = after.iter().map(|is| (find(before, is), Some(is)));
        let removed = before.iter().filter(|was| find(after, was).is_none());
        for (was, is) in kept
            .chain(removed.map(|was| (Some(was), None)))
            .collect::<Vec<_>>()
        {
            let name = is.or(was).map_or("", |entry| entry.key.as_str());
            let (Some(was), Some(is)) = (was, is) else {
                let subject = format!("{}, header {name}", spot.subject);
                let (old, new) = self.resolved_both((was, is));
                let added = Difference::of_entry(Part::Header, spot, (was, is));
                self.add(Difference {
                    subject,
                    old,
                    new,
                    ..added
                });
                continue;
            };
            let mut own = self.place(old, new, Place::Header);
            own.subject = format!("header {name}");
            if was.key != is.key {
                let entries = (Some(was), Some(is));
                self.add(Difference {
                    key: "name".to_owned(),
                    ..Difference::of_key(Part::Header, Form::Restated, &own, entries)
                });
            }
            let (was, is) = self.resolved_pair(Part::Header, &own, was, is);
            self.keys(Part::Header, &[was], &[is], &own, &["$ref", "schema"]);
            self.schema_of((was, is), None, &own);
        }
    }

    /// Compares the media types of a body.
    fn content(&mut self, spot: &Spot, old: &'a Node, new: &'a Node) {
        let content = (old.entry("content"), new.entry("content"));
        let has =
            |entry: Option<&Entry>| entry.is_some_and(|entry| !entry.value.entries().is_empty());
        if has(content.0) != has(content.1) {
            let entries = (
                content.0.filter(|_| has(content.0)),
                content.1.filter(|_| has(content.1)),
            );
            let place = |entry: Option<&Entry>, node: &Node| {
                entry.map_or(node.position, |one| one.position)
            };
            self.add(Difference {
                key: "content".to_owned(),
                at: Places {
                    old: Some(place(content.0, old)),
                    new: Some(place(content.1, new)),
                },
                ..Difference::of_entry(Part::Response, spot, entries)
            });
            return;
        }
        let types = |entry: Option<&'a Entry>| {
            entry
                .map(|entry| &entry.value)
                .into_iter()
                .collect::<Vec<_>>()
        };
        for (was, is) in key_pairs(&types(content.0), &types(content.1)) {
            let (Some(was), Some(is)) = (was, is) else {
                let name = is.or(was).map_or("", |entry| entry.key.as_str());
                let subject = format!("{}, media type {name}", spot.subject);
                let added = Difference::of_entry(Part::MediaType, spot, (was, is));
                self.add(Difference { subject, ..added });
                continue;
            };
            self.keys(
                Part::MediaType,
                &[&was.value],
                &[&is.value],
                spot,
                &["schema"],
            );
            self.schema_of((&was.value, &is.value), None, spot);
        }
    }
}

fn responses<'a>(operation: Operation<'a>) -> Vec<&'a Node> {
    operation
        .method
        .value
        .get("responses")
        .into_iter()
        .collect()
}

/// Returns whether a class such as `2XX`, or `default`, describes a status.
fn is_covered(status: &str, others: &[Entry]) -> bool {
    others.iter().any(|entry| {
        let class = entry.key.strip_suffix("XX");
        entry.key == "default" || class.is_some_and(|class| status.starts_with(class))
    })
}
