//! The command `regen`, which updates the files that are generated from the contract.
//!
//! The generated files are snapshots of the library insta:
//!
//! - The source code of the generated client. If the feature `codegen` is off, a build of the
//!   client compiles this source code.
//! - The public API of the generated client, and the evidence for the contract. Reviewers read
//!   both.
//! - The list of the API's operations.
//!
//! The tests in `tests/integration/contract.rs` and `review/tests/review.rs` compare newly
//! generated texts with these files.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tallyfy_codegen::Generated;
use tallyfy_review::{
    Api, Contract, Format, ItemChange, LoadedContract, evidence_anywhere, lint, render,
};

use crate::checkout::root;
use crate::{CONTRACT, Failure, diff, files, loaded, read};

const COMMAND: &str = "cargo xtask regen";
const SOURCE: &str = "src/generated/client.snap.rs";
/// The folder that contains the snapshots of the client's public API. This folder must not contain
/// other files.
const API: &str = "spec/api";
/// The folder that contains one snapshot for each operation. This folder must not contain other
/// files.
const OPERATIONS: &str = "spec/api/operations";

/// A generated file that is out of date.
struct StaleFile {
    /// The path of the file, relative to the root of the checkout.
    path: String,
    /// The new text of the file. If the new text is `None`, `regen` has to delete the file.
    text: Option<String>,
    /// A summary of the differences between the old and the new text, for the output of `regen`.
    difference: String,
}

/// The generated files that are out of date, and the changes that the new contract causes.
struct StaleFiles {
    files: Vec<StaleFile>,
    changes: Vec<ItemChange>,
    /// A summary of the uncommitted changes of the contract, or the reason why these changes are
    /// unknown.
    contract_diff: Result<Option<String>, String>,
}

pub(crate) fn regen() -> Result<(), Failure> {
    regen_in(root())
}

pub(crate) fn check() -> Result<(), Failure> {
    check_in(root())
}

fn regen_in(root: &Path) -> Result<(), Failure> {
    let found = find_stale_files(root)?;
    fs::create_dir_all(root.join(OPERATIONS))
        .map_err(|error| Failure::unusable(format!("{OPERATIONS}: {error}")))?;
    let files = found.files.iter();
    let files = files.map(|one| (root.join(&one.path), one.text.as_deref()));
    files::replace(&files.collect::<Vec<_>>())?;
    if found.files.is_empty() {
        println!("all generated files are up to date")
    } else {
        print!("{}", found.render())
    }
    Ok(())
}

fn check_in(root: &Path) -> Result<(), Failure> {
    let found = find_stale_files(root)?;
    if found.files.is_empty() {
        Ok(())
    } else {
        Err(Failure::Stale(format!(
            "error: files generated from {CONTRACT} are out of date:\n{}run `{COMMAND}` and commit \
             the changes",
            found.render()
        )))
    }
}

impl StaleFiles {
    /// Returns the text that `regen` prints. This text has one line for each file. The changes to
    /// the client's API and the changes to the contract follow.
    fn render(&self) -> String {
        let files = self.files.iter();
        let files = files.map(|stale| format!("  {}: {}\n", stale.path, stale.difference));
        let mut shown: String = files.collect();
        if !self.changes.is_empty() {
            shown.push_str("changes to the API of the generated client:\n");
        }
        for change in &self.changes {
            for line in change.to_string().lines() {
                shown += &format!("  {line}\n");
            }
        }
        match &self.contract_diff {
            Ok(None) => {}
            Ok(Some(diff)) => shown += &format!("changes to the contract: {diff}"),
            Err(why) => {
                shown += &format!(
                    "xtask could not compare the contract with the committed contract: {why}\n"
                )
            }
        }
        shown
    }
}

/// Returns the contract. If `lint` finds a problem, returns an error.
pub(crate) fn check_contract(root: &Path) -> Result<Contract, Failure> {
    let contract = read(root, CONTRACT)?;
    // The result of this command must not depend on today's date.
    let findings = lint(&contract, None);
    if findings.is_empty() {
        return Ok(contract);
    }
    let shown = render(&findings, &contract, Format::Text);
    Err(Failure::Findings(shown))
}

