//! A fuzzer for the decoder and the contract loader.
//!
//! The program changes valid inputs at random for a given time. The program stops at the first
//! input that makes the code panic or lose data. Start it with `cargo xtask fuzz`. The program has
//! to work with the stable Rust toolchain. For this reason, it cannot measure which code an input
//! executes.

#![forbid(unsafe_code)]

mod mutate;
mod targets;

use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use mutate::Mutator;
use targets::{TARGETS, Target};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Reads the settings from the program's arguments, and tests all targets.
fn run() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: tallyfy-fuzz SECONDS [SEED]";
    let mut number = |default: Option<u64>| match arguments.next() {
        Some(text) => text.parse().map_err(|_| usage.to_owned()),
        None => default.ok_or_else(|| usage.to_owned()),
    };
    let seconds = number(None)?;
    let seed = number(Some(fastrand::u64(..)))?;
    println!("seed {seed}, {seconds} s for each target");
    // Without this hook, Rust would print a message for each panic. The hook prints nothing,
    // because the function `fuzz` reports the panic.
    panic::set_hook(Box::new(|_| {}));
    for target in TARGETS {
        fuzz(target, Duration::from_secs(seconds), seed)?;
    }
    Ok(())
}

/// Tests one target for a given time. If the target fails with an input, the function saves this
/// input and returns an error.
fn fuzz(target: &Target, time: Duration, seed: u64) -> Result<(), String> {
    let mut mutator = Mutator::new(seed, (target.corpus)()?);
    let began = Instant::now();
    let (mut inputs, mut accepted) = (0_u64, 0_u64);
    while began.elapsed() < time {
        let input = mutator.next_input();
        inputs += 1;
        let result = panic::catch_unwind(AssertUnwindSafe(|| (target.run)(&input)));
        let failure = match result {
            Ok(Ok(is_accepted)) => {
                accepted += u64::from(is_accepted);
                continue;
            }
            Ok(Err(failure)) => failure,
            Err(_) => "the target panicked".to_owned(),
        };
        let path = Path::new("target/fuzz").join(format!("{}-{seed}-{inputs}", target.name));
        let saved = fs::create_dir_all("target/fuzz").and_then(|()| fs::write(&path, &input));
        saved.map_err(|error| format!("{}: {error}", path.display()))?;
        return Err(format!(
            "{}: {failure}; the input is in {}",
            target.name,
            path.display()
        ));
    }
    println!("{}: {inputs} inputs, {accepted} accepted", target.name);
    Ok(())
}
