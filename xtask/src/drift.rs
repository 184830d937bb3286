//! The command `drift`, which compares the contract with the vendor's own description of the API.

use std::fs;
use std::path::Path;

use tallyfy_review::{Source, drift as compare};

use crate::arguments::{DriftArguments, DriftFormat};
use crate::checkout::root;
use crate::{CONTRACT, Failure, show};

/// The path of the file that lists the accepted differences. The path is relative to the root of
/// the checkout.
const ACCEPTED: &str = "spec/drift.yaml";

/// Compares the contract with the vendor's description of the API, and prints the differences.
pub(crate) fn drift(arguments: &DriftArguments) -> Result<(), Failure> {
    let contract = text(&root().join(CONTRACT), CONTRACT)?;
    let vendor = text(Path::new(&arguments.file), &arguments.file)?;
    let (path, accepted) = match &arguments.accepted {
        Some(file) => (Path::new(file).to_owned(), file.as_str()),
        None => (root().join(ACCEPTED), ACCEPTED),
    };
    let is_missing = arguments.accepted.is_none() && !path.exists();
    let entries = if is_missing {
        String::new()
    } else {
        text(&path, accepted)?
    };
    let source = |file, text| Source { file, text };
    let drift = compare(
        source(CONTRACT, &contract),
        source(&arguments.file, &vendor),
        source(accepted, &entries),
    )
    .map_err(Failure::unusable)?;
    show(&match arguments.format {
        DriftFormat::Text => drift.text(),
        DriftFormat::Json => drift.json().map_err(Failure::unusable)?,
    });
    match drift.new_differences().next() {
        Some(_) => Err(Failure::Findings(String::new())),
        None => Ok(()),
    }
}

/// Reads a file. `name` is the name of the vendor's file in messages.
fn text(path: &Path, name: &str) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::unusable(format!("{name}: {error}")))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(error.as_bytes().get(..valid).unwrap_or_default());
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        Failure::unusable(format!(
            "{name}:{line}:{column}: the file is not UTF-8; convert it, for example with `iconv \
             -f LATIN1 -t UTF-8`, or with `-f UTF-16`"
        ))
    })
}
