//! The public items of a generated client, and their changes.

use std::fmt;

/// A public item of a generated client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicItem {
    /// The kind of the item.
    pub kind: ItemKind,
    /// The type that has the item. The owner of a type is the type itself.
    pub owner: String,
    /// The path of the item, such as `types::Group.members`.
    pub path: String,
    /// The text after the path, such as the type of a field, or the arguments and the result of a
    /// method. Only people read this text.
    pub is: String,
    /// The types in the item, as a program writes them. For an operation, the list has the types of
    /// the parameters, and then the type of the result. An optional parameter has an `Option`.
    pub types: Vec<String>,
    /// The names of a variant's fields or of an operation's parameters. The list is empty if the
    /// fields have no names.
    pub names: Vec<String>,
    /// The names of the fields for which a constructor has an argument. For a field, the list has
    /// at most its own name.
    pub required: Vec<String>,
    /// The derived traits of a type.
    pub derives: Vec<String>,
    /// True if the item is an enum.
    pub is_enum: bool,
    /// True if the item is a non-exhaustive type or variant.
    pub is_open: bool,
    /// True if the item is a method that the compiler reports as deprecated.
    pub is_deprecated: bool,
    /// The names of a method's optional parameters that the compiler reports as deprecated.
    pub deprecated: Vec<String>,
}

/// The kind of the item.
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

/// A change of an item between two clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemChange {
    /// The item was added.
    Added(PublicItem),
    /// The item was removed.
    Removed(PublicItem),
    /// The item changed.
    Changed {
        /// The item before the change.
        old: PublicItem,
        /// The item after the change.
        new: PublicItem,
    },
}

impl ItemChange {
    /// Returns the item. If the item changed, returns the new item.
    #[must_use]
    pub fn item(&self) -> &PublicItem {
        match self {
            ItemChange::Added(item) | ItemChange::Removed(item) => item,
            ItemChange::Changed { new, .. } => new,
        }
    }
}

/// Writes one line for each item. The line begins with `+` or `-`.
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

    /// Returns the names and types of the required parameters, or of the optional ones.
    pub(crate) fn parameters(&self, are_required: bool) -> Vec<(&str, &str)> {
        let all = self.names.iter().zip(&self.types);
        let all = all.filter_map(|(name, of)| match PublicItem::optional(of) {
            Some(value) => (!are_required).then_some((name.as_str(), value)),
            None => are_required.then_some((name.as_str(), of.as_str())),
        });
        all.collect()
    }

    /// Returns the type of an optional parameter's value. Returns `None` if the parameter is
    /// required.
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
