//! Which checkout a command works on.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

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

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy_folder(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).unwrap()),
        }
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
