//! Tests of the layers: which file may name which crate or module, and how each file begins.

use std::fs;
use std::path::PathBuf;

use crate::support::root;

/// The generated source, which follows none of these rules.
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

#[track_caller]
fn only(folder: &str, word: &str, allowed: &[&str]) {
    for (name, text) in files(folder) {
        // Comments may contain the word. In code, `::` follows the name of a crate or module.
        let names = text
            .lines()
            .map(str::trim_start)
            .filter(|line| !line.starts_with("//"))
            .any(|line| line.contains(&format!("{word}::")));
        let is_allowed = allowed.iter().any(|allowed| match allowed.ends_with('/') {
            true => name.starts_with(allowed),
            false => name == *allowed,
        });
        assert!(
            !names || is_allowed,
            "{name} must not name {word}; see ARCHITECTURE.md"
        );
    }
}

#[test]
fn source_outside_http_layer_never_names_reqwest() {
    let http_layer = [
        "src/transport.rs",
        "src/transport/",
        "src/progenitor_client.rs",
        "src/builder.rs",
        "src/builder/",
        "src/error.rs",
        "src/error/",
        "src/http.rs",
    ];
    only("src", "reqwest", &http_layer);
}

#[test]
fn sandbox_never_names_the_client() {
    only("sandbox", "tallyfy_groups", &[]);
    // The program shows the contract. The library of the sandbox must not read it.
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
        "transport/retry_after",
        "transport/rate_limit",
        "response/timestamp",
        "list/completeness",
        "write/membership",
        "write/pauses",
        "write/state",
    ];
    for (name, text) in files("src") {
        let stem = name.trim_start_matches("src/").trim_end_matches(".rs");
        let is_pure =
            pure.contains(&stem) || (stem.starts_with("error/") && stem != "error/response");
        for word in [
            "reqwest",
            "tokio",
            "transport",
            "runtime",
            "generated",
            "Instant",
        ] {
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let lines = code.lines().map(str::trim_start);
            let names = lines
                .filter(|line| !line.starts_with("//"))
                .any(|line| line.contains(&format!("{word}::")));
            assert!(
                !(is_pure && names),
                "{name} must not name {word}; see ARCHITECTURE.md"
            );
        }
    }
    let (_, walk) = files("src")
        .into_iter()
        .find(|(name, _)| name == "src/list/completeness.rs")
        .unwrap();
    let uses: Vec<&str> = walk
        .lines()
        .filter(|line| line.starts_with("use "))
        .collect();
    assert_eq!(
        uses,
        ["use std::collections::HashSet;", "use crate::Error;"]
    );
}

#[test]
fn source_files_begin_with_a_doc_and_stay_short() {
    for folder in [
        "src", "benches", "codegen", "review", "sandbox", "xtask", "tests", "examples",
    ] {
        for (name, text) in files(folder) {
            let first = text.lines().next().unwrap_or_default();
            assert!(
                first.starts_with("//! "),
                "{name} does not begin with a `//!` line"
            );
            assert!(
                text.lines().count() <= 500,
                "{name} has more than 500 lines"
            );
        }
    }
}
