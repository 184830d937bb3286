//! A code generator that turns the contract, `spec/groups.yaml`, into the source of the client.
//!
//! Each step has its own module:
//!
//! - `yaml` parses the contract into a `tree` that keeps the position of every key and value.
//! - `check` reports each part of the contract for which progenitor cannot generate correct code.
//! - `generator` runs progenitor.
//! - `nullable` changes the types of generated fields, so that a null differs from a missing field.
//! - `constructors` and `requests` change the generated types and methods, so that an optional
//!   property or parameter can be added without breaking a program.
//! - `deprecated` marks the methods of deprecated operations and optional parameters.
//!
//! The result depends only on the text of the contract. The generator does not read the clock,
//! environment variables or files, and it does not use the network.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod check;

mod constructors;
mod deprecated;
mod finding;
mod generator;
mod nullable;
mod position;
mod replacements;
mod request_builders;
mod requests;
mod shape;
mod subset;
mod tree;
mod yaml;

pub use check::{HTTP_METHODS, Operation, nearest};
pub use constructors::constructor_name;
pub use finding::{Finding, Lines, Patch};
pub use position::Position;
pub use replacements::hand_written;
pub use requests::setter_name;
pub use shape::{Below, Part, walk};
pub use tree::{Data, Entry, Node};
pub use yaml::{Marks, Yaml, read};

/// The result of code generation from a contract.
#[derive(Debug, Default)]
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
/// Returns all [`Finding`]s of the contract, in the order of the text. The returned list contains
/// at least one finding.
pub fn generate(text: &str) -> Result<Generated, Vec<Finding>> {
    let (generated, _) = generate_from(&read(text)?, text)?;
    Ok(generated)
}

/// Generates the client's source from a contract that [`read`] has parsed. `text` is the text of
/// the contract. Also returns the source as a syntax tree.
///
/// # Errors
///
/// Returns the same findings as [`generate`].
pub fn generate_from(yaml: &Yaml, text: &str) -> Result<(Generated, syn::File), Vec<Finding>> {
    let operations = check::check(yaml, text)?;
    let (source, file) = generator::source(&yaml.root)?;
    Ok((Generated { source, operations }, file))
}

/// Parses a contract into a tree that keeps the position of every key and value.
///
/// # Errors
///
/// Returns the first problem of the YAML text, for example a duplicate key.
pub fn tree(text: &str) -> Result<Node, Finding> {
    let mut yaml = read(text).map_err(|mut findings| findings.swap_remove(0))?;
    if yaml.findings.is_empty() {
        Ok(yaml.root)
    } else {
        Err(yaml.findings.swap_remove(0))
    }
}

/// Parses a contract into JSON, for use with other tools.
///
/// # Errors
///
/// Returns the first problem of the YAML text, for example a duplicate key.
pub fn parse(text: &str) -> Result<serde_json::Value, Finding> {
    Ok(tree(text)?.to_json())
}

/// Parses a contract into JSON, and removes each optional query parameter that `kept` does not
/// name. The benchmarks generate other clients from this contract, because the calls of these
/// clients count the parameters.
///
/// # Errors
///
/// Returns the same problem as [`parse`].
pub fn parse_subset(text: &str, kept: &[&str]) -> Result<serde_json::Value, Finding> {
    let mut contract = parse(text)?;
    subset::remove_optional_parameters(&mut contract, kept);
    Ok(contract)
}
