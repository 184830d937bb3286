//! Mutates what is known to be good for a given time, and stops at the first input that makes the
//! decoder or the contract's loader panic or lose something. Run by `cargo xtask fuzz`; it needs no
//! other toolchain than the rest, so it is blind to what the code does with its input.

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
    // What panics is reported once, below, and not by the thousand.
    panic::set_hook(Box::new(|_| {}));
    for target in TARGETS {
        fuzz(target, Duration::from_secs(seconds), seed)?;
    }
    Ok(())
}

fn fuzz(target: &Target, time: Duration, seed: u64) -> Result<(), String> {
    let mut mutator = Mutator::new(seed, (target.corpus)()?);
    let began = Instant::now();
    let (mut inputs, mut accepted) = (0_u64, 0_u64);
    while began.elapsed() < time {
        let input = mutator.next_input();
        inputs += 1;
        let result = panic::catch_unwind(AssertUnwindSafe(|| (target.run)(&input)));
        let wrong = match result {
            Ok(Ok(is_accepted)) => {
                accepted += u64::from(is_accepted);
                continue;
            }
            Ok(Err(wrong)) => wrong,
            Err(_) => "it panics".to_owned(),
        };
        let path = Path::new("target/fuzz").join(format!("{}-{seed}-{inputs}", target.name));
        let saved = fs::create_dir_all("target/fuzz").and_then(|()| fs::write(&path, &input));
        saved.map_err(|error| format!("{}: {error}", path.display()))?;
        return Err(format!(
            "{}: {wrong}; input in {}",
            target.name,
            path.display()
        ));
    }
    println!(
        "{}: {inputs} inputs, {accepted} of them accepted",
        target.name
    );
    Ok(())
}
