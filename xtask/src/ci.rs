//! The command `ci`, which runs all checks of CI. The command runs the fastest checks first.

mod deny;
mod docs;
mod packages;

use std::time::Instant;

use clap::builder::PossibleValuesParser;

use crate::checkout::cargo;
use crate::tools::TYPOS;
use crate::{Failure, compare, diff, public_api, regen, semver, succeeds};

/// The result of a step that found no problem.
#[derive(Debug)]
pub(crate) enum Outcome {
    Checked,
    /// The step did not check everything. The text states the reason.
    Skipped(String),
}

impl Outcome {
    /// Prints the reason if the step was skipped.
    pub(crate) fn print(self) -> Result<(), Failure> {
        if let Outcome::Skipped(why) = self {
            println!("skipped: {why}");
        }
        Ok(())
    }
}

/// One step of CI.
struct Step {
    name: &'static str,
    /// The fact that the step checks.
    checks: &'static str,
    run: Run,
    /// If the value is true, only `--full` and `--step` run the step.
    is_slow: bool,
}

enum Run {
    /// The arguments of a Cargo command.
    Cargo(&'static [&'static str]),
    Function(fn() -> Result<Outcome, Failure>),
}

/// The name of the step that `--skip-tests` leaves out.
const WORKSPACE_TESTS: &str = "tests";

const fn cargo_step(
    name: &'static str,
    checks: &'static str,
    arguments: &'static [&'static str],
) -> Step {
    Step {
        name,
        checks,
        run: Run::Cargo(arguments),
        is_slow: false,
    }
}

const fn step(
    name: &'static str,
    checks: &'static str,
    function: fn() -> Result<Outcome, Failure>,
) -> Step {
    Step {
        name,
        checks,
        run: Run::Function(function),
        is_slow: false,
    }
}

const fn slow(step: Step) -> Step {
    Step {
        is_slow: true,
        ..step
    }
}

const STEPS: [Step; 22] = [
    step("regen", "the generated files are up to date", || {
        regen::check().map(|()| Outcome::Checked)
    }),
    step(
        "diff",
        "the versions announce the changes of the contract",
        check_versions,
    ),
    step("spelling", "no word is misspelled", check_spelling),
    cargo_step(
        "format",
        "the code is formatted",
        &["fmt", "--all", "--check"],
    ),
    step(
        "deny",
        "licences, sources, duplicates and advisories of the dependencies",
        || deny::check().or_else(skipped),
    ),
    cargo_step(
        "clippy",
        "the code has no warning",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            // The benchmark `wire`, and code of the client, require these features.
            "--features=tallyfy-benches/wire,tallyfy-groups/blocking,tallyfy-groups/opentelemetry",
            "--locked",
            "--",
            "-D",
            "warnings",
        ],
    ),
    cargo_step(
        "no-default-features",
        "the client without TLS returns an error for https",
        &[
            "test",
            "--package",
            "tallyfy-groups",
            "--lib",
            "--no-default-features",
            "without_tls",
        ],
    ),
    cargo_step(
        WORKSPACE_TESTS,
        "the tests of all packages pass",
        &["test", "--workspace", "--locked"],
    ),
    // The tests of these features are compiled only if the features are enabled. With the feature
    // `gzip`, the client also limits the size of a response after decompression.
    cargo_step(
        "optional-features",
        "the tests of compressed responses, of spans and of the blocking client pass",
        &[
            "test",
            "--package",
            "tallyfy-groups",
            "--lib",
            "--test",
            "integration",
            "--features",
            "blocking,gzip,opentelemetry",
            "--",
            "compressed",
            "tracing",
            "blocking",
        ],
    ),
    cargo_step(
        "blocking-examples",
        "the examples in the documentation of the blocking client compile",
        &[
            "test",
            "--package",
            "tallyfy-groups",
            "--doc",
            "--features",
            "blocking,gzip,opentelemetry",
            "blocking",
        ],
    ),
    // With these features, reqwest panics if no TLS provider is installed. The client prevents this
    // panic: the client returns an error before it calls reqwest. The test of this error is
    // compiled only if these features are enabled.
    cargo_step(
        "no-tls-provider",
        "a client without a TLS provider returns an error",
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
    ),
    step(
        "public-api",
        "spec/public_api*.txt list the public API of the client and the sandbox",
        || {
            public_api::check()
                .map(|()| Outcome::Checked)
                .or_else(skipped)
        },
    ),
    step("compare", "src/guide/comparison.md is up to date", || {
        compare::compare(true)
    }),
    step(
        "semver",
        "the version announces the changes of the public API since the last tag",
        || semver::semver(None),
    ),
    step(
        "docs",
        "the documentation has no warning, built as the documentation host builds it",
        docs::check,
    ),
    step(
        "packages",
        "each archive has the right files, and each manifest has the required keys",
        packages::check_files,
    ),
    step(
        "archives",
        "the archives compile with the minimum version of Rust",
        packages::check_archives,
    ),
    step(
        "features",
        "the client compiles with each feature, with none, and with all",
        packages::check_features,
    ),
    step(
        "minimal-versions",
        "the archives compile with the oldest versions that their manifests allow",
        packages::check_minimal_versions,
    ),
    slow(step(
        "slow-features",
        "the client compiles with the TLS libraries in C",
        packages::check_slow_features,
    )),
    slow(step(
        "examples",
        "the examples in the archive of the client compile",
        packages::check_examples,
    )),
    slow(step(
        "planted",
        "the list of the public API finds changes with known effects",
        semver::planted::planted,
    )),
];

