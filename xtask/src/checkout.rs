//! The functions that find a command's checkout. The command reads and changes the files of this
//! checkout.
//!
//! If several checkouts share Cargo's target folder, they also share the compiled xtask. If xtask
//! stored a path at compile time, this path could belong to a different checkout. Each command
//! therefore looks for its checkout at run time.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::{CONTRACT, Failure};

static ROOT: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    // Cargo sets this environment variable for the programs that Cargo runs. If the user starts
    // xtask without Cargo, the variable is missing.
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let current = env::current_dir().ok();
    let starts = [package, current];
    starts.into_iter().flatten().find_map(|start| above(&start))
});

/// Returns an error if the command has found no checkout.
pub(crate) fn check() -> Result<(), Failure> {
    match ROOT.as_ref() {
        Some(_) => Ok(()),
        None => Err(Failure::unusable(format!(
            "{CONTRACT} does not exist in this folder or a parent folder; run the command in a \
             checkout"
        ))),
    }
}

/// Returns the root of the checkout, which is the folder that contains `spec/groups.yaml`.
///
/// If Cargo runs xtask, the function looks for the checkout that contains xtask's package. If the
/// user starts xtask without Cargo, the function looks for the checkout that contains the current
/// folder. If the function finds no checkout, it returns the current folder, and [`check`] returns
/// an error.
pub(crate) fn root() -> &'static Path {
    ROOT.as_deref().unwrap_or(Path::new("."))
}

/// Returns Cargo's target folder.
pub(crate) fn target() -> PathBuf {
    let folder = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    root().join(folder.unwrap_or_else(|| "target".into()))
}

/// Returns a Cargo command that runs in the root of the checkout.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(cargo_program());
    cargo.current_dir(root());
    cargo
}

/// Returns the path of the Cargo program that started xtask. If the user started xtask without
/// Cargo, returns the name `cargo`. The operating system then looks for `cargo` in `PATH`.
pub(crate) fn cargo_program() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Returns the root of the checkout that contains the folder `start`.
fn above(start: &Path) -> Option<PathBuf> {
    let mut folders = start.ancestors();
    let root = folders.find(|folder| folder.join(CONTRACT).is_file())?;
    Some(root.to_owned())
}
