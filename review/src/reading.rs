//! A contract that was read, and the client that is generated from it.

use tallyfy_codegen::{Generated, Node, Problem};

use crate::lint::unmerged;
use crate::{Api, Contract, Finding};

/// A contract that was read, and the client that is generated from it.
#[allow(missing_debug_implementations, reason = "its parts have none")]
pub struct Reading {
    /// The contract.
    pub contract: Contract,
    /// The text of the contract as a tree.
    pub tree: Node,
    /// The source and the operations of the client.
    pub generated: Generated,
    /// The public items of the client.
    pub api: Api,
    /// The problems because of which the contract generates no client. The source, the operations
    /// and the public items are then empty. Only [`Reading::of_base`] reads such a contract.
    pub problems: Vec<Finding>,
}

/// The codes of problems with which a document is not an OpenAPI 3.0 document.
const NO_CONTRACT: [&str; 3] = ["missing-section", "not-openapi", "openapi-version"];

impl Reading {
    /// Reads a contract.
    ///
    /// # Errors
    ///
    /// Returns at least one finding if the contract generates no client.
    pub fn of(contract: Contract) -> Result<Reading, Vec<Finding>> {
        let reading = Reading::of_base(contract)?;
        if reading.problems.is_empty() {
            Ok(reading)
        } else {
            Err(reading.problems)
        }
    }

    /// Reads the older of two contracts. Nobody can correct an old contract, so a contract that
    /// generates no client is compared without its client.
    ///
    /// # Errors
    ///
    /// Returns at least one finding if the text is not readable YAML.
    pub fn of_base(contract: Contract) -> Result<Reading, Vec<Finding>> {
        let unmerged = unmerged(&contract);
        if !unmerged.is_empty() {
            return Err(unmerged);
        }
        let found = |problems: Vec<Problem>| {
            let of = |problem| Finding::of(problem, &contract.file);
            problems.into_iter().map(of).collect::<Vec<_>>()
        };
        let tree = tallyfy_codegen::tree(&contract.text).map_err(|problem| found(vec![problem]))?;
        let (generated, problems) = match tallyfy_codegen::generate(&contract.text) {
            Ok(generated) => (generated, Vec::new()),
            Err(problems) if problems.iter().any(|one| NO_CONTRACT.contains(&one.code)) => {
                return Err(found(problems));
            }
            Err(problems) => {
                let generated = Generated {
                    source: String::new(),
                    operations: Vec::new(),
                };
                (generated, found(problems))
            }
        };
        // The source was printed from a tree of Rust, so it is valid.
        let api = Api::of(&generated.source, &generated.operations).unwrap_or_default();
        Ok(Reading {
            contract,
            tree,
            generated,
            api,
            problems,
        })
    }
}
