//! Compares two schemas, whatever they are called and wherever they stand.

use std::rc::Rc;

use serde_json::Value;
use tallyfy_codegen::{Entry, Node, Position};

use super::facets::{Facets, component};
use super::instance::{candidates, instance};
use super::raw::{Direction, Frame, Places, Seen, Step, Try};
use super::spot::{Compared, Spot};
use super::walk::Walk;
use crate::schema::mismatch;

type Keys = (Position, Position, Direction);

impl<'a> Walk<'a> {
    /// Compares two schemas below a pair, once in each direction.
    pub(super) fn schemas(&mut self, from: usize, old: &'a Node, new: &'a Node, spot: &Spot<'a>) {
        let key: Keys = (old.position, new.position, spot.root.part.direction());
        if let Some(pair) = self.compared.get(&key) {
            self.graph.leads(from, *pair);
            return;
        }
        let pair = self.graph.pair();
        self.compared.insert(key, pair);
        self.graph.leads(from, pair);
        let facets = (Facets::of(self.old, old), Facets::of(self.new, new));
        self.reached
            .extend(facets.0.places().map(|place| (true, place)));
        self.reached
            .extend(facets.1.places().map(|place| (false, place)));
        let mut spot = spot.clone();
        self.references(pair, (old, &facets.0), (new, &facets.1), &mut spot);
        self.next.push_back(Compared {
            pair,
            old,
            new,
            facets,
            spot,
        });
    }

