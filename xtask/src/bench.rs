//! What the client costs, measured beside code written by hand and beside other generated clients.

mod build;
mod openapi_generator;
mod review;

use std::path::PathBuf;
use std::process::Command;

use crate::{root, target};

/// Where `benches/openapi-generator/build.rs` looks for the generated client.
const GENERATED_CLIENT: &str = "TALLYFY_OPENAPI_GENERATOR";

pub(crate) fn bench(arguments: &[&str]) -> Result<(), String> {
    match arguments {
        ["build", arguments @ ..] => build::build(arguments),
        ["review"] => review::review(),
        ["wire"] => cargo(&["run", "--features", "wire", "--bin", "wire"], &[], None),
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
    cargo(&["run"], sections, client.as_ref())?;
    if sections.is_empty() {
        println!("\n### Allocations and peak memory\n");
        let count = ["test", "--quiet", "--test", "allocations"];
        let options = ["--nocapture", "--test-threads=1"];
        cargo(&count, &options, client.as_ref())?;
    }
    Ok(())
}

/// Whether the client of the other generator compiles: a change of the contract that it cannot
/// take must not end the comparison with the others.
fn compiles(client: &PathBuf) -> bool {
    let status = Command::new(env!("CARGO"))
        .args([
            "build",
            "--release",
            "--package",
            "tallyfy-openapi-generator",
        ])
        .current_dir(root())
        .env(GENERATED_CLIENT, client)
        .status();
    status.is_ok_and(|status| status.success())
}

/// Runs this program again, built for speed.
fn cargo_run_release(arguments: &[&str]) -> Result<(), String> {
    let status = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--release", "--package", "xtask", "--"])
        .args(arguments)
        .current_dir(root())
        .status()
        .map_err(|error| format!("error: Cargo could not be started: {error}"))?;
    match status.success() {
        true => Ok(()),
        false => Err("error: the benchmark did not come to an end; see above".to_owned()),
    }
}

/// Runs a Cargo command on the package of the benchmarks.
fn cargo(
    command: &[&str],
    arguments: &[&str],
    generated_client: Option<&PathBuf>,
) -> Result<(), String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(command)
        .args([
            "--release",
            "--locked",
            "--package",
            "tallyfy-benches",
            "--",
        ])
        .args(arguments)
        .current_dir(root())
        .env_remove(GENERATED_CLIENT)
        .envs(generated_client.map(|client| (GENERATED_CLIENT, client)));
    let status = cargo
        .status()
        .map_err(|error| format!("error: Cargo could not be started: {error}"))?;
    match status.success() {
        true => Ok(()),
        false => Err("error: the benchmarks did not come to an end; see above".to_owned()),
    }
}
