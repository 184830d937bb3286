//! The command `fuzz`, which runs the fuzzer.
//!
//! The fuzzer is a separate package, because it depends on the client. The client does not build
//! from an invalid contract. xtask must also work with an invalid contract, so it must not depend
//! on the client.

use crate::checkout::cargo;
use crate::succeeds;

pub(crate) fn fuzz(seconds: u64) -> Result<(), String> {
    let arguments = ["run", "--release", "--package", "tallyfy-fuzz", "--"];
    succeeds(
        cargo().args(arguments).arg(seconds.to_string()),
        "error: the fuzzer found a failure or could not run; see the output above",
    )
}
