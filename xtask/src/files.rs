//! A function that replaces several files together. If one file cannot be replaced, the function
//! replaces no file.

use std::fs;
use std::path::{Path, PathBuf};

/// Replaces each file with its new text. If the new text of a file is `None`, the function deletes
/// this file.
///
/// A program that reads a file at this time never sees a text that is only half written. The
/// function first writes all new texts to temporary files. If a step fails, the function restores
/// the files that it has already replaced.
pub(crate) fn replace(files: &[(PathBuf, Option<&str>)]) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("error: {}: {error}", path.display());
    // For failed tests, insta also writes temporary files, but these files have different names.
    let temporary = |path: &Path| PathBuf::from(format!("{}.regen", path.display()));
    let write = |(path, text): &(PathBuf, Option<&str>)| match text {
        Some(text) => fs::write(temporary(path), text).map_err(|error| failed(path, error)),
        None => Ok(()),
    };
    let replace = |(path, text): &(PathBuf, Option<&str>)| {
        let done = match text {
            Some(_) => fs::rename(temporary(path), path),
            None => fs::remove_file(path),
        };
        done.map_err(|error| failed(path, error))
    };
    let mut old = Vec::new();
    let replaced = files.iter().try_for_each(write).and_then(|()| {
        files.iter().try_for_each(|file| {
            let before = fs::read(&file.0).ok();
            replace(file)?;
            old.push((&file.0, before));
            Ok(())
        })
    });
    if replaced.is_err() {
        for (path, before) in old {
            // If a file cannot be restored, the function ignores this error. The caller gets the
            // error of the failed step, which is more important.
            let _ = match before {
                Some(before) => fs::write(path, before),
                None => fs::remove_file(path),
            };
        }
        for (path, _) in files {
            // The function ignores this error, because the temporary file may already be missing.
            let _ = fs::remove_file(temporary(path));
        }
    }
    replaced
}
