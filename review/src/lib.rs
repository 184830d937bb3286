//! Reviews the contract, `spec/groups.yaml`. The module [`rules`] has the table of rules for
//! contracts, and the table of the kinds of changes between two contracts.
//!
//! ```
//! use tallyfy_review::{Contract, Format, lint, render, rules};
//!
//! let text = rules::CONTRACT.replace("type: boolean", "type: bool");
//! let contract = Contract::new("groups.yaml", text);
//! let findings = lint(&contract, None);
//! assert_eq!(findings[0].code, "unknown-type");
//! assert!(render(&findings, &contract, Format::Text).contains("error[unknown-type]"));
//! ```
//!
//! # Layout
//!
//! A module imports only modules that come after it in this list.
//!
//! - `docs` shows a contract as a web page.
//! - `lint` finds the parts of a contract that break a rule.
//! - `evidence` prints the sources of each part of a contract.
//! - `drift` compares the contract with the vendor's own description of the API.
//! - `diff` compares two contracts, judges each difference, and reports the verdicts.
//! - `finding` prints findings.
//! - `loaded_contract` has a contract together with its generated client.
//! - [`rules`] has the tables of rules and of kinds of changes.
//! - `rust_api` lists the public items of a generated client, and judges their changes.
//! - `openapi` lists the parts of a contract, and validates values against schemas.

#![forbid(unsafe_code)]

use std::path::Path;
use std::{fs, io};

use tallyfy_codegen::Position;

mod diff;
mod docs;
mod drift;
mod evidence;
mod finding;
mod lint;
mod loaded_contract;
mod openapi;
pub mod rules;
mod rust_api;

pub use diff::{
    Change, Decoded, Diff, DiffFormat, Direction, Places, Surface, Use, Verdict, Version, Witness,
    changelog, decoded, diff, report,
};
pub use docs::{TryIt, page};
pub use drift::{Accepted, Difference, Drift, drift};
pub use evidence::{Fact, evidence, evidence_anywhere, facts};
pub use finding::{Format, render};
pub use lint::{Allow, Date, allowed, lint};
pub use loaded_contract::LoadedContract;
pub use rust_api::{Api, Bump, ItemChange, ItemKind, Judged, PRELUDE, PublicItem, caller, judge};
pub use tallyfy_codegen::{Finding, Patch};

/// A contract, and the bodies that are its evidence.
#[derive(Clone, Debug, Default)]
pub struct Contract {
    /// The name of the file, for messages.
    pub file: String,
    /// The text of the file.
    pub text: String,
    /// The bodies from the vendor's documents.
    pub evidence: Vec<Evidence>,
}

/// A body from a document of the vendor.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The path of the file. The name of the file consists of the source, the operationId, and a
    /// status or `request`, such as `spec/evidence/S0-listGroups-200.json`.
    pub name: String,
    /// The JSON text of the body.
    pub body: String,
}

impl Contract {
    /// Reads a contract, and its evidence if the folder `evidence` next to it exists.
    ///
    /// `file` is a path relative to `root`. Findings name the file with this path.
    ///
    /// # Errors
    ///
    /// Returns an error that names the file if a file cannot be read or is not UTF-8. If a file is
    /// not UTF-8, the error also names the line and the column of the first invalid byte.
    pub fn read(root: &Path, file: &str) -> io::Result<Contract> {
        let mut contract = Contract::new(file, read_text(root, Path::new(file))?);
        let parent = Path::new(file).parent().unwrap_or(Path::new(""));
        let folder = parent.join("evidence");
        if root.join(&folder).is_dir() {
            let entries = fs::read_dir(root.join(&folder));
            for entry in entries.map_err(|error| named(&folder, error))? {
                let path = entry.map_err(|error| named(&folder, error))?.path();
                if path
                    .extension()
                    .is_some_and(|extension| extension == "json")
                {
                    let name = folder.join(path.file_name().unwrap_or_default());
                    contract.evidence.push(Evidence {
                        body: read_text(root, &name)?,
                        name: name.to_string_lossy().replace('\\', "/"),
                    });
                }
            }
        }
        contract.evidence.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(contract)
    }

    /// Creates a contract without evidence.
    pub fn new(file: impl Into<String>, text: impl Into<String>) -> Contract {
        Contract {
            file: file.into(),
            text: text.into(),
            evidence: Vec::new(),
        }
    }
}

/// Reads a text file. `file` is a path from `root`, and the name that errors have.
///
/// # Errors
///
/// Returns an error that names the file if the file cannot be read or is not UTF-8. The error then
/// also names the line and the column of the first invalid byte.
pub fn read_text(root: &Path, file: &Path) -> io::Result<String> {
    let bytes = fs::read(root.join(file)).map_err(|error| named(file, error))?;
    decode(bytes).map_err(|(Position { line, column }, message)| {
        let message = format!("{}:{line}:{column}: {message}", file.display());
        io::Error::new(io::ErrorKind::InvalidData, message)
    })
}

/// Adds the name of a file to an error.
fn named(file: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", file.display()))
}

/// Decodes UTF-8. Returns the position of the first invalid byte and the remedy if the bytes have a
/// different encoding.
fn decode(bytes: Vec<u8>) -> Result<String, (Position, String)> {
    let (start, encoding) = match bytes.as_slice() {
        [0xFF, 0xFE, ..] => (0, "UTF-16LE"),
        [0xFE, 0xFF, ..] => (0, "UTF-16BE"),
        bytes => match str::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
                return Ok(text.to_owned());
            }
            Err(error) => (error.valid_up_to(), "ISO-8859-1"),
        },
    };
    let before = String::from_utf8_lossy(&bytes[..start]);
    let last = before.rsplit('\n').next().unwrap_or_default();
    let position = Position {
        line: before.matches('\n').count() + 1,
        column: last.chars().count() + 1,
    };
    let byte = bytes.get(start).copied().unwrap_or_default();
    Err((
        position,
        format!(
            "the byte 0x{byte:02X} is not valid UTF-8; the file may be {encoding}; save it as \
             UTF-8, for example with `iconv -f {encoding} -t UTF-8`"
        ),
    ))
}
