//! The rows about the generators. The program runs each generator on two small contracts that do
//! not follow the rules of this repository, and reads the generated source.

use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::{Command, Stdio};

use tallyfy_codegen::Finding;

use crate::client::Kind;
use crate::row::{Cell, Mark};
use crate::text::{code, panic_message};

pub(crate) const TITLE: &str = "Contracts without the rules of this repository";

/// A contract without patterns, nullable lists and open objects.
const NO_RULES: &str = include_str!("no_rules.yaml");
/// A contract in which an operation has two success bodies.
const TWO_BODIES: &str = include_str!("two_bodies.yaml");

/// A row about a small contract.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SourceRow {
    pub(crate) name: &'static str,
    /// The part of the contract.
    pub(crate) service: &'static str,
    pub(crate) right: &'static str,
    contract: &'static str,
    /// The rule with which this client rejects the contract.
    rule: &'static str,
    /// The mistake in the source of progenitor, and in the source of openapi-generator.
    mistakes: [Mistake; 2],
}

#[derive(Clone, Copy, Debug)]
enum Mistake {
    /// A line of the source has this text.
    Has(&'static str),
    /// No line of the source has this text.
    Lacks(&'static str),
}

use Mistake::{Has, Lacks};

const REJECTS: &str = "A client without the mistake, or a message with the line of the contract.";

pub(crate) const ROWS: [SourceRow; 6] = [
    SourceRow {
        name: "An id without a pattern",
        service: "The path parameter `group_id` is a string without a pattern. A text such as `..` \
                  changes the path.",
        right: REJECTS,
        contract: NO_RULES,
        rule: "unchecked-path-id",
        mistakes: [Has("group_id: &'a str"), Has("group_id: &str")],
    },
    SourceRow {
        name: "An optional list",
        service: "The property `guests` of a request is an optional list. Code that omits an empty \
                  list cannot remove all guests.",
        right: REJECTS,
        contract: NO_RULES,
        rule: "unclearable-list",
        mistakes: [Has("Vec::is_empty\""), Has("Vec::is_empty\"")],
    },
    SourceRow {
        name: "An object with unknown properties",
        service: "The object `group` of a response allows additional properties. Code without a \
                  field for them loses them.",
        right: REJECTS,
        contract: NO_RULES,
        rule: "drops-fields",
        mistakes: [Lacks("flatten"), Lacks("flatten")],
    },
    SourceRow {
        name: "A timestamp with a format",
        service: "The property `created_at` of a response has the format `date-time`. A strict \
                  type rejects the complete page for one value.",
        right: REJECTS,
        contract: NO_RULES,
        rule: "strict-format",
        mistakes: [Has("DateTime<"), Has("DateTime<")],
    },
    SourceRow {
        name: "A closed enum",
        service: "The property `status` of a response has an `enum`. A closed type rejects the \
                  complete page for a new value.",
        right: REJECTS,
        contract: NO_RULES,
        rule: "closed-response",
        mistakes: [Has("pub enum GroupStatus"), Has("pub enum Status")],
    },
    SourceRow {
        name: "Two success bodies",
        service: "An operation has different bodies for the statuses 200 and 201.",
        right: "A client that returns both bodies, or a message with the line of the contract.",
        contract: TWO_BODIES,
        rule: "two-body-types",
        mistakes: [Lacks("Two>"), Has("Result<models::One, Error<ReadError>>")],
    },
];

/// The result of a generator.
enum Generated {
    /// The findings of this client's generator.
    Findings(Vec<Finding>),
    Source(String),
    /// The message of progenitor, or of a panic of progenitor.
    Failed {
        panics: bool,
        message: String,
    },
    /// No generator was run.
    Nothing(&'static str),
}

impl SourceRow {
    /// Runs the generator of a client.
    pub(crate) fn run(&self, kind: &Kind, openapi_generator: Option<&Path>) -> Cell {
        let [progenitor_mistake, openapi_mistake] = self.mistakes;
        let (mistake, generated) = match kind {
            Kind::This => (progenitor_mistake, this(self.contract)),
            Kind::Progenitor => (progenitor_mistake, progenitor(self.contract)),
            Kind::OpenapiGenerator => {
                let nothing = || Generated::Nothing("the generator was not run");
                let run = |jar| run_openapi_generator(jar, self.contract);
                (openapi_mistake, openapi_generator.map_or_else(nothing, run))
            }
            Kind::Python(_) => {
                let nothing = Generated::Nothing("the SDK is written by hand");
                (progenitor_mistake, nothing)
            }
        };
        self.judge(mistake, generated)
    }

    fn judge(&self, mistake: Mistake, generated: Generated) -> Cell {
        let (mark, text, detail) = match generated {
            Generated::Nothing(reason) => (Mark::NotApplicable, reason, String::new()),
            Generated::Failed { panics, message } => {
                let text = if panics {
                    "panics"
                } else {
                    "a message without a line"
                };
                (Mark::Wrong, text, code(&message))
            }
            Generated::Findings(findings) => {
                let found = findings.iter().find(|finding| finding.code == self.rule);
                match found.map(|finding| finding.render("contract.yaml", self.contract)) {
                    None => (Mark::Wrong, "accepts the contract", String::new()),
                    Some(message) => {
                        let head: Vec<&str> = message.lines().take(2).collect();
                        (Mark::Right, "rejects the contract", code(&head.join(" ")))
                    }
                }
            }
            Generated::Source(source) => {
                let find = |text: &str| source.lines().find(|line| line.contains(text));
                match mistake {
                    Has(text) => match find(text) {
                        Some(line) => (Mark::Wrong, "has the mistake", code(line)),
                        None => (Mark::Right, "without the mistake", no_line(text)),
                    },
                    Lacks(text) => match find(text) {
                        Some(line) => (Mark::Right, "without the mistake", code(line)),
                        None => (Mark::Wrong, "has the mistake", no_line(text)),
                    },
                }
            }
        };
        Cell {
            mark,
            text: text.to_owned(),
            details: vec![detail],
        }
    }
}

fn no_line(text: &str) -> String {
    format!("no line of the source has {}", code(text))
}

fn this(contract: &str) -> Generated {
    match tallyfy_codegen::generate(contract) {
        Ok(generated) => Generated::Source(generated.source),
        Err(findings) => Generated::Findings(findings),
    }
}

fn progenitor(contract: &str) -> Generated {
    let generate = || -> Result<String, String> {
        let json = tallyfy_codegen::parse(contract).map_err(|finding| format!("{finding:?}"))?;
        let contract = serde_json::from_value(json).map_err(|error| error.to_string())?;
        let tokens = progenitor::Generator::default().generate_tokens(&contract);
        let tokens = tokens.map_err(|error| error.to_string())?;
        let file = syn::parse2(tokens).map_err(|error| error.to_string())?;
        Ok(prettyplease::unparse(&file))
    };
    match panic::catch_unwind(AssertUnwindSafe(generate)) {
        Ok(Ok(source)) => Generated::Source(source),
        Ok(Err(message)) => Generated::Failed {
            panics: false,
            message,
        },
        Err(payload) => Generated::Failed {
            panics: true,
            message: panic_message(payload.as_ref()),
        },
    }
}

/// Runs openapi-generator, unless the folder beside the program has the result for the same
/// contract.
fn run_openapi_generator(jar: &Path, contract: &str) -> Generated {
    let name = if contract == NO_RULES {
        "no-rules"
    } else {
        "two-bodies"
    };
    let folder = jar.with_file_name(name);
    let (input, done) = (folder.join("contract.yaml"), folder.join("done.yaml"));
    if !fs::read_to_string(&done).is_ok_and(|old| old == contract) {
        fs::create_dir_all(&folder).unwrap();
        fs::write(&input, contract).unwrap();
        let mut java = Command::new("java");
        java.arg("-jar")
            .arg(jar)
            .args(["generate", "-g", "rust", "-i"]);
        java.arg(&input).arg("-o").arg(&folder);
        let status = java.stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !status.is_ok_and(|status| status.success()) {
            return Generated::Failed {
                panics: false,
                message: "openapi-generator failed".to_owned(),
            };
        }
        fs::write(&done, contract).unwrap();
    }
    let mut files = Vec::new();
    for modules in ["src/apis", "src/models"] {
        let entries = fs::read_dir(folder.join(modules)).unwrap();
        files.extend(entries.map(|entry| entry.unwrap().path()));
    }
    files.sort();
    let sources = files.iter().map(|file| fs::read_to_string(file).unwrap());
    Generated::Source(sources.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The source of a generator that makes each mistake, and of a generator that makes none.
    #[test]
    fn judge_source_with_mistake_is_wrong() {
        for (row, wrong, right) in [
            (
                &ROWS[0],
                "group_id: &'a str,",
                "group_id: &'a types::GroupId,",
            ),
            (&ROWS[2], "pub struct Group {", "#[serde(flatten)]"),
        ] {
            for (source, mark) in [(wrong, Mark::Wrong), (right, Mark::Right)] {
                let source = Generated::Source(source.to_owned());
                assert_eq!(
                    row.judge(row.mistakes[0], source).mark,
                    mark,
                    "{}",
                    row.name
                );
            }
        }
    }

    #[test]
    fn judge_panic_message_or_acceptance_is_wrong() {
        let row = &ROWS[5];
        let failed = |panics| Generated::Failed {
            panics,
            message: String::new(),
        };
        for generated in [failed(true), failed(false), Generated::Findings(Vec::new())] {
            assert_eq!(row.judge(row.mistakes[0], generated).mark, Mark::Wrong);
        }
    }

    #[test]
    fn run_this_client_rejects_each_contract() {
        for row in &ROWS {
            let cell = row.run(&Kind::This, None);
            assert_eq!(cell.mark, Mark::Right, "{}: {cell:?}", row.name);
            assert!(cell.details[0].contains("contract.yaml:"), "{cell:?}");
        }
    }
}
