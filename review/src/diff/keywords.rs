//! Compares the keywords of two schemas: formats, patterns, defaults, null, limits and enums.

use std::cmp::Ordering;

use serde_json::{Value, json};
use tallyfy_codegen::{Entry, Node};

use super::raw::Places;
use super::spot::Compared;
use super::walk::Walk;
use crate::schema::{compare, is_multiple};

/// The limits: more of the first kind is looser, more of the second tighter.
const MOST: [&str; 4] = ["maximum", "maxItems", "maxLength", "maxProperties"];
const LEAST: [&str; 4] = ["minimum", "minItems", "minLength", "minProperties"];
const OTHER: [&str; 4] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "multipleOf",
    "uniqueItems",
];

impl<'a> Walk<'a> {
    pub(super) fn keywords(&mut self, schemas: &Compared<'a>) {
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
                (None, new) => (added, format!("now has the {key} {}", shown(new))),
                (old, None) => (removed, format!("no longer has the {key} {}", shown(old))),
                (old, new) => (
                    changed,
                    format!("now has the {key} {} instead of {}", shown(new), shown(old)),
                ),
            };
            self.keyword(schemas, code, entries, &what);
        }
        let nullable = (old.nullable(), new.nullable());
        match nullable {
            (None, Some(_)) => {
                self.keyword(schemas, "null-allowed", nullable, "may now be null");
            }
            (Some(_), None) => {
                self.keyword(schemas, "null-refused", nullable, "may no longer be null");
            }
            _ => {}
        }
        for key in MOST.iter().chain(&LEAST).chain(&OTHER) {
            let entries = (old.entry(key), new.entry(key));
            let limits = (limit(key, entries.0), limit(key, entries.1));
            let Some(is_tighter) = is_tighter(key, &limits) else {
                continue;
            };
            let code = if is_tighter {
                "limit-tightened"
            } else {
                "limit-loosened"
            };
            let what = match limits {
                (Some(old), Some(new)) => format!("now has the {key} {new} instead of {old}"),
                (None, Some(new)) => format!("now has the {key} {new}"),
                (Some(old), None) => format!("no longer has the {key} {old}"),
                (None, None) => continue,
            };
            self.keyword(schemas, code, entries, &what);
        }
        self.values(schemas);
    }

    /// The values of an enum.
    fn values(&mut self, schemas: &Compared<'a>) {
        let (old, new) = &schemas.facets;
        let entries = (old.entry("enum"), new.entry("enum"));
        match entries {
            (None, Some(_)) => {
                self.keyword(
                    schemas,
                    "enum-closed",
                    entries,
                    "is now limited to the values of an enum",
                );
            }
            (Some(_), None) => {
                self.keyword(
                    schemas,
                    "enum-opened",
                    entries,
                    "is no longer limited to the values of an enum",
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
                    let what = format!("may now be {}", value.to_json());
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
}

/// A limit, if it limits anything.
fn limit(key: &str, entry: Option<&Entry>) -> Option<Value> {
    let value = entry?.value.to_json();
    let is_none = value == json!(false)
        || (key != "minimum" && LEAST.contains(&key) && value.as_f64() == Some(0.0));
    (!is_none).then_some(value)
}

/// Whether the newer of two limits takes less; none if they are the same.
fn is_tighter(key: &str, limits: &(Option<Value>, Option<Value>)) -> Option<bool> {
    let (old, new) = match limits {
        (None, None) => return None,
        (None, Some(_)) => return Some(true),
        (Some(_), None) => return Some(false),
        (Some(Value::Number(old)), Some(Value::Number(new))) => (old, new),
        (Some(_), Some(_)) => return None,
    };
    match compare(new, old) {
        Ordering::Equal => None,
        _ if key == "multipleOf" => Some(is_multiple(new, old)),
        less_or_more => Some((less_or_more == Ordering::Less) == MOST.contains(&key)),
    }
}
