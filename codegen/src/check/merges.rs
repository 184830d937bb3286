//! A check that finds schemas for which typify would recurse without end.
//!
//! progenitor uses typify to generate types. If a schema makes typify recurse without end, the
//! stack overflows and the build ends without a message.
//!
//! The schemas that an `allOf` lists are called its parts. typify merges the parts into one schema
//! with the properties of all parts. If several parts have the same property, typify also merges
//! the schemas of that property. typify resolves a reference only if it has to merge the reference
//! with another schema. To merge a reference, typify merges the target of the reference. This
//! module simulates these merges with sets of schemas. A merge has no end if the merge of a set
//! requires a merge of the same set.

use std::collections::{BTreeMap, BTreeSet};

use super::Checker;
use crate::position::Position;
use crate::shape::{Part, walk};
use crate::tree::Node;

/// The schemas that are merged into one schema, with their positions.
type Merge<'a> = BTreeMap<Position, &'a Node>;

/// The maximum number of merges for one schema. Each `oneOf` or `anyOf` multiplies the number of
/// merges by the number of its alternatives. A real contract needs far fewer merges than this
/// maximum.
const MAX_STEPS: usize = 20_000;
/// The maximum depth of merges inside other merges.
const MAX_DEPTH: usize = 100;

/// The state of the search for endless merges.
struct Merges<'a, 'c> {
    checker: &'c Checker<'a>,
    steps: usize,
    in_progress: Vec<BTreeSet<Position>>,
    done: BTreeSet<BTreeSet<Position>>,
}

impl<'a> Checker<'a> {
    /// Reports every schema whose merge has no end.
    pub(super) fn merges(&mut self) {
        let mut schemas = Vec::new();
        walk(self.root, Part::Document, &mut |node, part| {
            if part == Part::Schema && has_parts(node) {
                schemas.push(node);
            }
        });
        let mut found = Vec::new();
        let mut merges = Merges {
            checker: self,
            steps: 0,
            in_progress: Vec::new(),
            done: BTreeSet::new(),
        };
        for schema in schemas {
            merges.steps = 0;
            merges.in_progress.clear();
            if merges.schema(schema).is_none() {
                found.push(schema.position);
            }
        }
        for position in found {
            self.report(
                "schema-circle",
                position,
                "progenitor would merge this schema with itself and recurse without end",
                "move one of the merged schemas into a property that has only a `$ref`",
            );
        }
    }
}

