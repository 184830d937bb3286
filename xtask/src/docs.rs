//! Writes the page of the contract.

use std::path::PathBuf;

use crate::{Failure, contract, files, target};

/// Writes it into Cargo's target folder, or wherever else it is wanted.
pub(crate) fn docs(file: Option<&str>) -> Result<(), Failure> {
    let page = tallyfy_review::page_of(&contract()?, None).map_err(Failure::Findings)?;
    let path = file.map_or_else(|| target().join("contract.html"), PathBuf::from);
    let shown = path.display().to_string();
    files::replace(&[(path, Some(&page))])?;
    println!("{shown}");
    Ok(())
}
