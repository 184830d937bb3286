//! The operations that reach a compared part of the contracts, and the way from an operation to it.

use std::collections::{HashSet, VecDeque};
use std::rc::Rc;

use serde_json::Value;
use tallyfy_codegen::Node;

use super::samples::object_of_both;

/// The direction in which a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// A client sends the value.
    Request,
    /// A server sends the value.
    Response,
}

/// A part of an operation that describes values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Root {
    pub(super) old_operation: String,
    pub(super) new_operation: String,
    pub(super) place: Place,
}

/// The place of a value in a request or a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Operation,
    Parameter {
        old: String,
        new: String,
    },
    Body,
    /// A response with a status.
    Response(String),
    /// A response header.
    Header,
}

impl Place {
    pub(super) fn direction(&self) -> Direction {
        match self {
            Place::Response(_) | Place::Header => Direction::Response,
            Place::Operation | Place::Parameter { .. } | Place::Body => Direction::Request,
        }
    }

    /// Returns whether the value travels as text, and not as JSON.
    pub(super) fn is_text(&self) -> bool {
        matches!(self, Place::Parameter { .. } | Place::Header)
    }

    /// The number of the kind of place. A change has one verdict for each kind.
    fn channel(&self) -> usize {
        match self {
            Place::Operation => 0,
            Place::Parameter { .. } => 1,
            Place::Body => 2,
            Place::Response(_) => 3,
            Place::Header => 4,
        }
    }
}

const CHANNELS: usize = 5;

/// A step from a schema to a schema within it.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Property(String),
    Item,
}

type Edge = (usize, Option<Step>);

/// Two compared parts.
#[derive(Default)]
struct Pair<'a> {
    schemas: Option<(&'a Node, &'a Node)>,
    next: Vec<Edge>,
    previous: Vec<usize>,
}

/// All compared parts, and the operations that lead to them.
#[derive(Default)]
pub(super) struct Reach<'a> {
    pairs: Vec<Pair<'a>>,
    roots: Vec<(Rc<Root>, usize)>,
}

/// The shortest way from an operation to each pair, for one kind of place.
struct Routes {
    previous: Vec<Option<Edge>>,
    roots: Vec<Option<Rc<Root>>>,
}

/// The ways to all pairs, one for each kind of place.
pub(super) struct AllRoutes(Vec<Routes>);

impl<'a> Reach<'a> {
    pub(super) fn pair(&mut self, schemas: Option<(&'a Node, &'a Node)>) -> usize {
        self.pairs.push(Pair {
            schemas,
            ..Pair::default()
        });
        self.pairs.len() - 1
    }

    pub(super) fn root(&mut self, root: Root) -> usize {
        let pair = self.pair(None);
        self.roots.push((Rc::new(root), pair));
        pair
    }

    pub(super) fn leads(&mut self, from: usize, to: usize, step: Option<Step>) {
        self.pairs[from].next.push((to, step));
        self.pairs[to].previous.push(from);
    }

    pub(super) fn schemas(&self, pair: usize) -> Option<(&'a Node, &'a Node)> {
        self.pairs[pair].schemas
    }

    /// Returns all parts of operations that lead to one of these pairs.
    pub(super) fn roots_to(&self, pairs: &[usize]) -> Vec<Rc<Root>> {
        let mut seen: HashSet<usize> = pairs.iter().copied().collect();
        let mut next = pairs.to_vec();
        while let Some(pair) = next.pop() {
            let previous = self.pairs[pair].previous.iter();
            next.extend(previous.filter(|previous| seen.insert(**previous)));
        }
        let roots = self.roots.iter().filter(|(_, pair)| seen.contains(pair));
        roots.map(|(root, _)| Rc::clone(root)).collect()
    }

    pub(super) fn routes(&self) -> AllRoutes {
        AllRoutes(
            (0..CHANNELS)
                .map(|channel| self.routes_of(channel))
                .collect(),
        )
    }

    fn routes_of(&self, channel: usize) -> Routes {
        let mut routes = Routes {
            previous: vec![None; self.pairs.len()],
            roots: vec![None; self.pairs.len()],
        };
        let mut next = VecDeque::new();
        for (root, pair) in &self.roots {
            if root.place.channel() == channel {
                routes.roots[*pair] = Some(Rc::clone(root));
                next.push_back(*pair);
            }
        }
        while let Some(pair) = next.pop_front() {
            for (to, step) in &self.pairs[pair].next {
                if routes.roots[*to].is_none() {
                    routes.roots[*to] = routes.roots[pair].clone();
                    routes.previous[*to] = Some((pair, step.clone()));
                    next.push_back(*to);
                }
            }
        }
        routes
    }
}

/// The way from a part of an operation to a pair.
pub(super) struct Route<'r> {
    pub(super) root: &'r Rc<Root>,
    pub(super) pair: usize,
    routes: &'r Routes,
}

impl AllRoutes {
    /// Returns the first way to one of these pairs, for each kind of place that leads there.
    pub(super) fn to(&self, pairs: &[usize]) -> Vec<Route<'_>> {
        let route = |routes: &'_ Routes| {
            let pair = pairs.iter().find(|pair| routes.roots[**pair].is_some());
            pair.copied()
        };
        let found = self
            .0
            .iter()
            .filter_map(|routes| Some((routes, route(routes)?)));
        let found = found.filter_map(|(routes, pair)| {
            let root = routes.roots[pair].as_ref()?;
            Some(Route { root, pair, routes })
        });
        found.collect()
    }
}

impl Route<'_> {
    /// Returns the object schemas and the name of the property that the pair describes. Returns
    /// `None` if the pair is not a property.
    pub(super) fn holder<'a>(&self, reach: &Reach<'a>) -> Option<((&'a Node, &'a Node), &str)> {
        let mut pair = self.pair;
        loop {
            let (previous, step) = self.routes.previous[pair].as_ref()?;
            match step {
                Some(Step::Property(name)) => return Some((reach.schemas(*previous)?, name)),
                Some(Step::Item) => return None,
                None => pair = *previous,
            }
        }
    }

    /// Returns the pair, or the schemas whose alternative the pair is.
    pub(super) fn outer_pair(&self, reach: &Reach<'_>) -> usize {
        let mut pair = self.pair;
        while let Some((previous, None)) = &self.routes.previous[pair]
            && reach.schemas(*previous).is_some()
        {
            pair = *previous;
        }
        pair
    }

    /// Puts a value at the pair into a body that has only what both contracts require. Returns the
    /// body, and the path of the value, such as `.data[0].id`.
    pub(super) fn body(
        &self,
        documents: (&Node, &Node),
        reach: &Reach<'_>,
        value: Option<&Value>,
    ) -> (Option<Value>, String) {
        let (mut path, mut value, mut pair) = (String::new(), value.cloned(), self.pair);
        while let Some((previous, step)) = &self.routes.previous[pair] {
            match (step, reach.schemas(*previous)) {
                (Some(Step::Property(name)), Some((old, new))) => {
                    let mut object = object_of_both((documents.0, old), (documents.1, new));
                    match value {
                        Some(value) => object.insert(name.clone(), value),
                        None => object.remove(name),
                    };
                    value = Some(Value::Object(object));
                    path = format!(".{name}{path}");
                }
                (Some(Step::Item), _) => {
                    value = Some(value.into_iter().collect());
                    path = format!("[0]{path}");
                }
                _ => {}
            }
            pair = *previous;
        }
        (value, path)
    }
}
