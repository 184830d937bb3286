//! Holds the size of what a program takes on with the client: crates for each choice of features,
//! and lines of generated code. Every number has its reason, and a new number gets a new reason.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

/// One platform, because others have a few crates more or fewer.
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// Features, and how many crates are built for them and linked: the client's own among them, and
/// those that only work while it is built, such as derive macros, not.
const LINKED: [(&str, usize, &str); 11] = [
    (
        "",
        71,
        "the client, chrono's 2, fastrand, serde_path_to_error, zeroize; the others are reqwest's and serde's",
    ),
    ("rustls", 84, "rustls takes 10, ring 3"),
    (
        "codegen,rustls",
        84,
        "the default: code generation links nothing",
    ),
    ("rustls-no-provider", 81, "as `rustls`, without ring's 3"),
    ("rustls-aws-lc", 83, "aws-lc's 2 in place of ring's 3"),
    ("native-tls", 81, "OpenSSL's 10"),
    (
        "gzip",
        82,
        "5 that all compression shares, and a decompressor in Rust: 6",
    ),
    ("brotli", 80, "the 5, and a decompressor in Rust: 4"),
    ("zstd", 79, "the 5, and a decompressor in C: 3"),
    (
        "http2",
        78,
        "h2, and the maps and the codec that it is made of: 7",
    ),
    (
        "brotli,gzip,http2,rustls,zstd",
        106,
        "all, less what they share",
    ),
];

/// The same with what only works while the client is built.
const BUILT: [(&str, usize, &str); 2] = [
    (
        "rustls",
        98,
        "14 more: syn and the derives 10, what compiles ring's C code 3, autocfg",
    ),
    (
        "codegen,rustls",
        130,
        "32 more: progenitor's 26, 5 to read YAML, and our own",
    ),
];

/// A variable of Cargo, at run time: checkouts that share Cargo's target folder share the compiled
/// test, and the value that was compiled in may be another checkout's.
fn set_by_cargo(name: &str, compiled: &str) -> OsString {
    env::var_os(name).unwrap_or_else(|| compiled.into())
}

/// The root of the checkout that is tested.
fn root() -> PathBuf {
    PathBuf::from(set_by_cargo(
        "CARGO_MANIFEST_DIR",
        env!("CARGO_MANIFEST_DIR"),
    ))
    .join("..")
}

/// The names of the crates, or none where one of them has not been downloaded: no test waits for a
/// network.
fn crates(features: &str, edges: &str) -> Option<BTreeSet<String>> {
    let cargo = set_by_cargo("CARGO", env!("CARGO"));
    let output = Command::new(cargo)
        .args([
            "tree",
            "--package",
            "tallyfy-groups",
            "--no-default-features",
        ])
        .args(["--features", features, "--edges", edges, "--target", TARGET])
        .args([
            "--prefix",
            "none",
            "--format",
            "{p}",
            "--locked",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(message.contains("offline"), "{message}");
        return None;
    }
    let text = String::from_utf8(output.stdout).unwrap();
    // A crate that was named before has a `(*)`.
    let name = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    Some(text.lines().map(name).collect())
}

fn check(table: &[(&str, usize, &str)], edges: &str, needed: &str) {
    for (features, expected, why) in table {
        match crates(features, edges) {
            Some(crates) => {
                println!("{features:?}: {}", crates.len());
                assert_eq!(crates.len(), *expected, "{features:?} ({why}): {crates:#?}");
            }
            None => {
                println!("{features:?}: skipped: not all of its crates have been downloaded");
                assert_ne!(*features, needed, "what the tests are built of is there");
            }
        }
    }
}

#[test]
#[cfg_attr(
    not(all(target_os = "linux", target_arch = "x86_64")),
    ignore = "counted on x86-64 Linux"
)]
fn crates_that_are_linked() {
    check(&LINKED, "normal,no-proc-macro", "codegen,rustls");
}

#[test]
#[cfg_attr(
    not(all(target_os = "linux", target_arch = "x86_64")),
    ignore = "counted on x86-64 Linux"
)]
fn crates_that_are_built() {
    check(&BUILT, "normal,build", "codegen,rustls");
}

/// 998, of which an operation takes about 60 and a property of a type three. A tenth more is room
/// for fields; the builder style, or types that nobody uses, would be hundreds.
#[test]
fn generated_lines() {
    let path = root().join("src/generated/client.snap.rs");
    let lines = std::fs::read_to_string(path).unwrap().lines().count();
    println!("generated: {lines} lines");
    assert!(lines <= 1100, "{lines} lines");
}
