//! Compares schemas, whatever their names are and wherever they are.

use serde_json::Value;
use tallyfy_codegen::{Entry, Node, Part};

use super::{
    Both, Difference, Differences, Form, Places, Spot, Task, is_reordered, presence, same,
};
use crate::diff::documentation::is_documentation;
use crate::diff::merged_schema::{MergedSchema, component};
use crate::diff::reach::Step;
use crate::diff::samples::{candidates, is_allowed};

/// The keys whose values are compared one by one.
const COMPARED: [&str; 9] = [
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "enum",
    "items",
    "oneOf",
    "properties",
    "required",
];

impl<'a> Differences<'a> {
    /// Notes two schemas, and where they are used. Each two schemas are compared once.
    pub(super) fn schema_pair(
        &mut self,
        from: Option<(usize, Option<Step>)>,
        (old, new): (&'a Node, &'a Node),
        mut spot: Spot,
    ) {
        let key = (old.position, new.position);
        let known = self.compared.get(&key).copied();
        let pair = known.unwrap_or_else(|| self.reach.pair(Some((old, new))));
        if let Some((from, step)) = from {
            self.reach.leads(from, pair, step);
        }
        if known.is_some() {
            return;
        }
        self.compared.insert(key, pair);
        spot.pair = pair;
        let merged = (
            MergedSchema::of(self.old, old),
            MergedSchema::of(self.new, new),
        );
        self.used
            .extend(merged.0.positions().map(|place| (true, place)));
        self.used
            .extend(merged.1.positions().map(|place| (false, place)));
        self.references((old, merged.0.reference), (new, merged.1.reference), &spot);
        if let Some(reference) = merged.1.reference.or(merged.0.reference) {
            spot.subject = component(reference).to_owned();
        }
        self.next.push_back(Task { old, new, spot });
    }

    /// Compares the noted schemas. A queue replaces recursion, which could overflow the stack.
    pub(super) fn schemas_in_turn(&mut self) {
        while let Some(task) = self.next.pop_front() {
            self.schemas(&task);
        }
    }

    fn references(
        &mut self,
        (old, was): (&'a Node, Option<&'a Entry>),
        (new, is): (&'a Node, Option<&'a Entry>),
        spot: &Spot,
    ) {
        let names = (was.map(component), is.map(component));
        let is_direct = |node: &Node| node.get("$ref").is_some();
        if names.0 == names.1 && (names.0.is_none() || is_direct(old) == is_direct(new)) {
            return;
        }
        let at = Places {
            old: Some(was.map_or(old.position, |entry| entry.position)),
            new: Some(is.map_or(new.position, |entry| entry.position)),
        };
        if let (Some(from), Some(to)) = names
            && from != to
            && self.note_renamed("schemas", from, to)
        {
            let (root_old, root_new) = (self.old, self.new);
            let component =
                |root: &'a Node, name: &str| root.at(&["components", "schemas"])?.entry(name);
            let entries = (component(root_old, from), component(root_new, to));
            self.add(Difference {
                key: String::new(),
                texts: (from.to_owned(), to.to_owned()),
                also: vec![at],
                ..Difference::of_key(Part::Schema, Form::Renamed, spot, entries)
            });
            return;
        }
        let form = if names.0 == names.1 {
            Form::Restated
        } else {
            Form::Changed
        };
        let text = |name: Option<&str>| name.unwrap_or_default().to_owned();
        self.add(Difference {
            texts: (text(names.0), text(names.1)),
            at,
            ..Difference::of_key(Part::Schema, form, spot, (was, is))
        });
    }

    fn schemas(&mut self, task: &Task<'a>) {
        let Task { old, new, spot } = task;
        let before = self.additions;
        let (was, is) = (
            MergedSchema::of(self.old, old),
            MergedSchema::of(self.new, new),
        );
        let kind = |schema: &MergedSchema<'a>| (schema.kind(), schema.alternatives().is_some());
        if kind(&was) != kind(&is) {
            self.type_changed(task, &was, &is);
            return;
        }
        self.keys(Part::Schema, was.nodes(), is.nodes(), spot, &COMPARED);
        self.listed_values(spot, (was.entry("enum"), is.entry("enum")));
        self.alternatives(spot, (was.alternatives(), is.alternatives()));
        self.properties(task, &was, &is);
        match (was.entry("items"), is.entry("items")) {
            (Some(was), Some(is)) => {
                let own = Spot {
                    subject: format!("{}[]", spot.subject),
                    ..*spot
                };
                self.schema_pair(
                    Some((spot.pair, Some(Step::Item))),
                    (&was.value, &is.value),
                    own,
                );
            }
            (None, None) => {}
            entries => self.present(spot, entries),
        }
        let is_equal = was.nodes().len() == is.nodes().len()
            && was
                .nodes()
                .iter()
                .zip(is.nodes())
                .all(|(was, is)| same(was, is));
        if !is_equal && self.additions == before {
            self.values_only(task);
        }
    }

    /// Adds the difference of a key that only one of two schemas has.
    fn present(&mut self, spot: &Spot, entries: Both<'a>) {
        let form = presence(entries);
        self.add(Difference::of_key(Part::Schema, form, spot, entries));
    }

