//! The step that checks the dependencies with cargo-deny. The file `deny.toml` has the rules.

use std::env;
use std::path::PathBuf;

use super::Outcome;
use crate::tools::DENY;
use crate::{Failure, succeeds};

/// Checks the licences, sources and versions of the dependencies. If a database of advisories is on
/// this machine, also checks that no dependency has an advisory.
pub(super) fn check() -> Result<Outcome, Failure> {
    let check = |option: &[&str], checks: &[&str]| {
        let mut deny = DENY.command().map_err(Failure::Unusable)?;
        deny.args(["--locked", "--workspace"]).args(option);
        deny.args(["check", "--hide-inclusion-graph"]).args(checks);
        let failure = "error: cargo-deny found a problem; correct it, or add a reason to deny.toml";
        succeeds(&mut deny, failure).map_err(Failure::Findings)
    };
    check(&[], &["bans", "licenses", "sources"])?;
    if has_advisories() {
        // Without this option, cargo-deny would download the current database.
        check(&["--offline"], &["advisories"])?;
        return Ok(Outcome::Checked);
    }
    let why = "the advisories were not checked, because this machine has no database of them; to \
               download it, run `cargo deny fetch db`";
    Ok(Outcome::Skipped(why.to_owned()))
}

/// Returns `true` if Cargo's folder contains the database of advisories that `cargo deny fetch db`
/// downloads.
fn has_advisories() -> bool {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let folder = home.unwrap_or_default().join("advisory-dbs");
    folder
        .read_dir()
        .is_ok_and(|mut entries| entries.next().is_some())
}
