//! The command `semver`, which compares the public API of the published crates with a revision.
//!
//! The command compares the lists of `cargo xtask api`, and the Cargo features. If
//! cargo-semver-checks is installed, this tool also compares the two JSON outputs of rustdoc. Some
//! breaking changes escape both checks.

pub(crate) mod planted;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tallyfy_review::{Bump, Version};

use crate::checkout::{root, target};
use crate::ci::Outcome;
use crate::public_api::{ALL_PUBLIC, REQUIRED, list, rustdoc_json};
use crate::tools::SEMVER_CHECKS;
use crate::{Failure, archive, diff, git, published};

/// The differences between two lists of a public API.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Changes {
    /// The lines that show a breaking change. A line begins with `-` or `+`.
    pub(crate) breaking: Vec<String>,
    /// The lines of the other changes.
    pub(crate) compatible: Vec<String>,
}

impl Changes {
    /// Compares two lists. A removed line is a breaking change, because a changed item has both a
    /// removed and an added line. An added line is a compatible change, unless programs that
    /// compiled with the old list had to name every item.
    pub(crate) fn of(old: &str, new: &str) -> Changes {
        let lines = |list| str::lines(list).collect::<BTreeSet<&str>>();
        let (old, new) = (lines(old), lines(new));
        let mut changes = Changes::default();
        for line in old.difference(&new) {
            // A required item may become optional, and a type may become `Send`.
            let is_compatible = line
                .strip_suffix(REQUIRED)
                .is_some_and(|optional| new.contains(optional))
                || line.starts_with("impl") && line.contains(" !core::");
            changes.add(format!("- {line}"), is_compatible);
        }
        for line in new.difference(&old) {
            let became_optional = old.contains(format!("{line}{REQUIRED}").as_str());
            let is_breaking = line.ends_with(REQUIRED) || completes(line, &old);
            changes.add(format!("+ {line}"), became_optional || !is_breaking);
        }
        changes
    }

    fn add(&mut self, line: String, is_compatible: bool) {
        if is_compatible {
            self.compatible.push(line);
        } else {
            self.breaking.push(line);
        }
    }

    /// Returns the smallest increase of the version that announces the changes.
    fn bump(&self) -> Bump {
        match (self.breaking.is_empty(), self.compatible.is_empty()) {
            (false, _) => Bump::Major,
            (true, false) => Bump::Minor,
            (true, true) => Bump::None,
        }
    }
}

/// Returns `true` if the line is a variant or a field of a type that the old list contains, and if
/// programs had to name all variants or fields of this type.
fn completes(line: &str, old: &BTreeSet<&str>) -> bool {
    // The line of a variant or a field has a path after `pub`, and no keyword.
    let path = line.strip_prefix("pub ").unwrap_or_default();
    let path = path.split([' ', '(']).next().unwrap_or_default();
    let Some((parent, _)) = path.trim_end_matches(':').rsplit_once("::") else {
        return false;
    };
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || "_:".contains(c));
    old.iter().any(|old| {
        let is = |kind: &str| {
            let rest = old.strip_prefix(kind);
            rest.and_then(|rest| rest.strip_prefix(parent))
                .is_some_and(ends)
        };
        is("pub enum ") || is("pub ") || is("pub struct ") && old.ends_with(ALL_PUBLIC)
    })
}

/// Compares the public API with a revision, or with the last tag of a release. If the version
/// does not announce the changes, returns an error.
pub(crate) fn semver(base: Option<&str>) -> Result<Outcome, Failure> {
    git::check(root()).map_err(Failure::unusable)?;
    let tag = ["describe", "--tags", "--abbrev=0", "--match", "v*"];
    let tag = git::output(root(), &tag).map(|tag| tag.trim().to_owned());
    let Some(base) = base.map(str::to_owned).or(tag.ok()) else {
        let why = "no tag `v*` exists, so no public API was compared with a release";
        return Ok(Outcome::Skipped(why.to_owned()));
    };
    let copy = archive::revision(&base, "base")?;
    let mut failures = String::new();
    let mut skipped = None;
    for package in published::STABLE {
        if published::metadata(&copy, package).is_err() {
            println!("{package}: {base} does not have this package");
            continue;
        }
        let old_json = base_json(&copy, package)?;
        let new_json = rustdoc_json(root(), package)?;
        let old = list(&old_json)? + &published::features(&copy, package)?;
        let new = list(&new_json)? + &published::features(root(), package)?;
        let changes = Changes::of(&old, &new);
        for line in &changes.breaking {
            println!("{package}: breaking: {line}");
        }
        for line in &changes.compatible {
            println!("{package}: {line}");
        }
        let version = Version::of(package, &version(&copy)?, &version(root())?, changes.bump());
        println!(
            "{package}: {} → {}: {}",
            version.from,
            version.to,
            version.state()
        );
        if !version.is_enough {
            failures += &format!("error: the version of {package} {}\n", version.state());
        }
        match semver_checks(&old_json, &new_json, None) {
            Err(why) => skipped = Some(why),
            Ok(true) => {}
            Ok(false) => failures += &format!("error: cargo-semver-checks rejected {package}\n"),
        }
    }
    match (failures.as_str(), skipped) {
        ("", None) => Ok(Outcome::Checked),
        ("", Some(why)) => Ok(Outcome::Skipped(format!(
            "only the lists of the public API were compared; {why}"
        ))),
        (failures, _) => Err(Failure::Findings(failures.to_owned())),
    }
}

