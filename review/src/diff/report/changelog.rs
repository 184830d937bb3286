//! Writes a draft for CHANGELOG.md, in words that the users of the client know.

use std::fmt::Write as _;

use super::cleaned;
use super::escape::{code, markdown};
use crate::{Bump, Change, Diff, ItemChange};

/// Returns one entry for each change that users notice. The breaking changes are first. An entry
/// names the Rust items that changed.
#[must_use]
pub fn changelog(diff: &Diff) -> String {
    let diff = cleaned(diff);
    let mut text = String::new();
    for change in diff
        .changes
        .iter()
        .filter(|change| change.bump() != Bump::None || change.code.ends_with("deprecated"))
    {
        let breaks = match change.bump() {
            Bump::Major => "**Breaking:** ",
            Bump::Minor | Bump::None => "",
        };
        _ = writeln!(
            text,
            "- {breaks}{}.{}",
            markdown(&capital(&change.what, breaks)),
            rust(change)
        );
        if change.decode.bump == Bump::Major {
            _ = writeln!(
                text,
                "  In responses and requests: {}.",
                markdown(&change.decode.why)
            );
        }
    }
    if text.is_empty() {
        text.push_str("no change that users notice\n");
    }
    text
}

fn rust(change: &Change) -> String {
    let mut items = String::new();
    for item in change.items.iter().filter(|item| item.bump != Bump::None) {
        let path = code(&item.change.item().path);
        _ = match &item.change {
            ItemChange::Added(_) => write!(items, " {path} was added."),
            ItemChange::Removed(_) => write!(items, " {path} was removed."),
            ItemChange::Changed { old, new } => {
                let old = code(old.is.trim_start_matches(": "));
                write!(items, " {} was {old} before.", code(&new.to_string()))
            }
        };
    }
    items
}

fn capital(text: &str, behind: &str) -> String {
    let mut letters = text.chars();
    match (behind.is_empty(), letters.next()) {
        (true, Some(first)) => first.to_uppercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}
