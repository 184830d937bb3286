//! Finds the checkout that is tested, at run time: checkouts that share Cargo's target folder share
//! the compiled tests.

use std::env;
use std::path::PathBuf;

/// The folder of this package. Cargo sets the variable for the tests that it runs.
pub(crate) fn package() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR");
    package.map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from)
}
