//! The command `ci`, which runs all checks of CI. The cheapest checks run first.

use std::process::Command;
use std::time::Instant;

use crate::checkout::{cargo, root};
use crate::{Failure, regen, succeeds};

/// One run of Cargo: its name, its arguments, and environment variables.
type Step = (
    &'static str,
    &'static [&'static str],
    &'static [(&'static str, &'static str)],
);

/// The name of the step that `--skip-tests` leaves out.
const WORKSPACE_TESTS: &str = "tests";

const STEPS: [Step; 8] = [
    ("format", &["fmt", "--all", "--check"], &[]),
    (
        "clippy",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            // One binary of the benchmarks requires this feature.
            "--features=tallyfy-benches/wire",
            "--locked",
            "--",
            "-D",
            "warnings",
        ],
        &[],
    ),
    // The client has to build without TLS and without code generation. CI does not build the
    // feature `native-tls`, which needs OpenSSL's headers on Linux. CI does not build the feature
    // `rustls-aws-lc` either, because that is slow. `cargo xtask bench build tls` builds both.
    (
        "no default features",
        &[
            "test",
            "--package",
            "tallyfy-groups",
            "--lib",
            "--no-default-features",
            "without_tls",
        ],
        &[],
    ),
    (
        "optional features",
        &[
            "check",
            "--package",
            "tallyfy-groups",
            "--no-default-features",
            "--features",
            "brotli,gzip,http2,rustls-no-provider,zstd",
        ],
        &[],
    ),
    (
        WORKSPACE_TESTS,
        &["test", "--workspace", "--locked"],
        &[("INSTA_UPDATE", "no")],
    ),
    // With the feature, the client limits the decompressed size of a response. The test of this
    // limit is compiled only with the feature.
    (
        "gzip",
        &[
            "test",
            "--package",
            "tallyfy-groups",
            "--test",
            "integration",
            "--features",
            "gzip",
            "compressed",
        ],
        &[],
    ),
    // Without a TLS provider, reqwest would panic. The test of the client's error is compiled only
    // with these features.
    (
        "no TLS provider",
        &[
            "test",
            "--package",
            "tallyfy-groups",
            "--lib",
            "--no-default-features",
            "--features",
            "rustls-no-provider",
            "provider",
        ],
        &[],
    ),
    (
        "docs",
        &["doc", "--workspace", "--no-deps"],
        &[("RUSTDOCFLAGS", "-D warnings")],
    ),
];

/// Runs all checks, and stops at the first failure.
///
/// `skip_tests` leaves out the tests of the workspace, for a caller that has run them already. The
/// other steps use different features, so they run no test a second time.
pub(crate) fn ci(skip_tests: bool) -> Result<(), Failure> {
    println!("regen --check");
    regen::check()?;
    check_spelling()?;
    for (name, arguments, environment) in STEPS {
        if skip_tests && name == WORKSPACE_TESTS {
            continue;
        }
        println!("{name}: cargo {}", arguments.join(" "));
        let started = Instant::now();
        let failure = format!("error: {name} failed; run `cargo {}`", arguments.join(" "));
        let mut cargo = cargo();
        cargo.args(arguments).envs(environment.iter().copied());
        succeeds(&mut cargo, &failure).map_err(Failure::Findings)?;
        println!("{name}: {:.0} s", started.elapsed().as_secs_f64());
    }
    println!("all checks passed");
    Ok(())
}

/// The version of typos that checked this repository last.
const TYPOS_VERSION: &str = "1.52.0";

/// Checks the spelling, if typos is installed. The time to compile it is longer than its benefit.
fn check_spelling() -> Result<(), Failure> {
    let mut typos = Command::new("typos");
    match typos
        .args(["--format", "brief"])
        .current_dir(root())
        .status()
    {
        Ok(status) if status.success() => println!("typos: no misspelled word"),
        Ok(_) => {
            let message = "error: typos found unknown words; fix them, or add them to typos.toml if \
                           they are spelled correctly";
            return Err(Failure::Findings(message.to_owned()));
        }
        Err(_) => println!(
            "typos: skipped, so no spelling was checked; to check it, run `cargo install typos-cli \
             --locked --version {TYPOS_VERSION}`"
        ),
    }
    Ok(())
}
