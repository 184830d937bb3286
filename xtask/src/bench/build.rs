//! Measures clean builds of several programs. One program uses this client, and the equivalent
//! programs do not use it.
//!
//! Each of these programs lists groups. All programs use the same TLS library and the same versions
//! of the dependencies. Each round builds every program once. Other work on the machine therefore
//! affects the measurements of all programs in a similar way.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::checkout::{cargo_program, root, target};

const BY_HAND: &str = include_str!("programs/by_hand.rs");

const WITH_THE_CLIENT: &str = include_str!("programs/with_the_client.rs");

const PLAIN_PROGENITOR: &str = include_str!("programs/plain_progenitor.rs");

/// The build script from progenitor's documentation, with one change: it reads the contract as
/// JSON, because JSON needs no additional parser.
const PLAIN_PROGENITOR_BUILD: &str = include_str!("programs/plain_progenitor_build.rs");

struct Program {
    name: &'static str,
    client: Client,
    /// The largest acceptable ratio of two build times: the build time of this program, divided by
    /// the build time of the first program.
    goal: Option<f64>,
}

const BY_HAND_DEPENDENCIES: &str = r#"
reqwest = { version = "0.13.4", default-features = false, features = ["json", "query", "rustls-no-provider"] }
rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
"#;

const PLAIN_PROGENITOR_DEPENDENCIES: &str = r#"
bytes = "1"
futures-core = { version = "0.3", default-features = false }
progenitor-client = "=0.15.1"
regress = "0.12"

[build-dependencies]
prettyplease = "0.3"
progenitor = { version = "=0.15.1", default-features = false }
serde_json = "1"
syn = "3"
"#;

#[derive(Clone, Copy)]
enum Client {
    ByHand,
    /// A program whose build script generates the client with progenitor. The program adds no other
    /// code to the generated client. Every program that generates a client during the build
    /// therefore costs at least as much as this program.
    PlainProgenitor,
    /// A program that uses the client of this repository with the given features.
    This(&'static [&'static str]),
}

const PROGRAMS: [Program; 4] = [
    Program {
        name: "by-hand",
        client: Client::ByHand,
        goal: None,
    },
    Program {
        name: "plain-progenitor",
        client: Client::PlainProgenitor,
        goal: None,
    },
    Program {
        name: "default",
        client: Client::This(&["default"]),
        goal: Some(1.4),
    },
    Program {
        name: "no-codegen",
        client: Client::This(&["rustls"]),
        goal: Some(1.08),
    },
];

const TLS_PROGRAMS: [Program; 4] = [
    Program {
        name: "no-tls",
        client: Client::This(&[]),
        goal: None,
    },
    Program {
        name: "rustls-aws-lc",
        client: Client::This(&["rustls-aws-lc"]),
        goal: None,
    },
    Program {
        name: "rustls-no-provider",
        client: Client::This(&["rustls-no-provider"]),
        goal: None,
    },
    Program {
        name: "native-tls",
        client: Client::This(&["native-tls"]),
        goal: None,
    },
];

/// Runs the command `bench build`.
pub(crate) fn build(tls: bool, runs: u32) -> Result<(), String> {
    let tls = if tls { &TLS_PROGRAMS[..] } else { &[] };
    let programs: Vec<&Program> = PROGRAMS.iter().chain(tls).collect();

    // With `--locked`, the programs use the same versions of dependencies as this repository.
    cargo(&["fetch", "--locked"], root(), None)?;
    for program in &programs {
        program.write()?;
    }
    let mut builds: Vec<Vec<Build>> = programs.iter().map(|_| Vec::new()).collect();
    for run in 1..=runs {
        for (program, builds) in programs.iter().zip(&mut builds) {
            let build = program.build()?;
            println!(
                "{run}/{runs} {:<18} {:6.1} s",
                program.name,
                build.time.as_secs_f64()
            );
            builds.push(build);
        }
    }
    report(&programs, &builds)
}

/// The measurements of one clean build.
struct Build {
    time: Duration,
    packages: usize,
    usage: Option<Usage>,
}

/// The resources that Cargo and its child processes used. The operating system measures these
/// resources.
struct Usage {
    cpu_seconds: f64,
    /// The peak memory of the process that used the most memory.
    peak_mib: f64,
}

