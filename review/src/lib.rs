//! Reviews the contract, `spec/groups.yaml`: finds what is wrong with it, says why, and shows what
//! to do. One table, [`rules`], is behind everything that is found and explained.
//!
//! ```
//! use tallyfy_review::{Contract, lint, rules};
//!
//! let text = rules::CONTRACT.replace("type: boolean", "type: bool");
//! let contract = Contract::new("groups.yaml", text);
//! let findings = lint(&contract);
//! assert_eq!(findings[0].code, "unknown-type");
//! assert!(findings[0].render(&contract).contains("error[unknown-type]"));
//! ```

#![forbid(unsafe_code)]

use std::path::Path;
use std::{fs, io};

mod api;
mod caller;
mod diff;
mod drift;
mod evidence;
mod finding;
mod lint;
mod page;
mod parts;
mod reading;
mod report;
pub mod rules;
mod schema;
mod source;
mod surface;

pub use api::{Api, ItemChange, ItemKind, PublicItem};
pub use caller::{PRELUDE, caller};
pub use diff::{
    Change, Decoded, Diff, Direction, Places, Use, Verdict, Version, Witness, decoded, diff,
};
pub use drift::{Accepted, Difference, Drift, Source, drift};
pub use evidence::{Fact, evidence, evidence_anywhere, facts};
pub use finding::{Finding, Format, Patch, render};
pub use lint::lint;
pub use page::{TryIt, page};
pub use reading::Reading;
pub use report::{DiffFormat, changelog, report};
pub use source::{Bump, Judged, judge};
pub use surface::Surface;

/// What is reviewed: a contract, and the bodies that it rests on.
#[derive(Clone, Debug, Default)]
pub struct Contract {
    /// The name of the file, to print.
    pub file: String,
    /// What is in it.
    pub text: String,
    /// The bodies that the documents show.
    pub evidence: Vec<Evidence>,
}

/// A body that a document shows.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Its file, which is called by source, operationId, and status or `request`, such as
    /// `spec/evidence/S0-listGroups-200.json`.
    pub name: String,
    /// The body, JSON.
    pub body: String,
}

impl Contract {
    /// Reads a contract, and the evidence in the folder `evidence` beside it, if there is one.
    ///
    /// `file` is a path from `root`, and the name that findings have.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or is not UTF-8; which one is said.
    pub fn read(root: &Path, file: &str) -> io::Result<Contract> {
        let named = |name: &Path, error: io::Error| {
            io::Error::new(error.kind(), format!("{}: {error}", name.display()))
        };
        let read =
            |name: &Path| fs::read_to_string(root.join(name)).map_err(|error| named(name, error));
        let mut contract = Contract::new(file, read(Path::new(file))?);
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
                        body: read(&name)?,
                        name: name.to_string_lossy().replace('\\', "/"),
                    });
                }
            }
        }
        contract.evidence.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(contract)
    }

    /// A contract without evidence.
    pub fn new(file: impl Into<String>, text: impl Into<String>) -> Contract {
        Contract {
            file: file.into(),
            text: text.into(),
            evidence: Vec::new(),
        }
    }
}
