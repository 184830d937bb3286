//! Says of all that differs what the comparison of operations has not said: schemas that are new,
//! gone or called otherwise, words, what is only written in another way, and what no rule judges.
//! By the table of what OpenAPI lets stand where, so that nothing is passed over.

use std::collections::{BTreeMap, HashSet};

use tallyfy_codegen::{Below, Data, Entry, Node, Part, Position};

use super::known_keys::{is_compared, is_words, pairs, same};
use super::raw::{Places, Raw};
use super::walk::Walk;
use crate::parts::entries;

/// What is known, and where one is.
#[derive(Clone, Copy)]
struct Spot<'n> {
    name: &'n str,
    /// Whether operations of both contracts lead there, so that it was compared.
    is_compared: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn leftovers(&mut self) {
        let renamed = self.names();
        self.known = self.known();
        let everywhere = Spot {
            name: "the contract",
            is_compared: true,
        };
        for (old, new) in renamed {
            let spot = Spot {
                name: &new.key,
                is_compared: true,
            };
            self.part(&old.value, &new.value, Part::Schema, spot);
        }
        let (old, new) = (self.old, self.new);
        self.keys(
            old,
            new,
            Part::Document,
            everywhere,
            &["paths", "components"],
        );
        self.components();
        let mut paths = HashSet::new();
        for (old, new) in std::mem::take(&mut self.paired) {
            let id = new.method.value.get("operationId").and_then(Node::text);
            let name = id.unwrap_or(&new.method.key);
            let spot = Spot {
                name,
                is_compared: true,
            };
            self.part(&old.method.value, &new.method.value, Part::Operation, spot);
            if paths.insert((old.path.position, new.path.position)) {
                let spot = Spot {
                    name: &new.path.key,
                    is_compared: true,
                };
                let (old, new) = (&old.path.value, &new.path.value);
                self.keys(
                    old,
                    new,
                    Part::PathItem,
                    spot,
                    &tallyfy_codegen::HTTP_METHODS,
                );
            }
        }
    }

    /// The places of all changes that are known.
    fn known(&self) -> HashSet<(bool, Position)> {
        let changes = self.graph.changes.iter();
        let places = changes.flat_map(Raw::places);
        let sides = |places: Places| {
            let old = places.old.map(|position| (true, position));
            old.into_iter()
                .chain(places.new.map(|position| (false, position)))
        };
        let loose = &self.graph.loose;
        places
            .flat_map(sides)
            .filter(|place| !loose.contains(place))
            .collect()
    }

    /// Schemas that are new, gone, or called otherwise; the latter are returned.
    fn names(&mut self) -> Vec<(&'a Entry, &'a Entry)> {
        let schemas = |root: &'a Node| -> BTreeMap<&'a str, &'a Entry> {
            let schemas = root.at(&["components", "schemas"]);
            let entries = schemas.map_or(&[][..], Node::entries).iter();
            entries.map(|entry| (entry.key.as_str(), entry)).collect()
        };
        let (old, new) = (schemas(self.old), schemas(self.new));
        let mut gone = old.clone();
        gone.retain(|name, _| !new.contains_key(name));
        let mut fresh = new.clone();
        fresh.retain(|name, _| !old.contains_key(name));
        let mut renamed = BTreeMap::new();
        for (from, to, at) in std::mem::take(&mut self.renames) {
            let places = (gone.get(from.as_str()), fresh.get(to.as_str()));
            let (Some(was), Some(is)) = places else {
                continue;
            };
            // The first that it stands in place of is what it was.
            let known = renamed.entry(from.clone()).or_insert((*was, *is));
            if known.1.position == is.position {
                let places = Places::of(Some(was.position), Some(is.position));
                let what = format!("the schema `{from}` was renamed to `{to}`");
                self.graph.rename(at, "schema-renamed", places, what);
            }
        }
        for (was, is) in renamed.values() {
            gone.remove(was.key.as_str());
            fresh.remove(is.key.as_str());
        }
        for (name, entry) in fresh {
            let at = Places::of(None, Some(entry.position));
            let what = format!("the schema `{name}` was added");
            self.graph.say(None, "schema-added", at, what);
        }
        for (name, entry) in gone {
            let at = Places::of(Some(entry.position), None);
            let what = format!("the schema `{name}` was removed");
            self.graph.say(None, "schema-removed", at, what);
        }
        renamed.into_values().collect()
    }

    fn components(&mut self) {
        let (old, new) = (self.old.entry("components"), self.new.entry("components"));
        let everywhere = Spot {
            name: "components",
            is_compared: true,
        };
        let (Some(old), Some(new)) = (old, new) else {
            self.single(old, new, Part::Document, everywhere);
            return;
        };
        let (old, new) = (&old.value, &new.value);
        let sections = Part::Components.keys().iter();
        let sections: Vec<&str> = sections.map(|(section, _)| *section).collect();
        self.keys(old, new, Part::Components, everywhere, &sections);
        for (section, below) in Part::Components.keys() {
            let (before, after) = (entries(old, section), entries(new, section));
            for (was, is) in pairs(before, after) {
                let key = is.or(was).map_or("", |entry| entry.key.as_str());
                let name = match *section {
                    "schemas" => key.to_owned(),
                    section => format!("{section} {key}"),
                };
                match (was, is, below) {
                    (Some(was), Some(is), Below::Map(part)) => {
                        let is_compared = *part != Part::Schema;
                        let spot = Spot {
                            name: &name,
                            is_compared,
                        };
                        self.part(&was.value, &is.value, *part, spot);
                    }
                    _ if *section != "schemas" => self.moved(was, is, &name),
                    _ => {}
                }
            }
        }
    }

    /// What operations refer to was compared where they do; the component itself says nothing.
    fn moved(&mut self, old: Option<&Entry>, new: Option<&Entry>, name: &str) {
        let place = |entry: Option<&Entry>| entry.map(|entry| entry.position);
        let at = Places::of(place(old), place(new));
        let what = match new {
            Some(_) => format!("`{name}` became a component"),
            None => format!("`{name}` is no longer a component"),
        };
        self.graph.say(None, "component-moved", at, what);
    }

    /// Two parts of one kind.
    fn part(&mut self, old: &'a Node, new: &'a Node, part: Part, mut spot: Spot<'_>) {
        if part == Part::Schema {
            let is_reached = |side, node: &Node| self.reached.contains(&(side, node.position));
            spot.is_compared |= is_reached(true, old) || is_reached(false, new);
        }
        let reference = |node: &'a Node| node.entry("$ref");
        match (reference(old), reference(new)) {
            (None, None) => self.keys(old, new, part, spot, &[]),
            (was, is) => {
                let text = |entry: Option<&'a Entry>| entry.and_then(|entry| entry.value.text());
                if text(was) == text(is) {
                    return;
                }
                // A component that is new, or gone, is told as that.
                let is_there = |root: &'a Node, node: &'a Node| root.referenced_by(node).is_some();
                let is_told = (was.is_some() && !is_there(self.new, old))
                    || (is.is_some() && !is_there(self.old, new));
                if is_told {
                    self.told += 1
                } else {
                    self.single(was, is, part, spot)
                }
                // A schema was compared wherever it stands.
                if part != Part::Schema {
                    let old = self.old.referenced_by(old).unwrap_or(old);
                    let new = self.new.referenced_by(new).unwrap_or(new);
                    self.keys(old, new, part, spot, &[]);
                }
            }
        }
    }

    fn keys(&mut self, old: &'a Node, new: &'a Node, part: Part, spot: Spot<'_>, but_for: &[&str]) {
        for (was, is) in pairs(old.entries(), new.entries()) {
            let key = is.or(was).map_or("", |entry| entry.key.as_str());
            if but_for.contains(&key) {
                continue;
            }
            let (Some(was), Some(is)) = (was, is) else {
                self.single(was, is, part, spot);
                continue;
            };
            if same(&was.value, &is.value) {
                continue;
            }
            let mut keys = part.keys().iter();
            let below = keys
                .find(|(known, _)| *known == key)
                .map(|(_, below)| *below);
            let said = self.graph.changes.len() + self.told;
            match below {
                Some(Below::One(Part::Example) | Below::Map(Part::Example)) => {}
                Some(Below::One(one)) if was.value.is_mapping() && is.value.is_mapping() => {
                    self.part(&was.value, &is.value, one, spot);
                }
                Some(Below::Map(one)) => self.map(was, is, one, spot),
                Some(Below::List(one)) => self.list(was, is, one, spot),
                _ => {}
            }
            if self.graph.changes.len() + self.told == said {
                self.single(Some(was), Some(is), part, spot);
            }
        }
    }

    fn map(&mut self, old: &'a Entry, new: &'a Entry, part: Part, spot: Spot<'_>) {
        for (was, is) in pairs(old.value.entries(), new.value.entries()) {
            let Some((key, was, is)) = was.zip(is).map(|(was, is)| (&is.key, was, is)) else {
                continue; // said of the whole, unless it is known
            };
            let name = match part {
                Part::MediaType => spot.name.to_owned(),
                Part::Response | Part::Header => format!("{}, {key}", spot.name),
                _ => format!("{}.{key}", spot.name),
            };
            self.part(
                &was.value,
                &is.value,
                part,
                Spot {
                    name: &name,
                    ..spot
                },
            );
        }
    }

    /// Items are the same by what they refer to, or by name, or else by place.
    fn list(&mut self, old: &'a Entry, new: &'a Entry, part: Part, spot: Spot<'_>) {
        let (before, after) = (old.value.items(), new.value.items());
        let id = |root: &'a Node, node: &'a Node| {
            let of = match part {
                Part::Schema => node,
                _ => root.referenced_by(node).unwrap_or(node),
            };
            let mut keys = ["$ref", "name", "title", "url"].iter();
            keys.find_map(|key| of.get(key).and_then(Node::text))
        };
        for (index, item) in after.iter().enumerate() {
            let own = id(self.new, item);
            let same = match own {
                Some(_) => before.iter().find(|one| id(self.old, one) == own),
                None => before.get(index).filter(|one| id(self.old, one).is_none()),
            };
            if let Some(same) = same {
                let name = match (part, own) {
                    (Part::Parameter, Some(own)) => format!("{}, parameter {own}", spot.name),
                    _ => spot.name.to_owned(),
                };
                self.part(
                    same,
                    item,
                    part,
                    Spot {
                        name: &name,
                        ..spot
                    },
                );
            }
        }
    }

    /// A key that is new, gone, or has another value, in which nothing is known.
    fn single(
        &mut self,
        old: Option<&'a Entry>,
        new: Option<&'a Entry>,
        part: Part,
        spot: Spot<'_>,
    ) {
        let key = new.or(old).map_or("", |entry| entry.key.as_str());
        let is_known = |side, entry: Option<&Entry>| {
            entry.is_some_and(|entry| {
                self.known.contains(&(side, entry.position)) || self.knows(side, &entry.value)
            })
        };
        if is_known(true, old) || is_known(false, new) {
            return;
        }
        let place = |entry: Option<&Entry>| entry.map(|entry| entry.position);
        let at = Places::of(place(old), place(new));
        let name = spot.name;
        let (code, what) = if is_words(part, key) {
            ("words", format!("the {key} of `{name}` changed"))
        } else if !spot.is_compared {
            let what =
                format!("`{key}` of `{name}` changed, but no operation of both contracts uses it");
            ("unused-changed", what)
        } else if is_compared(part, key) {
            (
                "rewritten",
                format!("`{key}` of `{name}` is written differently but means the same"),
            )
        } else {
            ("not-judged", format!("`{key}` of `{name}` changed"))
        };
        self.graph.say(None, code, at, what);
    }

    /// Whether a change is known within a node.
    fn knows(&self, side: bool, node: &Node) -> bool {
        let has = |position| self.known.contains(&(side, position));
        has(node.position)
            || match &node.data {
                Data::Scalar(_) => false,
                Data::Sequence(items) => items.iter().any(|item| self.knows(side, item)),
                Data::Mapping(entries) => entries
                    .iter()
                    .any(|entry| has(entry.position) || self.knows(side, &entry.value)),
            }
    }
}