/// Documents a crate of an older revision. Returns the path of the JSON file, which the
/// documentation of the current revision does not replace.
fn base_json(copy: &Path, package: &str) -> Result<PathBuf, Failure> {
    let json = rustdoc_json(copy, package)?;
    let kept = target().join("semver").join(format!("{package}.json"));
    fs::copy(json, &kept).map_err(Failure::unusable)?;
    Ok(kept)
}

/// Returns the version of the workspace in a folder.
fn version(folder: &Path) -> Result<String, Failure> {
    let manifest = fs::read_to_string(folder.join(diff::MANIFEST)).map_err(Failure::unusable)?;
    diff::version(&manifest).ok_or_else(|| Failure::unusable("Cargo.toml has no version"))
}

/// Compares two JSON outputs of rustdoc with cargo-semver-checks. Returns `true` if the version
/// announces the changes. A `release` replaces the version. If cargo-semver-checks cannot run,
/// returns the reason.
fn semver_checks(old: &Path, new: &Path, release: Option<&str>) -> Result<bool, String> {
    let mut command = SEMVER_CHECKS.command()?;
    command.arg("semver-checks").arg("--baseline-rustdoc");
    command.arg(old).arg("--current-rustdoc").arg(new);
    match release {
        None => succeeds(&mut command),
        Some(release) => succeeds(command.args(["--quiet", "--release-type", release])),
    }
}

fn succeeds(command: &mut Command) -> Result<bool, String> {
    match command.status().map(|status| status.code()) {
        Ok(Some(0)) => Ok(true),
        // cargo-semver-checks returns 100 for a rejected version, and other codes if it cannot run.
        Ok(Some(100)) => Ok(false),
        status => Err(format!("cargo-semver-checks failed: {status:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::Changes;

    const OLD: &str = "pub enum c::Open<T>\n\
                       pub c::Open::A\n\
                       pub c::Open::B\n\
                       #[non_exhaustive] pub enum c::Closed\n\
                       pub c::Closed::A\n\
                       pub struct c::Plain<T> [all fields are public]\n\
                       pub c::Plain::a: u8\n\
                       pub struct c::Hidden\n\
                       pub c::Hidden::a: u8\n\
                       pub fn c::Trait::must(&self) [required]\n\
                       pub fn c::get(u8) -> u8\n\
                       impl core::marker::Send for c::Hidden\n\
                       impl !core::marker::Sync for c::Hidden\n\
                       feature gzip\n\
                       default feature gzip\n";

    #[test]
    fn changes_each_edit_has_its_effect() {
        for (old, new, is_breaking) in [
            ("pub fn c::get(u8) -> u8\n", "", true),
            ("default feature gzip\n", "", true),
            ("\nfeature gzip\n", "\nfeature zstd\n", true),
            ("\nfeature gzip\n", "\nfeature gzip\nfeature zstd\n", false),
            (
                "pub fn c::get(u8) -> u8\n",
                "pub fn c::get(u16) -> u8\n",
                true,
            ),
            (
                "pub c::Open::B\n",
                "pub c::Open::B\npub c::Open::C(u8)\n",
                true,
            ),
            (
                "pub c::Open::B\n",
                "pub c::Open::B\npub c::Open::B::f: u8\n",
                true,
            ),
            (
                "pub c::Closed::A\n",
                "pub c::Closed::A\npub c::Closed::B\n",
                false,
            ),
            (
                "pub c::Plain::a: u8\n",
                "pub c::Plain::a: u8\npub c::Plain::b: u8\n",
                true,
            ),
            (" [all fields are public]\n", "\n", true),
            (
                "pub c::Hidden::a: u8\n",
                "pub c::Hidden::a: u8\npub c::Hidden::b: u8\n",
                false,
            ),
            (
                "impl core",
                "pub fn c::Trait::new(&self) [required]\nimpl core",
                true,
            ),
            ("impl core", "pub fn c::Trait::new(&self)\nimpl core", false),
            (
                "pub fn c::Trait::must(&self) [required]\n",
                "pub fn c::Trait::must(&self)\n",
                false,
            ),
            (
                "impl core::marker::Send for",
                "impl !core::marker::Send for",
                true,
            ),
            (
                "impl !core::marker::Sync for",
                "impl core::marker::Sync for",
                false,
            ),
            (
                "impl core",
                "pub enum c::New\npub c::New::A\nimpl core",
                false,
            ),
        ] {
            assert!(OLD.contains(old), "{old}");
            let changes = Changes::of(OLD, &OLD.replacen(old, new, 1));
            assert_eq!(
                !changes.breaking.is_empty(),
                is_breaking,
                "{old} → {new}: {changes:?}"
            );
            assert!(changes != Changes::default());
        }
        assert_eq!(Changes::of(OLD, OLD), Changes::default());
    }
}
