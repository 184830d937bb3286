//! What no operation says anything of: schemas that are new, gone or called otherwise, words, and what is
//! not judged. With it, nothing that differs is left unsaid.

use std::collections::{BTreeMap, HashSet};

use tallyfy_codegen::{Data, Entry, Node, Position};

use super::raw::Places;
use super::walk::Walk;
use crate::parts::entries;

/// Keys that are for people.
const WORDS: [&str; 9] = [
    "contact",
    "description",
    "example",
    "examples",
    "externalDocs",
    "summary",
    "tags",
    "title",
    "version",
];

/// Keys that the comparison of operations and schemas has looked at.
const COMPARED: [&str; 39] = [
    "$ref",
    "additionalProperties",
    "allOf",
    "allowReserved",
    "anyOf",
    "content",
    "default",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "explode",
    "format",
    "headers",
    "in",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "name",
    "nullable",
    "oneOf",
    "operationId",
    "parameters",
    "pattern",
    "properties",
    "requestBody",
    "required",
    "responses",
    "schema",
    "security",
    "servers",
    "style",
    "type",
];

impl<'a> Walk<'a> {
    pub(super) fn leftovers(&mut self) {
        self.names();
        let mut left = Left {
            keys: Vec::new(),
            known: self.known(),
        };
        let sections = |root: &'a Node| entries(root, "components");
        let pairs: Vec<_> = sections(self.old)
            .iter()
            .filter_map(|old| {
                let mut news = sections(self.new).iter();
                Some((old, news.find(|new| new.key == old.key)?))
            })
            .collect();
        for (old, new) in pairs {
            self.section(old, new, &mut left);
        }
        for (old, new) in std::mem::take(&mut self.paired) {
            let name = new.value.get("operationId").and_then(Node::text);
            self.node(
                &old.value,
                &new.value,
                name.unwrap_or(&new.key),
                false,
                &mut left,
            );
        }
        for key in ["openapi", "info", "tags", "x-sources", "servers"] {
            let (old, new) = (self.old.entry(key), self.new.entry(key));
            self.entry(old, new, "the contract", false, &mut left);
        }
    }

    /// The places of all changes that are known.
    fn known(&self) -> HashSet<(bool, Position)> {
        let changes = self.graph.changes.iter();
        let places = changes.flat_map(|change| change.also.iter().copied().chain([change.at]));
        let sides = |places: Places| {
            let old = places.old.map(|position| (true, position));
            old.into_iter()
                .chain(places.new.map(|position| (false, position)))
        };
        places.flat_map(sides).collect()
    }