    /// A different type explains all other differences of the schema, except its documentation.
    fn type_changed(&mut self, task: &Task<'a>, was: &MergedSchema<'a>, is: &MergedSchema<'a>) {
        let shown = |schema: &MergedSchema<'a>| match schema.alternatives() {
            Some(_) => "one of several schemas".to_owned(),
            None => schema.kind().unwrap_or("any value").to_owned(),
        };
        let entry = |schema: &MergedSchema<'a>| schema.entry("type").or(schema.alternatives());
        let entries = (entry(was), entry(is));
        let found = Difference::of_key(Part::Schema, Form::Changed, &task.spot, entries);
        self.add(Difference {
            key: "type".to_owned(),
            texts: (shown(was), shown(is)),
            at: Places {
                old: found.at.old.or(Some(task.old.position)),
                new: found.at.new.or(Some(task.new.position)),
            },
            ..found
        });
        let nodes = was.nodes().iter().chain(is.nodes());
        let keys = nodes
            .flat_map(|node| node.entries())
            .map(|entry| entry.key.as_str());
        let other: Vec<&str> = keys
            .filter(|key| !is_documentation(Part::Schema, key))
            .collect();
        self.keys(Part::Schema, was.nodes(), is.nodes(), &task.spot, &other);
    }

    /// The values of an `enum`.
    fn listed_values(&mut self, spot: &Spot, entries: Both<'a>) {
        let (Some(was), Some(is)) = entries else {
            if entries.0.is_some() || entries.1.is_some() {
                self.present(spot, entries);
            }
            return;
        };
        let (old, new) = (was.value.items(), is.value.items());
        let mut is_changed = false;
        for (was, is) in super::item_pairs(old, new, Node::to_json) {
            let form = match (was, is) {
                (Some(_), Some(_)) => continue,
                (None, _) => Form::Added,
                (_, None) => Form::Removed,
            };
            is_changed = true;
            let text = is
                .or(was)
                .map(|value| value.to_json().to_string())
                .unwrap_or_default();
            self.add(Difference {
                key: "enum[]".to_owned(),
                texts: (text.clone(), text),
                ..Difference::of_object(Part::Schema, form, spot, (was, is))
            });
        }
        let json = |items: &[Node]| items.iter().map(Node::to_json).collect::<Vec<Value>>();
        let (old, new) = (json(old), json(new));
        if !is_changed && old != new && is_reordered(&old, &new) {
            self.add(Difference::of_key(
                Part::Schema,
                Form::Reordered,
                spot,
                entries,
            ));
        }
    }

    /// The alternatives of a `oneOf` or an `anyOf`. They are paired by their references, titles or
    /// types, and then by their order.
    fn alternatives(&mut self, spot: &Spot, entries: Both<'a>) {
        let (Some(was), Some(is)) = entries else {
            return;
        };
        let name = |schema: &Node| {
            let text = |key| schema.get(key).and_then(Node::text);
            let name = text("$ref").or(text("title")).or(text("type"));
            name.unwrap_or_default()
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        if was.key != is.key {
            self.add(Difference {
                key: "oneOf".to_owned(),
                ..Difference::of_key(Part::Schema, Form::Changed, spot, entries)
            });
        }
        let mut removed: Vec<&'a Node> = was.value.items().iter().collect();
        let mut added: Vec<&'a Node> = Vec::new();
        let mut pairs: Vec<(&'a Node, &'a Node)> = Vec::new();
        for schema in is.value.items() {
            match removed.iter().position(|one| name(one) == name(schema)) {
                Some(place) => pairs.push((removed.remove(place), schema)),
                None => added.push(schema),
            }
        }
        let by_order = removed.len().min(added.len());
        pairs.extend(removed.drain(..by_order).zip(added.drain(..by_order)));
        for (was, is) in pairs {
            let own = Spot {
                subject: format!("{} ({})", spot.subject, name(is)),
                ..*spot
            };
            self.schema_pair(Some((spot.pair, None)), (was, is), own);
        }
        let added = added
            .into_iter()
            .map(|schema| (Form::Added, None, Some(schema)));
        let removed = removed
            .into_iter()
            .map(|schema| (Form::Removed, Some(schema), None));
        for (form, was, is) in added.chain(removed) {
            let text = is.or(was).map(name).unwrap_or_default();
            self.add(Difference {
                key: "oneOf[]".to_owned(),
                texts: (text.clone(), text),
                ..Difference::of_object(Part::Schema, form, spot, (was, is))
            });
        }
    }

    /// Adds a difference that no single key explains, such as a second limit in an `allOf`, if a
    /// value shows it.
    fn values_only(&mut self, task: &Task<'a>) {
        let documents = (self.old, self.new);
        let values = candidates((documents.0, task.old), (documents.1, task.new));
        // A difference within an object or a list is found there.
        let is_flat = |value: &&Value| !value.is_object() && !value.is_array();
        let differs = |value: &Value| {
            is_allowed(documents.0, task.old, value) != is_allowed(documents.1, task.new, value)
        };
        if values.iter().filter(is_flat).any(differs) {
            let nodes = (Some(task.old), Some(task.new));
            self.add(Difference::of_object(
                Part::Schema,
                Form::Changed,
                &task.spot,
                nodes,
            ));
        }
    }
}
