//! Compares operations, their parameters, bodies, responses and credentials.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};
use tallyfy_codegen::{Entry, HTTP_METHODS, Node, Part};

use super::{Difference, Differences, Form, Places, Spot};
use crate::diff::merged_schema::MergedSchema;
use crate::diff::operation::{Operation, Parameter};
use crate::diff::reach::{Place, Root};

impl<'a> Differences<'a> {
    pub(super) fn operations(&mut self) {
        let (old, new) = (self.old, self.new);
        let older: HashMap<_, _> = Operation::all(old).map(|one| (one.key(), one)).collect();
        let newer: HashSet<_> = Operation::all(new).map(Operation::key).collect();
        // An operation with a different path or method is found by its operationId.
        let moved: HashMap<_, _> = Operation::all(old)
            .filter(|old| !newer.contains(&old.key()))
            .map(|one| (one.id(), one))
            .collect();
        let mut kept = HashSet::new();
        for is in Operation::all(new) {
            match older.get(&is.key()).or_else(|| moved.get(is.id())) {
                Some(was) => {
                    kept.insert(was.key());
                    self.operation(*was, is);
                }
                None => {
                    let spot = self.place(is, is, Place::Operation);
                    self.add(Difference::of_entry(
                        Part::Operation,
                        &spot,
                        (None, Some(is.method)),
                    ));
                }
            }
        }
        for was in Operation::all(old).filter(|was| !kept.contains(&was.key())) {
            let spot = self.place(was, was, Place::Operation);
            self.add(Difference::of_entry(
                Part::Operation,
                &spot,
                (Some(was.method), None),
            ));
        }
    }

    pub(super) fn place(&mut self, old: Operation<'a>, new: Operation<'a>, place: Place) -> Spot {
        let id = new.id();
        let subject = match &place {
            Place::Operation => id.to_owned(),
            Place::Parameter { new: name, .. } => format!("{id}, parameter {name}"),
            Place::Body => format!("{id}, body"),
            Place::Response(status) => format!("{id}, response {status}"),
            Place::Header => format!("{id}, header"),
        };
        let root = Root {
            old_operation: old.id().to_owned(),
            new_operation: id.to_owned(),
            place,
        };
        self.spot(Some(root), subject)
    }

    fn operation(&mut self, old: Operation<'a>, new: Operation<'a>) {
        let spot = self.place(old, new, Place::Operation);
        let (was, is) = (&old.method.value, &new.method.value);
        if old.key() != new.key() {
            let text =
                |one: Operation<'_>| format!("{} {}", one.method.key.to_uppercase(), one.path.key);
            let entries = (Some(old.method), Some(new.method));
            self.add(Difference {
                key: "path".to_owned(),
                texts: (text(old), text(new)),
                ..Difference::of_key(Part::PathItem, Form::Changed, &spot, entries)
            });
        }
        let compared = ["parameters", "requestBody", "responses", "security"];
        self.keys(Part::Operation, &[was], &[is], &spot, &compared);
        let path = Spot {
            pair: spot.pair,
            subject: new.path.key.clone(),
        };
        let compared: Vec<&str> = HTTP_METHODS.into_iter().chain(["parameters"]).collect();
        self.keys(
            Part::PathItem,
            &[&old.path.value],
            &[&new.path.value],
            &path,
            &compared,
        );
        self.security(&spot, was, is);
        self.parameters(&spot, old, new);
        self.body(&spot, old, new);
        self.responses(old, new);
    }

