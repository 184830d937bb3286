//! A function that replaces several files together, or none of them.

use std::fs;
use std::path::{Path, PathBuf};

/// Replaces each file with its new text. Deletes a file if its new text is `None`.
///
/// A reader of a file sees either the complete old text or the complete new text. The function
/// first writes all new texts to temporary files. If a step fails, the function restores the files
/// that it has already replaced.
pub(crate) fn replace(files: &[(PathBuf, Option<&str>)]) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("error: {}: {error}", path.display());
    // insta also writes temporary files for failed tests, but with different names.
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
