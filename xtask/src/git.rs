//! Reads the history of a checkout with git, and says why it cannot be read.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Output};

/// The error of a command that prints none.
pub(crate) const FAILED: &str = "git failed";

/// Checks that git is installed and that this folder is the root of a checkout.
///
/// A downloaded archive has no history. If it lies inside another repository, git would read that
/// repository's history.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    let prefix = output(root, &["rev-parse", "--show-prefix"])?;
    match prefix.trim_end() {
        "" => Ok(()),
        _ => Err(format!(
            "{} is not the root of a git checkout",
            root.display()
        )),
    }
}

/// Returns what git prints, or the first line of its error.
pub(crate) fn output(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new("git")
        .args(arguments)
        .current_dir(root)
        .output()
        .map_err(|error| match error.kind() {
            ErrorKind::NotFound => "git is not installed".to_owned(),
            _ => format!("git could not be started: {error}"),
        })?;
    match status.success() {
        true => String::from_utf8(stdout).map_err(|_| "it is not UTF-8".to_owned()),
        false => {
            let message = String::from_utf8_lossy(&stderr);
            Err(message.lines().next().unwrap_or(FAILED).to_owned())
        }
    }
}

/// Returns a file as git keeps it. `git show` would list a folder, and print a commit.
pub(crate) fn file(root: &Path, object: &str) -> Result<String, String> {
    match output(root, &["cat-file", "-t", "--end-of-options", object])?.trim() {
        "blob" => output(root, &["show", "--end-of-options", object]),
        "tree" => Err("it is a folder; name a file in it".to_owned()),
        kind => Err(format!("it is a {kind}")),
    }
}
