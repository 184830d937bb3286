//! Tests of the size of the client. The tests check how many crates each selection of features
//! needs. The tests also limit how many lines the generated code has.
//!
//! Each number in the tables has a reason next to it. If you change a number, update its reason,
//! too.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

/// The tests count the crates for this platform. The number of crates on other platforms is
/// slightly different.
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// For each selection of features, the number of linked crates, and the reason for this number. The
/// numbers include the client's crate. The numbers do not include crates that run only during the
/// build, such as derive macros.
const LINKED: [(&str, usize, &str); 14] = [
    (
        "",
        71,
        "the client 1, chrono 2, fastrand, serde_path_to_error and zeroize 1 each; the others belong to reqwest and serde",
    ),
    ("rustls", 84, "rustls adds 10, ring 3"),
    (
        "codegen,rustls",
        84,
        "the default features: code generation links no crates",
    ),
    (
        "rustls-no-provider",
        81,
        "`rustls` without the 3 crates of ring",
    ),
    (
        "rustls-aws-lc",
        83,
        "2 crates of aws-lc instead of 3 of ring",
    ),
    ("native-tls", 81, "OpenSSL adds 10"),
    (
        "gzip",
        82,
        "5 shared by all compression features, and 6 of the decompressor in Rust",
    ),
    (
        "brotli",
        80,
        "the shared 5, and 4 of the decompressor in Rust",
    ),
    ("zstd", 79, "the shared 5, and 3 of the decompressor in C"),
    ("http2", 78, "h2 with its maps and its codec: 7"),
    (
        "tracing",
        71,
        "none: reqwest already depends on the crate tracing",
    ),
    (
        "opentelemetry",
        80,
        "opentelemetry 4, tracing-opentelemetry 1, tracing-subscriber with its registry 4",
    ),
    (
        "blocking",
        71,
        "none: reqwest already depends on the runtime of tokio",
    ),
    (
        "brotli,gzip,http2,rustls,zstd",
        106,
        "the sum of these features without the shared crates",
    ),
];

/// The numbers of crates for the same selections. These numbers also include the crates that run
/// only during the build.
const BUILT: [(&str, usize, &str); 2] = [
    (
        "rustls",
        98,
        "14 more: 10 for syn and derive macros, 3 to compile the C code of ring, autocfg",
    ),
    (
        "codegen,rustls",
        126,
        "28 more: 25 of progenitor, 2 to read YAML, and tallyfy-codegen",
    ),
];

/// Reads an environment variable that Cargo sets. The function reads the variable at run time, and
/// not with `env!` at compile time. If several checkouts share Cargo's target folder, they also
/// share the compiled test. A value from compile time could therefore belong to a different
/// checkout.
fn set_by_cargo(name: &str, compiled: &str) -> OsString {
    env::var_os(name).unwrap_or_else(|| compiled.into())
}

/// Returns the root of the checkout under test.
fn root() -> PathBuf {
    PathBuf::from(set_by_cargo(
        "CARGO_MANIFEST_DIR",
        env!("CARGO_MANIFEST_DIR"),
    ))
    .join("..")
}

/// Returns the names of the crates that a selection of features needs. The tests do not use the
/// network, so the function returns `None` if Cargo has not downloaded all of these crates.
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
    // If Cargo lists a crate a second time, it writes `(*)` after the version. This code removes
    // the `(*)`, because it keeps only the name and the version of each crate.
    let name = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    Some(text.lines().map(name).collect())
}

/// Checks the numbers of a table. The test fails if Cargo has not downloaded the crates for the
/// features `needed`. If crates for other features are missing, the test skips these features.
fn check(table: &[(&str, usize, &str)], edges: &str, needed: &str) {
    for (features, expected, why) in table {
        match crates(features, edges) {
            Some(crates) => {
                println!("{features:?}: {}", crates.len());
                assert_eq!(crates.len(), *expected, "{features:?} ({why}): {crates:#?}");
            }
            None => {
                println!(
                    "{features:?}: skipped, because some of its crates have not been downloaded"
                );
                assert_ne!(
                    *features, needed,
                    "Cargo has downloaded these crates to build the tests"
                );
            }
        }
    }
}

#[test]
#[cfg_attr(
    not(all(target_os = "linux", target_arch = "x86_64")),
    ignore = "the counts are for x86-64 Linux"
)]
fn linked_crates_match_expected_counts() {
    check(&LINKED, "normal,no-proc-macro", "codegen,rustls");
}

#[test]
#[cfg_attr(
    not(all(target_os = "linux", target_arch = "x86_64")),
    ignore = "the counts are for x86-64 Linux"
)]
fn built_crates_match_expected_counts() {
    check(&BUILT, "normal,build", "codegen,rustls");
}

/// The generated code has 1261 lines without its documentation: six for each optional parameter,
/// and three for each property of a type. Because of the requests and the constructors, an optional
/// addition to the contract breaks no program. With documentation, the code had 1338 lines when
/// progenitor's builder style would have generated 3514. The limit is 6.5 % higher than 1261, so
/// that properties can be added. With this limit, the test fails if a change enables that style or
/// adds unused types.
#[test]
fn generated_code_lines_are_limited() {
    let path = root().join("src/generated/client.snap.rs");
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("///"));
    let lines = lines.count();
    println!("generated: {lines} lines without documentation");
    assert!(lines <= 1343, "{lines} lines, more than 1343");
}
