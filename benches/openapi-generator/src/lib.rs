//! The client that openapi-generator makes of the same contract, to measure beside ours. Empty
//! unless the build was told where that client is; see `build.rs`.

#![forbid(unsafe_code)]

#[cfg(generated)]
mod contender;

#[cfg(generated)]
pub use contender::{Configuration, configuration, create_group, get_group, list_groups};

// At the root, because the generated code calls itself `crate::apis` and `crate::models`.
include!(concat!(env!("OUT_DIR"), "/src/root.rs"));

/// Whether the generated client is in here.
pub const IS_GENERATED: bool = cfg!(generated);

/// Compiles what is in it where the generated client is in here, and nothing elsewhere: code that
/// names the client does not compile without it, whatever [`IS_GENERATED`] says.
#[cfg(generated)]
#[macro_export]
macro_rules! if_generated {
    ($($code:tt)*) => { $($code)* };
}

/// Compiles nothing: the generated client is not in here.
#[cfg(not(generated))]
#[macro_export]
macro_rules! if_generated {
    ($($code:tt)*) => {};
}
