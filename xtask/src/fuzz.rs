//! Runs the fuzzer, which is a package of its own: it needs the client, and xtask must not, because
//! the client does not build from a contract that is broken.

use crate::checkout::cargo;
use crate::succeeds;

pub(crate) fn fuzz(seconds: &str) -> Result<(), String> {
    let arguments = ["run", "--release", "--package", "tallyfy-fuzz", "--"];
    succeeds(
        cargo().args(arguments).arg(seconds),
        "error: the fuzzer found something; see above",
    )
}
