//! Results of compilations, by the content that was compiled. A test that finds all results here
//! compiles nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::checkout::root;
use crate::package::{client, manifest};

/// The code that makes the compiled packages, and the arguments of Cargo.
const CODE: [&str; 2] = [include_str!("mod.rs"), include_str!("../corpus/clients.rs")];

/// The results of earlier runs. A file keeps them between the runs.
pub(crate) struct Cache {
    path: PathBuf,
    /// The hash of the content that all results depend on.
    base: u64,
    known: BTreeMap<String, String>,
    used: BTreeSet<String>,
}

impl Cache {
    /// Reads the results. The results depend on the compiler and its flags, the lock file, the
    /// hand-written client, and the code that makes the packages.
    pub(crate) fn read(name: &str) -> Cache {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.results"));
        let text = fs::read_to_string(&path).unwrap_or_default();
        let lines = text.lines().filter_map(|line| line.split_once(' '));
        let known = lines.map(|(key, result)| (key.to_owned(), result.to_owned()));
        let known = known.collect();
        let compiler = Command::new("rustc").arg("-vV").output().unwrap();
        assert!(compiler.status.success(), "{compiler:?}");
        let flags = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"].map(env::var_os);
        let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
        let parts = (compiler.stdout, flags, lock, manifest(""), client(), CODE);
        Cache {
            path,
            base: hash(&parts),
            known,
            used: BTreeSet::new(),
        }
    }

    /// Returns the key of a result that depends on these texts.
    pub(crate) fn key(&self, texts: &[&str]) -> String {
        format!("{:016x}", hash(&(self.base, texts)))
    }

    pub(crate) fn get(&mut self, key: &str) -> Option<&str> {
        self.used.insert(key.to_owned());
        self.known.get(key).map(String::as_str)
    }

    pub(crate) fn set(&mut self, key: &str, result: &str) {
        assert!(!result.contains('\n'));
        self.used.insert(key.to_owned());
        self.known.insert(key.to_owned(), result.to_owned());
    }

    /// Writes the results that the test has used.
    pub(crate) fn write(&self) {
        let used = self
            .known
            .iter()
            .filter(|(key, _)| self.used.contains(*key));
        let lines: String = used
            .map(|(key, result)| format!("{key} {result}\n"))
            .collect();
        fs::write(&self.path, lines).unwrap();
    }
}

fn hash(of: &impl std::hash::Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}
