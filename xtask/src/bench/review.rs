//! Measures how long it takes to review the contract, and contracts that are 10, 40 and 100 times
//! as large. Also measures the memory of the process.

use std::time::{Duration, Instant};

use tallyfy_review::{Contract, LoadedContract, diff, page};

use crate::CONTRACT;
use crate::checkout::root;

const ROUNDS: usize = 5;

/// Runs the command `bench review`.
pub(crate) fn review() -> Result<(), String> {
    if cfg!(debug_assertions) {
        return super::run_release(&["bench", "review"]);
    }
    let contract = Contract::read(root(), CONTRACT).map_err(|error| error.to_string())?;
    println!(
        "| operations | lint | reading | diff | diff and page | peak memory |\n\
         |---:|---:|---:|---:|---:|---:|"
    );
    for times in [1, 10, 40, 100] {
        let mut contract = contract.clone();
        if times > 1 {
            // The evidence refers to operations by name. The copied operations have new names, so
            // the evidence does not match them. This code therefore removes all evidence.
            contract.evidence.clear();
        }
        contract.text = enlarged(&contract.text, times);
        let findings = tallyfy_review::lint(&contract, None);
        if let Some(finding) = findings.first() {
            return Err(finding.render(CONTRACT, &contract.text));
        }
        let text = contract.text.clone();
        let read = |contract: Contract| {
            LoadedContract::of(contract).map_err(|findings| format!("error: {findings:?}"))
        };
        let old = read(contract.clone())?;
        let new = read(Contract::new(CONTRACT, changed(&text)?))?;
        println!(
            "| {} | {:.0?} | {:.0?} | {:.0?} | {:.0?} | {} |",
            old.generated.operations.len(),
            least(|| drop(tallyfy_review::lint(&contract, None))),
            least(|| drop(read(contract.clone()))),
            least(|| drop(diff(&old, &new))),
            least(|| drop(page(&new, None, Some(&diff(&old, &new))))),
            peak_memory(),
        );
    }
    Ok(())
}

/// Returns the largest memory that the process has used so far. Only Linux reports it.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
    kilobytes.map_or("unknown".to_owned(), |kilobytes| {
        format!("{} MB", kilobytes / 1024)
    })
}

/// Returns the contract with two kinds of changes. One change affects all operations. The other
/// change is made separately in each operation.
fn changed(text: &str) -> Result<String, String> {
    const SHARED: &str = "        deleted_at:\n          type: string\n";
    const EACH: &str = "        '404':\n          $ref: '#/components/responses/notFound'\n";
    if text.contains(SHARED) && text.contains(EACH) {
        Ok(text
            .replacen(SHARED, "        deleted_at:\n          type: integer\n", 1)
            .replace(EACH, ""))
    } else {
        Err("error: the contract does not contain the lines that the benchmark changes".to_owned())
    }
}

/// Runs a function in several rounds, and returns the time of the fastest round.
fn least(work: impl Fn()) -> Duration {
    let time = |_| {
        let started = Instant::now();
        work();
        started.elapsed()
    };
    (0..ROUNDS).map(time).min().unwrap_or_default()
}

/// Returns a contract that contains several copies of the operations in the given contract. Each
/// copy has a different path and name.
fn enlarged(text: &str, times: usize) -> String {
    let start = text
        .find("\npaths:\n")
        .map_or(0, |at| at + "\npaths:\n".len());
    let end = text.find("\ncomponents:").unwrap_or(text.len());
    let mut enlarged = text[..start].to_owned();
    for copy in 0..times {
        for line in text[start..end].lines() {
            let line = match (copy, line.strip_prefix("  /")) {
                (0, _) => line.to_owned(),
                (_, Some(path)) => format!("  /v{copy}/{path}"),
                _ if line.starts_with("      operationId: ") => format!("{line}{copy}"),
                _ => line.to_owned(),
            };
            enlarged.push_str(&line);
            enlarged.push('\n');
        }
    }
    enlarged.push_str(&text[end..]);
    enlarged
}
