//! Shared code of the benchmarks and of the tests that limit allocations.

#![forbid(unsafe_code)]
// The code panics on an error, because the measurement would be useless. The types need no `Debug`,
// because nothing prints them.
#![allow(
    missing_debug_implementations,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used
)]

pub mod bench;
pub mod bodies;
pub mod contender;
pub mod endpoint;
pub mod minimal;
pub mod replay;
pub mod unsent_requests;
