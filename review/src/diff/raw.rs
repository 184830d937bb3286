//! What a comparison of two contracts collects: changes, each once, and what leads to them.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use serde_json::Value;
use tallyfy_codegen::{Node, Position};

use super::instance::object_of_both;

/// Whether something is sent or received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// A client sends it.
    Request,
    /// A server sends it.
    Response,
}

/// The place of a change in both contracts; none where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Places {
    /// In the older.
    pub old: Option<Position>,
    /// In the newer.
    pub new: Option<Position>,
}

impl Places {
    pub(super) fn of(old: Option<Position>, new: Option<Position>) -> Places {
        Places { old, new }
    }
}

/// What a schema describes, and where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Root {
    /// The operationIds, which are the same unless it was renamed.
    pub(super) old_operation: String,
    pub(super) new_operation: String,
    pub(super) part: Part,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Operation,
    /// By its names.
    Parameter {
        old: String,
        new: String,
    },
    Body,
    /// By its status.
    Response(String),
    /// Of an answer, which the client does not decode.
    Header,
}

impl Part {
    pub(super) fn direction(&self) -> Direction {
        match self {
            Part::Response(_) | Part::Header => Direction::Response,
            Part::Operation | Part::Parameter { .. } | Part::Body => Direction::Request,
        }
    }
}

/// A step from a body to a place within it, with the schemas of the value that it leads through.
pub(super) struct Frame<'a> {
    pub(super) up: Option<Rc<Frame<'a>>>,
    pub(super) old: &'a Node,
    pub(super) new: &'a Node,
    pub(super) step: Step,
}

#[derive(Clone, Debug)]
pub(super) enum Step {
    Property(String),
    Item,
}

/// A value at a place, or its absence, and which contract allows it.
#[derive(Clone, Debug)]
pub(super) struct Try {
    pub(super) value: Option<Value>,
    pub(super) old: bool,
    pub(super) new: bool,
}

/// A change as one direction sees it, at the first place that it was found at.
pub(super) struct Seen<'a> {
    pub(super) root: Rc<Root>,
    pub(super) frames: Option<Rc<Frame<'a>>>,
    pub(super) tries: Vec<Try>,
}

pub(super) struct Raw<'a> {
    pub(super) code: &'static str,
    pub(super) what: String,
    pub(super) at: Places,
    /// Other places of the same change.
    pub(super) also: Vec<Places>,
    /// Whether another change tells it.
    pub(super) is_told: bool,
    pub(super) seen: Vec<Seen<'a>>,
}

impl Raw<'_> {
    /// All its places.
    pub(super) fn places(&self) -> impl Iterator<Item = Places> {
        self.also.iter().copied().chain([self.at])
    }
}

/// Two parts that are compared, and what they lead to.
#[derive(Default)]
pub(super) struct Pair {
    changes: Vec<usize>,
    next: Vec<usize>,
}

/// All changes and pairs.
#[derive(Default)]
pub(super) struct Graph<'a> {
    pub(super) changes: Vec<Raw<'a>>,
    /// Places of changes that stand for something near them, and are not themselves told.
    pub(super) loose: HashSet<(bool, Position)>,
    /// By code and place.
    known: HashMap<(&'static str, Places), usize>,
    pairs: Vec<Pair>,
    roots: Vec<(Rc<Root>, usize)>,
}

impl<'a> Graph<'a> {
    pub(super) fn pair(&mut self) -> usize {
        self.pairs.push(Pair::default());
        self.pairs.len() - 1
    }

    pub(super) fn root(&mut self, root: &Rc<Root>) -> usize {
        let pair = self.pair();
        self.roots.push((Rc::clone(root), pair));
        pair
    }

    pub(super) fn leads(&mut self, from: usize, to: usize) {
        self.pairs[from].next.push(to);
    }

    /// Adds a change that no values tell of.
    pub(super) fn say(
        &mut self,
        pair: Option<usize>,
        code: &'static str,
        at: Places,
        what: String,
    ) -> usize {
        self.add(pair, code, at, what, None)
    }

    /// Whether a pair has changes of its own.
    pub(super) fn has_changes(&self, pair: usize) -> bool {
        !self.pairs[pair].changes.is_empty()
    }

    /// Adds another place to a change.
    pub(super) fn also(&mut self, change: usize, at: Places) {
        let known = &mut self.changes[change].also;
        if !known.contains(&at) {
            known.push(at);
        }
    }

