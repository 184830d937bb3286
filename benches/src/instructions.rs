//! The benchmark section `instructions`, which counts the CPU instructions of a call. Other
//! programs on the machine do not change the number of instructions.
//!
//! The benchmark program starts a second copy of itself under valgrind. The sandbox runs outside of
//! valgrind, so its instructions are not counted.

use std::env;
use std::process::{Command, Stdio};

use tallyfy_benches::bench::one_thread;
use tallyfy_benches::contender::{Operation, contenders};
use tallyfy_benches::endpoint::{Endpoint, sandbox};

const OPERATIONS: [(&str, Operation); 3] = [
    ("get", Operation::GetGroup),
    ("create", Operation::CreateGroup),
    ("list", Operation::ListGroups),
];

/// Prints a table of the instructions of one call. If the function cannot count the instructions,
/// it prints the reason.
pub(crate) fn instructions() {
    println!("\n### Instructions of one call, in thousands\n");
    let valgrind = Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    if !valgrind.is_ok_and(|status| status.success()) {
        println!("skipped: valgrind is not installed");
        return;
    }
    let sandbox = sandbox(100);
    let endpoint = Endpoint::of(&sandbox);
    println!(
        "| | get | ratio | create | ratio | list 100 | ratio |\n|---|---:|---:|---:|---:|---:|---:|"
    );
    let mut base = Vec::new();
    for (index, contender) in contenders(&endpoint).iter().enumerate() {
        let mut row = format!("| {} |", contender.name);
        for (column, (name, _)) in OPERATIONS.iter().enumerate() {
            let count = counted(&["--call", &endpoint.base_url, &index.to_string(), name]);
            if index == 0 {
                base.push(count);
            }
            row += &format!(" {:.1} | {:.3} |", count / 1000.0, count / base[column]);
        }
        println!("{row}");
    }
}

/// Returns the number of CPU instructions of one execution. `what` contains the arguments for
/// [`child`], but not the number of executions.
fn counted(what: &[&str]) -> f64 {
    // Both counts include the instructions that start the program. After the subtraction, the
    // result does not include these instructions.
    (counted_times(what, 60) - counted_times(what, 10)) / 50.0
}

/// Starts a copy of this program under valgrind. The copy executes `what` as often as `times` says.
/// Returns the number of CPU instructions of the copy.
fn counted_times(what: &[&str], times: u32) -> f64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe().unwrap())
        .args(what)
        .arg(times.to_string())
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stderr);
    let total = printed
        .lines()
        .find_map(|line| line.split_once("Collected : "));
    let (_, total) =
        total.unwrap_or_else(|| panic!("valgrind printed no instruction count: {printed}"));
    total.trim().parse().unwrap()
}

/// Executes the code that the program's arguments select. Only a program that runs under valgrind
/// gets such arguments. Returns `true` if the arguments select code, and `false` if not.
pub(crate) fn child(arguments: &[String]) -> bool {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--call", base_url, contender, operation, times] => {
            let endpoint = Endpoint {
                base_url: (*base_url).to_owned(),
                token: "demo-token".to_owned(),
                organization: "demo".to_owned(),
            };
            let all = contenders(&endpoint);
            let contender = &all[contender.parse::<usize>().unwrap()];
            let operation = named(&OPERATIONS, operation);
            let runtime = one_thread();
            for _ in 0..times.parse().unwrap() {
                runtime.block_on(contender.call(operation));
            }
            true
        }
        _ => false,
    }
}

/// Finds the entry with a given name, and returns its value.
fn named<T: Copy>(all: &[(&str, T)], name: &str) -> T {
    all.iter().find(|(of, _)| *of == name).unwrap().1
}
