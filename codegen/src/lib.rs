//! Turns the contract, `spec/groups.yaml`, into the source of the generated client.
//!
//! The steps are one file each: `tree` reads the YAML and keeps where everything stands,
//! `check` finds what the generator would choke on or get wrong, `generator` runs progenitor, and
//! `nullable` keeps a null apart from an absent field. The result is a pure function of the
//! contract's text: no clock, no environment, no file, no network.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod check;
mod generator;
mod marks;
mod nullable;
mod position;
mod problem;
mod replacements;
mod shape;
mod tree;

pub use check::{HTTP_METHODS, Operation, nearest};
pub use marks::Marks;
pub use position::Position;
pub use problem::Problem;
pub use replacements::hand_written;
pub use shape::{Below, Part, walk};
pub use tree::{Data, Entry, Node};

/// What a contract generates.
#[derive(Debug)]
pub struct Generated {
    /// The source of the generated client, formatted.
    pub source: String,
    /// The operations, in the contract's order.
    pub operations: Vec<Operation>,
}

/// Generates the client's source from the text of a contract.
///
/// # Errors
///
/// Every [`Problem`] found, at least one, in the order of the text.
pub fn generate(text: &str) -> Result<Generated, Vec<Problem>> {
    let root = tree::parse(text).map_err(|problem| vec![problem])?;
    let operations = check::check(&root)?;
    let source = generator::source(&root)?;
    Ok(Generated { source, operations })
}

/// The contract as a tree that knows where everything stands, for whoever judges it.
///
/// # Errors
///
/// The first place at which the text is not YAML with unique keys.
pub fn tree(text: &str) -> Result<Node, Problem> {
    tree::parse(text)
}

/// The contract as JSON, for whoever wants to read it with other tools.
///
/// # Errors
///
/// The first place at which the text is not YAML with unique keys.
pub fn parse(text: &str) -> Result<serde_json::Value, Problem> {
    Ok(tree::parse(text)?.to_json())
}
