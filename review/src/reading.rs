//! A contract with all that it generates: what a difference or a page is made from.

use tallyfy_codegen::{Generated, Node, Problem};

use crate::generated_client::client;
use crate::lint::unmerged;
use crate::types::Types;
use crate::{Api, Contract, Finding};

/// A contract that can be used, and what it generates.
#[allow(missing_debug_implementations, reason = "its parts have none")]
pub struct Reading {
    /// The contract.
    pub contract: Contract,
    /// Its text as a tree.
    pub tree: Node,
    /// The source and the operations of its client.
    pub generated: Generated,
    /// The public items of its client.
    pub api: Api,
    pub(crate) types: Types,
}

impl Reading {
    /// Reads a contract.
    ///
    /// # Errors
    ///
    /// What keeps it from being used, at least one finding.
    pub fn of(contract: Contract) -> Result<Reading, Vec<Finding>> {
        let unmerged = unmerged(&contract);
        if !unmerged.is_empty() {
            return Err(unmerged);
        }
        let found = |problems: Vec<Problem>| {
            let of = |problem| Finding::of(problem, &contract.file);
            problems.into_iter().map(of).collect::<Vec<_>>()
        };
        let tree = tallyfy_codegen::tree(&contract.text).map_err(|problem| found(vec![problem]))?;
        let generated = tallyfy_codegen::generate(&contract.text).map_err(found)?;
        let (api, types) = client(&generated);
        Ok(Reading {
            api,
            types,
            tree,
            generated,
            contract,
        })
    }
}