/// Returns the generated files that are out of date. If the contract is invalid, returns an error.
fn find_stale_files(root: &Path) -> Result<StaleFiles, Failure> {
    let contract = check_contract(root)?;
    let evidence = evidence_anywhere(&contract)
        .map_err(|problem| Failure::Findings(problem.render(CONTRACT, &contract.text)))?;
    let loaded = loaded(contract)?;
    let contract_diff = diff::uncommitted_diff(root, &loaded);
    let LoadedContract { generated, api, .. } = loaded;
    // If the old file is missing or is not Rust code, this code uses an empty API as the old API.
    // The report then lists all items of the new API as added.
    let old = fs::read_to_string(root.join(SOURCE)).unwrap_or_default();
    let old = Api::of(&old, &[]).unwrap_or_default();
    let mut stale = Vec::new();
    let derived = derived(generated, &api, &evidence);
    for (path, text) in &derived {
        let old = fs::read_to_string(root.join(path)).unwrap_or_default();
        if old != *text {
            stale.push(StaleFile {
                path: path.clone(),
                text: Some(text.clone()),
                difference: difference(&old, text),
            });
        }
    }
    for path in obsolete_files(root, &derived)? {
        stale.push(StaleFile {
            path,
            text: None,
            difference: "this file is no longer generated from the contract".to_owned(),
        });
    }
    Ok(StaleFiles {
        files: stale,
        changes: api.changes_since(&old),
        contract_diff,
    })
}

/// Returns the path and the text of each generated file. The paths are relative to the root.
fn derived(generated: Generated, api: &Api, evidence: &str) -> Vec<(String, String)> {
    let contract_test = "tests/integration/contract.rs";
    let api_test = "review/tests/review.rs";
    let operations = generated.operations.iter();
    let operations: String = operations.map(|o| format!("{o}\n")).collect();
    let mut derived = vec![
        (SOURCE.to_owned(), generated.source),
        (
            "src/generated/client.snap".to_owned(),
            snapshot(contract_test, "extension: rs\nsnapshot_kind: binary\n", ""),
        ),
        (
            "tests/integration/snapshots/integration__contract__operations.snap".to_owned(),
            snapshot(contract_test, "expression: operations\n", &operations),
        ),
        (
            "spec/evidence/table.snap".to_owned(),
            snapshot(api_test, "", evidence),
        ),
        (
            format!("{API}/api.snap"),
            snapshot(api_test, "", &api.list()),
        ),
    ];
    for (name, slice) in api.slices() {
        let path = format!("{OPERATIONS}/{name}.snap");
        derived.push((path, snapshot(api_test, "", &slice)));
    }
    derived
}

/// Returns the paths of the API snapshots that are not generated from the current contract.
fn obsolete_files(root: &Path, derived: &[(String, String)]) -> Result<Vec<String>, Failure> {
    let known: BTreeSet<&str> = derived.iter().map(|(path, _)| path.as_str()).collect();
    let mut obsolete = Vec::new();
    for folder in [API, OPERATIONS] {
        let failed = |error: std::io::Error| Failure::unusable(format!("{folder}: {error}"));
        let Ok(entries) = fs::read_dir(root.join(folder)) else {
            continue;
        };
        for entry in entries {
            let name = entry.map_err(failed)?.file_name();
            let path = format!("{folder}/{}", name.to_string_lossy());
            // If a test fails, the library insta writes a file with this extension.
            let is_pending = path.ends_with(".snap.new");
            if path != OPERATIONS && !is_pending && !known.contains(path.as_str()) {
                obsolete.push(path);
            }
        }
    }
    obsolete.sort();
    Ok(obsolete)
}

/// Returns the text of a snapshot file in insta's format. If the snapshot is binary, the snapshot
/// file contains only metadata, and a second file contains the bytes of the snapshot.
fn snapshot(test: &str, metadata: &str, contents: &str) -> String {
    format!("---\nsource: {test}\n{metadata}---\n{contents}")
}

/// Counts the lines that are only in the new text, and the lines that are only in the old text. The
/// function does not count lines that only moved to a different position.
fn difference(old: &str, new: &str) -> String {
    let count = |from: &str, of: &str| {
        let mut rest: Vec<&str> = of.lines().collect();
        rest.sort_unstable();
        let mut other: Vec<&str> = from.lines().collect();
        other.sort_unstable();
        // The lines of the old text and the lines of the new text are sorted. One pass is therefore
        // enough to find the lines that occur in only one of the two texts.
        let mut other = other.into_iter().peekable();
        rest.retain(|line| {
            while other.next_if(|one| one < line).is_some() {}
            other.next_if_eq(line).is_none()
        });
        rest.len()
    };
    format!(
        "{} lines added, {} lines removed",
        count(old, new),
        count(new, old)
    )
}

#[cfg(test)]
mod tests;
