//! The public items of a generated client, and their changes.

use std::fmt;

/// One item of the API, which is shown as a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicItem {
    /// What kind of item it is.
    pub kind: ItemKind,
    /// The type that it belongs to; a type belongs to itself.
    pub owner: String,
    /// Such as `types::Group.members`.
    pub path: String,
    /// The text behind the path: a field's type, a method's arguments and result. Only people read
    /// this text.
    pub is: String,
    /// The types in it, as a program writes them: a field's, a variant's, or those of an
    /// operation's parameters and, last, of its result. An optional parameter is an `Option`.
    pub types: Vec<String>,
    /// The names of a variant's fields or of an operation's parameters; none where they are told by
    /// their places, or where there are none.
    pub names: Vec<String>,
    /// The names of the fields that a constructor has an argument for: a variant's fields, or the
    /// field itself.
    pub required: Vec<String>,
    /// The traits that are derived for a type.
    pub derives: Vec<String>,
    /// Whether a type is an enum.
    pub is_enum: bool,
    /// Whether a type, or a variant with braces, may get more parts without breaking code.
    pub is_open: bool,
    /// Whether it is a method that the compiler reports as deprecated.
    pub is_deprecated: bool,
    /// The names of the optional parameters of a method that the compiler reports as deprecated.
    pub deprecated: Vec<String>,
}

/// What kind of item it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ItemKind {
    /// A struct, an enum or an alias.
    #[default]
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
            ..PublicItem::default()
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

    /// Returns whether the constructor of a field's type has an argument for the field.
    pub(crate) fn is_required(&self) -> bool {
        self.kind == ItemKind::Field && !self.required.is_empty()
    }

    /// Returns the fields of a variant that its constructor has arguments for.
    pub(crate) fn required(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.names.iter().zip(&self.types);
        let required = fields.filter(|(name, _)| self.required.contains(name));
        required.map(|(name, of)| (name.as_str(), of.as_str()))
    }

    /// Returns whether the item is a variant with braces. The generator opens each of them, so that
    /// a variant without fields has braces, too.
    pub(crate) fn has_braces(&self) -> bool {
        self.kind == ItemKind::Variant && (self.is_open || !self.names.is_empty())
    }
}
