//! Everything that CI checks, in the order in which it is cheapest to fail.

use std::time::Instant;

use crate::checkout::cargo;
use crate::{Failure, regen, succeeds};

/// Name, arguments to Cargo, environment.
type Step = (
    &'static str,
    &'static [&'static str],
    &'static [(&'static str, &'static str)],
);

const STEPS: [Step; 8] = [
    ("format", &["fmt", "--all", "--check"], &[]),
    (
        "clippy",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            // A binary that needs it.
            "--features=tallyfy-benches/wire",
            "--locked",
            "--",
            "-D",
            "warnings",
        ],
        &[],
    ),
    // A client without TLS and without code generation is a choice that must keep working. Not
    // here are `native-tls`, which needs OpenSSL's headers on Linux, and `rustls-aws-lc`, which
    // is slow to build: `cargo xtask bench build tls` builds both.
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
        "all that is off by default",
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
    ("tests", &["test", "--workspace"], &[("INSTA_UPDATE", "no")]),
    // The limit on what a compressed answer decompresses to.
    (
        "gzip",
        &[
            "test",
            "--package",
            "tallyfy-groups",
            "--features",
            "gzip",
            "compressed",
        ],
        &[],
    ),
    // Where reqwest would panic.
    (
        "no provider",
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

pub(crate) fn ci() -> Result<(), Failure> {
    println!("regen --check");
    regen::check()?;
    for (name, arguments, environment) in STEPS {
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
