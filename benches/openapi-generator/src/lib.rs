//! A client that openapi-generator generates from the contract. The benchmarks compare it with the
//! client of this repository.
//!
//! This crate is empty if the build script does not find the generated client. See `build.rs`.

#![forbid(unsafe_code)]

#[cfg(generated)]
mod contender;

#[cfg(generated)]
pub use contender::{Configuration, configuration, create_group, get_group, list_groups};

// The generated code uses the paths `crate::apis` and `crate::models`, so it has to be at the root.
include!(concat!(env!("OUT_DIR"), "/src/root.rs"));

/// `true` if this crate contains the generated client.
pub const IS_GENERATED: bool = cfg!(generated);

/// Compiles its argument only if this crate contains the generated client.
///
/// If the client is missing, code that uses the client does not compile. An `if` with
/// [`IS_GENERATED`] would not prevent that error, but this macro does.
#[cfg(generated)]
#[macro_export]
macro_rules! if_generated {
    ($($code:tt)*) => { $($code)* };
}

/// Compiles nothing, because this crate does not contain the generated client.
#[cfg(not(generated))]
#[macro_export]
macro_rules! if_generated {
    ($($code:tt)*) => {};
}
