//! Compares two schemas, whatever they are called and wherever they stand.

use std::rc::Rc;

use serde_json::{Value, json};
use tallyfy_codegen::{Entry, Node, Position};

use super::facets::{Facets, component};
use super::instance::{candidates, instance};
use super::raw::{Direction, Frame, Places, Root, Seen, Step, Try};
use super::walk::Walk;
use crate::schema::mismatch;

/// Where two schemas are compared: what they describe, and how one gets there.
#[derive(Clone)]
pub(super) struct Spot<'a> {
    pub(super) root: Rc<Root>,
    pub(super) frames: Option<Rc<Frame<'a>>>,
    /// Such as `group.members`.
    pub(super) name: String,
}

/// The limits: more of the first kind is looser, more of the second tighter.
const MOST: [&str; 4] = ["maximum", "maxItems", "maxLength", "maxProperties"];
const LEAST: [&str; 4] = ["minimum", "minItems", "minLength", "minProperties"];
const OTHER: [&str; 4] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "multipleOf",
    "uniqueItems",
];

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
        for node in facets.0.nodes() {
            self.reached.insert((true, node.position));
        }
        for node in facets.1.nodes() {
            self.reached.insert((false, node.position));
        }
        let mut spot = spot.clone();
        let is_direct = |node: &Node| node.get("$ref").is_some();
        let is_moved = is_direct(old) != is_direct(new);
        self.references(pair, &facets.0, &facets.1, is_moved, &mut spot);
        let schemas = Compared {
            pair,
            old,
            new,
            facets,
            spot,
        };
        self.compare(&schemas);
    }

    /// What a schema refers to, which says nothing on the wire.
    fn references(
        &mut self,
        pair: usize,
        old: &Facets<'a>,
        new: &Facets<'a>,
        is_moved: bool,
        spot: &mut Spot<'a>,
    ) {
        let (old, new) = (old.refers_to, new.refers_to);
        let names = (old.map(component), new.map(component));
        if names.0 != names.1 || (is_moved && names.0.is_some()) {
            let at = Places::of(old.map(|old| old.position), new.map(|new| new.position));
            let shown = |name: Option<&str>| {
                name.map_or("a schema of its own".to_owned(), |name| format!("`{name}`"))
            };
            let (from, to) = (shown(names.0), shown(names.1));
            let what = match from == to {
                true => format!("`{}` refers to {to} in another way", spot.name),
                false => format!("`{}` is described by {to}, and was by {from}", spot.name),
            };
            self.graph
                .add(Some(pair), "reference-changed", at, what, None);
            if let (Some(old), Some(new)) = names {
                self.renames.push((old.to_owned(), new.to_owned(), at));
            }
        }
        if let Some(name) = names.1.or(names.0) {
            spot.name = name.to_owned();
        }
    }

    fn compare(&mut self, schemas: &Compared<'a>) {
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
                (_, true) => "one of several".to_owned(),
                (Some(kind), _) => kind,
                (None, _) => "anything".to_owned(),
            };
            let what = format!("is {}, and was {}", shown(new), shown(old));
            self.keyword(schemas, "type-changed", (entry(old), entry(new)), &what);
            return;
        }
        self.keywords(schemas);
        self.forms(schemas);
        self.properties(schemas);
        if let (Some(old), Some(new)) = (old.get("items"), new.get("items")) {
            let mut spot = schemas.spot.clone();
            spot.frames = Some(Rc::new(Frame {
                up: spot.frames.take(),
                old: schemas.old,
                new: schemas.new,
                step: Step::Item,
            }));
            spot.name += "[]";
            self.schemas(schemas.pair, old, new, &spot);
        }
    }

    fn keywords(&mut self, schemas: &Compared<'a>) {
        let (old, new) = &schemas.facets;
        let json = |entry: Option<&'a Entry>| entry.map(|entry| entry.value.to_json());
        let shown = |entry: Option<&'a Entry>| json(entry).unwrap_or_default().to_string();
        for (key, added, removed, changed) in [
            ("format", "format-added", "format-removed", "format-changed"),
            (
                "pattern",
                "pattern-added",
                "pattern-removed",
                "pattern-changed",
            ),
            (
                "default",
                "default-added",
                "default-removed",
                "default-changed",
            ),
        ] {
            let entries = (old.entry(key), new.entry(key));
            if json(entries.0) == json(entries.1) {
                continue;
            }
            let (code, what) = match entries {
                (None, new) => (added, format!("has the {key} {}", shown(new))),
                (old, None) => (removed, format!("no longer has the {key} {}", shown(old))),
                (old, new) => (
                    changed,
                    format!("has the {key} {}, and had {}", shown(new), shown(old)),
                ),
            };
            self.keyword(schemas, code, entries, &what);
        }
        let nullable = (old.nullable(), new.nullable());
        match nullable {
            (None, Some(_)) => self.keyword(schemas, "null-allowed", nullable, "may be null"),
            (Some(_), None) => {
                self.keyword(schemas, "null-refused", nullable, "may no longer be null");
            }
            _ => {}
        }
        for (keys, is_most) in [(&MOST, true), (&LEAST, false), (&OTHER, true)] {
            for key in keys {
                let entries = (old.entry(key), new.entry(key));
                let limits = (json(entries.0), json(entries.1));
                if limits.0 == limits.1 {
                    continue;
                }
                let number = |value: &Option<Value>| value.as_ref().and_then(Value::as_f64);
                let is_tighter = match &limits {
                    (None | Some(Value::Bool(false)), _) => true,
                    (_, None | Some(Value::Bool(false))) => false,
                    _ => (number(&limits.1) < number(&limits.0)) == is_most,
                };
                let code = if is_tighter {
                    "limit-tightened"
                } else {
                    "limit-loosened"
                };
                let shown =
                    |value: Option<Value>| value.map_or("none".to_owned(), |v| v.to_string());
                let what = format!(
                    "has the {key} {}, and had {}",
                    shown(limits.1),
                    shown(limits.0)
                );
                self.keyword(schemas, code, entries, &what);
            }
        }
        self.values(schemas);
    }

    /// The values of an enum.
    fn values(&mut self, schemas: &Compared<'a>) {
        let (old, new) = &schemas.facets;
        let entries = (old.entry("enum"), new.entry("enum"));
        match entries {
            (None, Some(_)) => {
                self.keyword(schemas, "enum-closed", entries, "is one of a few values")
            }
            (Some(_), None) => {
                self.keyword(
                    schemas,
                    "enum-opened",
                    entries,
                    "is no longer one of a few values",
                );
            }
            (Some(old), Some(new)) => {
                let has = |list: &Entry, one: &Node| {
                    list.value
                        .items()
                        .iter()
                        .any(|other| other.to_json() == one.to_json())
                };
                for value in new.value.items().iter().filter(|value| !has(old, value)) {
                    let at = Places::of(None, Some(value.position));
                    let what = format!("may be {}", value.to_json());
                    self.tried(
                        schemas,
                        "enum-value-added",
                        at,
                        &what,
                        vec![value.to_json()],
                    );
                }
                for value in old.value.items().iter().filter(|value| !has(new, value)) {
                    let at = Places::of(Some(value.position), None);
                    let what = format!("may no longer be {}", value.to_json());
                    self.tried(
                        schemas,
                        "enum-value-removed",
                        at,
                        &what,
                        vec![value.to_json()],
                    );
                }
            }
            (None, None) => {}
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
        let find = |list: &'a Entry, name_of: &str| {
            list.value.items().iter().find(|form| name(form) == name_of)
        };
        for form in new.value.items() {
            match find(old, &name(form)) {
                Some(before) => {
                    let mut spot = schemas.spot.clone();
                    spot.name = format!("{} ({})", spot.name, name(form));
                    self.schemas(schemas.pair, before, form, &spot);
                }
                None => {
                    let at = Places::of(None, Some(form.position));
                    let what = format!("may be {}", name(form));
                    let value = instance(self.new, form);
                    self.tried(schemas, "form-added", at, &what, vec![value]);
                }
            }
        }
        for form in old
            .value
            .items()
            .iter()
            .filter(|form| find(new, &name(form)).is_none())
        {
            let at = Places::of(Some(form.position), None);
            let what = format!("may no longer be {}", name(form));
            let value = instance(self.old, form);
            self.tried(schemas, "form-removed", at, &what, vec![value]);
        }
    }

    fn properties(&mut self, schemas: &Compared<'a>) {
        let (old, new) = &schemas.facets;
        for (name, property) in new.properties() {
            let spot = schemas.at(name);
            let requires = (old.requires(name), new.requires(name));
            let Some(before) = old.property(name) else {
                let at = Places::of(None, Some(property.position));
                let value = instance(self.new, &property.value);
                let is_open = takes_others(self.old, old, &value);
                let tries = vec![
                    Try {
                        value: None,
                        old: true,
                        new: !requires.1,
                    },
                    Try {
                        value: Some(value),
                        old: is_open,
                        new: true,
                    },
                ];
                let needed = if requires.1 { "required" } else { "optional" };
                let what = format!("`{}` is new, and {needed}", spot.name);
                self.seen(schemas.pair, "property-added", at, what, &spot, tries);
                continue;
            };
            if requires.0 != requires.1 {
                let item =
                    |facets: &Facets<'a>| facets.required_item(name).map(|item| item.position);
                let at = Places::of(
                    item(old).or(Some(before.position)),
                    item(new).or(Some(property.position)),
                );
                let (code, what) = match requires.1 {
                    true => ("property-required", format!("`{}` is required", spot.name)),
                    false => (
                        "property-optional",
                        format!("`{}` may be missing", spot.name),
                    ),
                };
                let absent = Try {
                    value: None,
                    old: !requires.0,
                    new: !requires.1,
                };
                self.seen(schemas.pair, code, at, what, &spot, vec![absent]);
            }
            self.schemas(schemas.pair, &before.value, &property.value, &spot);
        }
        for (name, property) in old.properties() {
            if new.property(name).is_none() {
                let spot = schemas.at(name);
                let at = Places::of(Some(property.position), None);
                let value = instance(self.old, &property.value);
                let is_open = takes_others(self.new, new, &value);
                let tries = vec![
                    Try {
                        value: None,
                        old: !old.requires(name),
                        new: true,
                    },
                    Try {
                        value: Some(value),
                        old: true,
                        new: is_open,
                    },
                ];
                let what = format!("`{}` is gone", spot.name);
                self.seen(schemas.pair, "property-removed", at, what, &spot, tries);
            }
        }
        self.others(schemas);
    }

    /// What an object says of properties that it does not name.
    fn others(&mut self, schemas: &Compared<'a>) {
        const KEY: &str = "additionalProperties";
        let (old, new) = &schemas.facets;
        let entries = (old.entry(KEY), new.entry(KEY));
        let json = |entry: Option<&Entry>| entry.map(|entry| entry.value.to_json());
        // Absent, `true` and `{}` allow the same; but only the last is kept by the client.
        let is_open = |value: &Option<Value>| *value != Some(json!(false));
        let values = (json(entries.0), json(entries.1));
        if values.0 == values.1 {
            return;
        }
        let (code, what) = match (is_open(&values.0), is_open(&values.1)) {
            (false, true) => ("others-allowed", "may have properties that are not named"),
            (true, false) => (
                "others-refused",
                "may have no properties that are not named",
            ),
            _ => (
                "others-changed",
                "says something else of properties that are not named",
            ),
        };
        self.keyword(schemas, code, entries, what);
    }

    /// A change of a keyword, tried with all values that may tell.
    fn keyword(
        &mut self,
        schemas: &Compared<'a>,
        code: &'static str,
        entries: (Option<&'a Entry>, Option<&'a Entry>),
        what: &str,
    ) {
        let place = |entry: Option<&Entry>| entry.map(|entry| entry.position);
        let mut at = Places::of(place(entries.0), place(entries.1));
        if at == Places::default() {
            at = Places::of(Some(schemas.old.position), Some(schemas.new.position));
        }
        let values = candidates((self.old, schemas.old), (self.new, schemas.new));
        self.tried(schemas, code, at, what, values);
    }

    fn tried(
        &mut self,
        schemas: &Compared<'a>,
        code: &'static str,
        at: Places,
        what: &str,
        values: Vec<Value>,
    ) {
        let (roots, nodes) = ((self.old, self.new), (schemas.old, schemas.new));
        let tries = values.into_iter().map(|value| Try {
            old: mismatch(roots.0, nodes.0, &value).is_none(),
            new: mismatch(roots.1, nodes.1, &value).is_none(),
            value: Some(value),
        });
        let tries = tries.filter(|one| one.old || one.new).collect();
        let what = format!("`{}` {what}", schemas.spot.name);
        self.seen(schemas.pair, code, at, what, &schemas.spot, tries);
    }

    pub(super) fn seen(
        &mut self,
        pair: usize,
        code: &'static str,
        at: Places,
        what: String,
        spot: &Spot<'a>,
        tries: Vec<Try>,
    ) {
        let seen = Seen {
            root: Rc::clone(&spot.root),
            frames: spot.frames.clone(),
            tries,
        };
        self.graph.add(Some(pair), code, at, what, Some(seen));
    }
}

/// Whether an object may have a value under a name that it does not know.
fn takes_others(root: &Node, facets: &Facets<'_>, value: &Value) -> bool {
    match facets.get("additionalProperties") {
        None => true,
        Some(schema) if schema.is_mapping() => mismatch(root, schema, value).is_none(),
        Some(allowed) => allowed.to_json() == json!(true),
    }
}

/// Two schemas, and where they stand.
struct Compared<'a> {
    pair: usize,
    old: &'a Node,
    new: &'a Node,
    facets: (Facets<'a>, Facets<'a>),
    spot: Spot<'a>,
}

impl<'a> Compared<'a> {
    fn at(&self, property: &str) -> Spot<'a> {
        Spot {
            root: Rc::clone(&self.spot.root),
            frames: Some(Rc::new(Frame {
                up: self.spot.frames.clone(),
                old: self.old,
                new: self.new,
                step: Step::Property(property.to_owned()),
            })),
            name: format!("{}.{property}", self.spot.name),
        }
    }
}
