//! Whether Rust that compiled against one client still compiles against another.

use std::collections::BTreeSet;
use std::fmt;

use heck::{ToPascalCase as _, ToSnakeCase as _};
use tallyfy_codegen::Node;

use crate::parts::{entries, methods};
use crate::{Api, ItemChange, ItemKind, PublicItem};

/// What a version has to say of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// Nothing.
    None,
    /// There is more than before.
    Minor,
    /// Something that worked no longer does.
    Major,
}

/// A change of the API, and what it does to those who use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The change.
    pub change: ItemChange,
    /// What the version has to say of it.
    pub bump: Bump,
    /// Why.
    pub why: &'static str,
    /// The line of the newer contract, or, for what is gone, of the older one.
    pub line: Option<usize>,
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Bump::None => "none",
            Bump::Minor => "minor",
            Bump::Major => "major",
        })
    }
}

/// An API and the contract that it was generated from.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The API.
    pub api: &'a Api,
    /// The contract, as [`tallyfy_codegen::tree`] reads it.
    pub contract: &'a Node,
}

/// What differs between two clients, and what that does to Rust that compiled against the older.
///
/// What belongs to a type that is new, or gone, is not named beside it.
#[must_use]
pub fn judge(old: Side<'_>, new: Side<'_>) -> Vec<Judged> {
    let changes = new.api.changes_since(old.api);
    let types: BTreeSet<&str> = changes
        .iter()
        .filter(|change| !matches!(change, ItemChange::Changed { .. }))
        .map(item)
        .filter(|item| item.kind == ItemKind::Type)
        .map(|item| item.path.as_str())
        .collect();
    let is_told_by_its_type = |change: &&ItemChange| {
        let item = item(change);
        item.kind != ItemKind::Type && types.contains(item.owner.as_str())
    };
    let judged = |change: &ItemChange| {
        let (bump, why) = verdict(change);
        let side = match change {
            ItemChange::Removed(_) => old,
            ItemChange::Added(_) | ItemChange::Changed { .. } => new,
        };
        Judged {
            change: change.clone(),
            bump,
            why,
            line: line(side.contract, item(change)),
        }
    };
    let told = changes.iter().filter(|change| !is_told_by_its_type(change));
    told.map(judged).collect()
}

fn verdict(change: &ItemChange) -> (Bump, &'static str) {
    match (change, item(change).kind) {
        (ItemChange::Removed(_), _) => (Bump::Major, "code that names it no longer compiles"),
        (ItemChange::Changed { .. }, ItemKind::Type) => (
            Bump::Major,
            "code that relies on what was derived may no longer compile",
        ),
        (ItemChange::Changed { .. }, _) => (
            Bump::Major,
            "code that uses it as it was no longer compiles",
        ),
        (ItemChange::Added(_), ItemKind::Field) => (
            Bump::Major,
            "code that makes the struct, or takes it apart without `..`, no longer compiles",
        ),
        (ItemChange::Added(_), ItemKind::Variant) => {
            (Bump::Major, "a match without `_` no longer compiles")
        }
        (ItemChange::Added(_), ItemKind::Type | ItemKind::Method | ItemKind::Trait) => {
            (Bump::Minor, "there is more than before")
        }
    }
}

/// The item; of a change, as it is now.
fn item(change: &ItemChange) -> &PublicItem {
    match change {
        ItemChange::Added(item) | ItemChange::Removed(item) => item,
        ItemChange::Changed { new, .. } => new,
    }
}

/// The line of the contract that an item comes from, where the names tell.
fn line(contract: &Node, item: &PublicItem) -> Option<usize> {
    let name = item.path.rsplit(['.', ':']).next().unwrap_or_default();
    if item.kind == ItemKind::Method {
        let paths = entries(contract, "paths").iter();
        let mut operations = paths.flat_map(|path| methods(&path.value));
        return operations.find_map(|operation| {
            let id = operation.value.get("operationId")?;
            (id.text()?.to_snake_case() == name).then_some(id.position.line)
        });
    }
    let owner = item.owner.strip_prefix("types::")?;
    let schemas = contract.at(&["components", "schemas"])?.entries().iter();
    let mut schemas = schemas.filter(|schema| schema.key.to_pascal_case() == owner);
    let schema = schemas.next()?;
    let properties = entries(&schema.value, "properties").iter();
    let mut properties = properties.filter(|property| property.key.to_snake_case() == name);
    let position = properties
        .next()
        .map_or(schema.position, |one| one.position);
    Some(position.line)
}
