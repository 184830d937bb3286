//! The commands `docs` and `sandbox`. The command `docs` writes the contract as an HTML page. The
//! command `sandbox` starts the sandbox with a page that has forms.

use std::path::PathBuf;

use tallyfy_review::TryIt;

use crate::checkout::{cargo, target};
use crate::{Failure, contract, diff, files, loaded, succeeds};

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

/// Starts the sandbox, and waits until the sandbox has ended. The sandbox serves the page of the
/// contract.
pub(crate) fn sandbox(arguments: &[String]) -> Result<(), Failure> {
    let page = tallyfy_review::page(&loaded(contract()?)?, Some(&TryIt::placeholders()), None);
    let path = target().join("contract-with-forms.html");
    files::replace(&[(path.clone(), Some(&page))])?;
    let mut cargo = cargo();
    cargo
        .args(["run", "--quiet", "--package", "tallyfy-sandbox"])
        .args(["--", "--page"])
        .arg(path)
        .args(arguments);
    succeeds(&mut cargo, "error: the sandbox ended with an error").map_err(Failure::from)
}