    fn parameters(&mut self, spot: &Spot, old: Operation<'a>, new: Operation<'a>) {
        let (before, after) = (old.parameters(self.old), new.parameters(self.new));
        let (old_names, new_names) = (old.placeholders(), new.placeholders());
        // A path parameter is identified by its position in the path.
        let old_name = |parameter: &Parameter<'a>| match parameter.is_in {
            "path" => {
                let place = new_names.iter().position(|name| *name == parameter.name);
                place.and_then(|place| old_names.get(place).copied())
            }
            _ => Some(parameter.name),
        };
        let is_same = |was: &Parameter<'a>, is: &Parameter<'a>| {
            let is_header = is.is_in == "header" && was.name.eq_ignore_ascii_case(is.name);
            was.is_in == is.is_in && (Some(was.name) == old_name(is) || is_header)
        };
        let mut kept = Vec::new();
        for is in &after {
            let subject = format!("{}, parameter {}", new.id(), is.name);
            let own = Spot {
                pair: spot.pair,
                subject,
            };
            match before.iter().position(|was| is_same(was, is)) {
                Some(index) => {
                    kept.push(index);
                    self.parameter(old, new, before[index], *is);
                }
                None => {
                    let nodes = (None, Some(is.node));
                    self.add(Difference {
                        at: Places {
                            old: None,
                            new: Some(is.position),
                        },
                        ..Difference::of_object(Part::Parameter, Form::Added, &own, nodes)
                    });
                }
            }
        }
        for (index, was) in before.iter().enumerate() {
            if !kept.contains(&index) {
                let subject = format!("{}, parameter {}", old.id(), was.name);
                let own = Spot {
                    pair: spot.pair,
                    subject,
                };
                let nodes = (Some(was.node), None);
                self.add(Difference {
                    at: Places {
                        old: Some(was.position),
                        new: None,
                    },
                    ..Difference::of_object(Part::Parameter, Form::Removed, &own, nodes)
                });
            }
        }
        if !kept.is_sorted() {
            let entry = |one: Operation<'a>| one.method.value.entry("parameters");
            let entries = (entry(old), entry(new));
            self.add(Difference::of_key(
                Part::Operation,
                Form::Reordered,
                spot,
                entries,
            ));
        }
    }

    fn parameter(
        &mut self,
        old: Operation<'a>,
        new: Operation<'a>,
        was: Parameter<'a>,
        is: Parameter<'a>,
    ) {
        let place = Place::Parameter {
            old: was.name.to_owned(),
            new: is.name.to_owned(),
        };
        let mut spot = self.place(old, new, place);
        if let Some(component) = is.component {
            spot.subject = format!("parameter {component}");
        }
        self.used
            .extend([(true, was.node.position), (false, is.node.position)]);
        let compared = [
            "$ref",
            "in",
            "name",
            "schema",
            "style",
            "explode",
            "allowReserved",
        ];
        self.keys(Part::Parameter, &[was.node], &[is.node], &spot, &compared);
        if was.name != is.name {
            let form = if was.name.eq_ignore_ascii_case(is.name) && is.is_in == "header" {
                Form::Restated
            } else {
                Form::Changed
            };
            let entries = (was.node.entry("name"), is.node.entry("name"));
            self.add(Difference::of_key(Part::Parameter, form, &spot, entries));
        }
        let (before, after) = (self.serialization(true, was), self.serialization(false, is));
        for (index, key) in ["style", "explode", "allowReserved"]
            .into_iter()
            .enumerate()
        {
            let entries = (was.node.entry(key), is.node.entry(key));
            let json = |entry: Option<&Entry>| entry.map(|entry| entry.value.to_json());
            if json(entries.0) != json(entries.1) {
                let form = if before[index] == after[index] {
                    Form::Restated
                } else {
                    Form::Changed
                };
                self.add(Difference::of_key(Part::Parameter, form, &spot, entries));
            }
        }
        self.schema_of((was.node, is.node), None, &spot);
    }

    /// Returns the effective `style`, `explode` and `allowReserved` of a parameter. A parameter
    /// whose value is one scalar is sent in the same way with and without `explode`.
    fn serialization(&self, side: bool, parameter: Parameter<'a>) -> [Value; 3] {
        let root = if side { self.old } else { self.new };
        let value = |key: &str| parameter.node.get(key).map(Node::to_json);
        let is_form = ["query", "cookie"].contains(&parameter.is_in);
        let style =
            value("style").unwrap_or_else(|| json!(if is_form { "form" } else { "simple" }));
        let schema = parameter
            .node
            .get("schema")
            .map(|schema| MergedSchema::of(root, schema));
        let is_scalar = schema.is_some_and(|schema| {
            ["string", "integer", "number", "boolean"].contains(&schema.kind().unwrap_or_default())
        });
        let explode = value("explode").unwrap_or_else(|| json!(style == "form"));
        let explode = if is_scalar { Value::Null } else { explode };
        [
            style,
            explode,
            value("allowReserved").unwrap_or(json!(false)),
        ]
    }
}