impl Program {
    fn folder(&self) -> PathBuf {
        target().join("bench/build").join(self.name)
    }

    /// Writes the files of the program. The program is a package with its own workspace.
    fn write(&self) -> Result<(), String> {
        let (dependencies, source) = match self.client {
            Client::ByHand => (BY_HAND_DEPENDENCIES.to_owned(), BY_HAND),
            Client::PlainProgenitor => (
                format!("{BY_HAND_DEPENDENCIES}{PLAIN_PROGENITOR_DEPENDENCIES}"),
                PLAIN_PROGENITOR,
            ),
            Client::This(features) => (
                format!(
                    "tallyfy-groups = {{ path = {:?}, default-features = false, features = \
                     {features:?} }}\n",
                    root()
                ),
                WITH_THE_CLIENT,
            ),
        };
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n\
             {dependencies}",
            self.name
        );
        let folder = self.folder();
        let failed = |error: std::io::Error| format!("error: {}: {error}", folder.display());
        let lock = folder.join("Cargo.lock");
        fs::create_dir_all(folder.join("src")).map_err(failed)?;
        fs::write(folder.join("Cargo.toml"), manifest).map_err(failed)?;
        fs::write(folder.join("src/main.rs"), source).map_err(failed)?;
        if let Client::PlainProgenitor = self.client {
            fs::write(folder.join("build.rs"), PLAIN_PROGENITOR_BUILD).map_err(failed)?;
            fs::write(folder.join("groups.json"), contract(&[])?).map_err(failed)?;
        }
        fs::copy(root().join("Cargo.lock"), &lock).map_err(failed)?;
        // In the copy of the lock file, Cargo removes the packages that the program does not use,
        // and adds the program's own package.
        cargo(
            &["metadata", "--format-version=1", "--offline"],
            &folder,
            None,
        )?;
        let versions = |lock: &Path| fs::read_to_string(lock).map(|text| locked(&text));
        let ours = versions(&root().join("Cargo.lock")).map_err(failed)?;
        let theirs = versions(&lock).map_err(failed)?;
        let others = theirs
            .difference(&ours)
            .filter(|(name, _)| name != self.name);
        let others: Vec<&str> = others.map(|(name, _)| name.as_str()).collect();
        match others.as_slice() {
            [] => Ok(()),
            others => Err(format!(
                "error: the program {} and the repository would use different versions of these \
                 packages: {}",
                self.name,
                others.join(", ")
            )),
        }
    }

    fn build(&self) -> Result<Build, String> {
        let folder = self.folder();
        let target = folder.join("target");
        let failed = |error: std::io::Error| format!("error: {}: {error}", target.display());
        if target.exists() {
            fs::remove_dir_all(&target).map_err(failed)?;
        }
        let usage = folder.join("usage");
        let started = Instant::now();
        let arguments = ["build", "--offline", "--locked", "--target-dir", "target"];
        let output = cargo(&arguments, &folder, has_time().then_some(&usage))?;
        let time = started.elapsed();
        fs::remove_dir_all(&target).map_err(failed)?;
        let is_package = |line: &&str| line.trim_start().starts_with("Compiling ");
        Ok(Build {
            time,
            packages: output.lines().filter(is_package).count(),
            usage: fs::read_to_string(usage)
                .ok()
                .and_then(|text| Usage::parse(&text)),
        })
    }
}

impl Usage {
    fn parse(text: &str) -> Option<Usage> {
        let mut numbers = text.split_whitespace().map(|number| number.parse::<f64>());
        let mut next = || numbers.next()?.ok();
        Some(Usage {
            cpu_seconds: next()? + next()?,
            peak_mib: next()? / 1024.0,
        })
    }
}

/// Returns the contract as JSON, with only the optional query parameters that `kept` names.
pub(crate) fn contract(kept: &[&str]) -> Result<String, String> {
    const CONTRACT: &str = "spec/groups.yaml";
    let text = fs::read_to_string(root().join(CONTRACT))
        .map_err(|error| format!("error: {CONTRACT}: {error}"))?;
    let json = tallyfy_codegen::parse_subset(&text, kept);
    let json = json.map_err(|problem| problem.render(CONTRACT, &text))?;
    Ok(json.to_string())
}

