//! The developer commands. `cargo xtask help` lists these commands.

#![forbid(unsafe_code)]

mod archive;
mod arguments;
mod bench;
mod bump;
mod checkout;
mod ci;
mod compare;
mod diff;
mod docs;
mod drift;
mod files;
mod fuzz;
mod git;
mod lint;
mod other_programs;
mod public_api;
mod published;
mod regen;
mod semver;
mod tools;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode};

use clap::Parser as _;
use tallyfy_review::{Contract, Finding, Format, LoadedContract, render};

use self::arguments::{Arguments, Command as Xtask};

/// The path of the contract, relative to the root of the checkout.
const CONTRACT: &str = "spec/groups.yaml";

/// The reason why a command failed, and the error message of the command.
enum Failure {
    /// The command found problems, for example in the contract. The exit code is 1.
    Findings(String),
    /// The command could not run. The exit code is 2.
    Unusable(String),
    /// Some generated files are out of date. The exit code is 4.
    Stale(String),
}

impl Failure {
    /// Returns the error message. If the command has already printed its result, this message is
    /// empty.
    fn message(&self) -> &str {
        match self {
            Failure::Findings(message) | Failure::Unusable(message) | Failure::Stale(message) => {
                message
            }
        }
    }

    /// Creates the `Failure` of a command that could not run.
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
    let command = Arguments::parse().command;
    let needs_checkout = !matches!(command, Xtask::Rules | Xtask::Explain { .. });
    let checked = if needs_checkout {
        checkout::check()
    } else {
        Ok(())
    };
    let result = checked.and_then(|()| run(command));
    let (message, code) = match result {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Findings(message)) => (message, 1),
        Err(Failure::Unusable(message)) => (message, 2),
        Err(Failure::Stale(message)) => (message, 4),
    };
    if !message.is_empty() {
        // If the program that reads standard error has closed the pipe, `eprintln!` would panic.
        let _ = writeln!(std::io::stderr(), "{}", message.trim_end());
    }
    ExitCode::from(code)
}

/// Runs a command.
fn run(command: Xtask) -> Result<(), Failure> {
    match command {
        Xtask::Regen { check: true, .. } => regen::check(),
        Xtask::Regen { bump: true, .. } => bump::bump(),
        Xtask::Regen { .. } => regen::regen(),
        Xtask::Lint {
            allowed: true,
            file,
            ..
        } => lint::allowed(file.as_deref()),
        Xtask::Lint { format, file, .. } => lint::lint(format.into(), file.as_deref()),
        Xtask::Diff(arguments) => diff::diff(&arguments),
        Xtask::Drift(arguments) => drift::drift(&arguments),
        Xtask::Rules => {
            lint::rules();
            Ok(())
        }
        Xtask::Explain { code } => lint::explain(&code),
        Xtask::Evidence => lint::evidence(),
        Xtask::Docs { base, file } => docs::docs(base.as_deref(), file.as_deref()),
        Xtask::Sandbox { arguments } => docs::sandbox(&arguments),
        Xtask::Api => public_api::update(),
        Xtask::Semver { planted: true, .. } => semver::planted::planted()?.print(),
        Xtask::Semver { base, .. } => semver::semver(base.as_deref())?.print(),
        Xtask::Tools => tools::install(),
        Xtask::Ci {
            full,
            step,
            skip_tests,
        } => ci::ci(full, step.as_deref(), skip_tests),
        Xtask::Bench {
            measurement,
            sections,
        } => bench::bench(measurement, &sections).map_err(Failure::from),
        Xtask::Compare { check } => compare::compare(check)?.print(),
        Xtask::Fuzz { seconds } => fuzz::fuzz(seconds).map_err(Failure::Findings),
    }
}

/// Reads the contract in the checkout and the evidence for this contract.
fn contract() -> Result<Contract, Failure> {
    read(checkout::root(), CONTRACT)
}

/// Reads a contract. The path `file` is relative to `folder`.
fn read(folder: &Path, file: &str) -> Result<Contract, Failure> {
    Contract::read(folder, file).map_err(Failure::unusable)
}

/// Checks a contract. Returns the contract and the code that is generated from it.
fn loaded(contract: Contract) -> Result<LoadedContract, Failure> {
    let shown = contract.clone();
    LoadedContract::of(contract).map_err(|findings: Vec<Finding>| {
        Failure::Findings(render(&findings, &shown, Format::Text))
    })
}

/// Runs a Cargo command and waits until the command has ended. If the command fails, this function
/// returns the text `failure` as its error.
fn succeeds(cargo: &mut Command, failure: &str) -> Result<(), String> {
    match cargo.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(failure.to_owned()),
        Err(error) => Err(format!("error: Cargo could not be started: {error}")),
    }
}

/// Prints a text. The program that reads xtask's output may close the pipe early, so this function
/// ignores write errors.
fn show(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
