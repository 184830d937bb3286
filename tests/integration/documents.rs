//! Tests of the documents for users: the examples in the documentation of public methods, the guide
//! and the README.

use std::fs;
use std::path::Path;

use crate::support::root;

/// The beginning of a link to a page of the documentation of this crate.
const PAGES: &str = "https://docs.rs/tallyfy-groups/latest/tallyfy_groups/";

/// Types whose public methods are in the code of an example.
const SHOWN: [&str; 14] = [
    "Call",
    "CallOptions",
    "Client",
    "ClientBuilder",
    "CreateGroup",
    "EndpointRequest",
    "Error",
    "ErrorBuilder",
    "Items",
    "ListGroups",
    "ListMembers",
    "Pages",
    "RetryPolicy",
    "UpdateGroup",
];

/// A public method with its documentation.
struct Method {
    of: String,
    name: String,
    doc: String,
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// Returns the texts of all files below `src/` with this extension, except the generated client and
/// the functions that generated code calls.
fn sources(extension: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is_generated = path.ends_with("src/progenitor_client")
                || path.ends_with("src/progenitor_client.rs")
                || path.ends_with("src/generated");
            if is_generated {
                continue;
            } else if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                texts.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    texts
}

/// Returns the public methods of the hand-written types.
fn methods(source: &str) -> Vec<Method> {
    let (mut methods, mut of, mut doc) = (Vec::new(), String::new(), String::new());
    for line in source.lines() {
        if let Some(rest) = line.strip_prefix("impl") {
            // The name of a trait comes before ` for `, so its methods are not inherent.
            let rest = rest.split(" for ").last().unwrap_or_default();
            let rest = match rest.strip_prefix('<') {
                Some(generics) => generics.split_once("> ").map_or("", |(_, name)| name),
                None => rest.trim_start(),
            };
            let end = rest.find(|c: char| !c.is_alphanumeric());
            of = rest[..end.unwrap_or(rest.len())].to_owned();
        }
        let line = line.strip_prefix("    ").unwrap_or_default();
        let function = line.strip_prefix("pub fn ");
        if let Some(rest) = function.or_else(|| line.strip_prefix("pub async fn ")) {
            let end = rest.find(['(', '<']).unwrap();
            methods.push(Method {
                of: of.clone(),
                name: rest[..end].to_owned(),
                doc: std::mem::take(&mut doc),
            });
        } else if line.starts_with("///") {
            doc += line;
            doc.push('\n');
        } else if !line.starts_with("#[") {
            doc.clear();
        }
    }
    methods
}

/// Returns the code of all examples in the documentation and in the guide.
fn examples() -> String {
    let mut examples = String::new();
    for text in sources("rs").into_iter().chain(sources("md")) {
        let mut is_example = false;
        for line in text.lines() {
            let line = line.trim_start();
            let line = line.trim_start_matches("///").trim_start_matches("//!");
            let line = line.strip_prefix(' ').unwrap_or(line);
            if line.starts_with("```") {
                is_example = !is_example;
            } else if is_example {
                examples += line;
                examples.push('\n');
            }
        }
    }
    examples
}

#[test]
fn client_methods_each_has_an_example() {
    let mut count = 0;
    for source in sources("rs") {
        for Method { of, name, doc } in methods(&source) {
            if of == "Client" {
                assert!(doc.contains("```"), "Client::{name} has no example");
                count += 1;
            }
        }
    }
    assert!(count >= 25, "found only {count} methods");
}

#[test]
fn methods_each_is_in_an_example() {
    let examples = examples();
    let mut missing = Vec::new();
    for source in sources("rs") {
        for Method { of, name, .. } in methods(&source) {
            let is_in_example = [format!(".{name}("), format!("::{name}(")]
                .iter()
                .any(|call| examples.contains(call));
            if SHOWN.contains(&&*of) && !is_in_example {
                missing.push(format!("{of}::{name}"));
            }
        }
    }
    assert!(missing.is_empty(), "in no example: {}", missing.join(", "));
}

/// The generated client has no hand-written documentation, so its module shows the operations.
#[test]
fn generated_module_shows_each_operation() {
    let (module, client) = (
        read("src/generated.rs"),
        read("src/generated/client.snap.rs"),
    );
    let operations: Vec<&str> = client.split("Sends a `").skip(1).collect();
    assert!(operations.len() >= 7, "{}", operations.len());
    for operation in operations {
        let (_, method) = operation.split_once("pub fn ").unwrap();
        let (name, _) = method.split_once(['(', '<']).unwrap();
        let is_shown = module.contains(&format!(".{name}("));
        assert!(is_shown, "the module has no example of {name}");
    }
}

#[test]
fn guide_chapters_are_short_and_linked() {
    let (guide, index) = (read("src/guide.rs"), read("src/lib.rs"));
    let mut count = 0;
    for entry in fs::read_dir(root().join("src/guide")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if name == "comparison" {
            // `cargo xtask compare` writes this chapter.
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        assert!(lines <= 120, "{name} has {lines} lines");
        assert!(text.contains("```rust\n"), "no example of {name} runs");
        assert!(!text.contains("```rust,ignore"), "{name}");
        assert!(guide.contains(&format!("//! | [`{name}`] |")), "{name}");
        assert!(guide.contains(&format!("pub mod {name} {{}}")), "{name}");
        let is_linked = index.contains(&format!("[`{name}`]: guide::{name}"));
        assert!(is_linked, "src/lib.rs does not link {name}");
        count += 1;
    }
    assert!(count >= 9, "found only {count} chapters");
}

#[test]
fn readme_is_short_and_reads_before_it_writes() {
    let readme = read("README.md");
    let lines = readme.lines().count();
    assert!(lines <= 90, "the README has {lines} lines");
    let (_, example) = readme.split_once("```rust,no_run\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let lines = example.lines().count();
    assert!(lines <= 20, "the first example has {lines} lines");
    let (reads, _) = example.split_once(".add_members(").unwrap();
    for lookup in [".find_group(", ".find_members("] {
        assert!(reads.contains(lookup), "{lookup}");
    }
    let has_number = example.contains(|c: char| c.is_ascii_digit());
    assert!(!has_number, "the first example has an invented id");
}

/// The README is on the page of the registry, in the documentation and in the repository. A
/// relative link would work on only one of them.
#[test]
fn readme_links_are_absolute_and_exist() {
    let readme = read("README.md");
    let guide = read("src/guide.rs");
    let mut inline = readme.split("](").skip(1);
    assert!(
        inline.all(|link| link.starts_with("https://")),
        "a link is not absolute"
    );
    let mut count = 0;
    let definitions = readme.lines().filter(|line| line.starts_with('['));
    for (name, link) in definitions.filter_map(|line| line.split_once("]: ")) {
        let uses = readme.matches(&format!("{name}]")).count();
        assert!(uses >= 2, "{name}] is not used");
        count += 1;
        if let Some(page) = link.strip_prefix(PAGES) {
            let chapter = page.trim_end_matches('/').strip_prefix("guide");
            let chapter = chapter.unwrap_or_else(|| panic!("{page} is not in the guide"));
            let chapter = chapter.trim_start_matches('/');
            let declaration = format!("pub mod {chapter} {{}}");
            let exists = chapter.is_empty() || guide.contains(&declaration);
            assert!(exists && page.ends_with('/'), "{page} does not exist");
        } else {
            assert!(link.starts_with("https://"), "{link} is not absolute");
        }
    }
    assert!(count >= 3, "found only {count} links");
}
