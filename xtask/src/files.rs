//! A function that replaces several files together. If the function cannot replace one of the
//! files, it replaces no file.

use std::fs;
use std::path::{Path, PathBuf};

/// Replaces each file with its new text. If the new text of a file is `None`, the function deletes
/// this file.
///
/// If another program reads a file at the same time, the program sees either the old text or the
/// complete new text. The function first writes all new texts to temporary files. If a step fails,
/// the function restores the files that it has already replaced.
pub(crate) fn replace(files: &[(PathBuf, Option<&str>)]) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("error: {}: {error}", path.display());
    // The library insta also writes temporary files if a test fails. The files of insta have
    // different names.
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
            // If a file cannot be restored, the function ignores this error. The function returns
            // the error of the failed step instead, which is more important for the caller.
            let _ = match before {
                Some(before) => fs::write(path, before),
                None => fs::remove_file(path),
            };
        }
        for (path, _) in files {
            // The function ignores an error of this deletion, because the temporary file may
            // already be missing.
            let _ = fs::remove_file(temporary(path));
        }
    }
    replaced
}
