//! Tests that a command finds the right checkout, and tests of error messages. A command prints
//! these messages if it cannot read the git history.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::copy_folder::copy_folder;
use crate::support::{command, output, root};

/// A second checkout: a folder with a copy of the contract and its evidence. The copied contract
/// has a changed description. Dropping this value deletes the folder.
pub(crate) struct Other(pub(crate) PathBuf);

const NO_FOLDER: &str = "/no/such/folder";

const DESCRIPTION: &str = "A group, as the server sends it.";
const OTHER_DESCRIPTION: &str = "A group of the second checkout.";

impl Drop for Other {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Other {
    /// Creates a checkout at the given path below a temporary folder.
    pub(crate) fn new(name: &str, path: &str) -> Other {
        let folder = format!("tallyfy-xtask-{name}-{}", std::process::id());
        let other = Other(env::temp_dir().join(folder));
        let root = other.0.join(path);
        copy_folder(&self::root().join("spec"), &root.join("spec"));
        for folder in ["xtask/src", "src/generated", "tests/integration/snapshots"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        let contract = root.join("spec/groups.yaml");
        let text = fs::read_to_string(&contract).unwrap();
        assert!(text.contains(DESCRIPTION));
        let text = text.replace(DESCRIPTION, OTHER_DESCRIPTION);
        fs::write(&contract, text).unwrap();
        other
    }
}

/// Returns an xtask command with the environment variables that Cargo sets for the package in a
/// given folder.
pub(crate) fn for_package(folder: &Path) -> Command {
    let mut command = command();
    command.env("CARGO_MANIFEST_DIR", folder);
    command
}

/// Returns an xtask command that runs in a given folder. The command runs as if the user had
/// started it without Cargo.
fn started_directly(folder: &Path) -> Command {
    let mut command = command();
    command.env_remove("CARGO_MANIFEST_DIR").current_dir(folder);
    command
}

/// Checks that `regen` reports out-of-date files of the second checkout, and changes only files of
/// the second checkout.
#[track_caller]
fn check_regen(other: &Other, command: impl Fn() -> Command) {
    let generated = "src/generated/client.snap.rs";
    let before = fs::read_to_string(root().join(generated)).unwrap();
    let (code, _, err) = output(command().args(["regen", "--check"]));
    assert_eq!(code, Some(4), "{err}");
    assert!(!other.0.join(generated).exists());

    let (code, out, err) = output(command().arg("regen"));
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.contains(generated), "{out}");
    let written = fs::read_to_string(other.0.join(generated)).unwrap();
    assert!(written.contains(OTHER_DESCRIPTION));
    assert_eq!(fs::read_to_string(root().join(generated)).unwrap(), before);

    let (code, out, err) = output(command().args(["regen", "--check"]));
    assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "", ""));
}

#[test]
fn regen_run_by_cargo_writes_to_checkout_of_package() {
    let other = Other::new("cargo", "");
    check_regen(&other, || for_package(&other.0.join("xtask")));
}

#[test]
fn regen_started_directly_writes_to_current_checkout() {
    let other = Other::new("hand", "");
    check_regen(&other, || started_directly(&other.0.join("xtask/src")));
}

#[test]
fn regen_unknown_package_writes_to_current_checkout() {
    let other = Other::new("elsewhere", "");
    check_regen(&other, || {
        let mut command = started_directly(&other.0);
        command.env("CARGO_MANIFEST_DIR", NO_FOLDER);
        command
    });
}

#[test]
fn command_outside_checkout_exits_with_2_if_needed() {
    for arguments in [&["lint"][..], &["regen"], &["diff"], &["docs"]] {
        let (code, out, err) = output(started_directly(Path::new("/")).args(arguments));
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(
            err.contains("run the command in a checkout"),
            "{arguments:?}: {err}"
        );
    }
    for arguments in [&["help"][..], &["rules"], &["explain", "ref-dangling"]] {
        let (code, _, err) = output(started_directly(Path::new("/")).args(arguments));
        assert_eq!((code, err.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

/// Checks that `diff` and `docs --base` explain why they cannot read a revision.
#[track_caller]
fn check_no_history(command: impl Fn() -> Command, why: &str) {
    let (code, out, err) = output(command().arg("diff"));
    assert_eq!((code, out.as_str()), (Some(2), ""));
    let expected = format!("error: `diff` could not read the main branch: {why}");
    assert!(err.starts_with(&expected), "{err}");
    assert!(err.ends_with("; name a file as BASE\n"), "{err}");
    for name in ["HEAD", "HEAD:spec/groups.yaml", "no/such.yaml"] {
        for arguments in [&["diff", name][..], &["docs", "--base", name]] {
            let (code, out, err) = output(command().args(arguments));
            assert_eq!((code, out.as_str()), (Some(2), ""));
            let expected = format!("error: `{name}` is neither a file nor a git revision: {why}");
            assert!(err.starts_with(&expected), "{err}");
            assert!(err.ends_with("; name a file\n"), "{err}");
        }
    }
    let (code, _, err) = output(command().args(["regen", "--check"]));
    assert_eq!(code, Some(4), "{err}");
    let expected =
        format!("xtask could not compare the contract with the committed contract: {why}");
    assert!(err.contains(&expected), "{err}");
    assert!(err.contains("run `cargo xtask regen`"), "{err}");
}

#[test]
fn diff_without_git_explains_missing_history() {
    let other = Other::new("no-git", "");
    let without_git = || {
        let mut command = started_directly(&other.0);
        command.env("PATH", NO_FOLDER);
        command
    };
    check_no_history(without_git, "git is not installed");

    let contract = root().join("spec/groups.yaml");
    let contract = contract.to_str().unwrap();
    let mut diff = for_package(&root().join("xtask"));
    let (code, out, err) = output(diff.args(["diff", contract]).env("PATH", NO_FOLDER));
    let expected = format!("no change from {contract} to spec/groups.yaml\n");
    assert_eq!((code, out, err), (Some(0), expected, String::new()));
}

#[test]
fn diff_in_archive_explains_missing_history() {
    if Command::new("git").arg("--version").output().is_err() {
        println!("skipped: git is not installed");
        return;
    }
    let other = Other::new("archive", "");
    let temporary = env::temp_dir();
    let in_archive = || {
        let mut command = started_directly(&other.0);
        // The temporary folder may be inside a git checkout. Because of this environment variable,
        // git does not look for a checkout in the parent folders.
        command.env("GIT_CEILING_DIRECTORIES", &temporary);
        command
    };
    check_no_history(in_archive, "fatal: not a git repository");
}

#[test]
fn diff_inside_outer_repository_ignores_its_history() {
    let other = Other::new("outer", "inner");
    let mut init = Command::new("git");
    init.args(["init", "--quiet"]).current_dir(&other.0);
    if !init.status().is_ok_and(|status| status.success()) {
        println!("skipped: git is not installed");
        return;
    }
    let inner = other.0.join("inner");
    let inner = inner.canonicalize().unwrap();
    let why = format!("{} is not the root of a git checkout", inner.display());
    check_no_history(|| started_directly(&inner), &why);
}
