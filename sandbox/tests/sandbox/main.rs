//! The sandbox against its documents, over real sockets and with requests written by hand: no HTTP
//! client and no type of the sandbox stands between a test and the bytes.
//!
//! Not covered: TLS and HTTP/2, neither of which the sandbox has.

#![allow(clippy::expect_used, clippy::unwrap_used, missing_docs)]

mod support;

mod seeds;

mod errors;
mod guests;
mod listing;
mod members;
mod sent_lists;
mod writing;

mod shapes;

mod other_groups;
mod page;
mod records;
mod scripts;

mod bodies;
mod faults;
mod refusals;
mod vendor_clients;

mod lag;
mod replicas;
mod search;

mod dates;

mod lifecycle;

#[cfg(feature = "cli")]
mod cli;
