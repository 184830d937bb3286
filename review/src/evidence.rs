//! Lists the sources of each part of a contract, the values in the documents, and the
//! contradictions.

mod seen;
mod table;

use tallyfy_codegen::{Finding, Node, tree};

pub(crate) use seen::{Body, Seen, is_status, seen};
pub use table::{evidence, evidence_anywhere};

use crate::openapi::outline::{items, parts};

/// A part of the contract, with its sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The name of the part, such as `group.name`.
    pub name: String,
    /// The line of the part in the contract. The first line has the number 1.
    pub line: usize,
    /// The sources of the part, as keys of `x-sources`.
    pub sources: Vec<String>,
    /// The contradiction of the sources, and the decision: the value of `x-conflict`.
    pub conflict: Option<String>,
}

/// Returns all facts of a contract, in the order of the text.
///
/// # Errors
///
/// Returns a finding with the first place at which the text is not YAML with unique keys.
pub fn facts(text: &str) -> Result<Vec<Fact>, Finding> {
    let root = tree(text)?;
    let fact = |part: crate::openapi::outline::Part<'_>| {
        let sources = items(part.node, "x-source").iter();
        let conflict = part.node.get("x-conflict").and_then(Node::text);
        Fact {
            name: part.name,
            line: part.position.line,
            sources: sources.filter_map(Node::text).map(str::to_owned).collect(),
            conflict: conflict.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
        }
    };
    Ok(parts(&root).into_iter().map(fact).collect())
}
