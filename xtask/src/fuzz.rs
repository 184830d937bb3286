//! The command `fuzz`, which runs the fuzzer.
//!
//! The fuzzer depends on the client, which does not compile if the contract is invalid. The program
//! xtask has to work even if the contract is invalid, so xtask must not depend on the client. The
//! fuzzer is therefore a separate package.

use crate::checkout::cargo;
use crate::succeeds;

pub(crate) fn fuzz(seconds: u64) -> Result<(), String> {
    let arguments = ["run", "--release", "--package", "tallyfy-fuzz", "--"];
    succeeds(
        cargo().args(arguments).arg(seconds.to_string()),
        "error: the fuzzer found a failure or could not run; see the output above",
    )
}
