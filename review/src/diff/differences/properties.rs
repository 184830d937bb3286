//! Compares the properties of two schemas.

use serde_json::{Value, json};
use tallyfy_codegen::{Entry, Node, Part};

use super::{Differences, Form, Places, Spot, Task, is_reordered};
use crate::diff::known_keys::is_documentation;
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
                let found = self.object(
                    Part::Schema,
                    Form::Added,
                    &own(name),
                    (None, Some(&is.value)),
                );
                (found.at.new, found.property) = (Some(is.position), Some(name.to_owned()));
                found.key = "properties".to_owned();
                continue;
            };
            kept.push(was.key.as_str());
            if was.key != name {
                let found = self.key(
                    Part::Schema,
                    Form::Renamed,
                    &own(&was.key),
                    (Some(was), Some(is)),
                );
                (found.key, found.property) = ("properties".to_owned(), Some(name.to_owned()));
                found.texts = (was.key.clone(), name.to_owned());
            } else if old.requires(name) != new.requires(name) {
                self.required(&own(name), name, (old, new), (Some(was), Some(is)));
            }
            let step = Some(Step::Property(name.to_owned()));
            self.schema_pair(Some((spot.pair, step)), (&was.value, &is.value), own(name));
        }
        for was in old.properties() {
            let name = was.key.as_str();
            if !kept.contains(&name) {
                let found = self.object(
                    Part::Schema,
                    Form::Removed,
                    &own(name),
                    (Some(&was.value), None),
                );
                (found.at.old, found.property) = (Some(was.position), Some(name.to_owned()));
                found.key = "properties".to_owned();
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
            self.key(
                Part::Schema,
                Form::Reordered,
                spot,
                (old.entry("required"), new.entry("required")),
            );
        }
        self.other_properties(spot, old, new);
    }

    /// A property became required or optional.
    fn required(
        &mut self,
        spot: &Spot,
        name: &str,
        (old, new): (&MergedSchema<'a>, &MergedSchema<'a>),
        (was, is): super::Both<'a>,
    ) {
        let item = |schema: &MergedSchema<'a>| {
            let item = schema.required().find(|item| item.text() == Some(name));
            item.map(|item| item.position)
        };
        let at =
            |item: Option<_>, property: Option<&Entry>| item.or(property.map(|one| one.position));
        let form = if new.requires(name) {
            Form::Added
        } else {
            Form::Removed
        };
        let nodes = (was.map(|one| &one.value), is.map(|one| &one.value));
        let key = Places {
            old: at(item(old), was),
            new: at(item(new), is),
        };
        let found = self.add(super::Difference {
            part: Part::Schema,
            key: "required".to_owned(),
            form,
            subject: spot.subject.clone(),
            old: nodes.0,
            new: nodes.1,
            texts: Default::default(),
            at: key,
            also: Vec::new(),
            pairs: vec![spot.pair],
            property: Some(name.to_owned()),
        });
        let places = Places {
            old: was.map(|one| one.position),
            new: is.map(|one| one.position),
        };
        if !found.also.contains(&places) {
            found.also.push(places);
        }
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
            self.key(Part::Schema, form, spot, (was, is));
        }
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
