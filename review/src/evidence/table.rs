//! Prints the evidence as a table. Each part has a block of lines: the values in the sources, the
//! decision of the contract, and the reason.

use std::collections::BTreeMap;

use tallyfy_codegen::{Finding, Node, tree};

use super::{Fact, Seen, facts, seen};
use crate::Contract;
use crate::openapi::outline::{Kind, Part, items, parts};

const COLUMNS: usize = 100;

/// Returns the table of the evidence. The table states for each part the values in the sources, the
/// decision of the contract and the reason, and ends with the coverage. A line has at most 100
/// columns.
///
/// # Errors
///
/// Returns a finding with the first place at which the contract is not YAML with unique keys.
pub fn evidence(contract: &Contract) -> Result<String, Finding> {
    table(contract, |line| format!("{}:{line}", contract.file))
}

/// Returns the table of the evidence without line numbers. So a part that only moved does not
/// change the table.
///
/// # Errors
///
/// Returns a finding with the first place at which the contract is not YAML with unique keys.
pub fn evidence_anywhere(contract: &Contract) -> Result<String, Finding> {
    table(contract, |_| String::new())
}

fn table(contract: &Contract, place: impl Fn(usize) -> String) -> Result<String, Finding> {
    let root = tree(&contract.text)?;
    let facts = facts(&contract.text)?;
    let (all, fitting) = seen(&root, contract);
    let nothing = BTreeMap::new();
    let mut table = String::new();
    let mut shown = 0;
    // The list of facts has one fact for each part, in the same order.
    for (part, fact) in parts(&root).iter().zip(&facts) {
        let seen = all.get(&part.position).unwrap_or(&nothing);
        if seen.values().any(|seen| seen.present > 0) {
            shown += 1;
        }
        let place = place(fact.line);
        let room = COLUMNS.saturating_sub(place.chars().count() + 2);
        let heading = format!("{:<room$}  {place}", fact.name);
        table += heading.trim_end();
        table.push('\n');
        for (says, sources) in says(&fact.sources, seen) {
            table += &line(&sources.join(" "), &says);
        }
        if let Some(chosen) = chosen(part) {
            table += &line("contract", &chosen);
        }
        if let Some(conflict) = &fact.conflict {
            table += &line("conflict", conflict);
        }
        table.push('\n');
    }
    let count = |is: fn(&Fact) -> bool| facts.iter().filter(|fact| is(fact)).count();
    table += &format!(
        "{} parts: {} with one source, {} with several, {} without a source; {} with a conflict\n\
         {shown} parts appear in a body, {} appear only in `x-source`\n\
         {} bodies of evidence, {fitting} of them match the contract\n",
        facts.len(),
        count(|fact| fact.sources.len() == 1),
        count(|fact| fact.sources.len() > 1),
        count(|fact| fact.sources.is_empty()),
        count(|fact| fact.conflict.is_some()),
        facts.len() - shown,
        contract.evidence.len(),
    );
    Ok(table)
}

/// Returns the statements about a part, each with its sources. The sources are in the order of
/// `x-source`. A source that `x-source` does not name is included if its bodies could have the
/// part.
fn says<'a>(named: &'a [String], seen: &BTreeMap<&'a str, Seen>) -> Vec<(String, Vec<&'a str>)> {
    let is_named = |source: &str| named.iter().any(|name| name == source);
    let others = seen.keys().copied().filter(|source| !is_named(source));
    let mut said: Vec<(String, Vec<&str>)> = Vec::new();
    for source in named.iter().map(String::as_str).chain(others) {
        let says = match seen.get(source) {
            Some(seen) => describe(seen, is_named(source)),
            None => "only in x-source".to_owned(),
        };
        match said.iter_mut().find(|(other, _)| *other == says) {
            Some((_, sources)) => sources.push(source),
            None => said.push((says, vec![source])),
        }
    }
    said
}

fn describe(seen: &Seen, is_named: bool) -> String {
    let kinds: Vec<&str> = seen.kinds.iter().map(String::as_str).collect();
    let kinds = kinds.join(", ");
    match (seen.present, seen.absent) {
        // The text of a document may describe a part that its example omits.
        (0, _) if is_named => "in x-source, missing in the body".to_owned(),
        (0, _) => "missing in the body".to_owned(),
        (_, 0) => kinds,
        (present, absent) => format!("{kinds}; missing in {absent} of {}", present + absent),
    }
}

/// Returns the kind that the contract states for a value.
fn chosen(part: &Part<'_>) -> Option<String> {
    let is = |node: &Node, key: &str| node.get(key).map(Node::to_json) == Some(true.into());
    let (schema, required) = match part.kind {
        Kind::Property { required } => (part.node, required),
        Kind::Parameter => (part.node.get("schema")?, is(part.node, "required")),
        Kind::Schema => return Some(type_of(part.node)),
        Kind::Other => return None,
    };
    let nullable = if is(schema, "nullable") {
        ", nullable"
    } else {
        ""
    };
    let required = if required { "required" } else { "optional" };
    Some(format!("{}{nullable}, {required}", type_of(schema)))
}

fn type_of(schema: &Node) -> String {
    if let Some(reference) = schema.get("$ref").and_then(Node::text) {
        return reference.rsplit('/').next().unwrap_or(reference).to_owned();
    }
    for (list, between) in [("allOf", " and "), ("oneOf", " or "), ("anyOf", " or ")] {
        let parts: Vec<String> = items(schema, list).iter().map(type_of).collect();
        if !parts.is_empty() {
            return parts.join(between);
        }
    }
    let values = items(schema, "enum").iter();
    let values: Vec<String> = values
        .map(|value| {
            value
                .text()
                .map_or_else(|| value.to_json().to_string(), str::to_owned)
        })
        .collect();
    match schema.get("type").and_then(Node::text) {
        _ if !values.is_empty() => format!("one of {}", values.join(", ")),
        Some("array") => {
            let of = schema.get("items").map_or("any value".to_owned(), type_of);
            format!("array of {of}")
        }
        Some(kind) => kind.to_owned(),
        None => "any value".to_owned(),
    }
}

/// Returns a line of a block. A long text continues on the next lines.
fn line(label: &str, text: &str) -> String {
    const INDENT: usize = 18;
    let mut lines = String::new();
    let mut current = format!("  {label:<width$}", width = INDENT - 2);
    for word in text.split_whitespace() {
        let is_full = current.chars().count() + 1 + word.chars().count() > COLUMNS;
        if is_full && current.trim_end().chars().count() > INDENT {
            lines += &format!("{current}\n");
            current = " ".repeat(INDENT);
        }
        current += &format!(" {word}");
    }
    lines + &current + "\n"
}
