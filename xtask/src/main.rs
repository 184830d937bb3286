//! The developer commands: `cargo xtask regen`, `cargo xtask ci`, `cargo xtask bench`,
//! `cargo xtask fuzz`.

#![forbid(unsafe_code)]

mod bench;
mod ci;
mod fuzz;
mod regen;

use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask <command>

Commands:
  regen          Refresh what is derived from spec/groups.yaml, and say what changed
  regen --check  Change nothing; fail if `cargo xtask regen` would change something
  ci             Everything that CI checks
  bench [SECTION...]
                 Time calls beside code written by hand and other generated clients, and count their
                 allocations; sections: calls, decoding, walking, sharing, instructions
  bench wire     Measure what compression and HTTP/2 bring
  bench build [tls] [RUNS]
                 Time clean builds of a program with the client and of one written by hand, each 3
                 times; with `tls`, of each feature for HTTPS, too
  fuzz [SECONDS] Feed broken input to the decoder and to the contract's loader, 60 seconds each
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["regen"] => regen::regen(),
        ["regen", "--check"] => regen::check(),
        ["ci"] => ci::ci(),
        ["bench", arguments @ ..] => bench::bench(arguments),
        ["fuzz"] => fuzz::fuzz("60"),
        ["fuzz", seconds] => fuzz::fuzz(seconds),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => Err(format!(
            "unknown command: {}\n\n{USAGE}",
            arguments.join(" ")
        )),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{}", message.trim_end());
            ExitCode::FAILURE
        }
    }
}

/// The repository's root.
fn root() -> &'static std::path::Path {
    let manifest = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}
