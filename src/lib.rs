//! A client for Tallyfy's groups API, generated from a contract curated by hand.
//!
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod builder;
mod client;
mod clock;
mod decode;
mod error;
pub mod generated;
mod group;
mod id;
mod included;
mod input;
mod nullable;
mod page;
mod pagination;
mod params;
mod raw_json;
mod request_body;
mod retry;
mod retry_after;
mod runtime;
mod task;
mod text;
mod throttle;
mod timestamp;
mod transport;
mod user;
mod walk;
mod write;

pub use builder::ClientBuilder;
pub use client::Client;
pub use clock::Clock;
pub use decode::UnreadableItem;
pub use error::{Error, FieldErrors, Outcome};
pub use generated::types::{
    Group, Guest, ListGroupsSort as SortDirection, ListGroupsSortBy as GroupSortBy, User,
};
pub use id::{GroupId, OrganizationId, Received, UserId};
pub use included::{Included, Wrapped};
pub use input::{GroupDescription, GroupName, GroupsPerPage};
pub use nullable::Nullable;
pub use page::{Items, Page};
pub use params::{GroupInclude, ListGroups, ListMembers, MemberInclude};
pub use raw_json::RawJson;
pub use request_body::{CreateGroup, UpdateGroup};
pub use retry::RetryPolicy;
pub use text::Text;
pub use timestamp::Timestamp;
