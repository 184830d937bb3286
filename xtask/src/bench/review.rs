//! How long the review of the contract takes, and of one that is 10 and 100 times as large.

use std::time::{Duration, Instant};

use tallyfy_review::{Api, Contract};

use crate::{CONTRACT, root};

const ROUNDS: usize = 5;

pub(crate) fn review() -> Result<(), String> {
    if cfg!(debug_assertions) {
        return super::run_release(&["bench", "review"]);
    }
    let contract = Contract::read(root(), CONTRACT).map_err(|error| error.to_string())?;
    println!("| operations | lint | API | page |\n|---:|---:|---:|---:|");
    for times in [1, 10, 100] {
        let mut contract = contract.clone();
        if times > 1 {
            // It names the operations that it is of.
            contract.evidence.clear();
        }
        contract.text = enlarged(&contract.text, times);
        let findings = tallyfy_review::lint(&contract);
        if let Some(finding) = findings.first() {
            return Err(finding.render(&contract));
        }
        let generated = tallyfy_codegen::generate(&contract.text)
            .map_err(|problems| format!("error: {problems:?}"))?;
        let api = || Api::of(&generated.source, &generated.operations);
        let listed = api()?;
        let tree = tallyfy_codegen::tree(&contract.text)
            .map_err(|problem| format!("error: {problem:?}"))?;
        println!(
            "| {} | {:.0?} | {:.0?} | {:.0?} |",
            generated.operations.len(),
            least(|| drop(tallyfy_review::lint(&contract))),
            least(|| drop(api())),
            least(|| drop(tallyfy_review::page(&contract, &tree, &listed))),
        );
    }
    Ok(())
}

/// The least time of several rounds.
fn least(work: impl Fn()) -> Duration {
    let time = |_| {
        let started = Instant::now();
        work();
        started.elapsed()
    };
    (0..ROUNDS).map(time).min().unwrap_or_default()
}

/// The contract with all of its operations so many times, under other paths and names.
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
