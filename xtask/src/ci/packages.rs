//! The steps that check the archives of the published packages.
//!
//! The steps unpack the archives into a workspace below Cargo's target folder, and compile this
//! workspace. `cargo package` would compile each archive separately, which takes three times as
//! long.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use super::Outcome;
use crate::archive::{new_folder, unpack};
use crate::checkout::{cargo, root, target};
use crate::{Failure, diff, published, succeeds, tools};

/// The features of the client that compile a TLS library. `rustls-aws-lc` compiles a minute of C
/// code, and `native-tls` needs OpenSSL's headers on Linux.
const SLOW_FEATURES: [&str; 2] = ["native-tls", "rustls-aws-lc"];

/// The files of an archive that Cargo writes.
const OF_CARGO: [&str; 4] = [
    ".cargo_vcs_info.json",
    "Cargo.lock",
    "Cargo.toml",
    "Cargo.toml.orig",
];

/// The files that each archive must have. The two licences are copies of the files in the root of
/// the repository.
const REQUIRED: [&str; 4] = ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "src/lib.rs"];

/// The further files that the archive of the client must have. One example stands for the folder
/// of the examples.
const OF_CLIENT: [&str; 4] = [
    "CHANGELOG.md",
    "build.rs",
    "examples/quickstart.rs",
    "spec/groups.yaml",
];

/// The keys that each manifest must have. A registry rejects a package without a description or a
/// licence, but `cargo package` only prints a warning.
const KEYS: [&str; 7] = [
    "categories",
    "description",
    "documentation",
    "keywords",
    "license",
    "readme",
    "rust_version",
];

/// Checks the list of files in each archive, the licences, and the keys of each manifest.
pub(super) fn check_files() -> Result<Outcome, Failure> {
    let workspace = workspace()?;
    let mut message = String::new();
    for package in published::NAMES {
        let folder = workspace.join(package);
        let mut files = BTreeSet::new();
        list_files(&folder, "", &mut files)?;
        for problem in problems(package, &files) {
            message += &format!("error: the archive of {package} {problem}\n");
        }
        for key in missing_keys(&published::metadata(root(), package)?) {
            message += &format!("error: the manifest of {package} lacks the key `{key}`\n");
        }
        for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
            if fs::read(folder.join(licence)).ok() != fs::read(root().join(licence)).ok() {
                message += &format!("error: {licence} of {package} differs from the root's\n");
            }
        }
    }
    match message.as_str() {
        "" => Ok(Outcome::Checked),
        message => Err(Failure::Findings(message.to_owned())),
    }
}

/// Returns the keys that are missing in a description of `cargo metadata`, or that have an empty
/// list.
fn missing_keys(metadata: &Value) -> Vec<&'static str> {
    let is_missing = |key: &&str| match &metadata[*key] {
        Value::Array(list) => list.is_empty(),
        value => value.is_null(),
    };
    KEYS.into_iter().filter(is_missing).collect()
}

/// Returns the problems of the list of files in an archive.
fn problems(package: &str, files: &BTreeSet<String>) -> Vec<String> {
    let is_client = package == published::CLIENT;
    let is_source = |file: &str| {
        let is_in = file.starts_with("src/") || is_client && file.starts_with("examples/");
        // The documentation of the client includes tables and the chapters of the guide.
        let is_table = file.ends_with(".snap.md");
        let is_chapter = file.starts_with("src/guide/") && file.ends_with(".md");
        let is_kind = file.ends_with(".rs") || is_client && (is_table || is_chapter);
        is_in && is_kind && !file.ends_with("/tests.rs")
    };
    let is_expected = |file: &str| {
        OF_CARGO.contains(&file)
            || REQUIRED.contains(&file)
            || is_client && OF_CLIENT.contains(&file)
            || is_source(file)
    };
    let unexpected = files.iter().filter(|file| !is_expected(file));
    let required = OF_CLIENT.iter().filter(|_| is_client).chain(&REQUIRED);
    let missing = required.filter(|file| !files.contains(**file));
    unexpected
        .map(|file| format!("has the file {file}; change `include` in its Cargo.toml"))
        .chain(missing.map(|file| format!("lacks the file {file}")))
        .collect()
}

/// Adds the paths of the files in a folder, with slashes.
fn list_files(folder: &Path, prefix: &str, files: &mut BTreeSet<String>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::unusable)? {
        let entry = entry.map_err(Failure::unusable)?;
        let path = format!("{prefix}{}", entry.file_name().display());
        if entry.path().is_dir() {
            list_files(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.insert(path);
        }
    }
    Ok(())
}

/// Compiles the archives with the minimum version of Rust and the versions in Cargo.lock.
pub(super) fn check_archives() -> Result<Outcome, Failure> {
    let (mut check, skipped) = check_command(workspace()?)?;
    check.args(["--workspace", "--lib", "--bins", "--offline"]);
    passed(&mut check, "the archives do not compile", skipped)
}

