//! Finds the checkout that a command works on. Checkouts that share Cargo's target folder share the
//! compiled binary, so it is found at run time.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::{CONTRACT, Failure};

static ROOT: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    // Cargo sets the variable for what it runs. Without it, this was started by hand.
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let current = env::current_dir().ok();
    let starts = [package, current];
    starts.into_iter().flatten().find_map(|start| above(&start))
});

/// Fails if no checkout is found.
pub(crate) fn check() -> Result<(), Failure> {
    match ROOT.as_ref() {
        Some(_) => Ok(()),
        None => Err(Failure::unusable(format!(
            "there is no {CONTRACT} in this folder or above; run this in a checkout"
        ))),
    }
}

/// Returns the checkout's root: the folder with the contract.
///
/// It is the one of the package that Cargo runs, or otherwise of the current folder. Without a
/// checkout it is the current folder, and [`check`] fails.
pub(crate) fn root() -> &'static Path {
    ROOT.as_deref().unwrap_or(Path::new("."))
}

/// Returns Cargo's target folder.
pub(crate) fn target() -> PathBuf {
    let folder = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    root().join(folder.unwrap_or_else(|| "target".into()))
}

/// Returns Cargo, to run in the root.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(cargo_program());
    cargo.current_dir(root());
    cargo
}

/// Returns the Cargo that runs this, or the one of the `PATH`.
pub(crate) fn cargo_program() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn above(start: &Path) -> Option<PathBuf> {
    let mut folders = start.ancestors();
    let root = folders.find(|folder| folder.join(CONTRACT).is_file())?;
    Some(root.to_owned())
}
