//! Refreshes what is derived from the contract only: insta's snapshots of the generated client,
//! which is what builds without the feature `codegen` compile; of its public API and of what the
//! sources say, for those who review a change; and of the list of operations. The tests of
//! `tests/integration/contract.rs` and `review/tests/review.rs` compare with them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tallyfy_codegen::Generated;
use tallyfy_review::{Api, Format, ItemChange, Reading, evidence_anywhere, lint, render};

use crate::checkout::root;
use crate::{CONTRACT, Failure, diff, files, read, reading};

const COMMAND: &str = "cargo xtask regen";
const SOURCE: &str = "src/generated/client.snap.rs";
/// Nothing else is in there.
const API: &str = "spec/api";
/// A file for each operation, and nothing else.
const OPERATIONS: &str = "spec/api/operations";

/// A file that is not what it should be.
struct StaleFile {
    /// From the root.
    path: String,
    /// As it should be; none for a file that nothing is derived for.
    text: Option<String>,
    /// What is wrong with it.
    difference: String,
}

/// What is stale, and how the API differs.
struct StaleFiles {
    files: Vec<StaleFile>,
    changes: Vec<ItemChange>,
    /// What the change of the contract does, if it is not committed yet; or why that is not known.
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
    match found.files.is_empty() {
        true => println!("nothing has changed"),
        false => print!("{}", found.render()),
    }
    Ok(())
}

fn check_in(root: &Path) -> Result<(), Failure> {
    let found = find_stale_files(root)?;
    match found.files.is_empty() {
        true => Ok(()),
        false => Err(Failure::Stale(format!(
            "error: stale, compared with {CONTRACT}:\n{}run `{COMMAND}` and commit what it changes",
            found.render()
        ))),
    }
}

impl StaleFiles {
    /// A line for each file, and one for each item of the API.
    fn render(&self) -> String {
        let files = self.files.iter();
        let files = files.map(|stale| format!("  {}: {}\n", stale.path, stale.difference));
        let mut shown: String = files.collect();
        if !self.changes.is_empty() {
            shown.push_str("the API of the generated client:\n");
        }
        for change in &self.changes {
            for line in change.to_string().lines() {
                shown += &format!("  {line}\n");
            }
        }
        match &self.verdict {
            Ok(None) => {}
            Ok(Some(diff)) => shown += &format!("the change of the contract: {diff}"),
            Err(why) => shown += &format!("the change of the contract is not judged: {why}\n"),
        }
        shown
    }
}

/// What is not as a contract that nothing is wrong with has it.
fn find_stale_files(root: &Path) -> Result<StaleFiles, Failure> {
    let contract = read(root, CONTRACT)?;
    let findings = lint(&contract);
    if !findings.is_empty() {
        let shown = render(&findings, &contract, Format::Text);
        return Err(Failure::Findings(shown));
    }
    let evidence = evidence_anywhere(&contract)
        .map_err(|problem| Failure::Findings(problem.render(CONTRACT, &contract.text)))?;
    let reading = reading(contract)?;
    let contract_diff = diff::uncommitted_diff(root, &reading);
    let Reading { generated, api, .. } = reading;
    // Whatever is there may not be Rust; then it is stale, and all else is news.
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
            difference: "nothing in the contract is there for it any more".to_owned(),
        });
    }
    Ok(StaleFiles {
        files: stale,
        changes: api.changes_since(&old),
        contract_diff,
    })
}

/// Paths from the root, and what is in the files.
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

/// Files among the snapshots of the API that nothing is derived for.
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
            // What insta leaves of a test that failed is its own.
            let is_pending = path.ends_with(".snap.new");
            if path != OPERATIONS && !is_pending && !known.contains(path.as_str()) {
                obsolete.push(path);
            }
        }
    }
    obsolete.sort();
    Ok(obsolete)
}

/// A file as insta writes it. That of a binary snapshot has no contents: they are beside it.
fn snapshot(test: &str, facts: &str, contents: &str) -> String {
    format!("---\nsource: {test}\n{facts}---\n{contents}")
}

/// How many lines differ, wherever they stand.
fn difference(old: &str, new: &str) -> String {
    let count = |from: &str, of: &str| {
        let mut rest: Vec<&str> = of.lines().collect();
        rest.sort_unstable();
        let mut other: Vec<&str> = from.lines().collect();
        other.sort_unstable();
        // Both are sorted, so one pass finds what the other lacks.
        let mut other = other.into_iter().peekable();
        rest.retain(|line| {
            while other.next_if(|one| one < line).is_some() {}
            other.next_if_eq(line).is_none()
        });
        rest.len()
    };
    format!(
        "{} lines added, {} removed",
        count(old, new),
        count(new, old)
    )
}

#[cfg(test)]
mod tests;
