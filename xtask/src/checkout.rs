//! The checkout that a command works on.
//!
//! Several checkouts can share Cargo's target folder, and with it the compiled binary. So the
//! command finds its checkout at run time.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::{CONTRACT, Failure};

static ROOT: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    // Cargo sets the variable for programs that it runs. The variable is missing if the user has
    // started the program directly.
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let current = env::current_dir().ok();
    let starts = [package, current];
    starts.into_iter().flatten().find_map(|start| above(&start))
});

/// Returns an error if there is no checkout.
pub(crate) fn check() -> Result<(), Failure> {
    match ROOT.as_ref() {
        Some(_) => Ok(()),
        None => Err(Failure::unusable(format!(
            "{CONTRACT} does not exist in this folder or a parent folder; run the command in a \
             checkout"
        ))),
    }
}

/// Returns the checkout's root: the folder with the contract.
///
/// The checkout is the one of the package that Cargo runs, or otherwise the one of the current
/// folder. Without a checkout, the function returns the current folder, and [`check`] fails.
pub(crate) fn root() -> &'static Path {
    ROOT.as_deref().unwrap_or(Path::new("."))
}

/// Returns Cargo's target folder.
pub(crate) fn target() -> PathBuf {
    let folder = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    root().join(folder.unwrap_or_else(|| "target".into()))
}

/// Returns a Cargo command that runs in the root.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(cargo_program());
    cargo.current_dir(root());
    cargo
}

/// Returns the Cargo program that runs this command, or otherwise the one in the `PATH`.
pub(crate) fn cargo_program() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Returns the root of the checkout that contains a folder.
fn above(start: &Path) -> Option<PathBuf> {
    let mut folders = start.ancestors();
    let root = folders.find(|folder| folder.join(CONTRACT).is_file())?;
    Some(root.to_owned())
}
