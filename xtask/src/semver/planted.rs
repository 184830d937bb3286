//! The option `semver --planted`, which applies changes with known effects to a copy of the client.
//! For each change, the command shows whether the list of the public API and cargo-semver-checks
//! find the effect.

use std::fs;

use super::{Changes, base_json, semver_checks};
use crate::ci::Outcome;
use crate::public_api::{list, rustdoc_json};
use crate::published::CLIENT;
use crate::{Failure, archive};

/// A change of the source: a description, the file, the text to replace, and the new text.
type Edit = (&'static str, &'static str, &'static str, &'static str);

const ATTEMPTS: &str = "pub fn attempts(&self) -> u32 {";
const BUILDER: &str = "pub fn attempts(mut self, attempts: u32) -> Self {";
const METRICS: &str = "}\n}\n\nimpl<M: Metrics + ?Sized> Metrics for Arc<M> {";

/// The breaking changes. rustdoc does not compile the bodies of functions, so a change may leave
/// bodies that do not compile.
const BREAKING: [Edit; 13] = [
    (
        "removed method",
        "src/error.rs",
        ATTEMPTS,
        "pub(crate) fn attempts(&self) -> u32 {",
    ),
    (
        "changed type of a parameter",
        "src/error/error_builder.rs",
        BUILDER,
        "pub fn attempts(mut self, attempts: u64) -> Self {",
    ),
    (
        "added parameter",
        "src/error/error_builder.rs",
        BUILDER,
        "pub fn attempts(mut self, attempts: u32, more: bool) -> Self {",
    ),
    (
        "removed implementation of a trait",
        "src/error/outcome.rs",
        "#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]",
        "#[derive(Clone, Copy, Debug, PartialEq, Eq)]",
    ),
    (
        "new variant of an exhaustive enum",
        "src/values/nullable.rs",
        "    /// The field is null.\n    Null,\n",
        "    /// The field is null.\n    Null,\n    /// More.\n    More,\n",
    ),
    (
        "new required method of a trait",
        "src/transport/metrics.rs",
        METRICS,
        "}\n    fn more(&self);\n}\n\nimpl<M: Metrics + ?Sized> Metrics for Arc<M> {\n    fn more(&self) {}",
    ),
    (
        "provided method becomes required",
        "src/transport/metrics.rs",
        "fn paused(&self, pause: &Pause) {\n        let _ = pause;\n    }",
        "fn paused(&self, pause: &Pause);",
    ),
    (
        "removed re-export",
        "src/lib.rs",
        "pub use response::{Page, Timestamp};",
        "pub use response::Page;\nuse response::Timestamp;",
    ),
    (
        "changed return type",
        "src/error.rs",
        ATTEMPTS,
        "pub fn attempts(&self) -> u64 {",
    ),
    (
        "stricter bound of a type parameter",
        "src/http/http_client.rs",
        "pub fn from_fn<F, R>(",
        "pub fn from_fn<F: Clone, R>(",
    ),
    (
        "type is no longer Send",
        "src/http/metadata.rs",
        "    pub(super) is_confirmed_by_read: bool,\n}",
        "    pub(super) is_confirmed_by_read: bool,\n    more: *const u8,\n}",
    ),
    (
        "private field in a struct of public fields",
        "src/values/included.rs",
        "pub struct Wrapped<T> {\n",
        "pub struct Wrapped<T> {\n    more: u8,\n",
    ),
    (
        "method becomes unsafe",
        "src/error.rs",
        ATTEMPTS,
        "pub unsafe fn attempts(&self) -> u32 {",
    ),
];

const COMPATIBLE: [Edit; 3] = [
    (
        "new variant of a non-exhaustive enum",
        "src/error/outcome.rs",
        "    AppliedOtherwise,\n}",
        "    AppliedOtherwise,\n    /// More.\n    More,\n}",
    ),
    (
        "new provided method of a trait",
        "src/transport/clock.rs",
        "    fn now(&self) -> Instant {",
        "    fn more(&self) {}\n    /// Returns the time.\n    fn now(&self) -> Instant {",
    ),
    (
        "new method",
        "src/http/metadata.rs",
        "    pub fn is_confirmed_by_read(&self) -> bool {",
        "    pub fn more(&self) {}\n    /// More.\n    pub fn is_confirmed_by_read(&self) -> bool {",
    ),
];

/// Applies each change to a copy of the last commit, and prints a table. If the list of the public
/// API misses a change, or if a check reports a compatible change as breaking, returns an error.
/// cargo-semver-checks compares no types, so the table only shows which breaking changes it misses.
pub(crate) fn planted() -> Result<Outcome, Failure> {
    let copy = archive::revision("HEAD", "planted")?;
    let old_json = base_json(&copy, CLIENT)?;
    let old = list(&old_json)?;
    let text = |is_breaking| {
        if is_breaking {
            "breaking"
        } else {
            "compatible"
        }
    };
    println!("| change | expected | list of the public API | cargo-semver-checks |");
    println!("|---|---|---|---|");
    let mut wrong = String::new();
    let mut skipped = None;
    let edits = BREAKING.map(|edit| (edit, true)).into_iter();
    for ((what, file, before, after), expected) in edits.chain(COMPATIBLE.map(|edit| (edit, false)))
    {
        let path = copy.join(file);
        let source = fs::read_to_string(&path).map_err(Failure::unusable)?;
        if source.matches(before).count() != 1 {
            let message = format!("{file} does not contain the text of `{what}` exactly once");
            return Err(Failure::Findings(format!("error: {message}")));
        }
        let write = |text: &str| fs::write(&path, text).map_err(Failure::unusable);
        write(&source.replace(before, after))?;
        let new_json = rustdoc_json(&copy, CLIENT)?;
        let changes = Changes::of(&old, &list(&new_json)?);
        // Before version 1.0.0, cargo-semver-checks treats breaking changes as major, too.
        let checked = match semver_checks(&old_json, &new_json, Some("minor")) {
            Ok(is_accepted) => Some(!is_accepted),
            Err(why) => {
                skipped = Some(why);
                None
            }
        };
        write(&source)?;
        let listed = !changes.breaking.is_empty();
        println!(
            "| {what} | {} | {} | {} |",
            text(expected),
            text(listed),
            checked.map_or("not run", text)
        );
        let is_false_alarm = checked == Some(true) && !expected;
        if listed != expected || is_false_alarm || changes == Changes::default() {
            wrong += &format!("error: a check is wrong about `{what}`\n");
        }
    }
    match (wrong.as_str(), skipped) {
        ("", None) => Ok(Outcome::Checked),
        ("", Some(why)) => Ok(Outcome::Skipped(why)),
        (wrong, _) => Err(Failure::Findings(wrong.to_owned())),
    }
}
