//! The command `api`, which writes the public API of the client to a file. CI checks that the file
//! is up to date, and that the API contains only types of other crates that a list allows.

use std::collections::BTreeSet;
use std::fs;

use crate::checkout::{cargo, root, target};
use crate::files::replace;
use crate::{Failure, succeeds};

/// The complete public API of the client, one item on each line.
const API: &str = "spec/public_api.txt";

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

/// Writes the public API to its file.
pub(crate) fn update() -> Result<(), Failure> {
    let text = public_api()?;
    check_foreign(&text)?;
    replace(&[(root().join(API), Some(&text))])?;
    Ok(())
}

/// Checks that the file with the public API is up to date.
pub(crate) fn check() -> Result<(), Failure> {
    let text = public_api()?;
    check_foreign(&text)?;
    let written = fs::read_to_string(root().join(API)).unwrap_or_default();
    if written.replace("\r\n", "\n") == text {
        return Ok(());
    }
    let (old, new): (BTreeSet<&str>, BTreeSet<&str>) =
        (written.lines().collect(), text.lines().collect());
    let removed = old.difference(&new).map(|line| format!("- {line}\n"));
    let added = new.difference(&old).map(|line| format!("+ {line}\n"));
    Err(Failure::Stale(format!(
        "{}error: the public API of the client changed; run `cargo xtask api`, and commit {API}",
        removed.chain(added).collect::<String>()
    )))
}

/// Returns the public API of the client.
fn public_api() -> Result<String, Failure> {
    // The unstable JSON output of rustdoc needs this variable. The variable changes how some
    // dependencies are built, so this build has its own target folder.
    let folder = target().join("public-api");
    let mut rustdoc = cargo();
    rustdoc
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", &folder)
        .args(["rustdoc", "--package", "tallyfy-groups", "--lib", "--quiet"])
        // Only the feature `blocking` changes the public API.
        .args(["--no-default-features", "--features", "blocking"])
        .args(["--locked", "--"])
        .args(["-Z", "unstable-options", "--output-format", "json"])
        .args(["--cap-lints", "allow"]);
    succeeds(&mut rustdoc, "error: rustdoc could not document the client")?;
    let api = public_api::Builder::from_rustdoc_json(folder.join("doc/tallyfy_groups.json"))
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .build()
        .map_err(Failure::unusable)?;
    Ok(api.items().map(|item| format!("{item}\n")).collect())
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
    use super::foreign;

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
