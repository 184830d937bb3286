//! Packages that tests compile. A package is a copy of the client without code generation and TLS,
//! with generated clients as additional modules.
//!
//! A test writes only the files that changed since its last run, so Cargo compiles nothing twice.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

use crate::checkout::root;

/// The files of a folder, by their paths in the folder.
pub(crate) type Files = BTreeMap<String, String>;

/// Returns the hand-written sources of the client, and the files that the sources include.
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

/// Writes these files to a folder in Cargo's target folder, and removes all other files from it.
/// Returns the folder.
pub(crate) fn write_files(name: &str, mut files: Files) -> PathBuf {
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

/// Returns the package of the client, with each source as the module `corpus::c<number>`.
///
/// Each test needs a different name. Cargo uses the same files in its target folder for all
/// packages with the same name, and then compiles a test with the modules of another test.
pub(crate) fn with_modules<'s>(
    name: &str,
    sources: impl Iterator<Item = (usize, &'s str)>,
) -> Files {
    let mut files = client();
    let manifest = manifest(name);
    let profile = format!("[profile.dev.package.{name}]\ndebug = false\n");
    let manifest = format!("{manifest}\n[workspace]\n\n{profile}");
    files.insert("Cargo.toml".to_owned(), manifest);
    let runtime = files["src/generated.rs"].clone();
    let hooks = hooks(&runtime);
    let mut modules = String::from(
        "//! The clients of all contracts.\n\
         #![allow(rustdoc::all, unreachable_patterns, dead_code, missing_docs, clippy::all)]\n",
    );
    for (number, source) in sources {
        _ = writeln!(modules, "pub mod c{number};");
        files.insert(format!("src/corpus/c{number}.rs"), module(source));
        let of = format!("for crate::corpus::c{number}::Client {{");
        *files.get_mut("src/generated.rs").unwrap() += &hooks.replace(CLIENT, &of);
    }
    files.insert("src/corpus.rs".to_owned(), modules);
    *files.get_mut("src/lib.rs").unwrap() += "\npub mod corpus;\n";
    files
}

const CLIENT: &str = "for Client {";

/// Returns the code of the client's transport that a generated client calls to send a request.
fn hooks(runtime: &str) -> &str {
    let start =
        format!("impl progenitor_client::ClientHooks<crate::transport::Transport> {CLIENT}");
    let start = runtime.find(&start).unwrap();
    let end = start + runtime[start..].find("\n}\n").unwrap() + "\n}\n".len();
    &runtime[start..end]
}

/// Returns a text in which the types that the client exports at its root are replaced by the types
/// of a generated source, if the source has types with these names.
pub(crate) fn own_types(source: &str, text: &str, at_root: &str, own: &str) -> String {
    let mut text = text.to_owned();
    for name in ["Group", "Guest", "User"] {
        if source.contains(&format!("pub struct {name} {{")) {
            for end in [">", ","] {
                let from = format!("{at_root}{name}{end}");
                text = text.replace(&from, &format!("{own}{name}{end}"));
            }
        }
    }
    text
}

/// Returns the source of a client as the source of a module.
fn module(source: &str) -> String {
    let source = own_types(source, source, "crate::", "");
    format!("use crate::progenitor_client;\n{source}")
}

/// Returns the client's manifest for a package without code generation and TLS.
pub(crate) fn manifest(name: &str) -> String {
    let text = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let section = |name: &str| -> Vec<String> {
        let lines = text.lines().skip_while(|line| *line != format!("[{name}]"));
        let lines = lines.skip(1).take_while(|line| !line.starts_with('['));
        lines.map(str::to_owned).collect()
    };
    let shared = section("workspace.dependencies");
    let mut dependencies = String::new();
    for line in section("dependencies") {
        match line.strip_suffix(".workspace = true") {
            Some(name) => {
                let own = shared.iter().find(|line| line.starts_with(name)).unwrap();
                _ = writeln!(dependencies, "{own}");
            }
            None if line.contains("optional = true") => {}
            None => _ = writeln!(dependencies, "{line}"),
        }
    }
    // With the profiles of the workspace, Cargo uses the dependencies that are already built.
    let profiles = text.find("\n[profile.").map_or("", |start| &text[start..]);
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         build = false\n\n[features]\nbrotli = []\ncodegen = []\ngzip = []\n\
         http2 = []\nnative-tls = []\nrustls = []\nrustls-aws-lc = []\nrustls-no-provider = []\n\
         zstd = []\n\n[dependencies]\n{dependencies}{profiles}"
    )
}

/// Runs Cargo. Returns its messages, and its output on stderr.
pub(crate) fn built(folder: &Path, arguments: &[&str]) -> (Vec<Value>, String) {
    let mut cargo = cargo(folder, arguments);
    let output = cargo.arg("--message-format=json").output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let messages = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    (messages.collect(), errors)
}

/// Returns whether rustc compiled a target. Panics if rustc neither compiled nor rejected it, for
/// example because Cargo was stopped.
pub(crate) fn is_compiled(messages: &[Value], name: &str, errors: &str) -> bool {
    let of_target = messages
        .iter()
        .filter(|message| message["target"]["name"] == name);
    let (mut is_compiled, mut is_rejected) = (false, false);
    for message in of_target {
        is_compiled |= message["reason"] == "compiler-artifact";
        is_rejected |= message["message"]["level"] == "error";
    }
    assert!(
        is_compiled != is_rejected,
        "rustc neither compiled nor rejected `{name}`: {errors}"
    );
    is_compiled
}

/// Returns a command that runs Cargo in a folder.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    // The test runs the Cargo that runs the test. A different Cargo may have compiled the test.
    let program = env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into());
    let mut cargo = Command::new(program);
    cargo.args(arguments).arg("--offline");
    cargo.current_dir(folder).env("CARGO_TERM_COLOR", "never");
    // The packages share the target folder of the workspace. Cargo compiles each dependency once.
    cargo.env("CARGO_TARGET_DIR", target());
    cargo
}

/// Returns Cargo's target folder, which contains the folder for files of tests.
fn target() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    folder.parent().unwrap_or(folder).to_owned()
}
