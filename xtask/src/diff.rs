//! The command `diff`, which compares two contracts.
//!
//! The report describes how the changes of the contract affect requests and responses, Rust code
//! that uses the client, and decoding.

use std::path::Path;

use tallyfy_review::{
    Contract, Diff, DiffFormat, Format, LoadedContract, Surface, changelog, page, render, report,
};

use crate::arguments::DiffArguments;
use crate::checkout::root;
use crate::{CONTRACT, Failure, contract, git, loaded, read, show};

pub(crate) const MANIFEST: &str = "Cargo.toml";

/// One of the two compared contracts.
struct Side {
    contract: Contract,
    /// The version of the client that belongs to this contract. `None` means that the version is
    /// unknown.
    version: Option<String>,
}

/// Compares two contracts. By default, the newer contract is the contract in the checkout. By
/// default, the older contract is from the commit at which the current branch left the main branch.
pub(crate) fn diff(arguments: &DiffArguments) -> Result<(), Failure> {
    let names: Vec<&str> = arguments.names.iter().map(String::as_str).collect();
    if let Some((old, new)) = git_driver_files(&names) {
        return print_for_git(old, new);
    }
    let (base, head) = match names.as_slice() {
        [] => (main_branch_side()?, current_side()?),
        [base] => (read_side(base)?, current_side()?),
        [base, head] => (read_side(base)?, read_side(head)?),
        _ => return Err(Failure::unusable("diff compares at most two contracts")),
    };
    let diff = compare(base, head)?;
    show(&if arguments.changelog {
        changelog(&diff)
    } else {
        report(&diff, arguments.format.into())
    });
    // The option `--changelog` prints a draft for the changelog. `--changelog` is not a check, so
    // the command `diff` succeeds even if a version increase is too small.
    let is_announced = diff.versions.iter().all(|version| version.is_enough);
    if is_announced || arguments.changelog {
        Ok(())
    } else {
        Err(Failure::Findings(String::new()))
    }
}

/// The path that git passes to the diff driver instead of a file that does not exist.
const NO_FILE: &str = "/dev/null";

/// Returns the old and the new file if git started the command as a diff driver.
///
/// git passes seven arguments. The first argument is the path. Then follow the name, the id and the
/// mode of the old file, and the same three values of the new file. If the file was renamed, git
/// passes two additional arguments: the new path and the similarity.
fn git_driver_files<'a>(arguments: &[&'a str]) -> Option<(&'a str, &'a str)> {
    let [_, old, old_id, old_mode, new, new_id, new_mode, rest @ ..] = arguments else {
        return None;
    };
    let is = |text: &str, is_digit: fn(&u8) -> bool| {
        text == "." || (!text.is_empty() && text.as_bytes().iter().all(is_digit))
    };
    let is_of_git = matches!(rest, [] | [_, _])
        && [old_id, new_id]
            .iter()
            .all(|id| is(id, u8::is_ascii_hexdigit))
        && [old_mode, new_mode]
            .iter()
            .all(|mode| is(mode, |digit| (b'0'..=b'7').contains(digit)));
    is_of_git.then_some((*old, *new))
}

/// Compares two files for git, and prints the report. This function always succeeds, because git
/// stops if its diff driver fails.
fn print_for_git(old: &str, new: &str) -> Result<(), Failure> {
    let only = match (old, new) {
        (NO_FILE, _) => Some("the contract was added\n"),
        (_, NO_FILE) => Some("the contract was deleted\n"),
        _ => None,
    };
    if let Some(only) = only {
        show(only);
        return Ok(());
    }
    let side = |file: &str| {
        let contract = read(Path::new(""), file)?;
        Ok::<_, Failure>(Side {
            contract,
            version: None,
        })
    };
    let sides = side(old).and_then(|old| Ok((old, side(new)?)));
    match sides.and_then(|(old, new)| compare(old, new)) {
        Ok(diff) => show(&report(&diff, DiffFormat::Text)),
        Err(failure) => show(failure.message()),
    }
    Ok(())
}

/// The name of the client's version in reports.
pub(crate) const CRATE_VERSION: &str = "the crate's version";

/// Compares the contract of the checkout with the older contract, which is from the main branch. If
/// git cannot find the main branch, returns the reason as the inner error.
pub(crate) fn since_main() -> Result<Result<Diff, String>, Failure> {
    match main_branch_base() {
        Ok(base) => compare(read_side(&base)?, current_side()?).map(Ok),
        Err(why) => Ok(Err(why)),
    }
}

/// Compares the two contracts that the user names, and returns the differences.
fn compare(base: Side, head: Side) -> Result<Diff, Failure> {
    let (diff, _) = compare_sides(base, head)?;
    Ok(diff)
}

/// Returns an HTML page of the contract. The page marks the changes since the contract `base`.
pub(crate) fn page_since(base: &str) -> Result<String, Failure> {
    let (diff, loaded) = compare_sides(read_side(base)?, current_side()?)?;
    Ok(page(&loaded, None, Some(&diff)))
}

