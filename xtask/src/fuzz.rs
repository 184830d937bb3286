//! Runs the fuzzer, which is a package of its own: it needs the client, and xtask must not, because
//! the client does not build from a contract that is broken.

use std::process::Command;

use crate::root;

pub(crate) fn fuzz(seconds: &str) -> Result<(), String> {
    let arguments = [
        "run",
        "--release",
        "--package",
        "tallyfy-fuzz",
        "--",
        seconds,
    ];
    let status = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(root())
        .status()
        .map_err(|error| format!("error: Cargo could not be started: {error}"))?;
    match status.success() {
        true => Ok(()),
        false => Err("error: the fuzzer found something; see above".to_owned()),
    }
}
