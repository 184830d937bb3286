//! Compares the contract with the vendor's own description of the API.
//!
//! The contract is the old side, and the description is the new side. Formats, limits, defaults,
//! response headers and missing error bodies are not compared.

use std::fmt::Write as _;

use serde_json::{Value, json};
use tallyfy_codegen::{Data, Node, Position};

use crate::Contract;
use crate::openapi::outline::items;

mod compare;
mod document;
mod operations;
mod shape;

use document::{Document, REMEDY, at, yaml};

/// The differences between the contract and a description of the vendor.
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
pub struct Difference {
    /// The operationId in the contract. If only the vendor has the operation, its method and path.
    pub operation: String,
    http: String,
    /// The difference as text, such as `added query parameter status (string)`.
    pub difference: String,
    part: String,
    /// The kind: `added`, `removed` or `changed`.
    change: &'static str,
    old: Option<String>,
    new: Option<String>,
    contract: Option<Place>,
    vendor: Option<Position>,
    /// The other operations with the same difference in the same schemas.
    also_in: Vec<String>,
    /// The reason why the difference is accepted. `None` if the difference is new.
    pub reason: Option<String>,
}

/// An entry of the file of accepted differences.
#[derive(Clone, Debug)]
pub struct Accepted {
    operation: String,
    difference: String,
    reason: String,
    line: usize,
}

/// A position, and the sources and the conflict that the contract states there.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    position: Position,
    sources: Vec<String>,
    conflict: Option<String>,
}

/// Compares the contract with a description of the vendor. `accepted` is the file of accepted
/// differences.
///
/// # Errors
///
/// Returns a message with the file, the position and the remedy if one of the files is unusable.
pub fn drift(contract: &Contract, vendor: &Contract, accepted: &Contract) -> Result<Drift, String> {
    let tree = tallyfy_codegen::tree(&contract.text);
    let own = Document::new(&contract.file, yaml(&contract.file, tree, REMEDY)?)?;
    let theirs = Document::new(&vendor.file, document::vendor(vendor)?)?;
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
        contract: contract.file.clone(),
        vendor: vendor.file.clone(),
        format: theirs.format,
        accepted: accepted.file.clone(),
        differences,
        stale,
    })
}

/// Parses the file of accepted differences.
fn entries(Contract { file, text, .. }: &Contract) -> Result<Vec<Accepted>, String> {
    let root = yaml(file, tallyfy_codegen::tree(text), "write `accepted: []`")?;
    let Some(Data::Sequence(list)) = root.get("accepted").map(|list| &list.data) else {
        let position = root
            .entry("accepted")
            .map_or(root.position, |entry| entry.position);
        let message = "the key `accepted` is missing or has no list; write `accepted: []`";
        return Err(at(file, position, message));
    };
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
    list.iter().map(entry).collect()
}

impl Drift {
    /// Returns the differences that no entry accepts.
    pub fn new_differences(&self) -> impl Iterator<Item = &Difference> {
        let differences = self.differences.iter();
        differences.filter(|found| found.reason.is_none())
    }

    /// Returns the report as JSON, with the accepted differences.
    #[must_use]
    pub fn json(&self) -> String {
        let contract = |place: &Place| {
            let Position { line, column } = place.position;
            let (sources, conflict) = (&place.sources, &place.conflict);
            json!({ "line": line, "column": column, "sources": sources, "conflict": conflict })
        };
        let vendor = |at: Position| json!({ "line": at.line, "column": at.column });
        let differences = self.differences.iter().map(|found| {
            json!({
                "operation": found.operation, "http": found.http, "difference": found.difference,
                "part": found.part, "change": found.change, "old": found.old, "new": found.new,
                "contract": found.contract.as_ref().map(contract),
                "vendor": found.vendor.map(vendor),
                "also_in": found.also_in, "reason": found.reason,
            })
        });
        let stale = self.stale.iter().map(|entry| {
            json!({
                "operation": entry.operation, "difference": entry.difference,
                "reason": entry.reason, "line": entry.line,
            })
        });
        let report = json!({
            "contract": self.contract, "vendor": self.vendor, "format": self.format,
            "accepted": self.accepted, "differences": differences.collect::<Value>(),
            "stale": stale.collect::<Value>(),
        });
        format!("{report:#}")
    }

    /// Returns the report as text, with the new differences and the stale entries.
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
            if let Some(place) = &found.contract {
                let Position { line, column } = place.position;
                let sources = match place.sources.as_slice() {
                    [] => String::new(),
                    sources => format!("  x-source {}", sources.join(", ")),
                };
                _ = writeln!(text, "    contract: {contract}:{line}:{column}{sources}");
                if let Some(conflict) = &place.conflict {
                    _ = writeln!(text, "    conflict: {conflict}");
                }
            }
            if let Some(Position { line, column }) = found.vendor {
                _ = writeln!(text, "    vendor:   {}:{line}:{column}", self.vendor);
            }
            if !found.also_in.is_empty() {
                _ = writeln!(text, "    also in:  {}", found.also_in.join(", "));
            }
        }
        let [added, removed, changed] = ["added", "removed", "changed"].map(|kind| {
            let changes = self.new_differences().map(|found| found.change);
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

impl Place {
    fn of(position: Position, part: &Node, conflict: Option<&str>) -> Place {
        let sources = items(part, "x-source").iter().filter_map(Node::text);
        let own = part.get("x-conflict").and_then(Node::text);
        Place {
            sources: sources.map(str::to_owned).collect(),
            conflict: own.or(conflict).map(str::to_owned),
            position,
        }
    }
}
