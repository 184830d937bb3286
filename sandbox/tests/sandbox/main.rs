//! Tests of the sandbox against its documents.
//!
//! The tests use real sockets and build each request as text. So they check the exact bytes,
//! without an HTTP client and without a type of the sandbox. The sandbox has neither TLS nor
//! HTTP/2, so no test is about them.

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
