//! A client that openapi-generator generates from the contract. The benchmarks compare the
//! generated client with the client of this repository.
//!
//! This crate is empty if the build script does not find the generated client. See `build.rs`.

#![forbid(unsafe_code)]

#[cfg(generated)]
mod contender;

#[cfg(generated)]
pub use contender::{Configuration, configuration, create_group, get_group, list_groups};

// The generated code uses the paths `crate::apis` and `crate::models`, so its modules have to be in
// the root of this crate.
include!(concat!(env!("OUT_DIR"), "/src/root.rs"));

/// `true` if this crate contains the generated client.
pub const IS_GENERATED: bool = cfg!(generated);

/// Compiles its argument only if this crate contains the generated client.
///
/// If the generated client is missing, code that uses this client does not compile. This macro
/// removes such code. An `if` with [`IS_GENERATED`] would not prevent the compile error.
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
