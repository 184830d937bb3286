//! The command `api`, which writes the public API of the published crates to files. CI checks that
//! the files are up to date. CI also checks that the API of the client contains only types of other
//! crates that a list allows.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::checkout::{cargo, root, target};
use crate::files::replace;
use crate::{Failure, published, succeeds};

/// The types of other crates that the public API may contain. A program that uses such a type needs
/// the same version of the crate. So a new version of the crate is a breaking change of the client.
const FOREIGN: [&str; 20] = [
    // The module `http` exports these types.
    "bytes::bytes::Bytes",
    "http::header::map::HeaderMap",
    "http::method::Method",
    "http::status::StatusCode",
    // The crate root exports the crates of these types.
    "chrono::datetime::DateTime",
    "chrono::offset::utc::Utc",
    "reqwest::async_impl::client::Client",
    "reqwest::async_impl::client::ClientBuilder",
    "reqwest::async_impl::request::Request",
    "serde_json::map::Map",
    "serde_json::raw::RawValue",
    "serde_json::value::Value",
    // The streams implement this trait, so that a program can use them with any stream library.
    "futures_core::stream::Stream",
    // The traits of serde have no replacement.
    "serde_core::de::Deserialize",
    "serde_core::de::DeserializeOwned",
    "serde_core::de::Deserializer",
    "serde_core::ser::Serialize",
    "serde_core::ser::Serializer",
    // Generated code calls these conversions.
    "reqwest::error::Error",
    "http::header::value::InvalidHeaderValue",
];

/// Writes the public API of each crate to its file.
pub(crate) fn update() -> Result<(), Failure> {
    let lists = lists()?;
    let files: Vec<_> = lists
        .iter()
        .map(|(file, list)| (root().join(file), Some(list.as_str())))
        .collect();
    replace(&files)?;
    Ok(())
}

/// Checks that the files with the public API are up to date.
pub(crate) fn check() -> Result<(), Failure> {
    let mut differences = String::new();
    for (file, list) in lists()? {
        let written = fs::read_to_string(root().join(&file)).unwrap_or_default();
        let written = written.replace("\r\n", "\n");
        if written != list {
            differences += &format!("{file}:\n");
            let (old, new): (BTreeSet<&str>, BTreeSet<&str>) =
                (written.lines().collect(), list.lines().collect());
            let removed = old.difference(&new).map(|line| format!("- {line}\n"));
            let added = new.difference(&old).map(|line| format!("+ {line}\n"));
            differences.extend(removed.chain(added));
        }
    }
    match differences.as_str() {
        "" => Ok(()),
        differences => Err(Failure::Stale(format!(
            "{differences}error: the public API changed; run `cargo xtask api`, and commit the \
             changed files"
        ))),
    }
}

/// Returns the file and the public API of each crate. If the API of the client contains a type of
/// another crate that is not in the list, returns an error.
fn lists() -> Result<Vec<(String, String)>, Failure> {
    let mut lists = Vec::new();
    for package in published::STABLE {
        let list = list(&rustdoc_json(root(), package)?)?;
        let file = match package {
            published::CLIENT => {
                check_foreign(&list)?;
                "spec/public_api.txt".to_owned()
            }
            package => format!("spec/public_api_of_{}.txt", package.replace('-', "_")),
        };
        lists.push((file, list));
    }
    Ok(lists)
}

/// The folder for the builds with `RUSTC_BOOTSTRAP`. This variable changes how some dependencies
/// are built, so these builds need their own target folder.
pub(crate) fn bootstrap_target() -> PathBuf {
    target().join("public-api")
}

/// Documents a crate of a checkout as JSON, and returns the path of the JSON file. The next call
/// for this crate replaces the file.
pub(crate) fn rustdoc_json(checkout: &Path, package: &str) -> Result<PathBuf, Failure> {
    let mut rustdoc = cargo();
    rustdoc
        .current_dir(checkout)
        // The unstable JSON output of rustdoc needs this variable.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", bootstrap_target())
        .args(["rustdoc", "--package", package, "--lib", "--quiet"])
        .args(published::documented_features(checkout, package)?)
        .args(["--locked", "--", "-Z", "unstable-options"])
        .args(["--output-format", "json", "--cap-lints", "allow"]);
    let failure = format!("error: rustdoc could not document {package}");
    succeeds(&mut rustdoc, &failure)?;
    let name = package.replace('-', "_");
    Ok(bootstrap_target().join(format!("doc/{name}.json")))
}