    /// Schemas that are new, gone, or called otherwise.
    fn names(&mut self) {
        let schemas = |root: &'a Node| -> BTreeMap<&'a str, &'a Entry> {
            let schemas = root.at(&["components", "schemas"]);
            let entries = schemas.map_or(&[][..], Node::entries).iter();
            entries.map(|entry| (entry.key.as_str(), entry)).collect()
        };
        let (old, new) = (schemas(self.old), schemas(self.new));
        let mut gone: BTreeMap<&str, &Entry> = old.clone();
        gone.retain(|name, _| !new.contains_key(name));
        let kept: HashSet<&str> = new.keys().copied().collect();
        let mut fresh = new;
        fresh.retain(|name, _| !old.contains_key(name));
        for (from, to, at) in std::mem::take(&mut self.renames) {
            let is_gone = !kept.contains(from.as_str());
            let places = (old.get(from.as_str()), fresh.get(to.as_str()));
            let (Some(was), Some(is), true) = (places.0, places.1, is_gone) else {
                continue;
            };
            gone.remove(from.as_str());
            let places = Places::of(Some(was.position), Some(is.position));
            let what = format!("the schema `{from}` is called `{to}`");
            self.graph.rename(at, "schema-renamed", places, what);
        }
        let renamed = self.known();
        fresh.retain(|_, entry| !renamed.contains(&(false, entry.position)));
        for (name, entry) in fresh {
            let at = Places::of(None, Some(entry.position));
            let what = format!("the schema `{name}` is new");
            self.graph.add(None, "schema-added", at, what, None);
        }
        for (name, entry) in gone {
            let at = Places::of(Some(entry.position), None);
            let what = format!("the schema `{name}` is gone");
            self.graph.add(None, "schema-removed", at, what, None);
        }
    }

    /// The components of one kind; schemas are called by their names alone.
    fn section(&mut self, old: &'a Entry, new: &'a Entry, left: &mut Left) {
        let is_schemas = new.key == "schemas";
        for entry in new.value.entries() {
            let before = old.value.entry(&entry.key);
            let name = match is_schemas {
                true => entry.key.clone(),
                false => format!("{} {}", new.key, entry.key),
            };
            match before {
                Some(before) => {
                    let is_apart = is_schemas
                        && !self.reached.contains(&(true, before.value.position))
                        && !self.reached.contains(&(false, entry.value.position));
                    self.node(&before.value, &entry.value, &name, is_apart, left);
                }
                None if is_schemas => {}
                None => self.moved(None, Some(entry), &name),
            }
        }
        for entry in old.value.entries() {
            if !is_schemas && new.value.entry(&entry.key).is_none() {
                self.moved(Some(entry), None, &format!("{} {}", new.key, entry.key));
            }
        }
    }

    /// What operations refer to was compared where they do; the component itself says nothing.
    fn moved(&mut self, old: Option<&Entry>, new: Option<&Entry>, name: &str) {
        let place = |entry: Option<&Entry>| entry.map(|entry| entry.position);
        let at = Places::of(place(old), place(new));
        let what = match new {
            Some(_) => format!("`{name}` is written as a component"),
            None => format!("`{name}` is no longer a component"),
        };
        self.graph.add(None, "component-moved", at, what, None);
    }

    fn node(&mut self, old: &'a Node, new: &'a Node, name: &str, is_apart: bool, left: &mut Left) {
        match (&old.data, &new.data) {
            (Data::Mapping(before), Data::Mapping(after)) => {
                for entry in after {
                    self.entry(old.entry(&entry.key), Some(entry), name, is_apart, left);
                }
                for entry in before.iter().filter(|entry| new.get(&entry.key).is_none()) {
                    self.entry(Some(entry), None, name, is_apart, left);
                }
            }
            (Data::Sequence(before), Data::Sequence(after)) => {
                let id = |node: &Node| {
                    let mut keys = ["$ref", "name", "title", "url"].iter();
                    keys.find_map(|key| node.get(key).and_then(Node::text).map(str::to_owned))
                };
                for (index, item) in after.iter().enumerate() {
                    let same = match id(item) {
                        Some(own) => before.iter().find(|one| id(one).as_ref() == Some(&own)),
                        None => before.get(index).filter(|one| id(one).is_none()),
                    };
                    if let Some(same) = same {
                        self.node(same, item, name, is_apart, left);
                    }
                }
            }
            _ => {}
        }
    }

    /// The value of a key, or that it is new or gone.
    fn entry(
        &mut self,
        old: Option<&'a Entry>,
        new: Option<&'a Entry>,
        name: &str,
        is_apart: bool,
        left: &mut Left,
    ) {
        let Some(key) = new.or(old).map(|entry| entry.key.as_str()) else {
            return;
        };
        let place = |entry: Option<&Entry>| entry.map(|entry| entry.position);
        let at = Places::of(place(old), place(new));
        if left.knows(at) {
            return;
        }
        let is_words = WORDS.contains(&key) || key.starts_with("x-");
        // A property may be called `title`.
        let is_property = left.is_among_properties();
        if let (Some(old), Some(new)) = (old, new) {
            let is_scalar = |entry: &Entry| matches!(entry.value.data, Data::Scalar(_));
            if !is_words || is_property {
                let name = match is_property || is_part(key) {
                    true => format!("{name}.{key}"),
                    false => name.to_owned(),
                };
                left.keys.push(key.to_owned());
                self.node(&old.value, &new.value, &name, is_apart, left);
                left.keys.pop();
                if !(is_scalar(old) || is_scalar(new)) {
                    return;
                }
            }
            if old.value.to_json() == new.value.to_json() {
                return;
            }
        }
        if is_words && !is_property {
            let what = format!("the {key} of `{name}` reads otherwise");
            self.graph.add(None, "words", at, what, None);
        } else if is_apart {
            let what = format!("`{name}` is another, and no operation uses it");
            self.graph.add(None, "unused-changed", at, what, None);
        } else if !is_property && !COMPARED.contains(&key) {
            let what = format!("`{key}` of `{name}` is another");
            self.graph.add(None, "not-judged", at, what, None);
        }
    }
}

/// Where one is, and what is known.
struct Left {
    keys: Vec<String>,
    known: HashSet<(bool, Position)>,
}

impl Left {
    fn knows(&self, at: Places) -> bool {
        let is_known = |side, place: Option<Position>| {
            place.is_some_and(|place| self.known.contains(&(side, place)))
        };
        is_known(true, at.old) || is_known(false, at.new)
    }

    fn is_among_properties(&self) -> bool {
        self.keys.last().is_some_and(|key| key == "properties")
    }
}

/// Whether a key names a part rather than a keyword.
fn is_part(key: &str) -> bool {
    key.parse::<u16>().is_ok() || key.ends_with("XX")
}
