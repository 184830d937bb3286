//! Refreshes what is derived from the contract alone: insta's snapshots of the generated client,
//! which is what builds without the feature `codegen` compile, and of the list of operations. The
//! tests of `tests/integration/contract.rs` compare with both.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tallyfy_codegen::Generated;

use crate::{CONTRACT, Failure, lint, root};

const COMMAND: &str = "cargo xtask regen";

/// A file derived from the contract.
struct Derived {
    /// From the root.
    path: &'static str,
    /// As it should be.
    text: String,
}

pub(crate) fn regen() -> Result<(), Failure> {
    let mut stale = Vec::new();
    for derived in derived()? {
        let path = root().join(derived.path);
        let old = fs::read_to_string(&path).unwrap_or_default();
        if old != derived.text {
            let difference = difference(&old, &derived.text);
            stale.push((path, derived.text));
            println!("{}: {difference}", derived.path);
        }
    }
    if stale.is_empty() {
        println!("nothing has changed");
    }
    Ok(replace(&stale)?)
}

pub(crate) fn check() -> Result<(), Failure> {
    let mut stale = Vec::new();
    for derived in derived()? {
        let old = fs::read_to_string(root().join(derived.path)).unwrap_or_default();
        if old != derived.text {
            let difference = difference(&old, &derived.text);
            stale.push(format!("  {}: {difference}", derived.path));
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(Failure::Stale(format!(
        "error: stale, compared with {CONTRACT}:\n{}\nrun `{COMMAND}` and commit what it changes",
        stale.join("\n")
    )))
}

/// What is derived from a contract that nothing is wrong with.
fn derived() -> Result<Vec<Derived>, Failure> {
    let findings = lint::findings()?;
    if !findings.is_empty() {
        return Err(Failure::Findings(findings));
    }
    let text = fs::read_to_string(root().join(CONTRACT))
        .map_err(|error| format!("error: {CONTRACT}: {error}"))?;
    let Generated { source, operations } =
        tallyfy_codegen::generate(&text).map_err(|problems| {
            let rendered = problems.iter().map(|p| p.render(CONTRACT, &text));
            rendered.collect::<Vec<_>>().join("\n")
        })?;
    let operations: String = operations.iter().map(|o| format!("{o}\n")).collect();
    Ok(vec![
        Derived {
            path: "src/generated/client.snap.rs",
            text: source,
        },
        Derived {
            path: "src/generated/client.snap",
            text: snapshot("extension: rs\nsnapshot_kind: binary", ""),
        },
        Derived {
            path: "tests/integration/snapshots/integration__contract__operations.snap",
            text: snapshot("expression: operations", &operations),
        },
    ])
}

/// A file as insta writes it. That of a binary snapshot has no contents: they are beside it.
fn snapshot(facts: &str, contents: &str) -> String {
    format!("---\nsource: tests/integration/contract.rs\n{facts}\n---\n{contents}")
}

/// Replaces files as wholes, all or none: whoever reads one sees the old text or the new one, and
/// nothing is replaced before everything has been written.
fn replace(files: &[(PathBuf, String)]) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("error: {}: {error}", path.display());
    let temporary = |path: &Path| PathBuf::from(format!("{}.new", path.display()));
    let write = |(path, text): &(PathBuf, String)| {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| failed(path, error))?;
        }
        fs::write(temporary(path), text).map_err(|error| failed(path, error))
    };
    if let Err(message) = files.iter().try_for_each(write) {
        for (path, _) in files {
            // Not all of them are there.
            let _ = fs::remove_file(temporary(path));
        }
        return Err(message);
    }
    for (path, _) in files {
        fs::rename(temporary(path), path).map_err(|error| failed(path, error))?;
    }
    Ok(())
}

/// What changed, in lines and in methods.
fn difference(old: &str, new: &str) -> String {
    // How many more of each line there are now.
    let mut changes: BTreeMap<&str, i64> = BTreeMap::new();
    new.lines()
        .for_each(|line| *changes.entry(line).or_default() += 1);
    old.lines()
        .for_each(|line| *changes.entry(line).or_default() -= 1);
    let added: i64 = changes.values().filter(|change| **change > 0).sum();
    let removed: i64 = changes.values().filter(|change| **change < 0).sum();
    let mut difference = format!("{added} lines added, {} removed", -removed);
    for (line, change) in changes.into_iter().filter(|(_, change)| *change != 0) {
        if let Some(name) = method_name(line) {
            let verb = if change > 0 { "new" } else { "gone" };
            difference.push_str(&format!("; {verb} method {name}"));
        }
    }
    difference
}

fn method_name(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix("pub async fn ")?;
    Some(rest.split(['<', '(']).next().unwrap_or(rest))
}
