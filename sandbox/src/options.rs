//! The settings of a sandbox. Most settings select one of several behaviors. The API's documents do
//! not define this behavior, or describe it in different ways.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// The generation of the API's documents that the server follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Shape {
    /// The server follows the documentation pages of 2026. Responses contain `last_updated` and
    /// `meta.pagination`. Each include in a response is wrapped in `data`. The status of the
    /// response to a successful write is 201 or 204.
    #[default]
    Current,
    /// The server follows the documentation pages of 2025. Groups in responses contain `updated_at`
    /// and `deleted_at`. Lists in responses have no `meta`. The status of the response to every
    /// successful request is 200.
    Legacy,
}

/// The JSON value of `meta.pagination.links` in responses. The API's documents show or mention each
/// of these variants. Responses in [`Shape::Legacy`] have no `meta`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Links {
    /// An empty object, as in the 2026 documentation page of `listGroups`.
    #[default]
    EmptyObject,
    /// An empty array. PHP encodes an empty map as an empty JSON array.
    EmptyArray,
    /// The value `null`.
    Null,
    /// The key `links` is missing.
    Absent,
    /// The keys `previous` and `next`. The key `previous` is present only if there is a previous
    /// page. The key `next` is present only if there is a next page.
    ///
    /// The values of these keys are URLs. This project assumes that these URLs contain only the
    /// parameter `page`. If a client follows such a URL, the client's request does not contain the
    /// filters of the first request.
    PreviousNext,
}

/// The effect of `updateGroup` on the stored list `members` or `guests` if the request body does
/// not contain this list.
///
/// The API's documents do not define this effect, so a client must work with both variants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AbsentLists {
    /// The stored list does not change.
    #[default]
    Keep,
    /// The stored list becomes empty, as if the request body contained the list `[]`.
    Clear,
}

/// The permissions of an access token in the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permissions {
    /// The token permits every operation, including `getMember`.
    Administrator,
    /// The token permits every operation except `getMember`. In Tallyfy, a member with the
    /// permission `manage_groups` may call the same operations.
    ManageGroups,
    /// The token permits every read except `getMember`, and permits no writes. In Tallyfy, a member
    /// without the permission `manage_groups` may call the same operations.
    ReadOnly,
}

/// The error for a text that is not a value of [`Shape`], [`Links`] or [`AbsentLists`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    given: String,
    expected: Vec<&'static str>,
}

/// The settings of a running sandbox. The type does not implement `Debug`, because a debug output
/// would show the access tokens.
pub(crate) struct Settings {
    pub(crate) organization: String,
    /// The access tokens. `Sandbox::token` returns the first token.
    pub(crate) tokens: Vec<(String, Permissions)>,
    pub(crate) shape: Shape,
    pub(crate) links: Links,
    pub(crate) absent_lists: AbsentLists,
    /// The prefix of the path of every operation. A prefix that is not empty begins with a slash
    /// and does not end with a slash.
    pub(crate) prefix: String,
    pub(crate) latency: Duration,
    /// The number of seconds that the sandbox adds to the time in the header `Date`. If this number
    /// is 0, the header `Date` shows the time of the clock that sets the dates of groups.
    pub(crate) date_offset: i64,
    /// The scheme, the IP address and the port of the server, such as `http://127.0.0.1:40123`. The
    /// port is known only after the socket is bound.
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