/// Compares the contract in a checkout with the contract in the last commit of this checkout.
/// Returns a short summary of the differences. Returns `None` if both contracts are equal.
///
/// # Errors
///
/// If git cannot read the last commit, returns the reason as an error.
pub(crate) fn uncommitted_diff(
    root: &Path,
    new: &LoadedContract,
) -> Result<Option<String>, String> {
    git::check(root)?;
    let object = format!("HEAD:{CONTRACT}");
    let text = git::file(root, &object)?;
    if text == new.contract.text {
        return Ok(None);
    }
    let old = LoadedContract::of_base(Contract::new(object.clone(), text));
    let old = old.map_err(|_| format!("{object} is not an OpenAPI 3.0 document"))?;
    let diff = tallyfy_review::diff(&old, new);
    Ok(Some(report(&diff, DiffFormat::Summary)))
}

/// Returns the differences between two contracts, and the newer contract.
///
/// If the newer contract is invalid, the exit code is 1, as for `lint`. The user can correct the
/// newer contract, but nobody can correct an old contract. If no client can be generated from the
/// older contract, the report does not judge SOURCE. If the text of the older contract is not
/// readable, the exit code is 2.
fn compare_sides(base: Side, head: Side) -> Result<(Diff, LoadedContract), Failure> {
    let shown = base.contract.clone();
    let old = LoadedContract::of_base(base.contract).map_err(|findings| {
        let findings = render(&findings, &shown, Format::Text);
        Failure::Unusable(format!(
            "{findings}\nerror: diff cannot compare the contracts, because BASE is not an OpenAPI 3.0 document"
        ))
    })?;
    let new = loaded(head.contract)?;
    let mut diff = tallyfy_review::diff(&old, &new);
    if let (Some(from), Some(to)) = (base.version, head.version) {
        diff.announce(CRATE_VERSION, &from, &to);
    }
    let surface = Surface::read(root()).map_err(Failure::unusable)?;
    diff.on_surface(&surface);
    Ok((diff, new))
}

/// Returns the contract in the checkout.
fn current_side() -> Result<Side, Failure> {
    let manifest = std::fs::read_to_string(root().join(MANIFEST)).ok();
    Ok(Side {
        contract: contract()?,
        version: manifest.as_deref().and_then(version),
    })
}

/// Returns the version of the workspace from the text of `Cargo.toml`. This text contains the
/// version in the first line that begins with `version`.
pub(crate) fn version(manifest: &str) -> Option<String> {
    let mut lines = manifest
        .lines()
        .filter_map(|line| line.strip_prefix("version = "));
    lines
        .next()
        .map(|version| version.trim_matches('"').to_owned())
}

/// Returns the contract from the commit at which the current branch left the main branch.
fn main_branch_side() -> Result<Side, Failure> {
    let base = main_branch_base().map_err(|why| {
        let has_history = git::check(root()).is_ok();
        let base = if has_history {
            "a revision or a file"
        } else {
            "a file"
        };
        Failure::unusable(format!(
            "`diff` could not read the main branch: {why}; name {base} as BASE"
        ))
    })?;
    read_side(&base)
}

/// Returns the commit at which the current branch left the main branch. If git cannot find it,
/// returns the reason as an error.
fn main_branch_base() -> Result<String, String> {
    git::check(root())?;
    let base = ["origin/main", "main"]
        .into_iter()
        .find_map(|main| git::output(root(), &["merge-base", main, "HEAD"]).ok());
    let base = base.ok_or("neither `origin/main` nor `main` exists")?;
    Ok(base.get(..12).unwrap_or(&base).to_owned())
}

/// Reads one contract. `what` has one of three forms: a path relative to the current folder,
/// `revision:path`, or a revision.
fn read_side(what: &str) -> Result<Side, Failure> {
    if Path::new(what).is_file() {
        return Ok(Side {
            contract: read(Path::new(""), what)?,
            version: None,
        });
    }
    let not_found = |error: &str| {
        let message = format!("`{what}` is neither a file nor a git revision");
        Failure::unusable(match error {
            "" => message,
            error => format!("{message}: {error}"),
        })
    };
    if what.is_empty() {
        // If the revision before the colon is empty, git reads the file from its index. This code
        // therefore returns an error if the revision is empty.
        return Err(not_found("the name is empty"));
    }
    git::check(root()).map_err(|why| not_found(&format!("{why}; name a file")))?;
    if what.contains(':') {
        let text = git::file(root(), what).map_err(|error| not_found(&error))?;
        return Ok(Side {
            contract: Contract::new(what, text),
            version: None,
        });
    }
    let tree = format!("{what}^{{tree}}");
    let is_revision = [
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &tree,
    ];
    git::output(root(), &is_revision)
        .map_err(|error| not_found(error.trim_start_matches(git::FAILED)))?;
    let object = format!("{what}:{CONTRACT}");
    let text = git::file(root(), &object);
    let text = text.map_err(|error| Failure::unusable(format!("{object}: {error}")))?;
    let manifest = git::file(root(), &format!("{what}:{MANIFEST}"));
    Ok(Side {
        contract: Contract::new(object, text),
        version: manifest.ok().as_deref().and_then(version),
    })
}
