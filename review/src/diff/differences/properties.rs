//! Compares the properties of two schemas.

use serde_json::{Value, json};
use tallyfy_codegen::{Entry, Node, Part};

use super::{Both, Difference, Differences, Form, Places, Spot, Task, is_reordered};
use crate::diff::documentation::is_documentation;
use crate::diff::merged_schema::MergedSchema;
use crate::diff::reach::Step;

impl<'a> Differences<'a> {
    pub(super) fn properties(
        &mut self,
        task: &Task<'a>,
        old: &MergedSchema<'a>,
        new: &MergedSchema<'a>,
    ) {
        let spot = &task.spot;
        let own = |name: &str| Spot {
            subject: format!("{}.{name}", spot.subject),
            ..*spot
        };
        let renamed = renamed(old, new);
        let mut kept = Vec::new();
        for is in new.properties() {
            let name = is.key.as_str();
            let pair = renamed.iter().find(|(_, to)| to.key == name);
            let Some(was) = old.property(pair.map_or(name, |(from, _)| &from.key)) else {
                self.add(Difference {
                    texts: (String::new(), needed(new, name)),
                    ..property(&own(name), name, (None, Some(is)))
                });
                continue;
            };
            kept.push(was.key.as_str());
            if was.key != name {
                self.add(Difference {
                    form: Form::Renamed,
                    texts: (was.key.clone(), name.to_owned()),
                    ..property(&own(&was.key), name, (Some(was), Some(is)))
                });
            } else if old.requires(name) != new.requires(name) {
                self.required(&own(name), name, (old, new), (Some(was), Some(is)));
            }
            let step = Some(Step::Property(name.to_owned()));
            self.schema_pair(Some((spot.pair, step)), (&was.value, &is.value), own(name));
        }
        for was in old.properties() {
            let name = was.key.as_str();
            if !kept.contains(&name) {
                self.add(Difference {
                    texts: (needed(old, name), String::new()),
                    ..property(&own(name), name, (Some(was), None))
                });
            }
        }
        let names = |schema: &MergedSchema<'a>| {
            schema.required().map(Node::to_json).collect::<Vec<Value>>()
        };
        let (before, after) = (names(old), names(new));
        for name in before.iter().chain(&after).filter_map(Value::as_str) {
            let is_named = old.property(name).or(new.property(name)).is_some();
            if !is_named && old.requires(name) != new.requires(name) {
                self.required(&own(name), name, (old, new), (None, None));
            }
        }
        if before != after && is_reordered(&before, &after) {
            let entries = (old.entry("required"), new.entry("required"));
            self.add(Difference::of_key(
                Part::Schema,
                Form::Reordered,
                spot,
                entries,
            ));
        }
        self.other_properties(spot, old, new);
    }

    /// A property became required or optional.
    fn required(
        &mut self,
        spot: &Spot,
        name: &str,
        (old, new): (&MergedSchema<'a>, &MergedSchema<'a>),
        entries: Both<'a>,
    ) {
        let item = |schema: &MergedSchema<'a>| {
            let item = schema.required().find(|item| item.text() == Some(name));
            item.map(|item| item.position)
        };
        let form = if new.requires(name) {
            Form::Added
        } else {
            Form::Removed
        };
        let found = property(spot, name, entries);
        let places = found.at;
        self.add(Difference {
            key: "required".to_owned(),
            form,
            at: Places {
                old: item(old).or(places.old),
                new: item(new).or(places.new),
            },
            also: vec![places],
            ..found
        });
    }

    /// The schema of properties without a name. A missing `additionalProperties`, `true` and `{}`
    /// allow the same values, but only with `{}` does the client keep these values.
    fn other_properties(&mut self, spot: &Spot, old: &MergedSchema<'a>, new: &MergedSchema<'a>) {
        const KEY: &str = "additionalProperties";
        let (was, is) = (old.entry(KEY), new.entry(KEY));
        if let (Some(was), Some(is)) = (was, is)
            && was.value.is_mapping()
            && is.value.is_mapping()
        {
            let subject = format!("{}, additional properties", spot.subject);
            let step = Some(Step::Property("another".to_owned()));
            self.schema_pair(
                Some((spot.pair, step)),
                (&was.value, &is.value),
                Spot { subject, ..*spot },
            );
            return;
        }
        let json = |entry: Option<&Entry>| entry.map(|entry| entry.value.to_json());
        if json(was) != json(is) {
            let is_open = |entry: Option<&Entry>| json(entry) != Some(json!(false));
            let form = match (is_open(was), is_open(is)) {
                (false, true) => Form::Added,
                (true, false) => Form::Removed,
                _ => Form::Changed,
            };
            self.add(Difference::of_key(Part::Schema, form, spot, (was, is)));
        }
    }
}

fn needed(schema: &MergedSchema<'_>, name: &str) -> String {
    let is_required = schema.requires(name);
    if is_required { "required" } else { "optional" }.to_owned()
}

/// The difference of a property, at the position of its name.
fn property<'a>(spot: &Spot, name: &str, entries: Both<'a>) -> Difference<'a> {
    Difference {
        key: "properties".to_owned(),
        property: Some(name.to_owned()),
        ..Difference::of_entry(Part::Schema, spot, entries)
    }
}

/// Pairs each removed property with an added property that has the same schema. The pair has to be
/// the only possible one, or has to have the same neighbour.
fn renamed<'a>(old: &MergedSchema<'a>, new: &MergedSchema<'a>) -> Vec<(&'a Entry, &'a Entry)> {
    let (before, after) = (old.properties(), new.properties());
    let removed: Vec<&Entry> = before
        .iter()
        .copied()
        .filter(|one| new.property(&one.key).is_none())
        .collect();
    let added: Vec<&Entry> = after
        .iter()
        .copied()
        .filter(|one| old.property(&one.key).is_none())
        .collect();
    let neighbour = |list: &[&'a Entry], one: &Entry, other: &MergedSchema<'a>| {
        let before = list.iter().take_while(|entry| entry.key != one.key);
        before
            .filter(|entry| other.property(&entry.key).is_some())
            .last()
            .map(|entry| entry.key.clone())
    };
    let is_same = |was: &Entry, is: &Entry| {
        meaning(&was.value) == meaning(&is.value) && old.requires(&was.key) == new.requires(&is.key)
    };
    let mut pairs: Vec<(&Entry, &Entry)> = Vec::new();
    for was in &removed {
        let same = added
            .iter()
            .filter(|is| is_same(was, is) && !pairs.iter().any(|(_, to)| to.key == is.key));
        let same: Vec<&&Entry> = same.collect();
        let rivals = removed
            .iter()
            .filter(|other| meaning(&other.value) == meaning(&was.value))
            .count();
        let is_near = |is: &&&&Entry| neighbour(&before, was, new) == neighbour(&after, is, old);
        let near: Vec<_> = same.iter().filter(is_near).collect();
        match (same.as_slice(), near.as_slice()) {
            ([is], _) if rivals == 1 => pairs.push((was, is)),
            (_, [is]) => pairs.push((was, is)),
            _ => {}
        }
    }
    pairs
}

/// Returns a schema without its documentation.
fn meaning(schema: &Node) -> Value {
    let mut value = schema.to_json();
    if let Value::Object(object) = &mut value {
        object.retain(|key, _| !is_documentation(Part::Schema, key));
    }
    value
}
