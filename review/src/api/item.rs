//! The public items of a generated client, and their changes.

use std::fmt;

/// One item of the API, which is shown as a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicItem {
    /// What kind of item it is.
    pub kind: ItemKind,
    /// The type that it belongs to; a type belongs to itself.
    pub owner: String,
    /// Such as `types::Group.members`.
    pub path: String,
    /// What stands behind the path: a field's type, a method's arguments and result.
    pub is: String,
    /// The types in it, as a program writes them: a field's, a variant's, or a method's arguments
    /// and, last, its result.
    pub types: Vec<String>,
    /// The names of a variant's fields; none where they are told by their places, or where there
    /// are none.
    pub names: Vec<String>,
}

/// What kind of item it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A struct, an enum or an alias.
    Type,
    /// A public field.
    Field,
    /// A variant of an enum.
    Variant,
    /// A method of the client.
    Method,
    /// A trait that a type has.
    Trait,
}

impl fmt::Display for PublicItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.path, self.is)
    }
}

/// How an item differs between two clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemChange {
    /// It is new.
    Added(PublicItem),
    /// The item was removed.
    Removed(PublicItem),
    /// The item changed.
    Changed {
        /// The item before the change.
        old: PublicItem,
        /// What it is.
        new: PublicItem,
    },
}

impl ItemChange {
    /// The item; of a change, as it is now.
    #[must_use]
    pub fn item(&self) -> &PublicItem {
        match self {
            ItemChange::Added(item) | ItemChange::Removed(item) => item,
            ItemChange::Changed { new, .. } => new,
        }
    }
}

/// A line for each item, behind a `+` or a `-`.
impl fmt::Display for ItemChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ItemChange::Added(item) => writeln!(f, "+ {item}"),
            ItemChange::Removed(item) => writeln!(f, "- {item}"),
            ItemChange::Changed { old, new } => writeln!(f, "- {old}\n+ {new}"),
        }
    }
}

impl PublicItem {
    pub(super) fn new(kind: ItemKind, owner: &str, path: String, is: String) -> PublicItem {
        PublicItem {
            kind,
            owner: owner.to_owned(),
            path,
            is,
            types: Vec::new(),
            names: Vec::new(),
        }
    }

    pub(super) fn with(self, types: Vec<String>) -> PublicItem {
        PublicItem { types, ..self }
    }

    /// The names of a method's arguments.
    pub(crate) fn arguments(&self) -> Vec<&str> {
        let list = self.is.split(") -> ").next().unwrap_or_default();
        let names = list
            .split(": ")
            .map(|part| part.rsplit(", ").next().unwrap_or(part));
        let mut names: Vec<&str> = names.collect();
        names.truncate(self.types.len().saturating_sub(1));
        names
    }

    /// Whether it is a variant that is written with braces.
    pub(crate) fn has_braces(&self) -> bool {
        self.kind == ItemKind::Variant && self.is.starts_with(" {")
    }

    /// The traits that are derived for a type.
    pub(crate) fn derives(&self) -> impl Iterator<Item = &str> {
        let list = self.is.split_once(", ").map_or("", |(_, list)| list);
        list.split(' ').filter(|name| !name.is_empty())
    }
}
