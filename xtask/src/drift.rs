//! The command `drift`, which compares the contract with the vendor's own description of the API.

use std::path::Path;

use tallyfy_review::{Contract, drift as compare, read_text};

use crate::arguments::{DriftArguments, DriftFormat};
use crate::checkout::root;
use crate::{CONTRACT, Failure, show};

/// The path of the file that lists the accepted differences. The path is relative to the root of
/// the checkout.
const ACCEPTED: &str = "spec/drift.yaml";

/// Compares the contract with the vendor's description of the API, and prints the differences.
pub(crate) fn drift(arguments: &DriftArguments) -> Result<(), Failure> {
    let read = |root: &Path, file: &str| -> Result<Contract, Failure> {
        let text = read_text(root, Path::new(file)).map_err(Failure::unusable)?;
        Ok(Contract::new(file, text))
    };
    let here = Path::new("");
    let (contract, vendor) = (read(root(), CONTRACT)?, read(here, &arguments.file)?);
    let accepted = match &arguments.accepted {
        Some(file) => read(here, file)?,
        None => read(root(), ACCEPTED)?,
    };
    let drift = compare(&contract, &vendor, &accepted).map_err(Failure::unusable)?;
    show(&match arguments.format {
        DriftFormat::Text => drift.text(),
        DriftFormat::Json => drift.json(),
    });
    match drift.new_differences().next() {
        Some(_) => Err(Failure::Findings(String::new())),
        None => Ok(()),
    }
}
