//! What a contract generates, for the commands that look at it.

use tallyfy_codegen::{Generated, Node, Problem};
use tallyfy_review::{Api, Contract};

use crate::Failure;

/// What a contract generates.
pub(crate) struct Client {
    pub(crate) generated: Generated,
    pub(crate) api: Api,
    pub(crate) tree: Node,
}

impl Client {
    /// Of a contract that can be used.
    pub(crate) fn of(contract: &Contract) -> Result<Client, Failure> {
        let shown = |problems: &[Problem]| {
            let problems = problems.iter();
            let rendered = problems.map(|one| one.render(&contract.file, &contract.text));
            Failure::Findings(rendered.collect())
        };
        let generated = tallyfy_codegen::generate(&contract.text).map_err(|all| shown(&all))?;
        Ok(Client {
            api: Api::of(&generated.source, &generated.operations).map_err(Failure::unusable)?,
            tree: tallyfy_codegen::tree(&contract.text).map_err(|one| shown(&[one]))?,
            generated,
        })
    }
}
