//! The command `ci`, which runs all checks of CI. The command runs the fastest checks first.

use std::process::Command;
use std::time::Instant;

use crate::checkout::{cargo, root};
use crate::{Failure, diff, public_api, regen, succeeds};

/// One step of CI. A step consists of a name, the arguments of a Cargo command, and environment
/// variables for this command.
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
            // The benchmark `wire` requires this feature.
            "--features=tallyfy-benches/wire",
            "--locked",
            "--",
            "-D",
            "warnings",
        ],
        &[],
    ),
    // These steps check that the client also compiles without the TLS features and without the
    // feature `codegen`. No step of CI builds the client with the features `native-tls` and
    // `rustls-aws-lc`. `native-tls` needs OpenSSL's headers on Linux, and `rustls-aws-lc` is slow
    // to build. `cargo xtask bench build --tls` builds the client with each of these features.
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
            "brotli,gzip,http2,opentelemetry,rustls-no-provider,zstd",
        ],
        &[],
    ),
    (
        WORKSPACE_TESTS,
        &["test", "--workspace", "--locked"],
        &[("INSTA_UPDATE", "no")],
    ),
    // With the feature `gzip`, the client also limits the size of a response after decompression.
    // The test of this size limit, and the tests of the spans, are compiled only if the features
    // are enabled.
    (
        "gzip and tracing",
        &[
            "test",
            "--package",
            "tallyfy-groups",
            "--test",
            "integration",
            "--features",
            "gzip,opentelemetry",
            "--",
            "compressed",
            "tracing",
        ],
        &[("INSTA_UPDATE", "no")],
    ),
    // With these features, reqwest panics if no TLS provider is installed. The client prevents this
    // panic: the client returns an error before it calls reqwest. The test of this error is
    // compiled only if these features are enabled. The step also checks that the feature `tracing`
    // compiles without `opentelemetry`.
    (
        "no TLS provider",
        &[
            "test",
            "--package",
            "tallyfy-groups",
            "--lib",
            "--no-default-features",
            "--features",
            "rustls-no-provider,tracing",
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

/// Checks that the versions announce the changes of the contract since the main branch.
fn check_versions() -> Result<(), Failure> {
    println!("diff");
    let diff = match diff::since_main()? {
        Ok(diff) => diff,
        Err(why) => {
            println!("diff: skipped, because xtask could not read the main branch: {why}");
            return Ok(());
        }
    };
    match diff.versions.iter().find(|version| !version.is_enough) {
        None => Ok(()),
        Some(version) => Err(Failure::Findings(format!(
            "error: {} {} {}; run `cargo xtask regen --bump`",
            version.name,
            version.to,
            version.state()
        ))),
    }
}

/// Checks the public API of the client. If the installed version of Rust cannot list the public
/// API, the function prints the reason.
fn check_public_api() -> Result<(), Failure> {
    println!("public API");
    let started = Instant::now();
    match public_api::check() {
        Err(Failure::Unusable(why)) => println!("public API: skipped: {why}"),
        result => {
            result?;
            println!("public API: {:.0} s", started.elapsed().as_secs_f64());
        }
    }
    Ok(())
}

/// Runs all checks of CI, and stops at the first check that fails.
///
/// If `skip_tests` is true, the function skips the tests of the workspace, because the user has
/// already run these tests. Other steps run tests with different features. The function always runs
/// these other steps.
pub(crate) fn ci(skip_tests: bool) -> Result<(), Failure> {
    println!("regen --check");
    regen::check()?;
    check_versions()?;
    check_spelling()?;
    for (name, arguments, environment) in STEPS {
        if skip_tests && name == WORKSPACE_TESTS {
            continue;
        }
        println!("{name}: cargo {}", arguments.join(" "));
        let started = Instant::now();
        let failure = format!(
            "error: the step `{name}` failed; to repeat this step, run `cargo {}`",
            arguments.join(" ")
        );
        let mut cargo = cargo();
        cargo.args(arguments).envs(environment.iter().copied());
        succeeds(&mut cargo, &failure).map_err(Failure::Findings)?;
        println!("{name}: {:.0} s", started.elapsed().as_secs_f64());
    }
    check_public_api()?;
    println!("all checks passed");
    Ok(())
}

/// The version of the spelling checker typos with which the authors last checked this repository.
const TYPOS_VERSION: &str = "1.52.0";

/// Checks the spelling with typos if typos is installed. CI does not install typos, because
/// compiling typos would take too long.
fn check_spelling() -> Result<(), Failure> {
    let mut typos = Command::new("typos");
    match typos
        .args(["--format", "brief"])
        .current_dir(root())
        .status()
    {
        Ok(status) if status.success() => println!("typos: no misspelled word"),
        Ok(_) => {
            let message = "error: the program typos found unknown words; correct the \
                           misspelled words, and add the other words to typos.toml";
            return Err(Failure::Findings(message.to_owned()));
        }
        Err(_) => println!(
            "the spelling was not checked, because typos is not installed; to install typos, run \
             `cargo install typos-cli --locked --version {TYPOS_VERSION}`"
        ),
    }
    Ok(())
}
