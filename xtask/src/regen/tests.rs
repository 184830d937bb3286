//! Tests of `regen` in a copy of the checkout. The tests check that `regen` changes no file if it
//! fails.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::*;
use copy_folder::copy_folder;

// The tests in `xtask/tests/` include the same source file, because those tests cannot import a
// module of this program.
#[path = "../../tests/commands/copy_folder.rs"]
mod copy_folder;

/// A folder with a copy of the contract and of the generated files. Dropping this value deletes the
/// folder.
struct Copy(PathBuf);

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Copy {
    fn new(name: &str) -> Copy {
        let folder = format!("tallyfy-regen-{name}-{}", std::process::id());
        let copy = Copy(std::env::temp_dir().join(folder));
        let _ = fs::remove_dir_all(&copy.0);
        for folder in ["spec", "src/generated", "tests/integration/snapshots"] {
            copy_folder(&root().join(folder), &copy.0.join(folder));
        }
        copy
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.0.join(path), text).unwrap();
    }

    /// Returns a map that contains the path and the text of every file in the folder.
    fn files(&self) -> BTreeMap<PathBuf, String> {
        let mut files = BTreeMap::new();
        read_folder(&self.0, &mut files);
        files
    }

    /// Runs `regen --check` and checks that this command fails. Returns its message.
    #[track_caller]
    fn stale_message(&self) -> String {
        match check_in(&self.0) {
            Err(Failure::Stale(message)) => message,
            _ => panic!("expected stale files, but all files are up to date"),
        }
    }
}

fn read_folder(folder: &Path, files: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_folder(&path, files)
        } else {
            drop(files.insert(path.clone(), fs::read_to_string(path).unwrap()))
        }
    }
}

#[test]
fn regen_missing_changed_or_obsolete_file_corrects_it() {
    let copy = Copy::new("corrected");
    assert!(check_in(&copy.0).is_ok());
    let fresh = copy.files();

    copy.write("spec/api/operations/gone.snap", "of a removed operation");
    copy.write("spec/api/stray.txt", "");
    copy.write(SOURCE, "not Rust {");
    fs::remove_file(copy.0.join("spec/api/operations/get_group.snap")).unwrap();
    fs::remove_file(copy.0.join("spec/evidence/table.snap")).unwrap();
    let before = copy.files();
    let message = copy.stale_message();
    for path in [
        "spec/api/operations/gone.snap: this file is no longer generated",
        "spec/api/stray.txt: this file is no longer generated",
        "spec/api/operations/get_group.snap: ",
        "spec/evidence/table.snap: ",
        &format!("{SOURCE}: "),
    ] {
        assert!(message.contains(path), "{path}: {message}");
    }
    // The command `regen --check` must not change a file.
    assert_eq!(copy.files(), before);

    assert!(regen_in(&copy.0).is_ok());
    assert_eq!(copy.files(), fresh);
}

/// If a test fails, the library insta writes a file with the new text of the snapshot. The
/// developer may still need this file, so `regen` must not delete it.
#[test]
fn regen_pending_snapshot_keeps_it() {
    let copy = Copy::new("pending");
    copy.write("spec/api/api.snap.new", "pending");
    let before = copy.files();
    assert!(check_in(&copy.0).is_ok());
    assert!(regen_in(&copy.0).is_ok());
    assert_eq!(copy.files(), before);
}

#[test]
fn regen_invalid_contract_changes_no_file() {
    let copy = Copy::new("finding");
    let contract = fs::read_to_string(copy.0.join(CONTRACT)).unwrap();
    // The test writes a contract with a new operationId and an error. Because of the operationId,
    // `regen` would change the generated files. Because of the error in the contract, `regen` must
    // not change the generated files.
    let broken = contract.replacen("operationId: getGroup", "operationId: oneGroup  ", 1);
    copy.write(CONTRACT, &broken);
    copy.write("spec/api/operations/gone.snap", "");
    let before = copy.files();
    for result in [regen_in(&copy.0), check_in(&copy.0)] {
        assert!(matches!(result, Err(Failure::Findings(_))));
    }
    assert_eq!(copy.files(), before);
}

/// If `regen` cannot write one of the files, it neither replaces nor deletes the other files.
#[test]
fn regen_unwritable_file_changes_no_file() {
    let copy = Copy::new("unwritable");
    let fresh = copy.files();
    copy.write("spec/api/operations/gone.snap", "");
    copy.write(SOURCE, "");
    copy.write("spec/api/operations/list_members.snap", "");
    // The temporary file cannot be written, because a folder has the same name.
    let obstacle = copy.0.join("spec/api/operations/list_members.snap.regen");
    fs::create_dir(&obstacle).unwrap();
    let before = copy.files();
    assert!(regen_in(&copy.0).is_err());
    assert_eq!(copy.files(), before);

    fs::remove_dir(&obstacle).unwrap();

    // A folder has the name of a generated file. `regen` first replaces other files. `regen` then
    // cannot rename the temporary file, because the folder already has this name.
    let last = copy.0.join("spec/api/operations/update_group.snap");
    fs::remove_file(&last).unwrap();
    fs::create_dir(&last).unwrap();
    let before = copy.files();
    assert!(regen_in(&copy.0).is_err());
    assert_eq!(copy.files(), before);

    fs::remove_dir(&last).unwrap();
    assert!(regen_in(&copy.0).is_ok());
    assert_eq!(copy.files(), fresh);
}
