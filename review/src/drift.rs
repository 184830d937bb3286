//! Compares the contract with the vendor's own description of the API.
//!
//! The contract is the old side, and the description is the new side. Formats, limits, defaults,
//! response headers and missing error bodies are not compared.

use std::fmt::Write as _;

use serde::Serialize;
use tallyfy_codegen::{Node, Position};

use crate::parts::items;

mod compare;
mod document;
mod operations;
mod shape;

use document::{Document, at, tree};

/// A file and its text.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The name of the file, which messages show.
    pub file: &'a str,
    /// The content of the file.
    pub text: &'a str,
}

/// The differences between the contract and a description of the vendor.
#[derive(Clone, Debug, Serialize)]
pub struct Drift {
    contract: String,
    vendor: String,
    format: String,
    accepted: String,
    /// The differences, grouped by operation.
    pub differences: Vec<Difference>,
    /// The accepted differences that do not exist any more.
    pub stale: Vec<Accepted>,
}

/// One difference between the contract and the description of the vendor.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// The operationId in the contract. If only the vendor has the operation, its method and path.
    pub operation: String,
    http: String,
    /// The difference as text, such as `added query parameter status (string)`.
    pub difference: String,
    part: String,
    #[serde(flatten)]
    change: Change,
    contract: Option<Place>,
    vendor: Option<Place>,
    /// The other operations with the same difference in the same schemas.
    also_in: Vec<String>,
    /// The reason why the difference is accepted. `None` if the difference is new.
    pub reason: Option<String>,
}

/// An entry of the file of accepted differences.
#[derive(Clone, Debug, Serialize)]
pub struct Accepted {
    /// The operation of the difference.
    pub operation: String,
    /// The text of the difference.
    pub difference: String,
    reason: String,
    line: usize,
}

/// A change from the contract to the description of the vendor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Change {
    /// The kind: `added`, `removed` or `changed`.
    change: &'static str,
    old: Option<String>,
    new: Option<String>,
}

/// A position, and the sources and the conflict that the contract states there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Place {
    line: usize,
    column: usize,
    sources: Vec<String>,
    conflict: Option<String>,
}

/// Compares the contract with a description of the vendor. `accepted` is the file of accepted
/// differences, and may be empty.
///
/// # Errors
///
/// Returns a message with the file, the position and the remedy if one of the files is unusable.
pub fn drift(
    contract: Source<'_>,
    vendor: Source<'_>,
    accepted: Source<'_>,
) -> Result<Drift, String> {
    let own = Document::parse(contract.file, contract.text)?;
    let theirs = Document::parse(vendor.file, vendor.text)?;
    let mut stale = entries(accepted)?;
    let mut differences = compare::compare(&own, &theirs)?;
    let is_same = |found: &Difference, entry: &Accepted| {
        (&found.operation, &found.difference) == (&entry.operation, &entry.difference)
    };
    for found in &mut differences {
        let entry = stale.iter().find(|entry| is_same(found, entry));
        found.reason = entry.map(|entry| entry.reason.clone());
    }
    stale.retain(|entry| !differences.iter().any(|found| is_same(found, entry)));
    Ok(Drift {
        contract: contract.file.to_owned(),
        vendor: vendor.file.to_owned(),
        format: theirs.format,
        accepted: accepted.file.to_owned(),
        differences,
        stale,
    })
}

/// Parses the file of accepted differences.
fn entries(Source { file, text }: Source<'_>) -> Result<Vec<Accepted>, String> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let root = tree(file, text)?;
    let list = root.get("accepted").ok_or_else(|| {
        let message = "the key `accepted` is missing; add it, with a list of differences";
        at(file, root.position, message)
    })?;
    let entry = |node: &Node| {
        let text = |key: &str| match node.get(key).and_then(Node::text).map(str::trim) {
            Some(text) if !text.is_empty() => Ok(text.to_owned()),
            _ => {
                let message = format!("the entry has no text in `{key}`; add `{key}` to it");
                Err(at(file, node.position, &message))
            }
        };
        Ok(Accepted {
            operation: text("operation")?,
            difference: text("difference")?,
            reason: text("reason")?,
            line: node.position.line,
        })
    };
    list.items().iter().map(entry).collect()
}