/// Returns the name and version of each package in a lock file.
fn locked(text: &str) -> BTreeSet<(String, String)> {
    let values = |key: &'static str| {
        text.lines().filter_map(move |line| {
            let value = line.strip_prefix(key)?.strip_prefix(" = \"")?;
            value.strip_suffix('"').map(str::to_owned)
        })
    };
    values("name").zip(values("version")).collect()
}

/// Returns `true` if GNU time is installed. GNU time measures a command and its child processes.
fn has_time() -> bool {
    let probe = Command::new("time").args(["-f", "%M", "true"]).output();
    probe.is_ok_and(|output| output.status.success())
}

/// Runs Cargo and returns the progress messages that Cargo printed.
fn cargo(arguments: &[&str], folder: &Path, usage: Option<&PathBuf>) -> Result<String, String> {
    let mut command = match usage {
        None => Command::new(cargo_program()),
        Some(usage) => {
            let mut command = Command::new("time");
            command.args(["-f", "%U %S %M", "-o"]).arg(usage);
            command.arg(cargo_program());
            command
        }
    };
    let output = command
        .args(arguments)
        .current_dir(folder)
        // Cargo uses incremental compilation for path dependencies such as this client, but not for
        // crates from a registry. To measure all crates under the same conditions, this code
        // disables incremental compilation.
        .env("CARGO_INCREMENTAL", "0")
        // A compiler wrapper may have a cache of compiled crates. This code removes the wrapper, so
        // that Cargo compiles every crate.
        .env_remove("RUSTC_WRAPPER")
        .env_remove("CARGO_BUILD_RUSTC_WRAPPER")
        .output()
        .map_err(|error| format!("error: failed to start Cargo: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        Ok(text)
    } else {
        Err(format!(
            "{text}error: `cargo {}` failed in {}",
            arguments.join(" "),
            folder.display()
        ))
    }
}

fn report(programs: &[&Program], builds: &[Vec<Build>]) -> Result<(), String> {
    println!(
        "\n{:<18} {:>7} {:>15} {:>6} {:>5} {:>8} {:>6} {:>9} {:>9}",
        "program", "seconds", "from-to", "ratio", "goal", "CPU s", "ratio", "packages", "peak MiB"
    );
    let mut first = None;
    for (program, builds) in programs.iter().zip(builds) {
        let times: Vec<f64> = builds
            .iter()
            .map(|build| build.time.as_secs_f64())
            .collect();
        let usages = || builds.iter().filter_map(|build| build.usage.as_ref());
        let time = median(times.clone()).unwrap_or_default();
        let cpu = median(usages().map(|usage| usage.cpu_seconds).collect());
        let peak = median(usages().map(|usage| usage.peak_mib).collect());
        let (first_time, first_cpu) = *first.get_or_insert((time, cpu));
        let cpu_ratio = cpu.zip(first_cpu).map(|(cpu, first)| cpu / first);
        let shortest = times.iter().copied().fold(f64::INFINITY, f64::min);
        let longest = times.iter().copied().fold(0.0, f64::max);
        println!(
            "{:<18} {time:>7.1} {:>15} {:>6.2} {:>5} {:>8} {:>6} {:>9} {:>9}",
            program.name,
            format!("{shortest:.1}-{longest:.1}"),
            time / first_time,
            number(program.goal, 2),
            number(cpu, 1),
            number(cpu_ratio, 2),
            builds.first().map_or(0, |build| build.packages),
            number(peak, 0),
        );
    }
    let generated = fs::read_to_string(root().join("src/generated/client.snap.rs"));
    let generated =
        generated.map_err(|error| format!("error: src/generated/client.snap.rs: {error}"))?;
    println!(
        "\n{} lines of generated source; {} processors",
        generated.lines().count(),
        std::thread::available_parallelism().map_or(1, usize::from)
    );
    Ok(())
}

fn number(number: Option<f64>, decimals: usize) -> String {
    number.map_or("-".to_owned(), |number| format!("{number:.decimals$}"))
}

fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}
