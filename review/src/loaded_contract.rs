//! A contract, and the client that is generated from it.

use tallyfy_codegen::{Finding, Generated, Node, generate_from, read};

use crate::{Api, Contract};

/// A contract, and the client that is generated from it.
#[allow(missing_debug_implementations, reason = "its parts have none")]
pub struct LoadedContract {
    /// The contract.
    pub contract: Contract,
    /// The text of the contract as a tree.
    pub tree: Node,
    /// The source and the operations of the client.
    pub generated: Generated,
    /// The public items of the client.
    pub api: Api,
    /// The problems that prevent generation of a client. If there is one, the source, the
    /// operations and the public items are empty. Only [`LoadedContract::of_base`] reads such a
    /// contract.
    pub problems: Vec<Finding>,
}

/// The codes of problems with which a document is not an OpenAPI 3.0 document.
const NO_CONTRACT: [&str; 3] = ["missing-section", "not-openapi", "openapi-version"];

impl LoadedContract {
    /// Reads a contract.
    ///
    /// # Errors
    ///
    /// Returns at least one finding if the contract generates no client.
    pub fn of(contract: Contract) -> Result<LoadedContract, Vec<Finding>> {
        let loaded = LoadedContract::of_base(contract)?;
        if loaded.problems.is_empty() {
            Ok(loaded)
        } else {
            Err(loaded.problems)
        }
    }

    /// Reads the older of two contracts. Nobody can correct an old contract, so a contract that
    /// generates no client is compared without its client.
    ///
    /// # Errors
    ///
    /// Returns at least one finding if the text is not an OpenAPI 3.0 document.
    pub fn of_base(contract: Contract) -> Result<LoadedContract, Vec<Finding>> {
        let yaml = read(&contract.text)?;
        let (generated, api, problems) = match generate_from(&yaml, &contract.text) {
            Ok((generated, file)) => {
                let api = Api::read(&file, &generated.operations);
                (generated, api, Vec::new())
            }
            Err(problems) if problems.iter().any(|one| NO_CONTRACT.contains(&one.code)) => {
                return Err(problems);
            }
            Err(problems) => (Generated::default(), Api::default(), problems),
        };
        Ok(LoadedContract {
            contract,
            tree: yaml.root,
            generated,
            api,
            problems,
        })
    }
}
