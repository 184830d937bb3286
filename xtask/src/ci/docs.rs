//! The step that builds the documentation.

use super::Outcome;
use crate::checkout::{cargo, root};
use crate::public_api::bootstrap_target;
use crate::{Failure, published, succeeds};

/// Builds the documentation of all packages with the installed toolchain. Then builds the
/// documentation of the client and the sandbox as the documentation host builds it. The host uses
/// the nightly toolchain, so that `doc_cfg` shows which feature an item needs.
pub(super) fn check() -> Result<Outcome, Failure> {
    let mut doc = cargo();
    doc.args(["doc", "--workspace", "--no-deps", "--locked"])
        .env("RUSTDOCFLAGS", "-D warnings");
    succeeds(&mut doc, "error: the documentation has warnings").map_err(Failure::Findings)?;
    for package in published::STABLE {
        let mut rustdoc = cargo();
        rustdoc
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_DIR", bootstrap_target())
            .args(["rustdoc", "--package", package, "--lib", "--locked"])
            .args(published::documented_features(root(), package)?)
            .arg("--")
            .args(published::rustdoc_arguments(root(), package)?)
            .args(["-D", "warnings"]);
        let failure = format!("error: the documentation host could not document {package}");
        succeeds(&mut rustdoc, &failure).map_err(Failure::Findings)?;
    }
    Ok(Outcome::Checked)
}
