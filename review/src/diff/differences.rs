//! Lists every difference of two contracts, without judging any of them.
//!
//! The list follows the parts of OpenAPI. Operations are compared with all that they refer to, so
//! that notation makes no difference. Afterwards, components are compared that no operation uses.

mod bodies;
mod credentials;
mod document;
mod operations;
mod properties;
mod schemas;

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque, hash_map};

use serde_json::{Value, json};
use tallyfy_codegen::{Entry, Node, Part, Position};

use super::merged_schema::component;
use super::reach::{Reach, Root, Step};

/// The positions of a difference in both contracts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Places {
    /// The position in the older contract.
    pub old: Option<Position>,
    /// The position in the newer contract.
    pub new: Option<Position>,
}

/// The way in which two parts differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Form {
    Added,
    Removed,
    Changed,
    Renamed,
    /// The same items, in a different order.
    Reordered,
    /// A different notation of the same meaning.
    Restated,
}

/// One difference.
#[derive(Debug)]
pub(super) struct Difference<'a> {
    /// The kind of OpenAPI object that has the key.
    pub(super) part: Part,
    /// The key. Empty if the object itself is different. `enum[]` is an item of the list `enum`.
    pub(super) key: String,
    pub(super) form: Form,
    /// The name of the object in texts, such as `group.members`.
    pub(super) subject: String,
    /// The value of the key, or the object.
    pub(super) old: Option<&'a Node>,
    pub(super) new: Option<&'a Node>,
    /// The names or values before and after, in texts.
    pub(super) texts: (String, String),
    pub(super) at: Places,
    /// Other positions of the same difference.
    pub(super) also: Vec<Places>,
    /// The compared parts that have the difference.
    pub(super) pairs: Vec<usize>,
    /// The property of the schema that the difference is about.
    pub(super) property: Option<String>,
}

impl<'a> Difference<'a> {
    /// The difference of a key.
    fn of_key(part: Part, form: Form, spot: &Spot, (old, new): Both<'a>) -> Difference<'a> {
        let text = |entry: Option<&Entry>| {
            entry.map_or(String::new(), |entry| match entry.value.text() {
                Some(text) if part != Part::Schema => text.to_owned(),
                _ => entry.value.to_json().to_string(),
            })
        };
        let place = |entry: Option<&Entry>| entry.map(|entry| entry.position);
        let nodes = (old.map(|entry| &entry.value), new.map(|entry| &entry.value));
        Difference {
            key: new.or(old).map_or(String::new(), |entry| entry.key.clone()),
            texts: (text(old), text(new)),
            at: Places {
                old: place(old),
                new: place(new),
            },
            ..Difference::of_object(part, form, spot, nodes)
        }
    }

    /// The difference of an object, or of an item of a list.
    fn of_object(
        part: Part,
        form: Form,
        spot: &Spot,
        (old, new): (Option<&'a Node>, Option<&'a Node>),
    ) -> Difference<'a> {
        let place = |node: Option<&Node>| node.map(|node| node.position);
        Difference {
            part,
            key: String::new(),
            form,
            subject: spot.subject.clone(),
            old,
            new,
            texts: Default::default(),
            at: Places {
                old: place(old),
                new: place(new),
            },
            also: Vec::new(),
            pairs: vec![spot.pair],
            property: None,
        }
    }

    /// An object that was added or removed, at the position of its key.
    fn of_entry(part: Part, spot: &Spot, entries: Both<'a>) -> Difference<'a> {
        Difference {
            key: String::new(),
            texts: Default::default(),
            ..Difference::of_key(part, presence(entries), spot, entries)
        }
    }
}

/// Returns whether an entry that only one contract has was added or removed.
fn presence(entries: Both<'_>) -> Form {
    match entries {
        (None, _) => Form::Added,
        _ => Form::Removed,
    }
}

/// The place at which two parts are compared.
#[derive(Clone)]
pub(super) struct Spot {
    pub(super) pair: usize,
    /// The name of the compared part, such as `group.members`.
    pub(super) subject: String,
}

/// Two schemas that are still to be compared.
struct Task<'a> {
    old: &'a Node,
    new: &'a Node,
    spot: Spot,
}

