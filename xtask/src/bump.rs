//! The option `regen --bump`. This option increases each version that `diff` reports as too small.
//!
//! The report of `diff` has three axes: WIRE, SOURCE and DECODE. Changes on the axis WIRE decide
//! how much `info.version` of the contract must increase. Changes on all three axes decide how much
//! the version of the crate must increase.

use std::fs;
use std::path::Path;

use tallyfy_review::{Diff, changelog};

use crate::checkout::root;
use crate::diff::{CRATE_VERSION, since_main};
use crate::{CONTRACT, Failure, files, regen};

const CHANGELOG: &str = "CHANGELOG.md";
const MANIFEST: &str = "Cargo.toml";
const README: &str = "README.md";
/// The heading in CHANGELOG.md. New lines of the changelog belong below this heading.
const UNRELEASED: &str = "## Unreleased\n";

/// Compares the contract with the contract of the main branch, and increases each version that is
/// too small for the changes. Adds a draft of the changes to the changelog, and regenerates the
/// generated files.
pub(crate) fn bump() -> Result<(), Failure> {
    regen::check_contract(root())?;
    let diff = since_main()?;
    let changed = new_texts(&diff, &|path| read(root(), path))?;
    let replaced: Vec<_> = changed
        .iter()
        .map(|(path, text)| (root().join(path), Some(text.as_str())))
        .collect();
    files::replace(&replaced)?;
    for version in diff.versions.iter().filter(|version| !version.is_enough) {
        println!("{}: {} → {}", version.name, version.to, version.least);
    }
    for (path, _) in &changed {
        println!("changed {path}");
    }
    if changed.is_empty() {
        println!("the versions and the changelog announce all changes");
    }
    regen::regen()
}

fn read(root: &Path, path: &str) -> Result<String, Failure> {
    let text = fs::read_to_string(root.join(path));
    text.map_err(|error| Failure::unusable(format!("{path}: {error}")))
}

/// Returns the path and the new text of each file that `regen --bump` has to change.
fn new_texts(
    diff: &Diff,
    read: &dyn Fn(&str) -> Result<String, Failure>,
) -> Result<Vec<(&'static str, String)>, Failure> {
    let mut texts = Vec::new();
    for version in diff.versions.iter().filter(|version| !version.is_enough) {
        let (old, new) = (&version.to, &version.least);
        if numbers(new).is_none() {
            return Err(Failure::unusable(format!(
                "{} {} cannot be increased; change it to {new}",
                version.name, version.to
            )));
        }
        if version.name == CRATE_VERSION {
            let manifest = read(MANIFEST)?;
            let manifest = replaced(
                &manifest,
                MANIFEST,
                &format!("\nversion = \"{old}\""),
                old,
                new,
            )?;
            let codegen = format!("path = \"codegen\", version = \"{old}\"");
            texts.push((MANIFEST, replaced(&manifest, MANIFEST, &codegen, old, new)?));
            let readme = read(README)?;
            let (old, new) = (short(old), short(new));
            let dependency = format!("tallyfy-groups = \"{old}\"");
            if old != new {
                texts.push((README, replaced(&readme, README, &dependency, &old, &new)?));
            }
        } else {
            let contract = read(CONTRACT)?;
            let line = format!("\n  version: {old}\n");
            texts.push((CONTRACT, replaced(&contract, CONTRACT, &line, old, new)?));
        }
    }
    let log = read(CHANGELOG)?;
    let known: String = log.split_whitespace().collect::<Vec<_>>().join(" ");
    let drafts = changelog(diff);
    let drafts = drafts
        .split_inclusive('\n')
        .filter(|line| line.starts_with(['-', ' ']));
    let is_new = |line: &&str| {
        !known.contains(
            line.split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .as_str(),
        )
    };
    let drafts: String = drafts.filter(is_new).collect();
    if !drafts.is_empty() {
        let Some((before, after)) = log.split_once(UNRELEASED) else {
            return Err(Failure::unusable(format!(
                "{CHANGELOG} has no heading `{}`; add it",
                UNRELEASED.trim_end()
            )));
        };
        let text = format!("{before}{UNRELEASED}\n{drafts}{after}");
        texts.push((CHANGELOG, text));
    }
    Ok(texts)
}

/// Finds the first occurrence of the text `place`, and replaces the version in this occurrence.
fn replaced(text: &str, path: &str, place: &str, old: &str, new: &str) -> Result<String, Failure> {
    if !text.contains(place) {
        let place = place.trim();
        return Err(Failure::unusable(format!(
            "{path} does not contain `{place}`; change the version by hand"
        )));
    }
    Ok(text.replacen(place, &place.replace(old, new), 1))
}

fn numbers(version: &str) -> Option<Vec<u64>> {
    version.split('.').map(|part| part.parse().ok()).collect()
}

/// Returns the major and the minor version. The README uses this short form to name the dependency.
fn short(version: &str) -> String {
    version.split('.').take(2).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use tallyfy_review::{Contract, Reading, diff, rules};

    use super::*;
    use crate::Failure;

    const MANIFEST_TEXT: &str = "[workspace.package]\nversion = \"0.2.0\"\n\n[build-dependencies]\n\
         tallyfy-codegen = { path = \"codegen\", version = \"0.2.0\", optional = true }\n";

    fn texts(edit: (&str, &str), log: &str) -> Result<Vec<(&'static str, String)>, Failure> {
        let reading = |text: String| {
            Reading::of(Contract::new("groups.yaml", text))
                .ok()
                .unwrap()
        };
        let new = rules::CONTRACT.replacen(edit.0, edit.1, 1);
        let mut diff = diff(&reading(rules::CONTRACT.to_owned()), &reading(new.clone()));
        diff.announce(CRATE_VERSION, "0.2.0", "0.2.0");
        new_texts(&diff, &|path| {
            Ok(match path {
                CONTRACT => new.clone(),
                MANIFEST => MANIFEST_TEXT.to_owned(),
                README => "tallyfy-groups = \"0.2\"\n".to_owned(),
                _ => log.to_owned(),
            })
        })
    }

    #[test]
    fn new_texts_breaking_change_raises_both_versions() {
        let edit = ("type: boolean", "type: string");
        let changed = texts(edit, "# Changelog\n\n## Unreleased\n\nText.\n")
            .ok()
            .unwrap();
        let find = |path: &str| {
            changed
                .iter()
                .find(|(one, _)| *one == path)
                .unwrap()
                .1
                .clone()
        };
        assert!(find(CONTRACT).contains("\n  version: 2.0.0\n"));
        assert_eq!(find(MANIFEST), MANIFEST_TEXT.replace("0.2.0", "0.3.0"));
        assert_eq!(find(README), "tallyfy-groups = \"0.3\"\n");
        let log = find(CHANGELOG);
        assert!(
            log.contains("- **Breaking:** `group.active` changed from boolean to string."),
            "{log}"
        );
        // The second run of `regen --bump` adds nothing to the changelog.
        let again = texts(edit, &log).ok().unwrap();
        assert!(again.iter().all(|(path, _)| *path != CHANGELOG));
    }

    #[test]
    fn new_texts_documentation_change_changes_nothing() {
        let edit = ("description: A group.", "description: One group.");
        assert!(texts(edit, "## Unreleased\n").ok().unwrap().is_empty());
    }

    #[test]
    fn new_texts_missing_heading_fails() {
        let failed = texts(("type: boolean", "type: string"), "# Changelog\n");
        assert!(failed.is_err_and(|failure| failure.message().contains("has no heading")));
    }
}