/// Compiles the examples in the archive of the client. The examples need the dependencies for
/// tests, which take longer to compile than the client.
pub(super) fn check_examples() -> Result<Outcome, Failure> {
    let (mut check, skipped) = check_command(workspace()?)?;
    check.args(["--package", published::CLIENT, "--examples", "--offline"]);
    check.args(["--features", "tracing"]);
    passed(&mut check, "the examples do not compile", skipped)
}

/// Compiles the client with each feature, with no feature, and with all features together. The
/// features of [`SLOW_FEATURES`] are missing.
pub(super) fn check_features() -> Result<Outcome, Failure> {
    let features = quick_features()?;
    let all = features.join(",");
    let mut sets = vec!["", all.as_str()];
    sets.extend(features.iter().map(String::as_str));
    check_sets(&sets)
}

/// Returns the features of the client, except those of [`SLOW_FEATURES`].
fn quick_features() -> Result<Vec<String>, Failure> {
    let metadata = published::metadata(root(), published::CLIENT)?;
    let features = metadata["features"].as_object().into_iter().flatten();
    let features = features.map(|(name, _)| name);
    let is_quick = |name: &&String| *name != "default" && !SLOW_FEATURES.contains(&name.as_str());
    Ok(features.filter(is_quick).cloned().collect())
}

/// Compiles the client with each feature of [`SLOW_FEATURES`].
pub(super) fn check_slow_features() -> Result<Outcome, Failure> {
    check_sets(&SLOW_FEATURES)
}

/// Compiles the client once with each set of features.
fn check_sets(sets: &[&str]) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Checked;
    for features in sets {
        println!("features: {features}");
        let (mut check, skipped) = check_command(workspace()?)?;
        check.args(["--package", published::CLIENT, "--lib", "--offline"]);
        check.args(["--no-default-features", "--features", features]);
        let failure = format!("the client does not compile with the features `{features}`");
        outcome = passed(&mut check, &failure, skipped)?;
    }
    Ok(outcome)
}

/// Compiles the archives with the oldest versions that their manifests allow. This step needs the
/// registry, which has the old versions.
pub(super) fn check_minimal_versions() -> Result<Outcome, Failure> {
    let folder = new_folder(&target().join("published/minimal"))?;
    unpack_all(&folder)?;
    for package in published::NAMES {
        let manifest = folder.join(package).join("Cargo.toml");
        let text = fs::read_to_string(&manifest).map_err(Failure::unusable)?;
        fs::write(&manifest, without_dev_dependencies(&text)).map_err(Failure::unusable)?;
    }
    // The option is unstable, so Cargo needs this variable.
    let run = |arguments: &[&str]| {
        let mut command = cargo();
        command.current_dir(&folder).env("RUSTC_BOOTSTRAP", "1");
        command.args(arguments).output().map_err(Failure::unusable)
    };
    for arguments in [
        &["generate-lockfile", "-Z", "direct-minimal-versions"][..],
        &["fetch", "--locked"],
    ] {
        let output = run(arguments)?;
        if !output.status.success() {
            let message = String::from_utf8_lossy(&output.stderr);
            // A lower bound is too low if two packages need different versions.
            return if message.contains("failed to select a version") {
                Err(Failure::Findings(message.into_owned()))
            } else {
                let why = format!("the registry did not provide the old versions: {message}");
                Ok(Outcome::Skipped(why))
            };
        }
    }
    let (mut check, skipped) = check_command(&folder)?;
    check.args(["--workspace", "--lib", "--bins", "--locked"]);
    // The optional dependencies of the client are compiled only with their features.
    for feature in quick_features()? {
        check.args(["--features", &format!("{}/{feature}", published::CLIENT)]);
    }
    let failure = "the archives do not compile with the oldest versions; raise the version of the \
                   dependency in Cargo.toml";
    passed(&mut check, failure, skipped)
}

/// Removes the dependencies for tests and the profiles from a manifest that Cargo has written.
fn without_dev_dependencies(manifest: &str) -> String {
    let mut is_removed = false;
    let mut kept = String::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            is_removed = line.starts_with("[dev-dependencies") || line.starts_with("[profile.");
        }
        if !is_removed {
            kept += line;
            kept.push('\n');
        }
    }
    kept
}

/// Returns a command `cargo check` with the minimum version of Rust. If rustup cannot install this
/// version, the command uses the current version, and the function also returns a message.
fn check_command(folder: &Path) -> Result<(Command, Option<String>), Failure> {
    static MISSING: OnceLock<Option<String>> = OnceLock::new();
    let version = published::minimum_rust()?;
    let missing = MISSING.get_or_init(|| {
        let mut rustc = Command::new("rustup");
        rustc.args(["run", &version, "rustc", "--version"]);
        let is_installed = succeeds(&mut rustc, "");
        is_installed
            .or_else(|_| tools::install_rust(&version))
            .err()
            .map(|why| format!("Rust {version} did not compile anything, because {why}"))
    });
    let mut command = match missing {
        None => {
            let mut rustup = Command::new("rustup");
            rustup.args(["run", &version, "cargo"]);
            rustup
        }
        Some(_) => cargo(),
    };
    command
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target().join("published/target"))
        .args(["check", "--quiet"]);
    Ok((command, missing.clone()))
}