impl<'a> Merges<'a, '_> {
    /// Merges the parts of a schema. Returns `None` if a merge has no end.
    fn schema(&mut self, schema: &'a Node) -> Option<()> {
        if schema.get("$ref").is_some() {
            return Some(());
        }
        let parts: Vec<&Node> = lists(schema).collect();
        match parts.as_slice() {
            [] => self.children(schema),
            [one] if !has_own_keywords(schema) => self.schema(one),
            _ if schema.get("allOf").is_none() && !has_own_keywords(schema) => {
                parts.into_iter().try_for_each(|part| self.schema(part))
            }
            _ => self.merge(Merge::from([(schema.position, schema)])),
        }
    }

    /// Merges the parts of each schema directly below a schema, such as the schema of a property.
    fn children(&mut self, schema: &'a Node) -> Option<()> {
        let properties = schema.get("properties").map_or(&[][..], Node::entries);
        let properties = properties.iter().map(|property| &property.value);
        let others = ["items", "additionalProperties"].into_iter();
        let mut children = properties.chain(others.filter_map(|key| schema.get(key)));
        children.try_for_each(|child| self.schema(child))
    }

    /// Merges several schemas. The merge includes the targets of their references and the parts of
    /// their `allOf`.
    fn merge(&mut self, mut merge: Merge<'a>) -> Option<()> {
        self.steps += 1;
        if self.steps > MAX_STEPS || self.in_progress.len() > MAX_DEPTH {
            return None;
        }
        let key: BTreeSet<Position> = merge.keys().copied().collect();
        if self.done.contains(&key) {
            return Some(());
        }
        if self.in_progress.contains(&key) {
            return None;
        }
        self.in_progress.push(key.clone());
        let mut open: Vec<&Node> = merge.values().copied().collect();
        let mut unions = Merge::new();
        while let Some(node) = open.pop() {
            let target = self.checker.resolve(node);
            let parts = target.get("allOf").map_or(&[][..], Node::items);
            for part in parts.iter().chain([target]) {
                if merge.insert(part.position, part).is_none() {
                    open.push(part);
                }
            }
            for list in ["oneOf", "anyOf"] {
                let parts = target.get(list).map_or(&[][..], Node::items);
                unions.extend(parts.iter().map(|part| (part.position, part)));
            }
        }
        self.merge_children(&merge)?;
        // typify merges each alternative of a union with the other schemas. If the type of an
        // alternative contradicts the other schemas, typify skips this alternative. If the other
        // schemas already contradict each other, typify does not skip any alternative.
        let is_consistent = !contradicts(merge.values().copied());
        for part in unions.into_values() {
            let alternative = self.checker.resolve(part);
            if is_consistent && contradicts(merge.values().copied().chain([alternative])) {
                continue;
            }
            let mut with = merge.clone();
            if with.insert(part.position, part).is_none() {
                self.merge(with)?;
            }
        }
        self.in_progress.pop();
        self.done.insert(key);
        Some(())
    }

    /// Merges the properties and the items of the schemas in `merge`.
    fn merge_children(&mut self, merge: &Merge<'a>) -> Option<()> {
        let mut named: BTreeMap<&str, Merge<'a>> = BTreeMap::new();
        let mut rest: BTreeMap<&str, Merge<'a>> = BTreeMap::new();
        for node in merge.values() {
            for property in node.get("properties").map_or(&[][..], Node::entries) {
                add(named.entry(&property.key).or_default(), &property.value);
            }
            for key in ["items", "additionalProperties"] {
                if let Some(child) = node.get(key).filter(|child| child.is_mapping()) {
                    add(rest.entry(key).or_default(), child);
                }
            }
        }
        // The `additionalProperties` of one part also apply to the properties of the other parts.
        // typify merges `additionalProperties` with the schema of each of these properties, even if
        // its value is `{}`. If such a property is a reference, typify therefore resolves the
        // reference.
        for (name, same) in &mut named {
            for node in merge.values() {
                let properties = node.get("properties");
                let has_it = properties.is_some_and(|properties| properties.get(name).is_some());
                if let Some(others) = node.get("additionalProperties").filter(|_| !has_it)
                    && others.is_mapping()
                {
                    add(same, others);
                }
            }
        }
        for same in named.into_values().chain(rest.into_values()) {
            let nodes: Vec<&Node> = same.values().copied().collect();
            match nodes.as_slice() {
                [one] => self.schema(one)?,
                _ => self.merge(same)?,
            }
        }
        Some(())
    }
}

/// Adds a schema to a merge. If the merge already has an equal reference, the function skips the
/// schema, because typify does not merge equal references.
fn add<'a>(merge: &mut Merge<'a>, node: &'a Node) {
    let reference = |node: &'a Node| node.get("$ref").and_then(Node::text);
    let is_there =
        |other: &&'a Node| reference(other).is_some() && reference(other) == reference(node);
    if !merge.values().any(is_there) {
        merge.insert(node.position, node);
    }
}

/// Returns whether the schemas have different types, so that no value can match all of them.
fn contradicts<'a>(schemas: impl Iterator<Item = &'a Node>) -> bool {
    let kinds = schemas.filter_map(|schema| match schema.get("type").and_then(Node::text) {
        Some("integer") => Some("number"),
        Some(kind) => Some(kind),
        // progenitor treats a schema whose only keyword is `nullable` as the type null.
        None if schema.entries().len() == 1 && schema.get("nullable").is_some() => Some("null"),
        None => None,
    });
    kinds.collect::<BTreeSet<_>>().len() > 1
}

/// Returns the parts of `allOf`, `oneOf` and `anyOf`.
fn lists(schema: &Node) -> impl Iterator<Item = &Node> {
    let lists = ["allOf", "oneOf", "anyOf"].into_iter();
    lists.flat_map(|list| schema.get(list).map_or(&[][..], Node::items))
}

fn has_parts(schema: &Node) -> bool {
    lists(schema).next().is_some()
}

/// Returns whether typify has to merge the parts of a schema with other keywords of this schema.
fn has_own_keywords(schema: &Node) -> bool {
    const OWN: [&str; 4] = ["type", "properties", "items", "additionalProperties"];
    let lists = ["allOf", "oneOf", "anyOf"];
    let several = lists
        .iter()
        .filter(|list| schema.get(list).is_some())
        .count()
        > 1;
    several || OWN.iter().any(|key| schema.get(key).is_some())
}
