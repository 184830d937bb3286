//! What the benchmarks and the gates compare.

#![forbid(unsafe_code)]
// A benchmark that meets an error has nothing to measure.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

pub mod bench;
pub mod bodies;
pub mod contender;
pub mod endpoint;
pub mod minimal;
pub mod replay;
pub mod unsent_requests;
