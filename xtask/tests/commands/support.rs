//! Functions that run xtask, and a function that finds the checkout under test.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

/// Runs xtask with these arguments. Returns the exit code, the standard output and the standard
/// error of xtask.
pub(crate) fn xtask(arguments: &[&str]) -> (Option<i32>, String, String) {
    output(command().args(arguments))
}

/// Runs a command. Returns the exit code, the standard output and the standard error of the
/// command.
pub(crate) fn output(command: &mut Command) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

/// Returns a command that runs xtask. Cargo writes the program xtask into its target folder.
/// Checkouts that share a target folder therefore also share the program xtask.
pub(crate) fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
}

/// Returns the root of the checkout under test. The function reads the path from Cargo's
/// environment variable at run time. Checkouts that share Cargo's target folder also share the
/// compiled test. If the test stored the path at compile time, the path could belong to a different
/// checkout.
pub(crate) fn root() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR");
    let package = package.map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package.parent().unwrap().to_owned()
}

/// Writes a temporary file, and returns its path. The tests of a different checkout use a different
/// path, so they can run at the same time.
pub(crate) fn file(name: &str, text: &str) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    root().hash(&mut hasher);
    let folder = format!("xtask-{:016x}", hasher.finish());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

/// Returns `true` if git is installed, and if the root of the checkout is also the root of a git
/// repository with a commit.
pub(crate) fn has_history() -> bool {
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        let output = git.args(arguments).current_dir(root()).output().ok()?;
        output.status.success().then_some(output.stdout)
    };
    let is_root = git(&["rev-parse", "--show-prefix"]).is_some_and(|prefix| prefix == b"\n");
    is_root && git(&["rev-parse", "HEAD"]).is_some()
}
