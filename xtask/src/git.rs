//! Functions that read the git history of a checkout. If a function cannot read the history, the
//! error of this function contains the reason.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Output};

/// The error message for a git command that fails but prints no message.
pub(crate) const FAILED: &str = "git failed";

/// Checks that git is installed, and that this folder is the root of a git checkout.
///
/// An archive of this project that a user downloads has no git history. If the user unpacked such
/// an archive inside a different repository, git would read the history of that other repository.
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

/// Runs git and returns its output. If git fails, returns the first line of git's error message.
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
    if status.success() {
        String::from_utf8(stdout).map_err(|_| "the content is not UTF-8".to_owned())
    } else {
        let message = String::from_utf8_lossy(&stderr);
        Err(message.lines().next().unwrap_or(FAILED).to_owned())
    }
}

/// Returns the text of a file in a revision. The function first checks that the git object is a
/// file, because `git show` also accepts folders and commits.
pub(crate) fn file(root: &Path, object: &str) -> Result<String, String> {
    match output(root, &["cat-file", "-t", "--end-of-options", object])?.trim() {
        "blob" => output(root, &["show", "--end-of-options", object]),
        "tree" => Err("this is a folder; name a file in the folder".to_owned()),
        kind => Err(format!("this is a {kind}, not a file")),
    }
}
