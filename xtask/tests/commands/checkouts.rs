//! Which checkout a command works on, and what it says where there is no git.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::copy_folder::copy_folder;
use crate::support::{command, output, root};

/// Another checkout: a copy of the contract and its evidence, with another description, which is
/// deleted at the end.
struct Other(PathBuf);

const NO_FOLDER: &str = "/no/such/folder";

const DESCRIPTION: &str = "A group, as the server sends it.";
const OTHER_DESCRIPTION: &str = "A group of the other checkout.";

impl Drop for Other {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Other {
    /// At this path below a temporary folder.
    fn new(name: &str, path: &str) -> Other {
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

/// A command as Cargo runs it for a package in this folder.
fn for_package(folder: &Path) -> Command {
    let mut command = command();
    command.env("CARGO_MANIFEST_DIR", folder);
    command
}

/// A command that is started by hand in this folder.
fn by_hand(folder: &Path) -> Command {
    let mut command = command();
    command.env_remove("CARGO_MANIFEST_DIR").current_dir(folder);
    command
}

/// Expects that `regen` finds the other checkout stale, and writes there only.
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
fn regen_run_by_cargo_writes_to_the_checkout_of_its_package() {
    let other = Other::new("cargo", "");
    check_regen(&other, || for_package(&other.0.join("xtask")));
}

#[test]
fn regen_started_by_hand_writes_to_the_checkout_of_the_current_folder() {
    let other = Other::new("hand", "");
    check_regen(&other, || by_hand(&other.0.join("xtask/src")));
}

#[test]
fn regen_for_a_package_elsewhere_writes_to_the_checkout_of_the_current_folder() {
    let other = Other::new("elsewhere", "");
    check_regen(&other, || {
        let mut command = by_hand(&other.0);
        command.env("CARGO_MANIFEST_DIR", NO_FOLDER);
        command
    });
}

#[test]
fn commands_outside_of_a_checkout_end_with_2_if_they_need_one() {
    for arguments in [
        &["lint"][..],
        &["regen"],
        &["diff"],
        &["docs"],
        &["nonsense"],
    ] {
        let (code, out, err) = output(by_hand(Path::new("/")).args(arguments));
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(
            err.contains("run this in a checkout"),
            "{arguments:?}: {err}"
        );
    }
    for arguments in [&["help"][..], &["rules"], &["explain", "ref-dangling"]] {
        let (code, _, err) = output(by_hand(Path::new("/")).args(arguments));
        assert_eq!((code, err.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

/// Expects that a revision cannot be read for this reason, and that files still can.
#[track_caller]
fn check_no_history(command: impl Fn() -> Command, why: &str) {
    let (code, out, err) = output(command().arg("diff"));
    assert_eq!((code, out.as_str()), (Some(2), ""));
    let expected = format!("error: the main branch cannot be read: {why}");
    assert!(err.starts_with(&expected), "{err}");
    assert!(err.ends_with("; name a file to compare with\n"), "{err}");
    for name in ["HEAD", "HEAD:spec/groups.yaml", "no/such.yaml"] {
        for arguments in [&["diff", name][..], &["docs", "--base", name]] {
            let (code, out, err) = output(command().args(arguments));
            assert_eq!((code, out.as_str()), (Some(2), ""));
            let neither = "error: neither a file nor a revision of git";
            let expected = format!("{neither}: `{name}`: {why}");
            assert!(err.starts_with(&expected), "{err}");
            assert!(err.ends_with("; name a file\n"), "{err}");
        }
    }
    let (code, _, err) = output(command().args(["regen", "--check"]));
    assert_eq!(code, Some(4), "{err}");
    let expected = format!("the change of the contract is not judged: {why}");
    assert!(err.contains(&expected), "{err}");
    assert!(err.contains("run `cargo xtask regen`"), "{err}");
}

#[test]
fn history_without_git_is_explained() {
    let other = Other::new("no-git", "");
    let without_git = || {
        let mut command = by_hand(&other.0);
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
fn history_in_an_archive_is_explained() {
    if Command::new("git").arg("--version").output().is_err() {
        println!("skipped: git is not installed");
        return;
    }
    let other = Other::new("archive", "");
    let temporary = env::temp_dir();
    let in_archive = || {
        let mut command = by_hand(&other.0);
        // The temporary folder may be in a checkout.
        command.env("GIT_CEILING_DIRECTORIES", &temporary);
        command
    };
    check_no_history(in_archive, "fatal: not a git repository");
}

#[test]
fn history_of_an_outer_repository_is_not_read() {
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
    check_no_history(|| by_hand(&inner), &why);
}
