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
    /// The types in it, as a program writes them: a field's, a variant's, or those of an
    /// operation's parameters and, last, of its result. An optional parameter is an `Option`.
    pub types: Vec<String>,
    /// The names of a variant's fields or of an operation's parameters; none where they are told by
    /// their places, or where there are none.
    pub names: Vec<String>,
    /// Whether it is a method that the compiler reports as deprecated.
    pub is_deprecated: bool,
    /// The names of the optional parameters of a method that the compiler reports as deprecated.
    pub deprecated: Vec<String>,
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
        let end = if self.is_deprecated {
            " (deprecated)"
        } else {
            ""
        };
        write!(f, "{}{}{end}", self.path, self.is)
    }
}

/// What stands behind the type of a field that the constructor of its type has an argument for.
pub(super) const REQUIRED: &str = " (required)";

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
            is_deprecated: false,
            deprecated: Vec::new(),
        }
    }

    pub(super) fn with(self, types: Vec<String>) -> PublicItem {
        PublicItem { types, ..self }
    }

    /// The names and types of the parameters that a call must have, or else of those that a request
    /// has a method for.
    pub(crate) fn parameters(&self, are_required: bool) -> Vec<(&str, &str)> {
        let all = self.names.iter().zip(&self.types);
        let all = all.filter_map(|(name, of)| match PublicItem::optional(of) {
            Some(value) => (!are_required).then_some((name.as_str(), value)),
            None => are_required.then_some((name.as_str(), of.as_str())),
        });
        all.collect()
    }

    /// The type of an optional parameter's value.
    pub(crate) fn optional(of: &str) -> Option<&str> {
        of.strip_prefix("Option<")?.strip_suffix('>')
    }

    /// The method of a request that sets an optional parameter.
    pub(crate) fn setter(name: &str) -> String {
        let is_taken = name == "send";
        format!("{name}{}", if is_taken { "_" } else { "" })
    }

    /// Whether a type, or a variant with braces, may get more parts without breaking code.
    pub(crate) fn is_non_exhaustive(&self) -> bool {
        self.is.starts_with(": non-exhaustive ") || self.is.ends_with(", .. }")
    }

    /// Whether the constructor of a field's type has an argument for the field.
    pub(crate) fn is_required(&self) -> bool {
        self.is.ends_with(REQUIRED)
    }

    /// The fields of a variant that its constructor has arguments for.
    pub(crate) fn required(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut rest = self.is.as_str();
        let fields = self.names.iter().zip(&self.types).enumerate();
        fields.filter_map(move |(index, (name, of))| {
            let next = self.names.get(index + 1);
            let end = next.and_then(|next| rest.find(&format!(", {next}: ")));
            let (field, after) = rest.split_at(end.unwrap_or(rest.len()));
            rest = after;
            let is_required = field.contains(REQUIRED);
            is_required.then_some((name.as_str(), of.as_str()))
        })
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
