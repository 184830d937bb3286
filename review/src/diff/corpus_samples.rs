//! The samples that compiled clients decode in the tests.

use serde_json::Value;

use super::differences::Differences;
use super::judge::Judge;
use super::reach::{Place, Root};
use crate::LoadedContract;

/// A value that clients decode, for tests that compare the verdicts with compiled clients.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The kind of the change for which the value is a sample.
    pub code: &'static str,
    /// The Rust type of the value in the old client.
    pub old_type: String,
    /// The Rust type of the value in the new client.
    pub new_type: String,
    /// The value.
    pub value: Value,
}

/// Returns the samples that the clients of two contracts decode, with their Rust types.
#[must_use]
pub fn decoded(old: &LoadedContract, new: &LoadedContract) -> Vec<Decoded> {
    let list = Differences::of(&old.tree, &new.tree);
    let judge = Judge::of(&list);
    let samples = list.found.iter().flat_map(|difference| {
        let code = judge.row(difference).code;
        judge
            .bodies(difference)
            .into_iter()
            .filter_map(move |(root, value)| {
                Some(Decoded {
                    code,
                    old_type: rust_type(old, &root, &root.old_operation)?,
                    new_type: rust_type(new, &root, &root.new_operation)?,
                    value,
                })
            })
    });
    samples.collect()
}

/// Returns the Rust type of a body or a parameter.
fn rust_type(loaded: &LoadedContract, root: &Root, operation: &str) -> Option<String> {
    let name = match &root.place {
        Place::Operation | Place::Header => return None,
        Place::Parameter { old, .. } if operation == root.old_operation => old.as_str(),
        Place::Parameter { new, .. } => new.as_str(),
        Place::Body => "body",
        Place::Response(status) if status.starts_with('2') => "2XX",
        Place::Response(_) => "error",
    };
    loaded.api.type_in(operation, name)
}
