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
const LOCK: &str = "Cargo.lock";
const MANIFEST: &str = "Cargo.toml";
const README: &str = "README.md";
/// The heading in CHANGELOG.md. New lines of the changelog belong below this heading.
const UNRELEASED: &str = "## Unreleased\n";

/// Compares the contract with the contract of the main branch, and increases each version that is
/// too small for the changes. Adds a draft of the changes to the changelog, and regenerates the
/// generated files.
pub(crate) fn bump() -> Result<(), Failure> {
    regen::check_contract(root())?;
    let diff = since_main()?.map_err(|why| {
        Failure::unusable(format!(
            "`regen --bump` could not read the main branch: {why}"
        ))
    })?;
    let changed = new_texts(&diff, &|path| read(root(), path))?;
    let replaced: Vec<_> = changed
        .iter()
        .map(|(path, text)| (root().join(path), Some(text.as_str())))
        .collect();
    files::replace(&replaced)?;
    for version in diff.versions.iter().filter(|version| !version.is_enough) {
        let new = version.least.as_deref().unwrap_or_default();
        println!("{}: {} → {new}", version.name, version.to);
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
        let old = version.to.as_str();
        let Some(new) = version.least.as_deref() else {
            return Err(Failure::unusable(format!(
                "{} {old} {}; change it by hand",
                version.name,
                version.state()
            )));
        };
        if version.name == CRATE_VERSION {
            texts.extend(crate_version(old, new, read)?);
        } else {
            let contract = read(CONTRACT)?;
            // The author of the contract may write quotes around the version.
            let is_quoted = |quote: &str| contract.contains(&line(quote, old));
            let quote = ["'", "\""].into_iter().find(|quote| is_quoted(quote));
            let place = line(quote.unwrap_or_default(), old);
            texts.push((CONTRACT, replaced(&contract, CONTRACT, &place, old, new)?));
        }
    }
    let log = read(CHANGELOG)?;
    if let Some(text) = with_drafts(&log, &changelog(diff))? {
        texts.push((CHANGELOG, text));
    }
    Ok(texts)
}

/// Returns the line of the contract that contains `info.version`.
fn line(quote: &str, version: &str) -> String {
    format!("\n  version: {quote}{version}{quote}\n")
}

/// Returns the files that contain the version of the crate, with the new version.
fn crate_version(
    old: &str,
    new: &str,
    read: &dyn Fn(&str) -> Result<String, Failure>,
) -> Result<Vec<(&'static str, String)>, Failure> {
    let own = format!("\nversion = \"{old}\"");
    let manifest = replaced(&read(MANIFEST)?, MANIFEST, &own, old, new)?;
    // The client depends on the other published packages.
    let manifest = [("codegen", "="), ("sandbox", "")].into_iter().try_fold(
        manifest,
        |manifest, (path, exact)| {
            let place = format!("path = \"{path}\", version = \"{exact}{old}\"");
            replaced(&manifest, MANIFEST, &place, old, new)
        },
    )?;
    let mut texts = vec![(MANIFEST, manifest)];
    // A package of the workspace has no source. Cargo would write the same versions.
    let lock = read(LOCK)?;
    let packages = lock.split("\n\n").map(|package| {
        if package.contains("\nsource = ") {
            return package.to_owned();
        }
        let new = format!("\nversion = \"{new}\"");
        package.replacen(&own, &new, 1)
    });
    texts.push((LOCK, packages.collect::<Vec<_>>().join("\n\n")));
    // The README names only the major and the minor version.
    let short = |version: &str| version.split('.').take(2).collect::<Vec<_>>().join(".");
    let (old, new) = (short(old), short(new));
    if old != new {
        let dependency = format!("tallyfy-groups = \"{old}\"");
        texts.push((
            README,
            replaced(&read(README)?, README, &dependency, &old, &new)?,
        ));
    }
    Ok(texts)
}