/// The differences of two contracts.
pub(super) struct Differences<'a> {
    pub(super) old: &'a Node,
    pub(super) new: &'a Node,
    pub(super) found: Vec<Difference<'a>>,
    /// The number of additions to the list. A difference may be added several times.
    additions: usize,
    pub(super) reach: Reach<'a>,
    /// The index of each difference, so that it is listed once.
    known: HashMap<(Part, String, Form, Places), usize>,
    /// The pair of each two compared schemas.
    compared: HashMap<(Position, Position), usize>,
    /// The parts that operations use. True for the older contract.
    used: HashSet<(bool, Position)>,
    /// The names of renamed components: the section and the old name, and the new name.
    renamed: BTreeMap<(&'static str, String), String>,
    /// The pair of each security scheme.
    schemes: HashMap<String, usize>,
    next: VecDeque<Task<'a>>,
}

/// A nullable entry of each contract.
type Both<'a> = (Option<&'a Entry>, Option<&'a Entry>);

impl<'a> Differences<'a> {
    pub(super) fn of(old: &'a Node, new: &'a Node) -> Differences<'a> {
        let mut list = Differences {
            old,
            new,
            found: Vec::new(),
            additions: 0,
            reach: Reach::default(),
            known: HashMap::new(),
            compared: HashMap::new(),
            used: HashSet::new(),
            renamed: BTreeMap::new(),
            schemes: HashMap::new(),
            next: VecDeque::new(),
        };
        list.security_schemes();
        list.operations();
        list.schemas_in_turn();
        list.document();
        list.components();
        list.schemas_in_turn();
        if list.found.is_empty() && !same(old, new) {
            let spot = list.spot(None, "the contract");
            let nodes = (Some(old), Some(new));
            list.add(Difference::of_object(
                Part::Document,
                Form::Restated,
                &spot,
                nodes,
            ));
        }
        list
    }

    fn spot(&mut self, root: Option<Root>, subject: impl Into<String>) -> Spot {
        let pair = match root {
            Some(root) => self.reach.root(root),
            None => self.reach.pair(None),
        };
        let subject = subject.into();
        Spot { pair, subject }
    }

    /// Adds a difference, or its pair and other positions to a difference that is known.
    fn add(&mut self, difference: Difference<'a>) {
        self.additions += 1;
        let Difference { part, form, at, .. } = difference;
        let key = (part, difference.key.clone(), form, at);
        match self.known.entry(key) {
            hash_map::Entry::Vacant(entry) => {
                entry.insert(self.found.len());
                self.found.push(difference);
            }
            hash_map::Entry::Occupied(entry) => {
                let known = &mut self.found[*entry.get()];
                known.pairs.extend(difference.pairs);
                known.also.extend(difference.also);
            }
        }
    }

    /// Compares the values of all keys of a part, except those that are compared elsewhere.
    fn keys(
        &mut self,
        part: Part,
        old: &[&'a Node],
        new: &[&'a Node],
        spot: &Spot,
        except: &[&str],
    ) {
        for (was, is) in key_pairs(old, new) {
            let key = is.or(was).map_or("", |entry| entry.key.as_str());
            if except.contains(&key) {
                continue;
            }
            let value = |entry: Option<&Entry>| {
                let value = entry.map(|entry| entry.value.to_json());
                value.filter(|value| *value != default_of(part, key))
            };
            let form = match (value(was), value(is)) {
                (old, new) if old == new => {
                    if was.is_some() == is.is_some() {
                        continue;
                    }
                    Form::Restated
                }
                (None, _) => Form::Added,
                (_, None) => Form::Removed,
                (Some(Value::Array(old)), Some(Value::Array(new))) if is_reordered(&old, &new) => {
                    Form::Reordered
                }
                _ => Form::Changed,
            };
            self.add(Difference::of_key(part, form, spot, (was, is)));
        }
    }

    /// Notes that a reference to one component became a reference to a different one. Returns
    /// whether the component was renamed.
    fn note_renamed(&mut self, section: &'static str, old: &str, new: &str) -> bool {
        let has = |root: &Node, name: &str| root.at(&["components", section, name]).is_some();
        if has(self.new, old) || has(self.old, new) {
            return false;
        }
        let known = self.renamed.entry((section, old.to_owned()));
        known.or_insert_with(|| new.to_owned()) == new
    }

    /// Returns the target of a reference, and notes that an operation uses it.
    fn resolved(&mut self, side: bool, node: &'a Node) -> &'a Node {
        let root = if side { self.old } else { self.new };
        let target = root.referenced_by(node).unwrap_or(node);
        self.used.insert((side, target.position));
        target
    }

    /// Resolves both references. Reports a reference to a different component, unless this
    /// component was added or the old component was removed.
    fn resolved_pair(
        &mut self,
        part: Part,
        spot: &Spot,
        was: &'a Entry,
        is: &'a Entry,
    ) -> (&'a Node, &'a Node) {
        let references = (was.value.entry("$ref"), is.value.entry("$ref"));
        if let (Some(old), Some(new)) = references
            && old.value.text() != new.value.text()
            && self.new.referenced_by(&was.value).is_some()
            && self.old.referenced_by(&is.value).is_some()
        {
            self.add(Difference {
                texts: (component(old).to_owned(), component(new).to_owned()),
                ..Difference::of_key(part, Form::Changed, spot, references)
            });
        }
        (
            self.resolved(true, &was.value),
            self.resolved(false, &is.value),
        )
    }

    /// Returns the targets of two references, of which one may be missing.
    fn resolved_both(&mut self, (was, is): Both<'a>) -> (Option<&'a Node>, Option<&'a Node>) {
        let old = was.map(|entry| self.resolved(true, &entry.value));
        (old, is.map(|entry| self.resolved(false, &entry.value)))
    }

    fn schema_of(&mut self, part: (&'a Node, &'a Node), step: Option<Step>, spot: &Spot) {
        if let (Some(old), Some(new)) = (part.0.get("schema"), part.1.get("schema")) {
            self.schema_pair(Some((spot.pair, step)), (old, new), spot.clone());
        }
    }
}

/// Pairs the entries of several nodes by their keys. The first node with a key has priority.
fn key_pairs<'a>(old: &[&'a Node], new: &[&'a Node]) -> Vec<Both<'a>> {
    let first = |nodes: &[&'a Node]| {
        let mut seen = HashSet::new();
        let entries = nodes.iter().flat_map(|node| node.entries());
        entries
            .filter(|entry| seen.insert(entry.key.as_str()))
            .collect::<Vec<_>>()
    };
    let (old, new) = (first(old), first(new));
    let by_key: HashMap<&str, &Entry> = old
        .iter()
        .map(|entry| (entry.key.as_str(), *entry))
        .collect();
    let kept: HashSet<&str> = new.iter().map(|entry| entry.key.as_str()).collect();
    let mut pairs: Vec<Both<'a>> = new
        .iter()
        .map(|entry| (by_key.get(entry.key.as_str()).copied(), Some(*entry)))
        .collect();
    let removed = old
        .into_iter()
        .filter(|entry| !kept.contains(entry.key.as_str()));
    pairs.extend(removed.map(|entry| (Some(entry), None)));
    pairs
}

/// Pairs the items of two lists by their names.
fn item_pairs<'a, N: PartialEq>(
    old: &'a [Node],
    new: &'a [Node],
    name: impl Fn(&Node) -> N,
) -> Vec<(Option<&'a Node>, Option<&'a Node>)> {
    let find = |list: &'a [Node], one: &Node| list.iter().find(|other| name(other) == name(one));
    let mut pairs: Vec<_> = new.iter().map(|is| (find(old, is), Some(is))).collect();
    let removed = old.iter().filter(|was| find(new, was).is_none());
    pairs.extend(removed.map(|was| (Some(was), None)));
    pairs
}

/// Returns the value that a missing key has.
fn default_of(part: Part, key: &str) -> Value {
    match (part, key) {
        (_, "minLength" | "minItems" | "minProperties") => json!(0),
        (Part::Schema, "nullable" | "exclusiveMaximum" | "exclusiveMinimum" | "uniqueItems")
        | (_, "deprecated" | "readOnly" | "writeOnly" | "allowEmptyValue" | "allowReserved")
        | (Part::Parameter | Part::RequestBody | Part::Header, "required") => json!(false),
        _ => Value::Null,
    }
}

fn is_reordered(old: &[Value], new: &[Value]) -> bool {
    old.len() == new.len() && old.iter().all(|one| new.contains(one))
}

/// Returns whether two nodes are equal, except for their positions and the order of their keys.
pub(super) fn same(old: &Node, new: &Node) -> bool {
    old.to_json() == new.to_json()
}
