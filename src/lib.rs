//! A Rust client for the groups API of Tallyfy.
//!
//! Begin here: [a first call](guide::first_call), [proxy, time limits and
//! retries](guide::first_call#settings), [errors](guide::errors_and_retries), [tests of your
//! code](guide::test_your_code). The [`guide`] has all chapters.
//!
#![doc = include_str!("../README.md")]
//!
//! # Where to find what
//!
//! | task | chapter of the guide | item |
//! |---|---|---|
//! | make a first call | [`first_call`] | [`Client::from_env`] |
//! | set a proxy, time limits, retries, certificates | [`first_call`] | [`ClientBuilder`] |
//! | use one client in several tasks or threads | [`first_call`] | [`Client`] |
//! | choose a TLS library | | [Cargo features](#cargo-features) |
//! | use tokens that expire | | [`TokenSource`] |
//! | list everything | [`list_everything`] | [`Client::list_groups_stream`], [`Items`] |
//! | find a group by its name | [`change_membership`] | [`Client::find_group`] |
//! | find a member by the email address | [`change_membership`] | [`Client::find_members`] |
//! | add or remove members and guests | [`change_membership`] | [`Client::add_members`] |
//! | handle errors | [`errors_and_retries`] | [`Error`], [`Outcome`] |
//! | decide about a retry | [`errors_and_retries`] | [`Error::is_retryable`], [`RetryPolicy`] |
//! | obey `Retry-After`, and limit the rate | [`errors_and_retries`] | [`RetryPolicy`] |
//! | cancel a call | [`change_membership`] | [`Call`] |
//! | change the settings of one call | [`call_options`] | [`CallOptions`] |
//! | read the status and headers of a success | [`observe`] | [`Call::with_metadata`] |
//! | write logs | [`observe`] | [`ClientBuilder::http_layer`] |
//! | measure calls, or trace them with spans | [`observe`] | [`metrics`] |
//! | call without an async runtime | [`first_call`] | module `blocking` |
//! | test a program | [`test_your_code`] | [`testing`], [`http::from_fn`] |
//! | use a custom HTTP client, or a layer | [`observe`] | [`http`] |
//! | call an endpoint that the contract lacks | [`regenerate`] | [`Client::endpoint`] |
//! | change the contract | [`regenerate`] | [`generated`] |
//! | use a newer version | [`upgrade`] | |
//! | compare this client with others | [`comparison`] | |
//!
//! [`first_call`]: guide::first_call
//! [`list_everything`]: guide::list_everything
//! [`change_membership`]: guide::change_membership
//! [`errors_and_retries`]: guide::errors_and_retries
//! [`call_options`]: guide::call_options
//! [`observe`]: guide::observe
//! [`test_your_code`]: guide::test_your_code
//! [`regenerate`]: guide::regenerate
//! [`upgrade`]: guide::upgrade
//! [`comparison`]: guide::comparison
//!
//! # Layout
//!
//! The list below describes the modules of the crate. Modules with public methods are at the
//! beginning of the list, and modules with basic types are at the end. A module imports only
//! modules that come after it in this list.
//!
//! - [`guide`] has only documentation.
//! - [`testing`] has helpers for tests of programs that use this crate.
//! - `builder` validates the configuration of a client, and builds the client.
//! - `blocking` has a client that needs no async runtime, if the feature `blocking` is enabled.
//! - `client` has one method for each operation of Tallyfy's groups API.
//! - `list` returns all items or pages of a list as a stream, and checks that the list is complete.
//! - `write` creates, updates and deletes groups, and checks that each write succeeded. The file
//!   `write/create.rs` handles a lost response to `create_group`.
//! - `request` has the types of query parameters and request bodies, and validates their values.
//! - `response` has accessors for the fields of groups and users. `response` also has the types of
//!   pages and timestamps.
//! - [`generated`] is the client that progenitor generated from `spec/groups.yaml`.
//! - `progenitor_client` has the types and functions that the generated code calls.
//!   `progenitor_client` also decodes responses.
//! - `transport` sends requests. `transport` also handles retries, pauses, time limits, the rate
//!   limit and TLS. The module [`metrics`] of `transport` has the trait that measures calls.
//! - `values` has the types of single values in requests and responses, such as ids, names and
//!   nullable fields.
//! - `error` has the error type of the crate.
//! - [`http`] has the trait of the HTTP client that sends each attempt, and the client of reqwest.
//!   [`http`] also has the types of a received response and its metadata.
//! - `json` has types that keep a JSON value as the text that the server sent.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod client;
mod error;
pub mod generated;
pub mod guide;
pub mod http;
mod json;
mod list;
mod progenitor_client;
mod request;
mod response;
pub mod testing;
mod transport;
mod values;
mod write;

pub use builder::ClientBuilder;
pub use client::{Call, Client, EndpointRequest};
pub use error::{Error, FieldErrors, Outcome};
pub use generated::types::{
    Group, Guest, ListGroupsSort as SortDirection, ListGroupsSortBy as GroupSortBy, User,
};
pub use http::Method;
pub use http::metadata::Metadata;
pub use json::{RawJson, UnreadableItem};
pub use list::{Items, ListItem, Pages};
pub use request::{CreateGroup, GroupInclude, ListGroups, ListMembers, MemberInclude, UpdateGroup};
/// The version of reqwest in the public API. With the default features, `reqwest::Client::new`
/// panics, because no cryptography provider is installed. Use [`ClientBuilder::reqwest_builder`].
pub use reqwest;
pub use response::{Page, Timestamp};
pub use transport::{
    AccessToken, CallOptions, Clock, RetryPolicy, TokenFuture, TokenSource, metrics,
};
pub use values::{
    GroupDescription, GroupId, GroupName, GroupsPerPage, Included, Nullable, OrganizationId,
    Received, Text, UserId, Wrapped,
};
// The public API contains types of these crates, so a program needs the same versions.
pub use {chrono, serde_json};
