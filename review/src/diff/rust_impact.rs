//! The Rust items that a difference of the contract changes, by the paths of the generated items.

use std::collections::HashMap;

use heck::{ToPascalCase as _, ToSnakeCase as _};
use tallyfy_codegen::{Entry, Node, Operation, Part, Position};

use super::differences::{Difference, Form, Places};
use super::judge::Row;
use super::reach::{Place, Reach};
use crate::openapi::outline::{entries, items, methods};
use crate::{ItemKind, Judged, PublicItem};

/// The paths of the generated items, by the positions of the parts from which they are generated.
#[derive(Default)]
pub(super) struct RustImpact {
    old: Side,
    new: Side,
}

/// The paths of the items of each part. The item that the part itself describes comes first, then
/// the items that contain it.
#[derive(Default)]
struct Side(HashMap<Position, Vec<String>>);

/// The paths of the items that a difference may change, each with a rank. A lower rank is nearer.
type Claims = Vec<(usize, String)>;

/// Kinds of changes of operations and parameters that do not change the generated method.
const NOT_OF_SIGNATURES: [&str; 10] = [
    "credential-added",
    "credential-changed",
    "credential-removed",
    "default-added",
    "default-changed",
    "default-removed",
    "operation-moved",
    "rewritten",
    "serialization-changed",
    "words",
];

/// Kinds of changes that change the names in a signature or a type.
const OF_NAMES: [&str; 2] = ["reference-changed", "schema-renamed"];

/// The additional rank of a field if a claim is only to its type.
const SIBLING: usize = 50;
/// The rank of a method whose operation the difference reaches.
const METHOD: usize = 100;
/// The rank of an item that names a renamed schema.
const NAME: usize = 200;

impl RustImpact {
    pub(super) fn of(old: &Node, new: &Node) -> RustImpact {
        RustImpact {
            old: Side::of(old),
            new: Side::of(new),
        }
    }

