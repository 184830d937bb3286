//! The client that openapi-generator generates from the same contract, for comparison.
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
/// Code that uses the client does not compile if the client is missing. An `if` with
/// [`IS_GENERATED`] would not prevent that error, so this is a macro.
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
