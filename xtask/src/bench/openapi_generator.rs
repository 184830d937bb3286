//! Generates a client from the same contract with openapi-generator. The benchmarks compare this
//! generated client with the client of this repository.
//!
//! The code downloads openapi-generator from PyPI. If the download or the generator fails, the
//! benchmarks run without the generated client.

use std::fs::{self, File};
use std::io;
use std::path::{self, Path, PathBuf};
use std::process::Command;

const VERSION: &str = "7.26.0";

/// The default options of this version of openapi-generator. This code passes the options to the
/// generator, because a later version may have different defaults.
const OPTIONS: &str = "library=reqwest,supportAsync=true";

/// Generates the client from a contract in JSON.
///
/// Returns a folder that contains the client in the subfolder `src`. If this is not possible,
/// returns the reason.
pub(crate) fn generate(target: &Path, contract: &str) -> Result<PathBuf, String> {
    // The path is absolute, because Cargo runs a build script in the folder of its package.
    let folder = path::absolute(target.join("openapi-generator")).map_err(unusable)?;
    fs::create_dir_all(&folder).map_err(unusable)?;
    // The code checks that Java is installed before it downloads the generator, because the
    // generator needs Java.
    run(Command::new("java").arg("-version"), &folder)?;
    let jar = jar(&folder)?;
    let input = folder.join("contract.json");
    fs::write(&input, contract).map_err(unusable)?;
    let client = folder.join("client");
    // This code deletes the folder, because the generator does not delete the files of an earlier
    // run.
    if client.exists() {
        fs::remove_dir_all(&client).map_err(unusable)?;
    }
    let mut java = Command::new("java");
    java.arg("-jar").arg(jar).args(["generate", "-g", "rust"]);
    java.args(["--additional-properties", OPTIONS]);
    java.arg("-i").arg(input).arg("-o").arg(&client);
    run(&mut java, &folder)?;
    Ok(client)
}

/// Returns the path of openapi-generator. If the generator is missing, downloads it first.
fn jar(folder: &Path) -> Result<PathBuf, String> {
    let installed = folder.join(format!("pip-{VERSION}"));
    if !installed.exists() {
        let python = python()?;
        // Until the download is complete, the folder of the generator has a temporary name.
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
    found.ok_or_else(|| "Python with pip is not installed".to_owned())
}

/// Runs a program and writes its output to a log file.
///
/// If the program fails, the function returns an error message of one line. This message does not
/// contain the program's output, so the message can be published.
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
            Err(format!("{program} is not installed"))
        }
        Err(error) => Err(format!("failed to start {program}: {error}")),
    }
}

fn unusable(error: io::Error) -> String {
    format!("the folder openapi-generator/ in the target folder is not usable: {error}")
}
