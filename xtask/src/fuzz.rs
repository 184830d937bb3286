//! The command `fuzz`, which runs the fuzzer.
//!
//! The fuzzer is a separate package, because it depends on the client. xtask must not depend on the
//! client, which does not build from an invalid contract.

use crate::checkout::cargo;
use crate::succeeds;

pub(crate) fn fuzz(seconds: &str) -> Result<(), String> {
    let arguments = ["run", "--release", "--package", "tallyfy-fuzz", "--"];
    succeeds(
        cargo().args(arguments).arg(seconds),
        "error: the fuzzer found a failure or could not run; see the output above",
    )
}