impl Drift {
    /// Returns the differences that no entry accepts.
    pub fn new_differences(&self) -> impl Iterator<Item = &Difference> {
        let differences = self.differences.iter();
        differences.filter(|found| found.reason.is_none())
    }

    /// Returns the report as JSON. It contains the accepted differences, too.
    ///
    /// # Errors
    ///
    /// Returns an error if the report cannot be serialized.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    /// Returns the report as text. It contains the new differences and the stale entries.
    #[must_use]
    pub fn text(&self) -> String {
        let (contract, accepted) = (&self.contract, &self.accepted);
        let (mut text, mut last) = (String::new(), None);
        for found in self.new_differences() {
            let (id, http) = (&found.operation, &found.http);
            if last.replace(id) != Some(id) {
                let id = if id == http { "" } else { id };
                _ = writeln!(text, "{}", format!("\n{http}  {id}").trim_end());
            }
            _ = writeln!(text, "  {}", found.difference);
            let own = found
                .contract
                .iter()
                .map(|place| ("contract:", contract, place));
            let other = found
                .vendor
                .iter()
                .map(|place| ("vendor:  ", &self.vendor, place));
            for (side, file, place) in own.chain(other) {
                let sources = match place.sources.as_slice() {
                    [] => String::new(),
                    sources => format!("  x-source {}", sources.join(", ")),
                };
                let (line, column) = (place.line, place.column);
                _ = writeln!(text, "    {side} {file}:{line}:{column}{sources}");
                if let Some(conflict) = &place.conflict {
                    _ = writeln!(text, "    conflict: {conflict}");
                }
            }
            if !found.also_in.is_empty() {
                _ = writeln!(text, "    also in:  {}", found.also_in.join(", "));
            }
        }
        let [added, removed, changed] = ["added", "removed", "changed"].map(|kind| {
            let changes = self.new_differences().map(|found| found.change.change);
            changes.filter(|change| *change == kind).count()
        });
        let known = self.differences.len() - added - removed - changed;
        _ = writeln!(
            text,
            "\n{contract} -> {} ({}): {added} added, {removed} removed, {changed} changed, {known} \
             accepted",
            self.vendor, self.format
        );
        for entry in &self.stale {
            _ = writeln!(
                text,
                "stale: {accepted}:{}: {} no longer has the difference `{}`; delete the entry",
                entry.line, entry.operation, entry.difference
            );
        }
        if let Some(first) = self.new_differences().next() {
            _ = writeln!(
                text,
                "For each difference, change {contract}, or add an entry to {accepted}:\n  - \
                 operation: {}\n    difference: {}\n    reason: <why the contract is right>",
                first.operation, first.difference
            );
        }
        text.trim_start().to_owned()
    }
}

impl Change {
    fn added(new: Option<String>) -> Change {
        let (change, old) = ("added", None);
        Change { change, old, new }
    }

    fn removed(old: Option<String>) -> Change {
        let (change, new) = ("removed", None);
        Change { change, old, new }
    }

    fn of(old: &str, new: &str) -> Change {
        let (old, new) = (Some(old.to_owned()), Some(new.to_owned()));
        Change {
            change: "changed",
            old,
            new,
        }
    }

    fn text(&self, part: &str) -> String {
        let kind = self.change;
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => format!("{kind} {part} from {old} to {new}"),
            (Some(text), None) | (None, Some(text)) => format!("{kind} {part} ({text})"),
            (None, None) => format!("{kind} {part}"),
        }
    }
}

impl Place {
    fn at(Position { line, column }: Position) -> Place {
        Place {
            line,
            column,
            sources: Vec::new(),
            conflict: None,
        }
    }

    fn of(position: Position, part: &Node, conflict: Option<&str>) -> Place {
        let sources = items(part, "x-source").iter().filter_map(Node::text);
        let own = part.get("x-conflict").and_then(Node::text);
        Place {
            sources: sources.map(str::to_owned).collect(),
            conflict: own.or(conflict).map(str::to_owned),
            ..Place::at(position)
        }
    }
}
