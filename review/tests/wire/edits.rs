//! Random edits of a contract, by the table in `edits.txt`.

use fastrand::Rng;
use serde_json::{Value, json};
use tallyfy_codegen::{Below, Part};

use crate::yaml::escaped;

pub(crate) struct Edit {
    pub(crate) name: &'static str,
    pub(crate) nature: Nature,
    part: Part,
    conditions: Vec<&'static str>,
    actions: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Nature {
    Change,
    Minor,
    Same,
    Restated,
}

/// Reads the table.
pub(crate) fn edits() -> Vec<Edit> {
    let lines = include_str!("edits.txt").lines();
    lines
        .filter(|line| !line.starts_with('#'))
        .map(edit)
        .collect()
}

fn edit(line: &'static str) -> Edit {
    let cells: Vec<&str> = line.splitn(4, " | ").collect();
    let mut words = cells[2].split(' ');
    let part = match words.next().unwrap() {
        "document" => Part::Document,
        "path" => Part::PathItem,
        "operation" => Part::Operation,
        "parameter" => Part::Parameter,
        "body" => Part::RequestBody,
        "response" => Part::Response,
        "header" => Part::Header,
        "scheme" => Part::SecurityScheme,
        "schema" => Part::Schema,
        other => panic!("{other}"),
    };
    let nature = match cells[1] {
        "change" => Nature::Change,
        "minor" => Nature::Minor,
        "same" => Nature::Same,
        "restated" => Nature::Restated,
        other => panic!("{other}"),
    };
    Edit {
        name: cells[0],
        nature,
        part,
        conditions: words.collect(),
        actions: cells[3],
    }
}

impl Edit {
    /// Edits a random place. Returns the place, or `None` if the contract has no such place.
    pub(crate) fn apply(&self, doc: &mut Value, seed: u64) -> Option<String> {
        let mut rng = Rng::with_seed(seed);
        let mut places = Vec::new();
        find(doc, Part::Document, String::new(), self.part, &mut places);
        places.retain(|at| {
            let node = doc.pointer(at).unwrap();
            self.conditions
                .iter()
                .all(|condition| match condition.split_at(1) {
                    ("+", key) => node.get(key).is_some(),
                    ("-", key) => node.get(key).is_none(),
                    _ => condition
                        .split_once('=')
                        .is_some_and(|(key, value)| node[key] == value),
                })
        });
        let place = rng.choice(places)?;
        let mut bound = String::new();
        for action in self.actions.split("; ") {
            let action = action.replace('%', &bound);
            let mut words = action.splitn(3, ' ');
            let mut word = || words.next().unwrap_or_default();
            let words = (word(), word(), word());
            run(doc, &place, words, &mut bound, &mut rng)?;
        }
        Some(place)
    }
}

/// Finds the places of all parts of one kind, as JSON pointers.
fn find(node: &Value, part: Part, at: String, sought: Part, places: &mut Vec<String>) {
    let is_reference = node.get("$ref").is_some();
    for (key, below) in part.keys().iter().filter(|_| !is_reference) {
        match (below, node.get(key)) {
            (Below::One(part), Some(value)) => {
                find(value, *part, format!("{at}/{key}"), sought, places);
            }
            (Below::List(part), Some(Value::Array(items))) => {
                for (index, item) in items.iter().enumerate() {
                    find(item, *part, format!("{at}/{key}/{index}"), sought, places);
                }
            }
            (Below::Map(part), Some(Value::Object(entries))) => {
                for (name, value) in entries {
                    let name = escaped(name);
                    find(value, *part, format!("{at}/{key}/{name}"), sought, places);
                }
            }
            _ => {}
        }
    }
    if part == sought {
        places.push(at);
    }
}

/// Runs one action at a place.
fn run(
    doc: &mut Value,
    place: &str,
    (verb, key, value): (&str, &str, &str),
    bound: &mut String,
    rng: &mut Rng,
) -> Option<()> {
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    match verb {
        "@path" => {
            let paths = doc["paths"].as_object_mut()?;
            let named = |(path, item): (String, Value)| (path.replace(key, value), item);
            *paths = std::mem::take(paths).into_iter().map(named).collect();
            return Some(());
        }
        "@texts" => {
            replace_texts(doc, key, value);
            return Some(());
        }
        "@component" => return to_component(doc, place, key),
        _ => {}
    }
    let root = if verb.starts_with('@') {
        doc.clone()
    } else {
        Value::Null
    };
    let node = doc.pointer_mut(place)?;
    let (owner, last) = key.rsplit_once('/').unwrap_or(("", key));
    let owner = if owner.is_empty() {
        node
    } else {
        node.pointer_mut(&format!("/{owner}"))?
    };
    match verb {
        "choose" => {
            *bound = text(&rng.choice(parsed(&format!("{key} {value}")).as_array()?.clone())?)
        }
        "pick" => {
            *bound = match owner.get(last)? {
                Value::Object(entries) => rng.choice(entries.keys().collect::<Vec<_>>())?.clone(),
                list => text(rng.choice(list.as_array()?)?),
            };
        }
        "set" => drop(
            owner
                .as_object_mut()?
                .insert(last.to_owned(), parsed(value)),
        ),
        "set-number" => owner[last] = rng.u64(1..value.parse().ok()?).into(),
        "replace" => *owner.get_mut(last)? = parsed(value),
        "drop" => drop(owner.as_object_mut()?.remove(last)?),
        "drop-if" => drop(owner.as_object_mut()?.remove(last)),
        "rename" => {
            let moved = owner.as_object_mut()?.remove(last)?;
            owner[value] = moved;
        }
        "reverse" => owner.get_mut(last)?.as_array_mut()?.reverse(),
        "push" => {
            let list = owner
                .as_object_mut()?
                .entry(last)
                .or_insert_with(|| json!([]));
            list.as_array_mut()?.push(parsed(value));
        }
        // At least one entry stays.
        "drop-any" => match owner.pointer_mut(&format!("/{last}"))? {
            Value::Array(items) if items.len() > 1 => drop(items.remove(rng.usize(..items.len()))),
            Value::Object(entries) if entries.len() > 1 => {
                let name = entries.keys().nth(rng.usize(..entries.len()))?.clone();
                entries.remove(&name);
            }
            _ => return None,
        },
        "require" | "unrequire" => {
            let names = owner
                .as_object_mut()?
                .entry("required")
                .or_insert_with(|| json!([]));
            let names = names.as_array_mut()?;
            names.retain(|name| name != key);
            names.extend((verb == "require").then(|| json!(key)));
            if names.is_empty() {
                owner.as_object_mut()?.remove("required");
            }
        }
        "@inline" => {
            *owner = root
                .pointer(owner["$ref"].as_str()?.strip_prefix('#')?)?
                .clone()
        }
        "@all-of" => *owner = json!({ "allOf": [owner.clone()] }),
        "@copy" => owner[last] = root.get(last).cloned().unwrap_or_else(|| json!([])),
        other => panic!("no action {other}"),
    }
    Some(())
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Moves a part to the components, and refers to it.
fn to_component(doc: &mut Value, place: &str, section: &str) -> Option<()> {
    let is_component = place.starts_with(&format!("/components/{section}/"));
    if is_component && place.matches('/').count() == 3 {
        return None;
    }
    // An earlier edit may have moved a part.
    let count = doc["components"][section]
        .as_object()
        .map_or(0, |parts| parts.len());
    let name = format!("movedPart{count}");
    let target = json!({ "$ref": format!("#/components/{section}/{name}") });
    let part = std::mem::replace(doc.pointer_mut(place)?, target);
    doc["components"][section][name] = part;
    Some(())
}

fn replace_texts(node: &mut Value, from: &str, to: &str) {
    match node {
        Value::String(text) if text == from => to.clone_into(text),
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| replace_texts(item, from, to)),
        Value::Object(entries) => {
            entries
                .values_mut()
                .for_each(|value| replace_texts(value, from, to));
        }
        _ => {}
    }
}
