//! Tests that the sandbox does what the API's documents and the sandbox's own documentation
//! describe.
//!
//! The tests use real sockets and build each request as text. These tests use no HTTP client and no
//! HTTP types of the sandbox, so the tests check the exact bytes. The sandbox supports neither TLS
//! nor HTTP/2, so the tests use neither.

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
