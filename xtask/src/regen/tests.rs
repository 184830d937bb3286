//! What `regen` refreshes and what it leaves alone, in a copy of the checkout. A failure changes
//! nothing.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::*;
use copy_folder::copy_folder;

// The tests of the commands copy folders, too, and they see nothing of this program.
#[path = "../../tests/commands/copy_folder.rs"]
mod copy_folder;

/// A copy of the contract and of all that is derived from it, which is gone at the end.
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

    /// All files, by their paths.
    fn files(&self) -> BTreeMap<PathBuf, String> {
        let mut files = BTreeMap::new();
        read_folder(&self.0, &mut files);
        files
    }

    #[track_caller]
    fn is_stale(&self) -> String {
        match check_in(&self.0) {
            Err(Failure::Stale(message)) => message,
            _ => panic!("nothing is stale"),
        }
    }
}

fn read_folder(folder: &Path, files: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => read_folder(&path, files),
            false => drop(files.insert(path.clone(), fs::read_to_string(path).unwrap())),
        }
    }
}

#[test]
fn what_is_missing_changed_or_left_over_is_mended() {
    let copy = Copy::new("mended");
    assert!(check_in(&copy.0).is_ok());
    let fresh = copy.files();

    copy.write("spec/api/operations/gone.snap", "of an operation that was");
    copy.write("spec/api/stray.txt", "");
    copy.write(SOURCE, "no Rust {");
    fs::remove_file(copy.0.join("spec/api/operations/get_group.snap")).unwrap();
    fs::remove_file(copy.0.join("spec/evidence/table.snap")).unwrap();
    let before = copy.files();
    let message = copy.is_stale();
    for path in [
        "spec/api/operations/gone.snap: nothing",
        "spec/api/stray.txt: nothing",
        "spec/api/operations/get_group.snap: ",
        "spec/evidence/table.snap: ",
        &format!("{SOURCE}: "),
    ] {
        assert!(message.contains(path), "{path}: {message}");
    }
    // Looking changes nothing.
    assert_eq!(copy.files(), before);

    assert!(regen_in(&copy.0).is_ok());
    assert_eq!(copy.files(), fresh);
}

/// A test that failed has left it, and whoever looks at that test wants it.
#[test]
fn what_a_failed_test_has_left_is_no_orphan() {
    let copy = Copy::new("pending");
    copy.write("spec/api/api.snap.new", "news");
    let before = copy.files();
    assert!(check_in(&copy.0).is_ok());
    assert!(regen_in(&copy.0).is_ok());
    assert_eq!(copy.files(), before);
}

#[test]
fn a_contract_with_a_finding_changes_nothing() {
    let copy = Copy::new("finding");
    let contract = fs::read_to_string(copy.0.join(CONTRACT)).unwrap();
    // The operation would have another method, and so other files.
    let broken = contract.replacen("operationId: getGroup", "operationId: oneGroup  ", 1);
    copy.write(CONTRACT, &broken);
    copy.write("spec/api/operations/gone.snap", "");
    let before = copy.files();
    for result in [regen_in(&copy.0), check_in(&copy.0)] {
        assert!(matches!(result, Err(Failure::Findings(_))));
    }
    assert_eq!(copy.files(), before);
}

/// Where one file cannot be written, no other is replaced, and none is deleted.
#[test]
fn all_or_nothing() {
    let copy = Copy::new("nothing");
    let fresh = copy.files();
    copy.write("spec/api/operations/gone.snap", "");
    copy.write(SOURCE, "");
    copy.write("spec/api/operations/list_members.snap", "");
    // Writing it would go to this name first, and a folder stands there.
    let in_the_way = copy.0.join("spec/api/operations/list_members.snap.regen");
    fs::create_dir(&in_the_way).unwrap();
    let before = copy.files();
    assert!(regen_in(&copy.0).is_err());
    assert_eq!(copy.files(), before);

    fs::remove_dir(&in_the_way).unwrap();

    // Nothing can be put in the place of this folder, which shows when others have been replaced.
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
