//! Compares the properties of two schemas.

use serde_json::{Value, json};
use tallyfy_codegen::{Entry, Node};

use super::facets::Facets;
use super::instance::instance;
use super::raw::{Places, Try};
use super::spot::Compared;
use super::walk::Walk;
use crate::schema::mismatch;

impl<'a> Walk<'a> {
    pub(super) fn properties(&mut self, schemas: &Compared<'a>) {
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
                let what = format!("the {needed} property `{}` was added", spot.name);
                self.seen(schemas.pair, "property-added", at, what, &spot, tries);
                continue;
            };
            if requires.0 != requires.1 {
                let item =
                    |facets: &Facets<'a>| facets.required_item(name).map(|item| item.position);
                // Where it is not named, the property is shown, which is not all told by it.
                self.graph.loosely(Places::of(
                    Some(before.position).filter(|_| item(old).is_none()),
                    Some(property.position).filter(|_| item(new).is_none()),
                ));
                let at = Places::of(
                    item(old).or(Some(before.position)),
                    item(new).or(Some(property.position)),
                );
                let (code, what) = if requires.1 {
                    (
                        "property-required",
                        format!("`{}` became required", spot.name),
                    )
                } else {
                    (
                        "property-optional",
                        format!("`{}` became optional", spot.name),
                    )
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
                let what = format!("the property `{}` was removed", spot.name);
                self.seen(schemas.pair, "property-removed", at, what, &spot, tries);
            }
        }
        self.others(schemas);
    }

    /// What an object says of properties that it does not name.
    pub(super) fn others(&mut self, schemas: &Compared<'a>) {
        const KEY: &str = "additionalProperties";
        let (old, new) = &schemas.facets;
        let entries = (old.entry(KEY), new.entry(KEY));
        let json = |entry: Option<&Entry>| entry.map(|entry| entry.value.to_json());
        // Absent, `true` and `{}` allow the same; but only the last is kept by the client.
        let is_open = |value: &Option<Value>| *value != Some(json!(false));
        let values = (json(entries.0), json(entries.1));
        if values.0 == values.1 && entries.0.is_none() {
            return;
        }
        if let (Some(old), Some(new)) = entries
            && old.value.is_mapping()
            && new.value.is_mapping()
        {
            let mut spot = schemas.at("another");
            spot.name = format!("{}, additional properties", schemas.spot.name);
            self.schemas(schemas.pair, &old.value, &new.value, &spot);
            return;
        }
        if values.0 == values.1 {
            return;
        }
        let (code, what) = match (is_open(&values.0), is_open(&values.1)) {
            (false, true) => ("others-allowed", "now allows additional properties"),
            (true, false) => ("others-refused", "no longer allows additional properties"),
            _ => (
                "others-changed",
                "has a different schema for additional properties",
            ),
        };
        self.keyword(schemas, code, entries, what);
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