    /// Takes the places of a change as near to what has changed, but not as that itself.
    pub(super) fn loosely(&mut self, at: Places) {
        self.loose.extend(at.old.map(|place| (true, place)));
        self.loose.extend(at.new.map(|place| (false, place)));
    }

    /// Adds a change, or what another direction sees of one that is known.
    pub(super) fn add(
        &mut self,
        pair: Option<usize>,
        code: &'static str,
        at: Places,
        what: String,
        seen: Option<Seen<'a>>,
    ) -> usize {
        let changes = &mut self.changes;
        let index = *self.known.entry((code, at)).or_insert_with(|| {
            changes.push(Raw {
                code,
                what,
                at,
                also: Vec::new(),
                is_told: false,
                seen: Vec::new(),
            });
            changes.len() - 1
        });
        let change = &mut changes[index];
        if let Some(seen) = seen {
            let direction = seen.root.part.direction();
            let mut known = change.seen.iter_mut();
            match known.find(|known| known.root.part.direction() == direction) {
                // What a client does not decode shows less.
                Some(known) if known.root.part == Part::Header => *known = seen,
                Some(_) => {}
                None => change.seen.push(seen),
            }
        }
        if let Some(pair) = pair
            && !self.pairs[pair].changes.contains(&index)
        {
            self.pairs[pair].changes.push(index);
        }
        index
    }

    /// Makes the change at a place another one, or another place of one that is known.
    pub(super) fn rename(&mut self, from: Places, code: &'static str, at: Places, what: String) {
        let Some(index) = self.known.remove(&("reference-changed", from)) else {
            return;
        };
        let known = *self.known.entry((code, at)).or_insert(index);
        if known == index {
            let change = &mut self.changes[index];
            (change.code, change.at, change.what) = (code, at, what);
        } else {
            self.changes[index].is_told = true;
            for pair in &mut self.pairs {
                for change in &mut pair.changes {
                    if *change == index {
                        *change = known;
                    }
                }
            }
        }
        self.changes[known].also.push(from);
    }

    /// Which parts of operations lead to each change.
    pub(super) fn uses(&self) -> Vec<Vec<Rc<Root>>> {
        let mut uses = vec![Vec::new(); self.changes.len()];
        if self.changes.is_empty() {
            return uses;
        }
        let leading = self.leading();
        for (root, pair) in &self.roots {
            let mut seen = HashSet::new();
            let mut next = vec![*pair];
            let mut found = HashSet::new();
            while let Some(pair) = next.pop() {
                if !leading[pair] || !seen.insert(pair) {
                    continue;
                }
                for change in &self.pairs[pair].changes {
                    if found.insert(*change) {
                        uses[*change].push(Rc::clone(root));
                    }
                }
                next.extend(&self.pairs[pair].next);
            }
        }
        uses
    }

    /// Whether each pair leads to any change; most lead to none.
    fn leading(&self) -> Vec<bool> {
        let mut before = vec![Vec::new(); self.pairs.len()];
        for (index, pair) in self.pairs.iter().enumerate() {
            for next in &pair.next {
                before[*next].push(index);
            }
        }
        let mut leading = vec![false; self.pairs.len()];
        let changed = self.pairs.iter().enumerate();
        let changed = changed.filter(|(_, pair)| !pair.changes.is_empty());
        let mut next: Vec<usize> = changed.map(|(index, _)| index).collect();
        while let Some(pair) = next.pop() {
            if !std::mem::replace(&mut leading[pair], true) {
                next.extend(&before[pair]);
            }
        }
        leading
    }
}

/// The body around a value at a place, with no more than what both contracts require, and the path
/// of the place, such as `.data[0].id`.
pub(super) fn body(
    roots: (&Node, &Node),
    frames: Option<&Frame<'_>>,
    value: Option<&Value>,
) -> (Option<Value>, String) {
    let mut path = String::new();
    let mut value = value.cloned();
    let mut next = frames;
    while let Some(frame) = next {
        match &frame.step {
            Step::Property(name) => {
                let mut object = object_of_both((roots.0, frame.old), (roots.1, frame.new));
                match value {
                    Some(value) => object.insert(name.clone(), value),
                    None => object.remove(name),
                };
                value = Some(Value::Object(object));
                path = format!(".{name}{path}");
            }
            Step::Item => {
                value = Some(value.into_iter().collect());
                path = format!("[0]{path}");
            }
        }
        next = frame.up.as_deref();
    }
    (value, path)
}
