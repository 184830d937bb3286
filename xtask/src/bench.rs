//! What the client costs, measured beside code written by hand and beside other generated clients.

mod build;
mod openapi_generator;
mod review;

use std::path::PathBuf;
use std::process::Command;

use crate::checkout::{cargo, root, target};
use crate::succeeds;

/// Where `benches/openapi-generator/build.rs` looks for the generated client.
const GENERATED_CLIENT: &str = "TALLYFY_OPENAPI_GENERATOR";
const UNFINISHED: &str = "error: the benchmarks did not come to an end; see above";

pub(crate) fn bench(arguments: &[&str]) -> Result<(), String> {
    match arguments {
        ["build", arguments @ ..] => build::build(arguments),
        ["review"] => review::review(),
        ["wire"] => run(&["run", "--features", "wire", "--bin", "wire"], &[], None),
        sections => calls(sections),
    }
}

/// Times calls, and then counts their allocations; with sections, times those alone.
fn calls(sections: &[&str]) -> Result<(), String> {
    let client = match openapi_generator::generate(&target(), &root().join("spec/groups.yaml")) {
        Ok(client) if compiles(&client) => Some(client),
        Ok(_) => {
            println!("openapi-generator: skipped: what it generated does not compile");
            None
        }
        Err(reason) => {
            println!("openapi-generator: skipped: {reason}");
            None
        }
    };
    run(&["run"], sections, client.as_ref())?;
    if sections.is_empty() {
        println!("\n### Allocations and peak memory\n");
        let count = ["test", "--quiet", "--test", "allocations"];
        let options = ["--nocapture", "--test-threads=1"];
        run(&count, &options, client.as_ref())?;
    }
    Ok(())
}

/// Whether the client of the other generator compiles: a change of the contract that it cannot
/// take must not end the comparison with the others.
fn compiles(client: &PathBuf) -> bool {
    let build = ["build", "--release", "--package"];
    let mut build = cargo_with(&build, Some(client));
    let status = build.arg("tallyfy-openapi-generator").status();
    status.is_ok_and(|status| status.success())
}

/// Runs this program again, built for speed.
fn run_release(arguments: &[&str]) -> Result<(), String> {
    let run = ["run", "--quiet", "--release", "--package", "xtask", "--"];
    succeeds(cargo().args(run).args(arguments), UNFINISHED)
}

/// Runs a Cargo command on the package of the benchmarks.
fn run(command: &[&str], arguments: &[&str], client: Option<&PathBuf>) -> Result<(), String> {
    let package = ["--release", "--locked", "--package", "tallyfy-benches"];
    let mut cargo = cargo_with(command, client);
    succeeds(cargo.args(package).arg("--").args(arguments), UNFINISHED)
}

/// Cargo, with the client of the other generator or without it, whatever this was started with.
fn cargo_with(command: &[&str], client: Option<&PathBuf>) -> Command {
    let mut cargo = cargo();
    cargo.args(command).env_remove(GENERATED_CLIENT);
    cargo.envs(client.map(|client| (GENERATED_CLIENT, client)));
    cargo
}