    /// What a schema refers to, which says nothing on the wire.
    fn references(
        &mut self,
        pair: usize,
        (old_schema, old): (&'a Node, &Facets<'a>),
        (new_schema, new): (&'a Node, &Facets<'a>),
        spot: &mut Spot<'a>,
    ) {
        let (old, new) = (old.refers_to, new.refers_to);
        let names = (old.map(component), new.map(component));
        let is_direct = |node: &Node| node.get("$ref").is_some();
        let is_moved = is_direct(old_schema) != is_direct(new_schema);
        if names.0 != names.1 || (is_moved && names.0.is_some()) {
            let at = Places::of(old.map(|old| old.position), new.map(|new| new.position));
            let shown = |name: Option<&str>| {
                name.map_or("an inline schema".to_owned(), |name| format!("`{name}`"))
            };
            let (from, to) = (shown(names.0), shown(names.1));
            let what = if from == to {
                if is_direct(new_schema) {
                    format!("`{}` now refers to {to} directly", spot.name)
                } else {
                    format!("`{}` no longer refers to {to} directly", spot.name)
                }
            } else {
                format!("`{}` is now described by {to} instead of {from}", spot.name)
            };
            let change = self.graph.say(Some(pair), "reference-changed", at, what);
            // What a schema of its own says is said elsewhere, then.
            let own = |schema: &'a Node, has_name: bool| {
                let entries = schema.entries().iter();
                let entries = entries.filter(move |entry| !has_name && !is_beside(&entry.key));
                entries.map(|entry| entry.position)
            };
            for place in own(old_schema, names.0.is_some()) {
                self.graph.also(change, Places::of(Some(place), None));
            }
            for place in own(new_schema, names.1.is_some()) {
                self.graph.also(change, Places::of(None, Some(place)));
            }
            if let (Some(old), Some(new)) = names {
                self.renames.push((old.to_owned(), new.to_owned(), at));
            }
        }
        if let Some(name) = names.1.or(names.0) {
            spot.name = name.to_owned();
        }
    }

    pub(super) fn compare(&mut self, schemas: &Compared<'a>) {
        let Compared { facets, .. } = schemas;
        let (old, new) = facets;
        let kind = |facets: &Facets<'a>| {
            let kind = facets.get("type").and_then(Node::text).map(str::to_owned);
            let is_object = kind.is_none() && !facets.properties().is_empty();
            let kind = if is_object {
                Some("object".to_owned())
            } else {
                kind
            };
            (kind, facets.forms().is_some())
        };
        if kind(old) != kind(new) {
            let entry = |facets: &Facets<'a>| facets.entry("type").or(facets.forms());
            let shown = |facets: &Facets<'a>| match kind(facets) {
                (_, true) => "one of several schemas".to_owned(),
                (Some(kind), _) => kind,
                (None, _) => "any value".to_owned(),
            };
            let what = format!("changed from {} to {}", shown(old), shown(new));
            let change = self.keyword(schemas, "type-changed", (entry(old), entry(new)), &what);
            self.with_all_keys(change, schemas);
            return;
        }
        self.keywords(schemas);
        self.forms(schemas);
        self.properties(schemas);
        let items = (old.entry("items"), new.entry("items"));
        if let (Some(old), Some(new)) = items {
            let mut spot = schemas.spot.clone();
            spot.frames = Some(Rc::new(Frame {
                up: spot.frames.take(),
                old: schemas.old,
                new: schemas.new,
                step: Step::Item,
            }));
            spot.name += "[]";
            self.schemas(schemas.pair, &old.value, &new.value, &spot);
        } else if items.0.is_some() || items.1.is_some() {
            let what = match items.1 {
                Some(_) => "now defines the schema of its items",
                None => "no longer defines the schema of its items",
            };
            self.keyword(schemas, "schema-changed", items, what);
        }
        self.whatever_else(schemas);
    }

    /// What no keyword alone tells, such as the second of two limits in an `allOf`: by values
    /// alone.
    fn whatever_else(&mut self, schemas: &Compared<'a>) {
        let is_same = |(old, new): (&Node, &Node)| old.to_json() == new.to_json();
        let (old, new) = &schemas.facets;
        let mut both = old.nodes().zip(new.nodes());
        let is_same = old.nodes().count() == new.nodes().count() && both.all(is_same);
        if is_same || self.graph.has_changes(schemas.pair) {
            return;
        }
        let roots = (self.old, self.new);
        let values = candidates((roots.0, schemas.old), (roots.1, schemas.new));
        let is_telling = |value: &Value| {
            let old = mismatch(roots.0, schemas.old, value).is_none();
            old != mismatch(roots.1, schemas.new, value).is_none()
        };
        let telling: Vec<Value> = values.into_iter().filter(is_telling).collect();
        // What is within is told there.
        let is_flat = |value: &Value| !value.is_object() && !value.is_array();
        if telling.iter().any(is_flat) {
            let at = Places::of(Some(schemas.old.position), Some(schemas.new.position));
            self.graph.loosely(at);
            self.tried(
                schemas,
                "schema-changed",
                at,
                "allows different values",
                telling,
            );
        }
    }

    /// What else a schema of another type says in another way is the same change.
    fn with_all_keys(&mut self, change: usize, schemas: &Compared<'a>) {
        let (old, new) = &schemas.facets;
        let of = |facets: &Facets<'a>| -> Vec<&'a Entry> {
            facets.nodes().flat_map(Node::entries).collect()
        };
        let (before, after) = (of(old), of(new));
        let is_words = |entry: &Entry| entry.key != "nullable" && is_beside(&entry.key);
        let has = |list: &[&Entry], one: &Entry| {
            let json = one.value.to_json();
            list.iter()
                .any(|other| other.key == one.key && other.value.to_json() == json)
        };
        let others = |list: &[&'a Entry], other: &[&'a Entry]| -> Vec<Position> {
            let others = list.iter().filter(|one| !is_words(one) && !has(other, one));
            others.map(|entry| entry.position).collect()
        };
        for place in others(&before, &after) {
            self.graph.also(change, Places::of(Some(place), None));
        }
        for place in others(&after, &before) {
            self.graph.also(change, Places::of(None, Some(place)));
        }
    }

    /// The forms of a `oneOf` or `anyOf`: by the schema that each refers to, by title, or by type.
    fn forms(&mut self, schemas: &Compared<'a>) {
        let (old, new) = &schemas.facets;
        let (Some(old), Some(new)) = (old.forms(), new.forms()) else {
            return;
        };
        let name = |form: &Node| {
            let text = |key| form.get(key).and_then(Node::text);
            let name = text("$ref").or(text("title")).or(text("type"));
            name.unwrap_or_default()
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        let (before, after) = (old.value.items(), new.value.items());
        // By name; what is left, by place.
        let mut left: Vec<&'a Node> = before.iter().collect();
        let mut fresh: Vec<&'a Node> = Vec::new();
        let mut pairs: Vec<(&'a Node, &'a Node)> = Vec::new();
        for form in after {
            match left.iter().position(|one| name(one) == name(form)) {
                Some(place) => pairs.push((left.remove(place), form)),
                None => fresh.push(form),
            }
        }
        let of_place = left.len().min(fresh.len());
        pairs.extend(left.drain(..of_place).zip(fresh.drain(..of_place)));
        for (before, form) in pairs {
            let mut spot = schemas.spot.clone();
            spot.name = format!("{} ({})", spot.name, name(form));
            self.schemas(schemas.pair, before, form, &spot);
        }
        for form in fresh {
            let at = Places::of(None, Some(form.position));
            let what = format!("may now be {}", name(form));
            let value = instance(self.new, form);
            self.tried(schemas, "form-added", at, &what, vec![value]);
        }
        for form in left {
            let at = Places::of(Some(form.position), None);
            let what = format!("may no longer be {}", name(form));
            let value = instance(self.old, form);
            self.tried(schemas, "form-removed", at, &what, vec![value]);
        }
    }

    /// A change of a keyword, tried with all values that may tell.
    pub(super) fn keyword(
        &mut self,
        schemas: &Compared<'a>,
        code: &'static str,
        entries: (Option<&'a Entry>, Option<&'a Entry>),
        what: &str,
    ) -> usize {
        let place = |entry: Option<&Entry>| entry.map(|entry| entry.position);
        // Where one side has no such keyword, its schema is shown, which is not all told by it.
        let own = Places::of(Some(schemas.old.position), Some(schemas.new.position));
        let lacks = Places::of(
            own.old.filter(|_| entries.0.is_none()),
            own.new.filter(|_| entries.1.is_none()),
        );
        self.graph.loosely(lacks);
        let at = Places::of(place(entries.0).or(own.old), place(entries.1).or(own.new));
        let values = candidates((self.old, schemas.old), (self.new, schemas.new));
        self.tried(schemas, code, at, what, values)
    }

    pub(super) fn tried(
        &mut self,
        schemas: &Compared<'a>,
        code: &'static str,
        at: Places,
        what: &str,
        values: Vec<Value>,
    ) -> usize {
        let (roots, nodes) = ((self.old, self.new), (schemas.old, schemas.new));
        let tries = values.into_iter().map(|value| Try {
            old: mismatch(roots.0, nodes.0, &value).is_none(),
            new: mismatch(roots.1, nodes.1, &value).is_none(),
            value: Some(value),
        });
        let tries = tries.filter(|one| one.old || one.new).collect();
        let what = format!("`{}` {what}", schemas.spot.name);
        self.seen(schemas.pair, code, at, what, &schemas.spot, tries)
    }

    pub(super) fn seen(
        &mut self,
        pair: usize,
        code: &'static str,
        at: Places,
        what: String,
        spot: &Spot<'a>,
        tries: Vec<Try>,
    ) -> usize {
        let seen = Seen {
            root: Rc::clone(&spot.root),
            frames: spot.frames.clone(),
            tries,
        };
        self.graph.add(Some(pair), code, at, what, Some(seen))
    }
}

/// Whether a key stands beside a reference, too, as in the idiom with `allOf`.
fn is_beside(key: &str) -> bool {
    ["description", "nullable"].contains(&key) || key.starts_with("x-")
}
