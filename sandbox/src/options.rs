//! The choices a sandbox is built with, where the API's documents disagree or are silent.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Which generation of the documents the server follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Shape {
    /// The pages of 2026 (S2, D): `last_updated`, `meta.pagination`, wrapped includes, 201 and 204.
    #[default]
    Current,
    /// The pages of 2025 (S0, S1, S3, S4): `updated_at`, `deleted_at`, no `meta`, always 200.
    Legacy,
}

/// What `meta.pagination.links` holds; every form has been seen. [`Shape::Legacy`] has no `meta` at
/// all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Links {
    /// `{}`, as S2 shows.
    #[default]
    EmptyObject,
    /// `[]`, as PHP encodes an empty map.
    EmptyArray,
    /// `null`.
    Null,
    /// No `links` key.
    Absent,
    /// `previous` and `next`, each only where there is such a page.
    ///
    /// The addresses name the page and forget every other parameter: following them loses the
    /// filters (INF).
    PreviousNext,
}

/// What an update does with a `members` or `guests` list that the body does not name.
///
/// The documents do not say, so a client must work with either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AbsentLists {
    /// The stored list stays.
    #[default]
    Keep,
    /// The stored list is emptied, as if `[]` had been sent.
    Clear,
}

/// What the holder of an access token may do in the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permissions {
    /// Everything, including reading a single member.
    Administrator,
    /// A member with `manage_groups`: reads, and writes groups.
    ManageGroups,
    /// A member without `manage_groups`: reads only.
    ReadOnly,
}

/// A text that names none of the values of [`Shape`], [`Links`] or [`AbsentLists`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    given: String,
    expected: Vec<&'static str>,
}

/// Everything the handlers need to know of how the sandbox was built. No `Debug`: it holds the
/// tokens.
pub(crate) struct Settings {
    pub(crate) organization: String,
    /// The first is the sandbox's own.
    pub(crate) tokens: Vec<(String, Permissions)>,
    pub(crate) shape: Shape,
    pub(crate) links: Links,
    pub(crate) absent_lists: AbsentLists,
    /// Empty, or a slash and some segments without a slash at the end.
    pub(crate) prefix: String,
    pub(crate) latency: Duration,
    /// How many seconds the header `Date` is ahead of the clock that dates the groups.
    pub(crate) date_offset: i64,
    /// Scheme, host and port, known once the socket is bound.
    pub(crate) origin: String,
}

impl Shape {
    const NAMES: &[(&'static str, Shape)] =
        &[("current", Shape::Current), ("legacy", Shape::Legacy)];
}

impl Links {
    const NAMES: &[(&'static str, Links)] = &[
        ("empty-object", Links::EmptyObject),
        ("empty-array", Links::EmptyArray),
        ("null", Links::Null),
        ("absent", Links::Absent),
        ("previous-next", Links::PreviousNext),
    ];
}

impl AbsentLists {
    const NAMES: &[(&'static str, AbsentLists)] =
        &[("keep", AbsentLists::Keep), ("clear", AbsentLists::Clear)];
}

macro_rules! named {
    ($($name:ty),*) => {$(
        impl FromStr for $name {
            type Err = UnknownName;

            fn from_str(text: &str) -> Result<Self, UnknownName> {
                by_name(Self::NAMES, text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let row = Self::NAMES.iter().find(|(_, value)| value == self);
                f.pad(row.map_or("", |(name, _)| name))
            }
        }
    )*};
}

named!(Shape, Links, AbsentLists);

fn by_name<T: Copy>(names: &[(&'static str, T)], text: &str) -> Result<T, UnknownName> {
    names
        .iter()
        .find(|(name, _)| *name == text)
        .map(|(_, value)| *value)
        .ok_or_else(|| UnknownName {
            given: text.to_owned(),
            expected: names.iter().map(|(name, _)| *name).collect(),
        })
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "unknown name {:?}, expected one of {}",
            self.given,
            self.expected.join(", ")
        )
    }
}

impl std::error::Error for UnknownName {}
