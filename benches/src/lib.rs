//! Code that the benchmarks share with the tests that limit allocations.

#![forbid(unsafe_code)]
// The code panics if an error occurs, because a measurement with an error would be useless. The
// types do not implement `Debug`, because no code prints their values.
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