    /// Returns, for each changed item, the rows with the nearest claim to it.
    pub(super) fn causes(
        &self,
        items: &[Judged],
        rows: &[(&Difference<'_>, &Row)],
        reach: &Reach<'_>,
    ) -> Vec<Vec<usize>> {
        let claims: Vec<Claims> = rows
            .iter()
            .map(|(difference, row)| self.claims(difference, row, reach))
            .collect();
        let causes = |item: &PublicItem| {
            let ranks = claims.iter().zip(rows).map(|(claims, (difference, row))| {
                rank(item, claims).or_else(|| names(item, difference, row).then_some(NAME))
            });
            let ranks: Vec<Option<usize>> = ranks.collect();
            let nearest = ranks.iter().flatten().min().copied();
            let found = ranks
                .iter()
                .enumerate()
                .filter(|(_, rank)| rank.is_some() && **rank == nearest);
            found.map(|(index, _)| index).collect()
        };
        items.iter().map(|one| causes(one.change.item())).collect()
    }

    fn claims(&self, difference: &Difference<'_>, row: &Row, reach: &Reach<'_>) -> Claims {
        let mut claims = Claims::new();
        let mut add = |side: &Side, position: Option<Position>, distance: usize| {
            let paths = position.and_then(|position| side.0.get(&position));
            let paths = paths.map_or(&[][..], Vec::as_slice).iter().enumerate();
            claims.extend(paths.map(|(rank, path)| (rank + distance, path.clone())));
        };
        if row.code != "words" {
            for at in difference.also.iter().chain([&difference.at]) {
                add(&self.old, at.old, 0);
                add(&self.new, at.new, 0);
            }
            // A property of an object does not change the object itself first.
            let distance = usize::from(difference.property.is_some());
            for pair in &difference.pairs {
                let schemas = reach.schemas(*pair);
                add(&self.old, schemas.map(|(old, _)| old.position), distance);
                add(&self.new, schemas.map(|(_, new)| new.position), distance);
            }
        }
        // An added or removed part adds or removes all items of the schemas within it.
        for (side, node) in [(&self.old, difference.old), (&self.new, difference.new)] {
            if matches!(difference.form, Form::Added | Form::Removed)
                && let Some(node) = node
            {
                within(node, &mut |position| add(side, Some(position), 1));
            }
        }
        // Only the methods of operations and of optional parameters are deprecated.
        let is_unmarked = difference.key == "deprecated"
            && !matches!(difference.part, Part::Operation | Part::Parameter);
        if !NOT_OF_SIGNATURES.contains(&row.code) && !is_unmarked {
            let schema = difference.part == Part::Schema;
            let roots = row.roots.iter().filter(|root| {
                !schema || matches!(root.place, Place::Operation | Place::Parameter { .. })
            });
            let ids = roots.flat_map(|root| [&root.old_operation, &root.new_operation]);
            claims.extend(ids.map(|id| (METHOD, method_path(id))));
        }
        claims
    }

    /// Returns the positions of the parts from which an item is generated.
    pub(super) fn places(&self, item: &PublicItem) -> Places {
        let find = |side: &Side| {
            let own = side
                .0
                .iter()
                .filter(|(_, paths)| paths.first() == Some(&item.path));
            let owner = side
                .0
                .iter()
                .filter(|(_, paths)| paths.first() == Some(&item.owner));
            own.map(|(at, _)| *at)
                .min()
                .or_else(|| owner.map(|(at, _)| *at).min())
        };
        Places {
            old: find(&self.old),
            new: find(&self.new),
        }
    }
}

/// Returns the path of the method of an operation.
fn method_path(id: &str) -> String {
    format!("Client::{}", Operation::method_name_of(id))
}

/// Calls a function with the position of each value within a node.
fn within(node: &Node, visit: &mut impl FnMut(Position)) {
    visit(node.position);
    node.items().iter().for_each(|item| within(item, visit));
    let entries = node.entries().iter();
    entries.for_each(|entry| within(&entry.value, visit));
}

/// Returns the rank of the nearest claim to an item, or to the type that it belongs to.
fn rank(item: &PublicItem, claims: &Claims) -> Option<usize> {
    let own = claims.iter().filter(|(_, path)| *path == item.path);
    let owner = claims
        .iter()
        .filter(|(_, path)| *path == item.owner && item.kind != ItemKind::Method);
    // A different field of the same type is farther away than the type itself.
    let distance = if item.kind == ItemKind::Field {
        SIBLING
    } else {
        0
    };
    let owner = owner.map(|(rank, _)| rank + distance);
    own.map(|(rank, _)| *rank).chain(owner).min()
}

/// Returns whether an item names a schema that the difference renames.
fn names(item: &PublicItem, difference: &Difference<'_>, row: &Row) -> bool {
    let (old, new) = &difference.texts;
    let mut names = [old, new].into_iter().filter(|name| !name.is_empty());
    OF_NAMES.contains(&row.code) && names.any(|name| item.is.contains(&name.to_pascal_case()))
}

impl Side {
    fn of(root: &Node) -> Side {
        let mut side = Side::default();
        let schemas = root.at(&["components", "schemas"]);
        for schema in schemas.map_or(&[][..], Node::entries) {
            let name = schema.key.to_pascal_case();
            side.claim(schema.position, &[format!("types::{name}")]);
            side.schema(root, &name, &schema.value, &[]);
        }
        let paths = entries(root, "paths").iter();
        for method in paths.flat_map(|path| methods(&path.value)) {
            side.operation(root, method);
        }
        side
    }

    fn claim(&mut self, position: Position, paths: &[String]) {
        let known = self.0.entry(position).or_default();
        for path in paths {
            if !known.contains(path) {
                known.push(path.clone());
            }
        }
    }

    fn operation(&mut self, root: &Node, method: &Entry) {
        let id = method.value.get("operationId").and_then(Node::text);
        let id = id.unwrap_or_default();
        let path = [method_path(id)];
        self.claim(method.position, &path);
        for node in items(&method.value, "parameters") {
            let node = root.referenced_by(node).unwrap_or(node);
            let name = node.get("name").and_then(Node::text).unwrap_or_default();
            if let Some(schema) = node.get("schema") {
                let name = format!("{}{}", id.to_pascal_case(), name.to_pascal_case());
                self.schema(root, &name, schema, &path);
            }
        }
        let responses = entries(&method.value, "responses").iter();
        let responses = responses.map(|response| ("Response", &response.value));
        let body = method.value.get("requestBody").map(|body| ("Body", body));
        for (suffix, node) in body.into_iter().chain(responses) {
            for media_type in entries(node, "content") {
                if let Some(schema) = media_type.value.get("schema") {
                    let name = format!("{}{suffix}", id.to_pascal_case());
                    self.schema(root, &name, schema, &path);
                }
            }
        }
    }

    /// Claims the items of a schema, by the names that typify gives them. `around` are the items
    /// that contain the schema.
    fn schema(&mut self, root: &Node, name: &str, node: &Node, around: &[String]) {
        let owner = format!("types::{name}");
        let own: Vec<String> = around
            .iter()
            .take(1)
            .cloned()
            .chain([owner.clone()])
            .chain(around.iter().skip(1).cloned())
            .collect();
        self.claim(node.position, &own);
        for value in items(node, "enum") {
            self.claim(value.position, &own);
        }
        for property in entries(node, "properties") {
            let field = format!("{owner}.{}", property.key.to_snake_case());
            let mut within = vec![field, owner.clone()];
            within.extend(around.iter().cloned());
            self.claim(property.position, &within);
            let inner = format!("{name}{}", property.key.to_pascal_case());
            self.schema(root, &inner, &property.value, &within);
        }
        for list in ["allOf", "oneOf", "anyOf"] {
            let parts = items(node, list);
            for part in parts {
                // typify merges several parts into one type, which has the fields of all parts.
                let merged = root
                    .referenced_by(part)
                    .filter(|_| list == "allOf" && parts.len() > 1);
                self.schema(root, name, merged.unwrap_or(part), around);
            }
        }
        for (key, suffix) in [("items", "Item"), ("additionalProperties", "Value")] {
            if let Some(inner) = node.get(key).filter(|inner| inner.is_mapping()) {
                self.schema(root, &format!("{name}{suffix}"), inner, &own);
            }
        }
    }
}
