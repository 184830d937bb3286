//! Refreshes what is derived from the contract alone: insta's snapshots of the generated client,
//! which is what builds without the feature `codegen` compile, and of the list of operations. The
//! tests of `tests/integration/contract.rs` compare with both.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tallyfy_codegen::Generated;

use crate::root;

const CONTRACT: &str = "spec/groups.yaml";
const COMMAND: &str = "cargo xtask regen";

/// A file derived from the contract.
struct Derived {
    /// From the root.
    path: &'static str,
    /// As it should be.
    text: String,
}

pub(crate) fn regen() -> Result<(), String> {
    let mut is_fresh = true;
    for derived in derived()? {
        let path = root().join(derived.path);
        let old = fs::read_to_string(&path).unwrap_or_default();
        if old == derived.text {
            continue;
        }
        is_fresh = false;
        replace(&path, &derived.text)?;
        println!("{}: {}", derived.path, difference(&old, &derived.text));
    }
    if is_fresh {
        println!("nothing has changed");
    }
    Ok(())
}

pub(crate) fn check() -> Result<(), String> {
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
    Err(format!(
        "error: stale, compared with {CONTRACT}:\n{}\nrun `{COMMAND}` and commit what it changes",
        stale.join("\n")
    ))
}

fn derived() -> Result<Vec<Derived>, String> {
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

/// Replaces a file as a whole: whoever reads it sees the old text or the new one.
fn replace(path: &Path, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("error: {}: {error}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let temporary = PathBuf::from(format!("{}.new", path.display()));
    fs::write(&temporary, text).map_err(failed)?;
    fs::rename(&temporary, path).map_err(failed)
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