/// Adds the entries of the draft that the section of unreleased changes lacks. Returns `None` if it
/// lacks no entry.
fn with_drafts(log: &str, draft: &str) -> Result<Option<String>, Failure> {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (before, after) = log.split_once(UNRELEASED).unwrap_or((log, ""));
    let known = words(after.split("\n## ").next().unwrap_or_default());
    let entries = draft.strip_prefix("- ").into_iter();
    let entries = entries.flat_map(|draft| draft.trim_end().split("\n- "));
    let is_new = |entry: &&str| !known.contains(&words(entry));
    let new: String = entries
        .filter(is_new)
        .map(|entry| format!("- {entry}\n"))
        .collect();
    if new.is_empty() {
        return Ok(None);
    }
    if !log.contains(UNRELEASED) {
        let heading = UNRELEASED.trim_end();
        return Err(Failure::unusable(format!(
            "{CHANGELOG} has no heading `{heading}`; add the heading"
        )));
    }
    Ok(Some(format!("{before}{UNRELEASED}\n{new}{after}")))
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use tallyfy_review::{Contract, LoadedContract, diff, rules};

    use super::*;
    use crate::Failure;

    const MANIFEST_TEXT: &str = "[workspace.package]\nversion = \"0.2.0\"\n\n[build-dependencies]\n\
         tallyfy-codegen = { path = \"codegen\", version = \"=0.2.0\", optional = true }\n\
         tallyfy-sandbox = { path = \"sandbox\", version = \"0.2.0\" }\n";

    const LOCK_TEXT: &str = "[[package]]\nname = \"other\"\nversion = \"0.2.0\"\nsource = \"registry\"\n\n\
         [[package]]\nname = \"xtask\"\nversion = \"0.2.0\"\n";

    fn texts(edit: (&str, &str), log: &str) -> Result<Vec<(&'static str, String)>, Failure> {
        let loaded = |text: String| {
            LoadedContract::of(Contract::new("groups.yaml", text))
                .ok()
                .unwrap()
        };
        let new = rules::CONTRACT.replacen(edit.0, edit.1, 1);
        let mut diff = diff(&loaded(rules::CONTRACT.to_owned()), &loaded(new.clone()));
        diff.announce(CRATE_VERSION, "0.2.0", "0.2.0");
        new_texts(&diff, &|path| {
            Ok(match path {
                CONTRACT => new.clone(),
                MANIFEST => MANIFEST_TEXT.to_owned(),
                LOCK => LOCK_TEXT.to_owned(),
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
        let own = "name = \"xtask\"\nversion = \"0.2.0\"";
        assert_eq!(
            find(LOCK),
            LOCK_TEXT.replace(own, &own.replace("0.2.0", "0.3.0"))
        );
        let log = find(CHANGELOG);
        assert!(
            log.contains("- **Breaking:** `group.active` changed from boolean to string."),
            "{log}"
        );
        // The second run of `regen --bump` adds nothing to the changelog.
        let again = texts(edit, &log).ok().unwrap();
        assert!(again.iter().all(|(path, _)| *path != CHANGELOG));
    }

    /// Two entries may have the same second line, and an older release may have the same entry.
    #[test]
    fn with_drafts_adds_complete_entries_that_unreleased_changes_lack() {
        let draft = "- First.\n  In responses: dropped.\n- Second.\n  In responses: dropped.\n";
        let log = "## Unreleased\n\n- First.\n  In responses:\n  dropped.\n\n## 1.0.0\n\n- Second.\n  In responses: dropped.\n";
        let text = with_drafts(log, draft).ok().unwrap().unwrap();
        assert!(
            text.starts_with("## Unreleased\n\n- Second.\n  In responses: dropped.\n\n- First."),
            "{text}"
        );
        assert_eq!(with_drafts(&text, draft).ok().unwrap(), None);
        assert_eq!(
            with_drafts("", "no change that users notice\n")
                .ok()
                .unwrap(),
            None
        );
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
