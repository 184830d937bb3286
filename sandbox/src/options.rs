//! The settings of a sandbox. Most settings select a behavior that the API's documents leave
//! undefined or describe in different ways.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// The generation of the API's documents that the server follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Shape {
    /// The server follows the documentation pages of 2026. Responses contain `last_updated`,
    /// `meta.pagination` and includes that are wrapped in `data`. Successful writes return 201 or
    /// 204.
    #[default]
    Current,
    /// The server follows the documentation pages of 2025. Responses contain `updated_at` and
    /// `deleted_at`, and lists have no `meta`. Every successful request returns 200.
    Legacy,
}

/// The JSON in `meta.pagination.links`. The documents show or mention each of these variants.
/// Responses in [`Shape::Legacy`] have no `meta`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Links {
    /// An empty object, as in the 2026 documentation page of `listGroups`.
    #[default]
    EmptyObject,
    /// An empty array, which is how PHP encodes an empty map.
    EmptyArray,
    /// The value `null`.
    Null,
    /// The key `links` is missing.
    Absent,
    /// The keys `previous` and `next`. The key `previous` is present only if there is a previous
    /// page, and the key `next` only if there is a next page.
    ///
    /// The URLs are assumed to contain only the parameter `page`. If a client follows these URLs,
    /// its requests do not contain the filters of the first request.
    PreviousNext,
}

/// The effect of an update on the list `members` or `guests` if the request body does not contain
/// this list.
///
/// The documents do not define this effect, so a client must work with both variants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AbsentLists {
    /// The stored list does not change.
    #[default]
    Keep,
    /// The stored list becomes empty, as if the body contained `[]`.
    Clear,
}

/// The permissions of an access token in the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permissions {
    /// The token permits every operation, including `getMember`.
    Administrator,
    /// The token permits every operation except `getMember`. A member with the permission
    /// `manage_groups` has this access.
    ManageGroups,
    /// The token permits every read except `getMember`, and no writes. A member without the
    /// permission `manage_groups` has this access.
    ReadOnly,
}

/// The error for a text that is not a value of [`Shape`], [`Links`] or [`AbsentLists`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    given: String,
    expected: Vec<&'static str>,
}

/// The settings that the handlers need. The type does not implement `Debug`, because it contains
/// the tokens.
pub(crate) struct Settings {
    pub(crate) organization: String,
    /// The access tokens. `Sandbox::token` returns the first token.
    pub(crate) tokens: Vec<(String, Permissions)>,
    pub(crate) shape: Shape,
    pub(crate) links: Links,
    pub(crate) absent_lists: AbsentLists,
    /// The path prefix. The prefix is empty, or it begins with a slash and does not end with a
    /// slash.
    pub(crate) prefix: String,
    pub(crate) latency: Duration,
    /// The number of seconds that the sandbox adds to the time in the header `Date`. Without this
    /// addition, `Date` shows the time of the clock that sets the dates of groups.
    pub(crate) date_offset: i64,
    /// The scheme, host and port of the server. The port is known only after the socket is bound.
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
            "the value {:?} is unknown; use one of these values: {}",
            self.given,
            self.expected.join(", ")
        )
    }
}

impl std::error::Error for UnknownName {}
