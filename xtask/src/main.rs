//! The developer commands; `cargo xtask help` lists them.

#![forbid(unsafe_code)]

mod bench;
mod checkout;
mod ci;
mod diff;
mod docs;
mod files;
mod fuzz;
mod git;
mod lint;
mod regen;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode};

use tallyfy_review::{Contract, Finding, Format, Reading, render};

const USAGE: &str = "\
Usage: cargo xtask <command>

Commands:
  regen          Refresh what is derived from spec/groups.yaml, and say what changed
  regen --check  Change nothing; fail if `cargo xtask regen` would change something
  lint [--format text|json|github] [FILE]
                 Find what is wrong with the contract, and say what to do
  diff [--format text|markdown|json|github] [--changelog] [BASE] [HEAD]
                 Say what a change of the contract does on the wire, to Rust that compiled, and to what
                 a client decodes, and whether the versions announce it; each a revision,
                 REVISION:PATH or a file; without, from where this branch left main to the file.
                 A revision needs git.
                 Ends with 1 if a version does not announce it or HEAD is invalid, 2 if BASE is
  rules          List the rules, the kinds of changes, and the known limits
  explain CODE   Say why a rule is one, what breaks it, and what passes; or how a change is judged
  evidence       Say what each source shows of each part of the contract, what was chosen, and why
  docs [--base BASE] [FILE]
                 Write the contract as one page for a browser, into Cargo's target folder, or FILE;
                 with a base, as for diff, what has changed is marked
  ci             Everything that CI checks
  bench [SECTION...]
                 Time calls beside code written by hand and other generated clients, and count their
                 allocations; sections: calls, decoding, walking, sharing, instructions
  bench wire     Measure what compression and HTTP/2 bring
  bench review   Time the review of the contract, and of one 10 and 100 times as large
  bench build [tls] [RUNS]
                 Time clean builds of a program with the client and of one written by hand, each 3
                 times; with `tls`, of each feature for HTTPS, too
  fuzz [SECONDS] Feed broken input to the decoder and to the contract's loader, 60 seconds each

Exit codes: 0 all is well, 1 something was found, or breaks, 2 it could not run, 4 stale: run regen
";

/// The contract, from the root.
const CONTRACT: &str = "spec/groups.yaml";

/// Why a command failed, with what is to be printed of it.
enum Failure {
    /// Something was found.
    Findings(String),
    /// The command could not run.
    Unusable(String),
    /// What is derived from the contract is not what it should be.
    Stale(String),
}

impl Failure {
    fn message(&self) -> &str {
        match self {
            Failure::Findings(message) | Failure::Unusable(message) | Failure::Stale(message) => {
                message
            }
        }
    }

    fn unusable(message: impl std::fmt::Display) -> Failure {
        Failure::Unusable(format!("error: {message}"))
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Failure {
        Failure::Unusable(message)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        ["rules"] => {
            lint::rules();
            Ok(())
        }
        ["explain", code] => lint::explain(code),
        arguments => checkout::check().and_then(|()| run(arguments)),
    };
    let (message, code) = match result {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Findings(message)) => (message, 1),
        Err(Failure::Unusable(message)) => (message, 2),
        Err(Failure::Stale(message)) => (message, 4),
    };
    if !message.is_empty() {
        // As `show`: not `eprintln!`, which panics once nobody reads it any more.
        let _ = writeln!(std::io::stderr(), "{}", message.trim_end());
    }
    ExitCode::from(code)
}

/// Runs a command that needs a checkout.
fn run(arguments: &[&str]) -> Result<(), Failure> {
    match arguments {
        ["regen"] => regen::regen(),
        ["regen", "--check"] => regen::check(),
        ["lint", arguments @ ..] => lint::lint(arguments),
        ["diff", arguments @ ..] => diff::diff(arguments),
        ["evidence"] => lint::evidence(),
        ["docs", arguments @ ..] => docs::docs(arguments),
        ["ci"] => ci::ci(),
        ["bench", arguments @ ..] => bench::bench(arguments).map_err(Failure::from),
        ["fuzz"] => fuzz::fuzz("60").map_err(Failure::Findings),
        ["fuzz", seconds] => fuzz::fuzz(seconds).map_err(Failure::Findings),
        _ => Err(Failure::unusable(format!(
            "unknown command: {}\n\n{USAGE}",
            arguments.join(" ")
        ))),
    }
}

/// The contract, with its evidence.
fn contract() -> Result<Contract, Failure> {
    read(checkout::root(), CONTRACT)
}

/// A contract, by a path from a folder.
fn read(folder: &Path, file: &str) -> Result<Contract, Failure> {
    Contract::read(folder, file).map_err(Failure::unusable)
}

/// A contract with all that it generates.
fn reading(contract: Contract) -> Result<Reading, Failure> {
    let shown = contract.clone();
    Reading::of(contract).map_err(|findings: Vec<Finding>| {
        Failure::Findings(render(&findings, &shown, Format::Text))
    })
}

/// Runs a Cargo command to its end; `failure` says what it means that it fails.
fn succeeds(cargo: &mut Command, failure: &str) -> Result<(), String> {
    match cargo.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(failure.to_owned()),
        Err(error) => Err(format!("error: Cargo could not be started: {error}")),
    }
}

/// Prints a text. Whoever has seen enough of it closes the pipe, and that is no failure.
fn show(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
