//! Replaces files as wholes.

use std::fs;
use std::path::{Path, PathBuf};

/// Replaces files, or deletes those without a text: whoever reads one sees the old text or the new
/// one, and nothing is replaced before everything has been written.
pub(crate) fn replace(files: &[(PathBuf, Option<&str>)]) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("error: {}: {error}", path.display());
    // Another name than insta gives to what a test that failed has left there.
    let temporary = |path: &Path| PathBuf::from(format!("{}.regen", path.display()));
    let write = |(path, text): &(PathBuf, Option<&str>)| match text {
        Some(text) => fs::write(temporary(path), text).map_err(|error| failed(path, error)),
        None => Ok(()),
    };
    let rename = |(path, text): &(PathBuf, Option<&str>)| {
        let done = match text {
            Some(_) => fs::rename(temporary(path), path),
            None => fs::remove_file(path),
        };
        done.map_err(|error| failed(path, error))
    };
    let replaced = files.iter().try_for_each(write);
    let replaced = replaced.and_then(|()| files.iter().try_for_each(rename));
    if replaced.is_err() {
        for (path, _) in files {
            // Not all of them are there.
            let _ = fs::remove_file(temporary(path));
        }
    }
    replaced
}
