//! Packages to compile. Only the files that changed since the last run are written, so that Cargo
//! compiles nothing twice.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::root;

/// The files of a folder, by their names from it.
pub(crate) type Files = BTreeMap<String, String>;

/// The hand-written sources of the client, and what they include.
pub(crate) fn client() -> Files {
    let mut files = Files::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).unwrap() {
            let name = folder.join(entry.unwrap().file_name());
            let path = root().join(&name);
            if path.is_dir() {
                folders.push(name);
            } else if let Ok(text) = fs::read_to_string(path) {
                files.insert(name.to_str().unwrap().replace('\\', "/"), text);
            }
        }
    }
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    files.insert("README.md".to_owned(), readme);
    files
}

/// Makes a folder of Cargo's hold these files, and nothing else.
pub(crate) fn settle(name: &str, mut files: Files) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    files.insert("Cargo.lock".to_owned(), lock);
    for path in all(&folder) {
        let name = path.strip_prefix(&folder).unwrap().to_str().unwrap();
        if !files.contains_key(&name.replace('\\', "/")) {
            fs::remove_file(&path).unwrap();
        }
    }
    for (name, text) in files {
        let path = folder.join(name);
        if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    folder
}

fn all(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).into_iter().flatten();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(all(&path))
        } else {
            found.push(path)
        }
    }
    found
}
