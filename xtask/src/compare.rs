//! Compares what this client and other clients do when a service behaves badly. The program in
//! `compare/` makes the observations.

use std::fs;
use std::path::{self, PathBuf};
use std::process::Command;

use crate::Failure;
use crate::bench::openapi_generator::program;
use crate::bench::{cargo_with, openapi_generator_client};
use crate::checkout::{root, target};
use crate::ci::Outcome;
use crate::other_programs::{python, run};

/// The page with the table.
const PAGE: &str = "src/guide/comparison.md";
/// The vendor's Python SDK and its dependencies.
const REQUIREMENTS: &str = "compare/python/requirements.txt";

/// Runs the command `compare`. If `check` is true, the command changes no file. If a client is
/// missing, the outcome names it.
pub(crate) fn compare(check: bool) -> Result<Outcome, Failure> {
    let client = openapi_generator_client("--profile=dev")?;
    let mut missing = Vec::new();
    if client.is_none() {
        missing.push("openapi-generator was not compared".to_owned());
    }
    let python = python_with_sdk();
    if let Err(reason) = &python {
        missing.push(format!(
            "the vendor's Python SDK was not compared: {reason}"
        ));
    }
    let command = [
        "run",
        "--quiet",
        "--locked",
        "--package",
        "tallyfy-compare",
        "--",
    ];
    let mut cargo = cargo_with(&command, client.as_ref());
    cargo.arg("--file").arg(root().join(PAGE));
    if check {
        cargo.arg("--check");
    }
    if let Ok(python) = python {
        cargo.arg("--python").arg(python);
    }
    if let Some(client) = client {
        cargo.arg("--openapi-generator").arg(program(&client));
    }
    let status = cargo.status().map_err(Failure::unusable)?;
    match status.code() {
        Some(0) if missing.is_empty() => Ok(Outcome::Checked),
        Some(0) => Ok(Outcome::Skipped(missing.join("; "))),
        // The program has printed the reason.
        Some(4) => Err(Failure::Stale(String::new())),
        _ => Err(Failure::unusable(
            "the comparison failed; see the output above",
        )),
    }
}

/// Returns a Python that has the vendor's SDK. If necessary, installs the SDK in a virtual
/// environment in the target folder.
fn python_with_sdk() -> Result<PathBuf, String> {
    let unusable = |error| format!("the folder compare/ in the target folder is unusable: {error}");
    let file = root().join(REQUIREMENTS);
    let requirements =
        fs::read_to_string(&file).map_err(|error| format!("{REQUIREMENTS}: {error}"))?;
    let folder = path::absolute(target().join("compare")).map_err(unusable)?;
    fs::create_dir_all(&folder).map_err(unusable)?;
    let environment = folder.join("venv");
    let scripts = if cfg!(windows) { "Scripts" } else { "bin" };
    let python_path = environment.join(scripts).join("python");
    // This file is written after a complete installation.
    let installed = folder.join("installed.txt");
    if fs::read_to_string(&installed).is_ok_and(|old| old == requirements) {
        return Ok(python_path);
    }
    let mut create = Command::new(python()?);
    create.args(["-m", "venv", "--clear"]).arg(&environment);
    run(&mut create, &folder)?;
    let mut pip = Command::new(&python_path);
    pip.args([
        "-m",
        "pip",
        "install",
        "--no-input",
        "--no-deps",
        "--requirement",
    ]);
    run(pip.arg(file), &folder)?;
    fs::write(&installed, requirements).map_err(unusable)?;
    Ok(python_path)
}
