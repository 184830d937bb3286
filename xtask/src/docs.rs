//! Writes the page of the contract.

use std::path::PathBuf;

use crate::checkout::target;
use crate::{Failure, contract, diff, files, reading};

/// Writes it into Cargo's target folder, or to a given file. With a base, what has changed is
/// marked.
pub(crate) fn docs(arguments: &[&str]) -> Result<(), Failure> {
    let (base, file) = match arguments {
        [] => (None, None),
        ["--base", base] => (Some(*base), None),
        ["--base", base, file] | [file, "--base", base] => (Some(*base), Some(*file)),
        [file] if !file.starts_with('-') => (None, Some(*file)),
        _ => return Err(Failure::unusable("docs takes `--base BASE` and one file")),
    };
    let page = match base {
        None => tallyfy_review::page(&reading(contract()?)?, None, None),
        Some(base) => diff::page_since(base)?,
    };
    let path = file.map_or_else(|| target().join("contract.html"), PathBuf::from);
    let shown = path.display().to_string();
    files::replace(&[(path, Some(&page))])?;
    println!("{shown}");
    Ok(())
}
