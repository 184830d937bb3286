//! Makes the client of another generator from the same contract, to measure beside ours. The
//! generator comes from PyPI when the benchmarks run; where it cannot be had or run, the comparison
//! goes on without it.

use std::fs::{self, File};
use std::io;
use std::path::{self, Path, PathBuf};
use std::process::Command;

const VERSION: &str = "7.26.0";

/// The generator's own defaults, named so that another version's do not slip in.
const OPTIONS: &str = "library=reqwest,supportAsync=true";

/// The folder whose `src` is the generated client, or why there is none.
pub(crate) fn generate(target: &Path, contract: &Path) -> Result<PathBuf, String> {
    // Absolute, because Cargo runs a build script in the folder of its package.
    let folder = path::absolute(target.join("openapi-generator")).map_err(unusable)?;
    fs::create_dir_all(&folder).map_err(unusable)?;
    // First, because the download is of no use without it.
    run(Command::new("java").arg("-version"), &folder)?;
    let jar = jar(&folder)?;
    let client = folder.join("client");
    // The generator leaves alone what it does not write this time.
    if client.exists() {
        fs::remove_dir_all(&client).map_err(unusable)?;
    }
    let mut java = Command::new("java");
    java.arg("-jar").arg(jar).args(["generate", "-g", "rust"]);
    java.args(["--additional-properties", OPTIONS]);
    java.arg("-i").arg(contract).arg("-o").arg(&client);
    run(&mut java, &folder)?;
    Ok(client)
}

/// The generator, downloaded unless it has been.
fn jar(folder: &Path) -> Result<PathBuf, String> {
    let installed = folder.join(format!("pip-{VERSION}"));
    if !installed.exists() {
        let python = python()?;
        // Under another name until it is whole.
        let partial = folder.join("pip-partial");
        let mut pip = Command::new(python);
        pip.args(["-m", "pip", "install", "--no-input"]);
        pip.args(["--no-deps", "--only-binary", ":all:", "--upgrade"]);
        pip.arg("--target").arg(&partial);
        pip.arg(format!("openapi-generator-cli=={VERSION}"));
        run(&mut pip, folder)?;
        fs::rename(&partial, &installed).map_err(unusable)?;
    }
    Ok(installed.join("openapi_generator_cli/openapi-generator.jar"))
}

fn python() -> Result<&'static str, String> {
    let has_pip = |python: &&str| {
        let mut pip = Command::new(python);
        let output = pip.args(["-m", "pip", "--version"]).output();
        output.is_ok_and(|output| output.status.success())
    };
    let mut names = ["python3", "python"].into_iter();
    let found = names.find(has_pip);
    found.ok_or_else(|| "there is no Python with pip".to_owned())
}

/// Runs a program quietly; what it prints goes to a log, since the reason to skip is one line and
/// must be fit to be published.
fn run(command: &mut Command, folder: &Path) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let log = format!("{program}.log");
    let file = File::create(folder.join(&log)).map_err(unusable)?;
    command.stdout(file.try_clone().map_err(unusable)?);
    command.stderr(file);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!(
            "{program} failed; see openapi-generator/{log} in the target folder"
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(format!("there is no {program}"))
        }
        Err(error) => Err(format!("{program} could not be started: {error}")),
    }
}

fn unusable(error: io::Error) -> String {
    format!("openapi-generator/ in the target folder cannot be used: {error}")
}
