//! Generates a client from the same contract with openapi-generator. The benchmarks compare this
//! generated client with the client of this repository.
//!
//! The code downloads openapi-generator from PyPI. If the download or the generator fails, the
//! benchmarks run without the generated client.

use std::fs;
use std::io;
use std::path::{self, Path, PathBuf};
use std::process::Command;

use crate::other_programs::{python, run};

const VERSION: &str = "7.26.0";

/// The path of the program in the package of PyPI.
const JAR: &str = "openapi_generator_cli/openapi-generator.jar";

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
    let input = folder.join("contract.json");
    let client = folder.join(format!("client-{VERSION}"));
    // If the generator ran again, Cargo would compile the same client again.
    if client.exists() && fs::read_to_string(&input).is_ok_and(|old| old == contract) {
        return Ok(client);
    }
    // The code checks that Java is installed before it downloads the generator, because the
    // generator needs Java.
    run(Command::new("java").arg("-version"), &folder)?;
    let jar = jar(&folder)?;
    fs::write(&input, contract).map_err(unusable)?;
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

/// Returns the path of the program that generated a client.
pub(crate) fn program(client: &Path) -> PathBuf {
    client.with_file_name(format!("pip-{VERSION}")).join(JAR)
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
    Ok(installed.join(JAR))
}

fn unusable(error: io::Error) -> String {
    format!("the folder openapi-generator/ in the target folder is not usable: {error}")
}
