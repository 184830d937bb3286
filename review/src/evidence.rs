//! What the contract rests on: every part, where it was read, what the documents show of it, how
//! they disagree, and what was chosen.

mod seen;
mod table;

use tallyfy_codegen::{Finding, Node, tree};

pub(crate) use seen::{Body, Seen, is_status, seen};
pub use table::{evidence, evidence_anywhere};

use crate::parts::{items, parts};

/// One part of the contract and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Such as `group.name`.
    pub name: String,
    /// The line in the contract.
    pub line: usize,
    /// The keys of `x-sources`.
    pub sources: Vec<String>,
    /// How the sources disagree, and what was chosen.
    pub conflict: Option<String>,
}

/// All facts of a contract, in the order of the text.
///
/// # Errors
///
/// The first place at which the text is not YAML with unique keys.
pub fn facts(text: &str) -> Result<Vec<Fact>, Finding> {
    let root = tree(text)?;
    let fact = |part: crate::parts::Part<'_>| {
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