/// Runs a command. `skipped` states what the command cannot check.
fn passed(
    command: &mut Command,
    failure: &str,
    skipped: Option<String>,
) -> Result<Outcome, Failure> {
    succeeds(command, &format!("error: {failure}")).map_err(Failure::Findings)?;
    Ok(skipped.map_or(Outcome::Checked, Outcome::Skipped))
}

/// Returns the workspace with the unpacked archives. The first call creates the workspace.
fn workspace() -> Result<&'static Path, Failure> {
    static WORKSPACE: OnceLock<PathBuf> = OnceLock::new();
    if let Some(workspace) = WORKSPACE.get() {
        return Ok(workspace);
    }
    let folder = new_folder(&target().join("published/archives"))?;
    unpack_all(&folder)?;
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).map_err(Failure::unusable)?;
    Ok(WORKSPACE.get_or_init(|| folder))
}

/// Packs the published packages, and unpacks the archives as one workspace. In this workspace, each
/// archive depends on the other archives, and not on a registry.
fn unpack_all(folder: &Path) -> Result<(), Failure> {
    let mut package = cargo();
    package
        .args(["package", "--quiet", "--no-verify", "--allow-dirty"])
        .args(["--locked", "--offline", "--target-dir"])
        .arg(target().join("published"));
    for name in published::NAMES {
        package.args(["--package", name]);
    }
    let failure = "error: Cargo could not pack the published packages";
    succeeds(&mut package, failure).map_err(Failure::Findings)?;
    let manifest = fs::read_to_string(root().join(diff::MANIFEST)).map_err(Failure::unusable)?;
    let version = diff::version(&manifest).unwrap_or_default();
    let mut workspace = format!("[workspace]\nmembers = {:?}\n", published::NAMES);
    workspace += "resolver = \"3\"\n[patch.crates-io]\n";
    for name in published::NAMES {
        let archive = format!("published/package/{name}-{version}.crate");
        unpack(&target().join(archive), folder)?;
        let unpacked = folder.join(format!("{name}-{version}"));
        fs::rename(unpacked, folder.join(name)).map_err(Failure::unusable)?;
        workspace += &format!("{name} = {{ path = {name:?} }}\n");
    }
    fs::write(folder.join("Cargo.toml"), workspace).map_err(Failure::unusable)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::{KEYS, OF_CARGO, OF_CLIENT, REQUIRED};
    use super::{missing_keys, problems, without_dev_dependencies};
    use crate::published::CLIENT;

    #[test]
    fn problems_wrong_files_are_reported() {
        let files = |more: &[&str]| -> BTreeSet<String> {
            let files = OF_CARGO.iter().chain(&REQUIRED).chain(more);
            files.map(|file| (*file).to_owned()).collect()
        };
        let good = ["src/main.rs", "src/a/b.rs"];
        assert_eq!(problems("tallyfy-sandbox", &files(&good)), [""; 0]);
        let documents = ["examples/a.rs", "src/a.snap.md", "src/guide/a.md"];
        let of_client = [&OF_CLIENT[..], &good, &documents].concat();
        assert_eq!(problems(CLIENT, &files(&of_client)), [""; 0]);
        for wrong in [
            "src/a/tests.rs",
            "tests/a.rs",
            "spec/api/api.snap",
            ".env",
            "src/a.orig",
            "src/a.md",
        ] {
            let found = problems(CLIENT, &files(&[&of_client[..], &[wrong]].concat()));
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(
                found[0].contains(&format!("has the file {wrong};")),
                "{found:?}"
            );
        }
        assert_eq!(problems("tallyfy-sandbox", &files(&["build.rs"])).len(), 1);
        for missing in OF_CARGO.iter().chain(&REQUIRED).skip(OF_CARGO.len()) {
            let mut few = files(&[]);
            few.remove(*missing);
            let expected = [format!("lacks the file {missing}")];
            assert_eq!(problems("tallyfy-codegen", &few), expected);
        }
        assert_eq!(problems(CLIENT, &files(&[])).len(), OF_CLIENT.len());
    }

    #[test]
    fn missing_keys_null_and_empty_list_are_reported() {
        let mut metadata = json!({});
        for key in KEYS {
            metadata[key] = json!("a");
        }
        assert_eq!(missing_keys(&metadata), [""; 0]);
        metadata["license"] = json!(null);
        metadata["keywords"] = json!([]);
        assert_eq!(missing_keys(&metadata), ["keywords", "license"]);
    }

    #[test]
    fn without_dev_dependencies_keeps_other_tables() {
        let manifest = "[dependencies.a]\nversion = \"1\"\n[dev-dependencies.b]\nversion = \"1\"\n\
                        [profile.dev.package.c]\nopt-level = 1\n[features]\nd = []\n";
        let expected = "[dependencies.a]\nversion = \"1\"\n[features]\nd = []\n";
        assert_eq!(without_dev_dependencies(manifest), expected);
    }
}
