//! Compares two contracts from their operations down: what is sent, and what is received.

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use tallyfy_codegen::{Entry, Node, Position};

use super::operation::{Operation, Parameter};
use super::raw::{Direction, Graph, Part, Places, Root};
use super::spot::{Compared, Spot};

pub(super) struct Walk<'a> {
    pub(super) old: &'a Node,
    pub(super) new: &'a Node,
    pub(super) graph: Graph<'a>,
    pub(super) compared: HashMap<(Position, Position, Direction), usize>,
    /// The schemas that an operation leads to; true for the older contract.
    pub(super) reached: HashSet<(bool, Position)>,
    /// Names of schemas that stand in place of one another.
    pub(super) renames: Vec<(String, String, Places)>,
    /// Parts that stand in place of one another, for what is said of them in words.
    pub(super) paired: Vec<(Operation<'a>, Operation<'a>)>,
    /// The places of changes that are known, once all operations are compared.
    pub(super) known: HashSet<(bool, Position)>,
    /// Differences that another change tells, somewhere else.
    pub(super) told: usize,
    /// Schemas that are still to be compared; not by calls within calls, which end the program some
    /// time.
    pub(super) next: VecDeque<Compared<'a>>,
}

impl<'a> Walk<'a> {
    pub(super) fn of(old: &'a Node, new: &'a Node) -> Walk<'a> {
        let mut walk = Walk {
            old,
            new,
            graph: Graph::default(),
            compared: HashMap::new(),
            reached: HashSet::new(),
            renames: Vec::new(),
            paired: Vec::new(),
            known: HashSet::new(),
            told: 0,
            next: VecDeque::new(),
        };
        walk.operations();
        walk.service();
        while let Some(schemas) = walk.next.pop_front() {
            walk.compare(&schemas);
        }
        walk
    }

    fn operations(&mut self) {
        let older: HashMap<_, _> = Operation::all(self.old)
            .map(|one| (one.key(), one))
            .collect();
        let newer: HashSet<_> = Operation::all(self.new).map(Operation::key).collect();
        // Those that are asked for elsewhere, by their operationIds.
        let moved: HashMap<_, _> = Operation::all(self.old)
            .filter(|old| !newer.contains(&old.key()))
            .map(|one| (one.id(), one))
            .collect();
        let mut kept = HashSet::new();
        for new in Operation::all(self.new) {
            let same = older.get(&new.key());
            match same.or_else(|| moved.get(new.id())) {
                Some(old) => {
                    kept.insert(old.key());
                    self.operation(*old, new);
                }
                None => {
                    let at = Places::of(None, Some(new.method.position));
                    let what = format!("the operation `{}` was added", new.id());
                    let pair = self.root(new, new, Part::Operation);
                    self.graph.say(Some(pair), "operation-added", at, what);
                }
            }
        }
        for old in Operation::all(self.old).filter(|old| !kept.contains(&old.key())) {
            let at = Places::of(Some(old.method.position), None);
            let what = format!("the operation `{}` was removed", old.id());
            let pair = self.root(old, old, Part::Operation);
            self.graph.say(Some(pair), "operation-removed", at, what);
        }
    }

    pub(super) fn root(&mut self, old: Operation<'a>, new: Operation<'a>, part: Part) -> usize {
        self.spot(old, new, part).0
    }

    pub(super) fn spot(
        &mut self,
        old: Operation<'a>,
        new: Operation<'a>,
        part: Part,
    ) -> (usize, Spot<'a>) {
        let name = match &part {
            Part::Operation => new.id().to_owned(),
            Part::Parameter { new: name, .. } => format!("{}, parameter {name}", new.id()),
            Part::Body => format!("{}, body", new.id()),
            Part::Response(status) => format!("{}, response {status}", new.id()),
            Part::Header => format!("{}, header", new.id()),
        };
        let root = Rc::new(Root {
            old_operation: old.id().to_owned(),
            new_operation: new.id().to_owned(),
            part,
        });
        let pair = self.graph.root(&root);
        let frames = None;
        (pair, Spot { root, frames, name })
    }

    fn operation(&mut self, old: Operation<'a>, new: Operation<'a>) {
        self.paired.push((old, new));
        let pair = self.root(old, new, Part::Operation);
        if old.key() != new.key() {
            let at = Places::of(Some(old.method.position), Some(new.method.position));
            let place =
                |one: Operation<'a>| format!("{} {}", one.method.key.to_uppercase(), one.path.key);
            let what = format!("`{}` moved from {} to {}", new.id(), place(old), place(new));
            self.graph.say(Some(pair), "operation-moved", at, what);
            // It is the place that is another, not what stands there.
            self.graph.loosely(at);
        }
        if old.id() != new.id() {
            let place = |one: Operation<'a>| {
                one.method
                    .value
                    .entry("operationId")
                    .map(|entry| entry.position)
            };
            let what = format!("the operation `{}` was renamed to `{}`", old.id(), new.id());
            let at = Places::of(place(old), place(new));
            self.graph.say(Some(pair), "operation-renamed", at, what);
        }
        self.security(pair, &old.method.value, &new.method.value);
        self.parameters(pair, old, new);
        self.body(pair, old, new);
        self.responses(old, new);
    }

    fn parameters(&mut self, pair: usize, old: Operation<'a>, new: Operation<'a>) {
        let (before, after) = (old.parameters(self.old), new.parameters(self.new));
        let (old_names, new_names) = (old.placeholders(), new.placeholders());
        // The name that a parameter had: of one in the path, that at its place.
        let was_called = |parameter: &Parameter<'a>| match parameter.is_in {
            "path" => {
                let place = new_names.iter().position(|name| *name == parameter.name);
                place.and_then(|place| old_names.get(place).copied())
            }
            _ => Some(parameter.name),
        };
        let mut kept = HashSet::new();
        for parameter in &after {
            let was = was_called(parameter);
            let was = before
                .iter()
                .find(|old| Some(old.name) == was && old.is_in == parameter.is_in);
            let name = format!("{}, parameter {}", new.id(), parameter.name);
            match was {
                Some(was) => {
                    kept.insert((was.name, was.is_in));
                    self.parameter(old, new, *was, *parameter);
                }
                None => {
                    let at = Places::of(None, Some(parameter.place));
                    let (code, end) = if parameter.is_required() {
                        ("parameter-added-required", " and is required")
                    } else {
                        ("parameter-added", "")
                    };
                    let what = format!("`{name}` was added{end}");
                    self.graph.say(Some(pair), code, at, what);
                }
            }
        }
        for parameter in before
            .iter()
            .filter(|one| !kept.contains(&(one.name, one.is_in)))
        {
            let at = Places::of(Some(parameter.place), None);
            let code = if parameter.is_required() {
                "parameter-removed-required"
            } else {
                "parameter-removed"
            };
            let what = format!("`{}, parameter {}` was removed", old.id(), parameter.name);
            self.graph.say(Some(pair), code, at, what);
        }
    }

    fn parameter(
        &mut self,
        old: Operation<'a>,
        new: Operation<'a>,
        was: Parameter<'a>,
        is: Parameter<'a>,
    ) {
        let part = Part::Parameter {
            old: was.name.to_owned(),
            new: is.name.to_owned(),
        };
        let (pair, mut spot) = self.spot(old, new, part);
        if let Some(component) = is.component {
            spot.name = format!("parameter {component}");
        }
        let place = |parameter: Parameter<'a>, key: &str| {
            Some(
                parameter
                    .node
                    .entry(key)
                    .map_or(parameter.node.position, |entry| entry.position),
            )
        };
        if was.name != is.name {
            let at = Places::of(place(was, "name"), place(is, "name"));
            let what = format!(
                "the path parameter `{}` was renamed to `{}`",
                was.name, is.name
            );
            self.graph
                .say(Some(pair), "path-parameter-renamed", at, what);
        }
        if was.is_required() != is.is_required() {
            let at = Places::of(place(was, "required"), place(is, "required"));
            let (code, what) = if is.is_required() {
                ("parameter-required", "became required")
            } else {
                ("parameter-optional", "became optional")
            };
            let what = format!("`{}` {what}", spot.name);
            self.graph.say(Some(pair), code, at, what);
            self.near(was.node, is.node, "required");
        }
        for key in ["style", "explode", "allowReserved"] {
            let json = |one: Parameter<'a>| one.node.get(key).map(Node::to_json);
            if json(was) != json(is) {
                let at = Places::of(place(was, key), place(is, key));
                let what = format!("the serialization of `{}` changed: {key}", spot.name);
                self.graph
                    .say(Some(pair), "serialization-changed", at, what);
                self.near(was.node, is.node, key);
            }
        }
        if let (Some(old), Some(new)) = (was.node.get("schema"), is.node.get("schema")) {
            self.schemas(pair, old, new, &spot);
        }
    }

    /// Where one side has no such key, the place of what lacks it is not all told by it.
    pub(super) fn near(&mut self, old: &Node, new: &Node, key: &str) {
        let lacks = |node: &Node| node.get(key).is_none().then_some(node.position);
        self.graph.loosely(Places::of(lacks(old), lacks(new)));
    }

    pub(super) fn added_and_removed(
        &mut self,
        pair: usize,
        (old, new): (&'a [Entry], &'a [Entry]),
        (added, removed): (&'static str, &'static str),
        what: &str,
    ) {
        let has = |list: &[Entry], key: &str| list.iter().any(|entry| entry.key == key);
        for entry in new.iter().filter(|entry| !has(old, &entry.key)) {
            let at = Places::of(None, Some(entry.position));
            let what = format!("`{what} {}` was added", entry.key);
            self.graph.say(Some(pair), added, at, what);
        }
        for entry in old.iter().filter(|entry| !has(new, &entry.key)) {
            let at = Places::of(Some(entry.position), None);
            let what = format!("`{what} {}` was removed", entry.key);
            self.graph.say(Some(pair), removed, at, what);
        }
    }
}
