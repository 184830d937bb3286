//! Measures the cost of this client, of hand-written code and of other generated clients.

mod build;
mod chart;
pub(crate) mod openapi_generator;
mod review;

use std::path::PathBuf;
use std::process::Command;

use clap::ValueEnum as _;

use crate::arguments::{Measurement, Section};
use crate::checkout::{cargo, target};
use crate::succeeds;

/// The environment variable for the client that openapi-generator generated. The value of the
/// variable is the folder of this client. `benches/openapi-generator/build.rs` reads it.
const GENERATED_CLIENT: &str = "TALLYFY_OPENAPI_GENERATOR";
const UNFINISHED: &str = "error: the benchmarks failed; see the output above";

/// Runs the command `bench`.
pub(crate) fn bench(measurement: Option<Measurement>, sections: &[Section]) -> Result<(), String> {
    match measurement {
        Some(Measurement::Build { tls, runs }) => build::build(tls, runs),
        Some(Measurement::Chart) => chart::chart(),
        Some(Measurement::Review) => review::review(),
        Some(Measurement::Wire) => run(&["run", "--features", "wire", "--bin", "wire"], &[], None),
        None => {
            let names = sections.iter().filter_map(Section::to_possible_value);
            let names: Vec<String> = names.map(|name| name.get_name().to_owned()).collect();
            calls(&names)
        }
    }
}

/// Runs the sections of the benchmarks that the user names. If the user names no section, the
/// function runs all sections and also counts the allocations.
fn calls(sections: &[String]) -> Result<(), String> {
    let client = openapi_generator_client("--release")?;
    let names: Vec<&str> = sections.iter().map(String::as_str).collect();
    run(&["run"], &names, client.as_ref())?;
    if sections.is_empty() {
        println!("\n### Allocations and peak memory\n");
        let count = ["test", "--quiet", "--test", "allocations"];
        let options = ["--nocapture", "--test-threads=1"];
        run(&count, &options, client.as_ref())?;
    }
    Ok(())
}

/// Generates a client with openapi-generator, and compiles it with a profile of Cargo, such as
/// `--profile=dev`. If this is not possible, prints the reason and returns `None`.
pub(crate) fn openapi_generator_client(profile: &str) -> Result<Option<PathBuf>, String> {
    // The calls in `benches/openapi-generator/` have an argument for each of these parameters.
    let contract = build::contract(&["page", "per_page", "q", "with"])?;
    Ok(match openapi_generator::generate(&target(), &contract) {
        Ok(client) if compiles(&client, profile) => Some(client),
        Ok(_) => {
            println!(
                "openapi-generator was skipped, because its generated client does not compile"
            );
            None
        }
        Err(reason) => {
            println!("openapi-generator was skipped: {reason}");
            None
        }
    })
}

/// Returns `true` if the client that openapi-generator generated compiles.
///
/// openapi-generator does not support every contract. If the client from openapi-generator does not
/// compile, the benchmarks run without this client.
fn compiles(client: &PathBuf, profile: &str) -> bool {
    let build = ["build", profile, "--package"];
    let mut build = cargo_with(&build, Some(client));
    let status = build.arg("tallyfy-openapi-generator").status();
    status.is_ok_and(|status| status.success())
}

/// Compiles xtask with optimizations, and runs the optimized xtask with the arguments of the
/// current command.
fn run_release(arguments: &[&str]) -> Result<(), String> {
    let run = ["run", "--quiet", "--release", "--package", "xtask", "--"];
    succeeds(cargo().args(run).args(arguments), UNFINISHED)
}

/// Runs a Cargo command for the package that contains the benchmarks.
fn run(command: &[&str], arguments: &[&str], client: Option<&PathBuf>) -> Result<(), String> {
    let package = ["--release", "--locked", "--package", "tallyfy-benches"];
    let mut cargo = cargo_with(command, client);
    succeeds(cargo.args(package).arg("--").args(arguments), UNFINISHED)
}

/// Returns a Cargo command for the benchmarks. If openapi-generator has generated a client, the
/// benchmarks also measure this client.
///
/// The environment variable that names the generated client may already exist in the user's
/// environment. The function therefore removes this variable first.
pub(crate) fn cargo_with(command: &[&str], client: Option<&PathBuf>) -> Command {
    let mut cargo = cargo();
    cargo.args(command).env_remove(GENERATED_CLIENT);
    cargo.envs(client.map(|client| (GENERATED_CLIENT, client)));
    cargo
}
