//! A client for Tallyfy's groups API, generated from a contract curated by hand.
//!
#![doc = include_str!("../README.md")]
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
