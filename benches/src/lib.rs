//! Shared code of the benchmarks and of the tests that limit allocations.

#![forbid(unsafe_code)]
// An error makes a measurement useless, so the code panics. Nothing prints the types.
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
