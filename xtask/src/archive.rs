//! Functions that unpack archives into folders below Cargo's target folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::checkout::{root, target};
use crate::{Failure, git, succeeds};

/// Unpacks the files of a git revision into a new folder. The revision can be a commit, a tag or a
/// branch.
pub(crate) fn revision(revision: &str, name: &str) -> Result<PathBuf, Failure> {
    let commit = format!("{revision}^{{commit}}");
    let commit = git::output(
        root(),
        &["rev-parse", "--verify", "--end-of-options", &commit],
    )
    .map_err(|why| Failure::unusable(format!("`{revision}`: {why}")))?;
    let folder = new_folder(&target().join("semver").join(name))?;
    let archive = folder.with_extension("tar");
    let output = format!("--output={}", archive.display());
    git::output(root(), &["archive", "--format=tar", &output, commit.trim()])
        .map_err(Failure::unusable)?;
    unpack(&archive, &folder)?;
    fs::remove_file(archive).map_err(Failure::unusable)?;
    Ok(folder)
}

/// Creates an empty folder.
pub(crate) fn new_folder(folder: &Path) -> Result<PathBuf, Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Failure::unusable)?;
    }
    fs::create_dir_all(folder).map_err(Failure::unusable)?;
    Ok(folder.to_owned())
}

/// Unpacks an archive into a folder. The files get the current time, because Cargo detects changed
/// files only by their times.
pub(crate) fn unpack(archive: &Path, folder: &Path) -> Result<(), Failure> {
    let mut tar = Command::new("tar");
    tar.arg("-xmf").arg(archive).arg("-C").arg(folder);
    let failure = format!("error: tar could not unpack {}", archive.display());
    succeeds(&mut tar, &failure).map_err(Failure::from)
}
