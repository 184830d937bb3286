//! Judges whether Rust code that compiled with one client compiles with a different client, and has
//! the same meaning.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::caller::{uses, whole};
use crate::{Api, ItemChange, ItemKind, PublicItem};

/// The part of a version that announces a change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// The version may stay the same.
    #[default]
    None,
    /// The client has new items. Existing code still compiles.
    Minor,
    /// Existing code may not compile, or may have a different meaning.
    Major,
}

/// A change of the API, and its effect on the users of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The change of the item.
    pub change: ItemChange,
    /// The part of the version that announces the change.
    pub bump: Bump,
    /// The reason.
    pub why: &'static str,
    /// Code that compiles only with the old client. `None` if there is no such code.
    pub witness: Option<String>,
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Bump::None => "none",
            Bump::Minor => "minor",
            Bump::Major => "major",
        })
    }
}

/// Returns the changes between two clients, and the effect of each change on code that uses the old
/// client. If a type was added or removed, its parts have no changes of their own.
#[must_use]
pub fn judge(old: &Api, new: &Api) -> Vec<Judged> {
    let changes = new.changes_since(old);
    let types: BTreeSet<&str> = changes
        .iter()
        .filter(|change| !matches!(change, ItemChange::Changed { .. }))
        .map(ItemChange::item)
        .filter(|item| item.kind == ItemKind::Type)
        .map(|item| item.path.as_str())
        .collect();
    let is_told_by_its_type = |change: &&ItemChange| {
        let item = change.item();
        item.kind != ItemKind::Type && types.contains(item.owner.as_str())
    };
    let told = changes.iter().filter(|change| !is_told_by_its_type(change));
    told.map(|change| judged(old, change)).collect()
}

fn judged(api: &Api, change: &ItemChange) -> Judged {
    let (bump, why, broken) = verdict(api, change);
    Judged {
        change: change.clone(),
        bump,
        why,
        witness: broken.and_then(|item| match item.kind {
            ItemKind::Type if change.item().kind != ItemKind::Type => {
                Some(whole(api, item, "caller"))
            }
            _ => uses(api, item, "caller"),
        }),
    }
}

/// Returns the verdict on a change, the reason, and the item of the old API that existing code
/// cannot use any more.
fn verdict<'a>(
    api: &'a Api,
    change: &'a ItemChange,
) -> (Bump, &'static str, Option<&'a PublicItem>) {
    match change {
        ItemChange::Removed(item) => (
            Bump::Major,
            "code that uses it no longer compiles",
            Some(item),
        ),
        ItemChange::Added(item) => match item.kind {
            ItemKind::Field if item.is_required() => (
                Bump::Major,
                "code that calls the constructor no longer compiles",
                api.item(&item.owner),
            ),
            ItemKind::Field | ItemKind::Variant if is_open(api, item) => {
                (Bump::Minor, "existing code still compiles", None)
            }
            ItemKind::Field => (
                Bump::Major,
                "code that constructs the struct, or destructures it without `..`, no longer compiles",
                api.item(&item.owner),
            ),
            ItemKind::Variant => (
                Bump::Major,
                "a `match` without a `_` arm no longer compiles",
                api.item(&item.owner),
            ),
            ItemKind::Type | ItemKind::Method | ItemKind::Trait => {
                (Bump::Minor, "existing code still compiles", None)
            }
        },
        ItemChange::Changed { old, new } => match old.kind {
            ItemKind::Type => derived(old, new),
            ItemKind::Method if is_kept(old, new) => called(old, new),
            ItemKind::Field if old.types == new.types => (
                Bump::Major,
                "code that calls the constructor no longer compiles",
                api.item(&old.owner),
            ),
            ItemKind::Variant if has_more_fields(old, new) => {
                (Bump::Minor, "existing code still compiles", None)
            }
            _ => (
                Bump::Major,
                "code that relies on the old definition no longer compiles",
                Some(old),
            ),
        },
    }
}

/// Returns the verdict on the derived traits of a type.
fn derived<'a>(
    old: &'a PublicItem,
    new: &PublicItem,
) -> (Bump, &'static str, Option<&'a PublicItem>) {
    let kind = |item: &PublicItem| (item.is_enum, item.is_open, item.types.clone());
    let is_kept = |name: &String| new.derives.contains(name);
    match kind(old) == kind(new) {
        false => (
            Bump::Major,
            "code that relies on the old kind of type no longer compiles",
            Some(old),
        ),
        true if old.derives.iter().all(is_kept) => {
            (Bump::Minor, "the type implements more traits", None)
        }
        true => {
            let why = "code that relies on a removed derive no longer compiles";
            (Bump::Major, why, Some(old))
        }
    }
}

/// Returns whether the type of a part is non-exhaustive.
fn is_open(api: &Api, part: &PublicItem) -> bool {
    api.item(&part.owner).is_some_and(|owner| owner.is_open)
}

/// Returns whether a variant kept all its fields, and got no field that its constructor needs.
fn has_more_fields(old: &PublicItem, new: &PublicItem) -> bool {
    let fields = |item: &PublicItem| -> Vec<(String, String)> {
        let fields = item.names.iter().zip(&item.types);
        fields
            .map(|(name, of)| (name.clone(), of.clone()))
            .collect()
    };
    let (all, new_all) = (fields(old), fields(new));
    let is_open = old.is_open && new.is_open;
    is_open && all.iter().all(|field| new_all.contains(field)) && old.required().eq(new.required())
}

/// Returns whether a method kept the types of its required arguments and its result, and kept all
/// its optional parameters.
fn is_kept(old: &PublicItem, new: &PublicItem) -> bool {
    let types = |item: &PublicItem| -> Vec<String> {
        let required = item.parameters(true).into_iter();
        let required = required.map(|(_, of)| of.to_owned());
        required.chain(item.types.last().cloned()).collect()
    };
    let optional = new.parameters(false);
    let mut old_optional = old.parameters(false).into_iter();
    types(old) == types(new) && old_optional.all(|parameter| optional.contains(&parameter))
}

/// Returns the verdict on a method whose calls still compile, although its arguments may have new
/// names.
fn called<'a>(old: &PublicItem, new: &PublicItem) -> (Bump, &'static str, Option<&'a PublicItem>) {
    let is_reported = |name| old.names.contains(name) && !old.deprecated.contains(name);
    let is_deprecated =
        new.is_deprecated && !old.is_deprecated || new.deprecated.iter().any(is_reported);
    let has_more = new.parameters(false).len() > old.parameters(false).len();
    let (old, new) = (old.parameters(true), new.parameters(true));
    let places: BTreeMap<&str, usize> = new.iter().map(|(name, _)| *name).zip(0..).collect();
    let has_moved = |(place, (name, _)): (usize, &(&str, &str))| {
        places
            .get(name)
            .is_some_and(|new_place| *new_place != place)
    };
    if old.iter().enumerate().any(has_moved) {
        // The compiler does not report this change.
        (
            Bump::Major,
            "code still compiles, but passes an argument to the wrong parameter",
            None,
        )
    } else if is_deprecated {
        (
            Bump::Minor,
            "existing code still compiles, but the compiler reports the deprecated method",
            None,
        )
    } else if has_more {
        (Bump::Minor, "existing code still compiles", None)
    } else {
        (
            Bump::None,
            "existing code still compiles, and means the same",
            None,
        )
    }
}
