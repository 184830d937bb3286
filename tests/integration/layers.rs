//! Tests of the structure of the source code. The tests check that a file names a crate or module
//! only if this is allowed. They also check that each file begins with a comment.

use std::fs;
use std::path::PathBuf;

use crate::support::root;

/// The generated source. The rules in `layers.rs` do not apply to the generated source.
const GENERATED: &str = "src/generated/client.snap.rs";

/// Returns the path and the text of every hand-written Rust file below a folder.
fn files(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path
                    .strip_prefix(root())
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('\\', "/");
                if name != GENERATED {
                    found.push((name, fs::read_to_string(&path).unwrap()));
                }
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no Rust files");
    found
}

/// Returns the lines of code of a file, without its comments and its unit tests.
fn code(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim_start);
    lines
        .take_while(|line| !line.starts_with("mod tests"))
        .filter(|line| !line.starts_with("//"))
}

/// Checks that a crate or module is named only in the files and folders in `allowed`.
#[track_caller]
fn only(folder: &str, word: &str, allowed: &[&str]) {
    let path = format!("{word}::");
    for (name, text) in files(folder) {
        let is_allowed = allowed.iter().any(|allowed| {
            if allowed.ends_with('/') {
                name.starts_with(allowed)
            } else {
                name == *allowed
            }
        });
        let mut lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        assert!(
            is_allowed || !lines.any(|line| line.contains(&path)),
            "{name} must not name {word}; see ARCHITECTURE.md"
        );
    }
}

/// The layers of the client, from the top to the bottom. A module may import only modules of lower
/// layers.
const LAYERS: [&[&str]; 11] = [
    &["builder", "guide", "testing"],
    &["blocking"],
    &["client"],
    &["list", "write"],
    &["request", "response"],
    &["generated"],
    &["progenitor_client"],
    &["transport", "values"],
    &["error"],
    &["http"],
    &["json"],
];

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

#[test]
fn client_module_imports_only_lower_layers() {
    for (name, text) in files("src") {
        let path = name.trim_start_matches("src/").trim_end_matches(".rs");
        let module = path.split('/').next().unwrap_or_default();
        // The crate root exports the public items of every module. Unit tests may import any
        // module.
        if module == "lib" || name.ends_with("/tests.rs") {
            continue;
        }
        let layer = layer_of(module);
        let layer = layer.unwrap_or_else(|| panic!("{name} has no layer; add it to LAYERS"));
        for line in code(&text) {
            for import in line.split("crate::").skip(1) {
                let end = import.find(|c: char| !c.is_alphanumeric() && c != '_');
                let imported = &import[..end.unwrap_or(import.len())];
                let is_lower = layer_of(imported).is_some_and(|imported| imported > layer);
                assert!(
                    imported == module || is_lower,
                    "{name} imports crate::{imported}, which is not in a lower layer; see \
                     ARCHITECTURE.md"
                );
            }
        }
    }
}

#[test]
fn source_outside_http_layer_never_names_reqwest() {
    let http_layer = [
        "src/transport.rs",
        "src/transport/",
        "src/progenitor_client.rs",
        "src/progenitor_client/query.rs",
        "src/builder.rs",
        "src/builder/",
        "src/error.rs",
        "src/error/",
        "src/http.rs",
        "src/http/",
    ];
    only("src", "reqwest", &http_layer);
}

#[test]
fn sandbox_never_names_the_client() {
    only("sandbox", "tallyfy_groups", &[]);
    // The sandbox's program shows the contract as a page. The sandbox's library must not read the
    // contract.
    only("sandbox/src", "tallyfy_review", &["sandbox/src/main.rs"]);
    only("sandbox/tests/sandbox", "tallyfy_review", &[]);
    let manifest = fs::read_to_string(root().join("sandbox/Cargo.toml")).unwrap();
    for name in ["tallyfy-groups", "tallyfy-codegen", "reqwest"] {
        assert!(!manifest.contains(name), "the sandbox depends on {name}");
    }
}

#[test]
fn pure_modules_never_name_io() {
    let pure = [
        "response/pagination",
        "transport/retry",
        "transport/retry_budget",
        "transport/retry_policy",
        "transport/rate_limit",
        "response/timestamp",
        "list/completeness",
        "list/recent_items",
        "write/create_content",
        "write/membership",
        "write/pauses",
        "write/state",
    ];
    for (name, text) in files("src") {
        let stem = name.trim_start_matches("src/").trim_end_matches(".rs");
        let is_pure =
            pure.contains(&stem) || (stem.starts_with("error/") && stem != "error/response");
        for word in ["reqwest", "tokio", "transport", "runtime", "Instant"] {
            let path = format!("{word}::");
            let names = code(&text).any(|line| line.contains(&path));
            assert!(
                !(is_pure && names),
                "{name} must not name {word}; see ARCHITECTURE.md"
            );
        }
    }
}

#[test]
fn source_files_begin_with_a_doc_and_stay_short() {
    for folder in [
        "src", "benches", "codegen", "compare", "review", "sandbox", "xtask", "tests", "examples",
    ] {
        for (name, text) in files(folder) {
            let first = text.lines().next().unwrap_or_default();
            assert!(
                first.starts_with("//! "),
                "{name} does not begin with a `//!` line"
            );
            let length = text.lines().count();
            assert!(length <= 400, "{name} has {length} lines; split it");
        }
    }
}