/// Returns the public API from the JSON output of rustdoc, one item on each line. A mark at the end
/// of a line states a fact that the item itself does not show.
pub(crate) fn list(json: &Path) -> Result<String, Failure> {
    let api = public_api::Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .build()
        .map_err(Failure::unusable)?;
    let text = fs::read_to_string(json).map_err(Failure::unusable)?;
    let json: Value = serde_json::from_str(&text).map_err(Failure::unusable)?;
    let mut list = String::new();
    for item in api.items() {
        let line = item.to_string();
        // A program on the stable toolchain cannot name these two traits.
        let is_unstable = [" core::marker::Freeze ", " core::marker::UnsafeUnpin "]
            .iter()
            .any(|name| line.contains(name) || line.contains(&name.replacen(' ', " !", 1)));
        if !is_unstable {
            let item = &json["index"][item.id().0.to_string()]["inner"];
            // A program cannot construct a non-exhaustive struct, so it may get a private field.
            let mark = match mark(item) {
                ALL_PUBLIC if line.starts_with("#[non_exhaustive]") => "",
                mark => mark,
            };
            list += &format!("{line}{mark}\n");
        }
    }
    Ok(list)
}

/// The mark of an item of a trait that each implementation must have.
pub(crate) const REQUIRED: &str = " [required]";

/// The mark of a struct that has no private field.
pub(crate) const ALL_PUBLIC: &str = " [all fields are public]";

/// Returns the mark of an item, from the description of the item in the JSON output of rustdoc.
fn mark(item: &Value) -> &'static str {
    let fields = &item["struct"]["kind"]["plain"];
    if item["function"]["has_body"] == Value::Bool(false)
        || item["assoc_type"]["type"] == Value::Null && item["assoc_type"].is_object()
        || item["assoc_const"]["value"] == Value::Null && item["assoc_const"].is_object()
    {
        REQUIRED
    } else if fields["has_stripped_fields"] == Value::Bool(false) {
        ALL_PUBLIC
    } else {
        ""
    }
}

/// Checks that the types of other crates in the API are the types in the list.
fn check_foreign(api: &str) -> Result<(), Failure> {
    let found = foreign(api);
    let allowed = BTreeSet::from(FOREIGN.map(str::to_owned));
    let mut message = String::new();
    for name in found.difference(&allowed) {
        message += &format!(
            "error: the public API contains `{name}`, a type of a different crate; remove it from \
             the API, or add it to FOREIGN in xtask/src/public_api.rs\n"
        );
    }
    for name in allowed.difference(&found) {
        message += &format!(
            "error: the public API does not contain `{name}`; remove it from FOREIGN in \
             xtask/src/public_api.rs\n"
        );
    }
    match message.as_str() {
        "" => Ok(()),
        message => Err(Failure::Findings(message.to_owned())),
    }
}

/// Returns the paths in the API that belong to other crates. A path has at least two segments.
fn foreign(api: &str) -> BTreeSet<String> {
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let words = api.split(|c: char| !is_path(c));
    let paths = words.filter_map(|word| {
        let (first, rest) = word.trim_matches(':').split_once("::")?;
        let is_own = matches!(first, "tallyfy_groups" | "core" | "alloc" | "std");
        // A path such as `T::Error` begins with a parameter of a type.
        let is_crate = first.starts_with(|c: char| c.is_ascii_lowercase());
        // A path to a method ends after the name of its type.
        let is_type = |part: &&str| part.starts_with(|c: char| c.is_ascii_uppercase());
        let parts: Vec<&str> = rest.split("::").collect();
        let end = parts.iter().position(is_type);
        let rest = &parts[..end.map_or(parts.len(), |end| end + 1)];
        (!is_own && is_crate).then(|| format!("{first}::{}", rest.join("::")))
    });
    paths.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{ALL_PUBLIC, REQUIRED, foreign, mark};

    #[test]
    fn mark_required_items_and_public_structs_are_marked() {
        for (item, expected) in [
            (json!({"function": {"has_body": false}}), REQUIRED),
            (json!({"function": {"has_body": true}}), ""),
            (json!({"assoc_type": {"type": null}}), REQUIRED),
            (json!({"assoc_type": {"type": {"primitive": "u8"}}}), ""),
            (json!({"assoc_const": {"value": null}}), REQUIRED),
            (json!({"assoc_const": {"value": "1"}}), ""),
            (
                json!({"struct": {"kind": {"plain": {"has_stripped_fields": false}}}}),
                ALL_PUBLIC,
            ),
            (
                json!({"struct": {"kind": {"plain": {"has_stripped_fields": true}}}}),
                "",
            ),
            (json!({"struct": {"kind": "unit"}}), ""),
            (json!({"enum": {"variants": []}}), ""),
        ] {
            assert_eq!(mark(&item), expected, "{item}");
        }
    }

    #[test]
    fn foreign_paths_of_other_crates_are_found() {
        let api = "pub fn tallyfy_groups::Call<'a, T>::map(&self, u8) -> T::Error\n\
                   pub fn reqwest::async_impl::request::Request::from(u8) -> Self\n\
                   impl<T: serde_core::ser::Serialize> core::clone::Clone for tallyfy_groups::A<T>\n\
                   pub tallyfy_groups::A::map: serde_json::map::Map<alloc::string::String, \
                   http::method::Method>";
        let found: Vec<String> = foreign(api).into_iter().collect();
        assert_eq!(
            found,
            [
                "http::method::Method",
                "reqwest::async_impl::request::Request",
                "serde_core::ser::Serialize",
                "serde_json::map::Map"
            ]
        );
    }
}
