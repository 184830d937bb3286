//! A Rust client for the groups API of Tallyfy.
//!
#![doc = include_str!("../README.md")]
//!
//! # Layout
//!
//! This list has the modules of the crate. The public methods are first, and the basic types are
//! last. A module imports only modules that come after it in this list.
//!
//! - `builder` validates the configuration and builds the client.
//! - `client` has one method for each operation of the API.
//! - `list` returns all items of a list as a stream, and checks that the list is complete.
//! - `write` creates, updates and deletes groups, and confirms each write. `write/create.rs`
//!   handles the case that the response to `create_group` is lost.
//! - `request` has the parameters and the bodies of requests, and validates them.
//! - `response` has accessors for the fields of groups and users. This module also has the types of
//!   pages and timestamps.
//! - [`generated`] is the client that progenitor generated from `spec/groups.yaml`.
//! - `progenitor_client` is the runtime that the generated code calls. This module also decodes
//!   responses.
//! - `transport` sends requests. This module handles retries, pauses, time limits, the rate limit
//!   and TLS.
//! - `values` has the types of single values, such as ids, names and nullable fields.
//! - `error` has the error type of the crate.
//! - `http` has a type for a received response, and a type for the statistics of a call.
//! - `json` keeps JSON values as the text that the server sent.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod builder;
mod client;
mod error;
pub mod generated;
mod http;
mod json;
mod list;
mod progenitor_client;
mod request;
mod response;
mod transport;
mod values;
mod write;

pub use builder::ClientBuilder;
pub use client::Client;
pub use error::{Error, FieldErrors, Outcome};
pub use generated::types::{
    Group, Guest, ListGroupsSort as SortDirection, ListGroupsSortBy as GroupSortBy, User,
};
pub use json::{RawJson, UnreadableItem};
pub use list::Items;
pub use request::{CreateGroup, GroupInclude, ListGroups, ListMembers, MemberInclude, UpdateGroup};
pub use response::{Page, Timestamp};
pub use transport::{Clock, RetryPolicy};
pub use values::{
    GroupDescription, GroupId, GroupName, GroupsPerPage, Included, Nullable, OrganizationId,
    Received, Text, UserId, Wrapped,
};
