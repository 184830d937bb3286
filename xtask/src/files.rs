//! Replaces files as wholes.

use std::fs;
use std::path::{Path, PathBuf};

/// Replaces files, or deletes those without a text.
///
/// A reader sees the old text or the new one. Nothing is replaced before everything has been
/// written. If something fails, the files that were replaced before are put back.
pub(crate) fn replace(files: &[(PathBuf, Option<&str>)]) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("error: {}: {error}", path.display());
    // Another name than insta gives to what a test that failed has left there.
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
            // Whatever fails now is less than what has failed, and that is told.
            let _ = match before {
                Some(before) => fs::write(path, before),
                None => fs::remove_file(path),
            };
        }
        for (path, _) in files {
            // Not all of them are there.
            let _ = fs::remove_file(temporary(path));
        }
    }
    replaced
}
