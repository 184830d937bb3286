//! The developer commands. `cargo xtask help` lists them.

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
  regen          Update the files that are generated from spec/groups.yaml, and print the changes
  regen --check  Check that these files are up to date, without changing them
  lint [--format text|json|github] [FILE]
                 Check the contract, or FILE, and print each problem with its remedy
  diff [--format text|markdown|json|github] [--changelog] [BASE] [HEAD]
                 Compare two contracts. Print how the changes affect requests and responses, Rust
                 code that uses the client, and decoding, and check that the versions announce
                 them. BASE and HEAD are a revision, REVISION:PATH or a file. By default, BASE is
                 the commit where this branch left main, and HEAD is spec/groups.yaml. Revisions
                 need git. The exit code is 1 if a version does not announce a change or HEAD is
                 invalid, and 2 if BASE is invalid.
                 --changelog prints a draft for the changelog, and does not check the versions
  rules          List the rules, the kinds of changes and the known limits
  explain CODE   Explain a rule, with its reason and examples, or a kind of change
  evidence       Print what each source says about each part of the contract, what was chosen, and
                 why
  docs [--base BASE] [FILE]
                 Write the contract as an HTML page to FILE. By default, FILE is contract.html in
                 Cargo's target folder. With BASE, as for `diff`, mark the changes since BASE
  ci [--skip-tests]
                 Run all checks of CI. With --skip-tests, do not run `cargo test --workspace`, for
                 callers that have already run it
  bench [SECTION...]
                 Measure the time of calls, and count their allocations. Compare the client with
                 hand-written code and other generated clients. With sections, measure only their
                 times. The sections are calls, decoding, listing, sharing and instructions
  bench wire     Measure the effect of compression and HTTP/2
  bench review   Measure the review of the contract, and of contracts 10 and 100 times as large
  bench build [tls] [RUNS]
                 Measure clean builds of a program with the client and of a hand-written one, RUNS
                 times each, by default 3. With `tls`, also measure each TLS feature
  bench chart    Draw benches/chart.svg from the tables of benches/README.md
  fuzz [SECONDS] Send invalid input to the decoder and to the contract loader, for SECONDS each, by
                 default 60

Exit codes: 0 success, 1 findings or an unannounced breaking change, 2 usage or I/O error,
            4 generated files out of date
";

/// The path of the contract, relative to the root of the checkout.
const CONTRACT: &str = "spec/groups.yaml";

/// The reason why a command failed, and the message to print.
enum Failure {
    /// The command found problems. The exit code is 1.
    Findings(String),
    /// The command could not run. The exit code is 2.
    Unusable(String),
    /// Generated files are out of date. The exit code is 4.
    Stale(String),
}

impl Failure {
    /// Returns the message to print. The message is empty if the command has already printed its
    /// result.
    fn message(&self) -> &str {
        match self {
            Failure::Findings(message) | Failure::Unusable(message) | Failure::Stale(message) => {
                message
            }
        }
    }

    /// Creates the failure of a command that could not run.
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
        // The reader of standard error may have closed the pipe. `eprintln!` would then panic.
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
        ["ci"] => ci::ci(false),
        ["ci", "--skip-tests"] => ci::ci(true),
        ["bench", arguments @ ..] => bench::bench(arguments).map_err(Failure::from),
        ["fuzz"] => fuzz::fuzz("60").map_err(Failure::Findings),
        ["fuzz", seconds] => fuzz::fuzz(seconds).map_err(Failure::Findings),
        _ => Err(Failure::unusable(format!(
            "unknown command: {}\n\n{USAGE}",
            arguments.join(" ")
        ))),
    }
}

/// Reads the contract of the checkout and its evidence.
fn contract() -> Result<Contract, Failure> {
    read(checkout::root(), CONTRACT)
}

/// Reads a contract. `file` is relative to `folder`.
fn read(folder: &Path, file: &str) -> Result<Contract, Failure> {
    Contract::read(folder, file).map_err(Failure::unusable)
}

/// Checks a contract. Returns the contract and the code that is generated from it.
fn reading(contract: Contract) -> Result<Reading, Failure> {
    let shown = contract.clone();
    Reading::of(contract).map_err(|findings: Vec<Finding>| {
        Failure::Findings(render(&findings, &shown, Format::Text))
    })
}

/// Runs a Cargo command until it ends. If the command fails, the error is the text `failure`.
fn succeeds(cargo: &mut Command, failure: &str) -> Result<(), String> {
    match cargo.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(failure.to_owned()),
        Err(error) => Err(format!("error: Cargo could not be started: {error}")),
    }
}

/// Prints a text. An error is ignored, because the reader of the output may close the pipe early.
fn show(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
