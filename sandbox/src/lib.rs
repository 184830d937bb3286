//! A local server for tests, which imitates Tallyfy's groups API.
//!
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![allow(
    clippy::expect_used,
    reason = "a test must fail if its test server cannot continue"
)]

mod builder;
mod options;
mod replicas;
mod sandbox;

mod faults;
mod operation;
mod recorded;
mod reply;

mod connection;
mod server;

mod page;
mod router;
mod state;

mod auth;
mod handlers;
mod input;
mod listing;
mod request;

mod content;
mod delivery;
mod json;
mod response;
mod transmission;

mod history;
mod model;
mod seed;
mod snapshot;
mod store;

pub use builder::SandboxBuilder;
pub use model::GroupRecord;
pub use operation::Operation;
pub use options::{AbsentLists, Links, Permissions, Shape, UnknownName};
pub use recorded::RecordedRequest;
pub use replicas::Replicas;
pub use reply::Reply;
pub use sandbox::Sandbox;
