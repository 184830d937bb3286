//! Writes the page of the contract.

use std::fs;
use std::path::{Path, PathBuf};

use tallyfy_review::{Api, Contract};

use crate::{CONTRACT, Failure, root, target};

/// Writes it into Cargo's target folder, or wherever else it is wanted.
pub(crate) fn docs(file: Option<&str>) -> Result<(), Failure> {
    let contract = Contract::read(root(), CONTRACT)
        .map_err(|error| Failure::unusable(format!("{CONTRACT}: {error}")))?;
    let shown = |problems: Vec<tallyfy_codegen::Problem>| {
        let rendered = problems.iter().map(|p| p.render(CONTRACT, &contract.text));
        Failure::Findings(rendered.collect())
    };
    let generated = tallyfy_codegen::generate(&contract.text).map_err(shown)?;
    let api = Api::of(&generated.source, &generated.operations).map_err(Failure::unusable)?;
    let page = tallyfy_review::page(&contract, &api).map_err(|problem| shown(vec![problem]))?;
    let path = file.map_or_else(|| target().join("contract.html"), PathBuf::from);
    write(&path, &page)
        .map_err(|error| Failure::unusable(format!("{}: {error}", path.display())))?;
    println!("{}", path.display());
    Ok(())
}

/// Whoever has the page open sees the old one or the new one.
fn write(path: &Path, page: &str) -> std::io::Result<()> {
    let temporary = PathBuf::from(format!("{}.new", path.display()));
    fs::write(&temporary, page)?;
    fs::rename(temporary, path)
}
