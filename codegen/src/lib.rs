//! A code generator that turns the contract, `spec/groups.yaml`, into the source of the client.
//!
//! Each step has its own module:
//!
//! - `tree` parses the YAML and keeps the position of every key and value.
//! - `check` reports each part of the contract for which progenitor cannot generate correct code.
//! - `generator` runs progenitor.
//! - `nullable` changes the types of generated fields, so that a null differs from a missing field.
//! - `constructors` and `requests` change the generated types and methods, so that an optional
//!   property or parameter can be added without breaking a program.
//!
//! The result depends only on the text of the contract. The generator does not read the clock,
//! environment variables or files, and it does not use the network.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod check;
mod constructors;
mod generator;
mod marks;
mod nullable;
mod position;
mod problem;
mod replacements;
mod requests;
mod shape;
mod subset;
mod tree;

pub use check::{HTTP_METHODS, Operation, nearest};
pub use marks::Marks;
pub use position::Position;
pub use problem::Problem;
pub use replacements::hand_written;
pub use shape::{Below, Part, walk};
pub use tree::{Data, Entry, Node};

/// The result of code generation from a contract.
#[derive(Debug)]
pub struct Generated {
    /// The formatted source of the generated client.
    pub source: String,
    /// The operations, in the order of the contract.
    pub operations: Vec<Operation>,
}

/// Generates the client's source from the text of a contract.
///
/// # Errors
///
/// Returns all [`Problem`]s of the contract, in the order of the text. The returned list contains
/// at least one problem.
pub fn generate(text: &str) -> Result<Generated, Vec<Problem>> {
    let root = tree::parse(text).map_err(|problem| vec![problem])?;
    let operations = check::check(&root)?;
    let source = generator::source(&root)?;
    Ok(Generated { source, operations })
}

/// Parses a contract into a tree that keeps the position of every key and value.
///
/// # Errors
///
/// Returns the first problem if the text does not contain exactly one YAML document, or if a key is
/// duplicated.
pub fn tree(text: &str) -> Result<Node, Problem> {
    tree::parse(text)
}

/// Parses a contract into JSON, for use with other tools.
///
/// # Errors
///
/// Returns the first problem if the text does not contain exactly one YAML document, or if a key is
/// duplicated.
pub fn parse(text: &str) -> Result<serde_json::Value, Problem> {
    Ok(tree::parse(text)?.to_json())
}

/// Parses a contract into JSON, and removes each optional query parameter that `kept` does not
/// name. The benchmarks generate other clients from this contract, because the calls of these
/// clients count the parameters.
///
/// # Errors
///
/// Returns the same problem as [`parse`].
pub fn parse_subset(text: &str, kept: &[&str]) -> Result<serde_json::Value, Problem> {
    let mut contract = parse(text)?;
    subset::remove_optional_parameters(&mut contract, kept);
    Ok(contract)
}
