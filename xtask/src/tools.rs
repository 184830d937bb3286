//! The command `tools`, which installs the tools that some steps of CI use. Without a tool, CI
//! skips the step of this tool, because compiling a tool takes minutes.

use std::process::{Command, Stdio};

use crate::checkout::{cargo, root};
use crate::{Failure, published, succeeds};

/// A tool: its package, the arguments that print its version, and the version with which the
/// authors last ran the checks.
pub(crate) struct Tool {
    package: &'static str,
    command: &'static [&'static str],
    version: &'static str,
}

pub(crate) const DENY: Tool = Tool {
    package: "cargo-deny",
    command: &["cargo-deny", "--version"],
    version: "0.20.2",
};
pub(crate) const SEMVER_CHECKS: Tool = Tool {
    package: "cargo-semver-checks",
    command: &["cargo-semver-checks", "semver-checks", "--version"],
    version: "0.51.0",
};
pub(crate) const TYPOS: Tool = Tool {
    package: "typos-cli",
    command: &["typos", "--version"],
    version: "1.52.0",
};

impl Tool {
    /// Returns a command that runs the tool in the root of the checkout. If the tool is missing,
    /// returns a message that names the command that installs it.
    pub(crate) fn command(&self) -> Result<Command, String> {
        let [program, arguments @ ..] = self.command else {
            return Err(self.missing());
        };
        let mut version = Command::new(program);
        version
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if !version.status().is_ok_and(|status| status.success()) {
            return Err(self.missing());
        }
        let mut command = Command::new(program);
        command.current_dir(root());
        Ok(command)
    }

    fn missing(&self) -> String {
        let Tool {
            package, version, ..
        } = self;
        format!(
            "{package} is not installed; to install it, run `cargo xtask tools`, or \
             `cargo install {package} --locked --version {version}`"
        )
    }
}

/// Installs each tool in its pinned version, and the minimum version of Rust.
pub(crate) fn install() -> Result<(), Failure> {
    for tool in [DENY, SEMVER_CHECKS, TYPOS] {
        let Tool {
            package, version, ..
        } = tool;
        let mut install = cargo();
        install.args(["install", package, "--locked", "--version", version]);
        let failure = format!("error: Cargo could not install {package}");
        succeeds(&mut install, &failure)?;
    }
    install_rust(&published::minimum_rust()?).map_err(Failure::from)
}

/// Installs a version of Rust with rustup.
pub(crate) fn install_rust(version: &str) -> Result<(), String> {
    let mut rustup = Command::new("rustup");
    rustup.args(["toolchain", "install", version, "--profile", "minimal"]);
    succeeds(
        &mut rustup,
        &format!("rustup could not install Rust {version}"),
    )
}
