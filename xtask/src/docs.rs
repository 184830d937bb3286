//! The command `docs`, which writes the contract as an HTML page.

use std::path::PathBuf;

use crate::checkout::target;
use crate::{Failure, contract, diff, files, loaded};

/// Writes the HTML page to a file. If the user names no file, the page is in Cargo's target folder.
/// If the user names an older contract, the page marks the changes since this older contract.
pub(crate) fn docs(base: Option<&str>, file: Option<&str>) -> Result<(), Failure> {
    let page = match base {
        None => tallyfy_review::page(&loaded(contract()?)?, None, None),
        Some(base) => diff::page_since(base)?,
    };
    let path = file.map_or_else(|| target().join("contract.html"), PathBuf::from);
    let shown = path.display().to_string();
    files::replace(&[(path, Some(&page))])?;
    println!("{shown}");
    Ok(())
}