/// Returns the names of the steps, for the option `--step`.
pub(crate) fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(STEPS.map(|step| step.name))
}

/// Runs the checks of CI, and stops at the first check that fails.
///
/// If `full` is true, the function also runs the slow steps. With the name of a step, the function
/// runs only this step. If `skip_tests` is true, the function skips the tests of the workspace,
/// because the user has already run these tests. Other steps run tests with different features.
pub(crate) fn ci(full: bool, only: Option<&str>, skip_tests: bool) -> Result<(), Failure> {
    let mut skipped = Vec::new();
    let steps = STEPS.iter().filter(|step| match only {
        Some(name) => step.name == name,
        None => (full || !step.is_slow) && !(skip_tests && step.name == WORKSPACE_TESTS),
    });
    for step in steps {
        let name = step.name;
        println!("{name}: {}", step.checks);
        let started = Instant::now();
        let outcome = step.run.run().map_err(|failure| failed(name, failure))?;
        let seconds = started.elapsed().as_secs_f64();
        match outcome {
            Outcome::Checked => println!("{name}: {seconds:.0} s"),
            Outcome::Skipped(why) => {
                println!("{name}: {seconds:.0} s, skipped: {why}");
                skipped.push(name);
            }
        }
    }
    match skipped.as_slice() {
        [] => println!("all checks passed"),
        names => println!(
            "all checks passed, except those skipped: {}",
            names.join(", ")
        ),
    }
    Ok(())
}

/// Adds the command that repeats a step to the message of a failure.
fn failed(name: &str, failure: Failure) -> Failure {
    let add = |message: String| {
        format!(
            "{}\nerror: the step `{name}` failed; to repeat this step, run \
             `cargo xtask ci --step {name}`",
            message.trim_end()
        )
    };
    match failure {
        Failure::Findings(message) => Failure::Findings(add(message)),
        Failure::Unusable(message) => Failure::Unusable(add(message)),
        Failure::Stale(message) => Failure::Stale(add(message)),
    }
}

impl Run {
    fn run(&self) -> Result<Outcome, Failure> {
        match self {
            Run::Function(function) => function(),
            Run::Cargo(arguments) => {
                println!("cargo {}", arguments.join(" "));
                let mut cargo = cargo();
                cargo.args(*arguments).env("INSTA_UPDATE", "no");
                succeeds(&mut cargo, "")
                    .map(|()| Outcome::Checked)
                    .map_err(Failure::Findings)
            }
        }
    }
}

/// Skips a check that could not run, for example because a tool is missing, or because the
/// installed version of Rust cannot list the public API.
fn skipped(failure: Failure) -> Result<Outcome, Failure> {
    match failure {
        Failure::Unusable(why) => Ok(Outcome::Skipped(why)),
        failure => Err(failure),
    }
}

/// Checks that the versions announce the changes of the contract since the main branch.
fn check_versions() -> Result<Outcome, Failure> {
    let diff = match diff::since_main()? {
        Ok(diff) => diff,
        Err(why) => {
            let why = format!("xtask could not read the main branch: {why}");
            return Ok(Outcome::Skipped(why));
        }
    };
    match diff.versions.iter().find(|version| !version.is_enough) {
        None => Ok(Outcome::Checked),
        Some(version) => Err(Failure::Findings(format!(
            "error: {} {} {}; run `cargo xtask regen --bump`",
            version.name,
            version.to,
            version.state()
        ))),
    }
}

/// Checks the spelling with typos if typos is installed.
fn check_spelling() -> Result<Outcome, Failure> {
    let mut typos = match TYPOS.command() {
        Ok(typos) => typos,
        Err(why) => return Ok(Outcome::Skipped(why)),
    };
    let message = "error: the program typos found unknown words; correct the misspelled words, and \
                   add the other words to typos.toml";
    succeeds(typos.args(["--format", "brief"]), message)
        .map(|()| Outcome::Checked)
        .map_err(Failure::Findings)
}
