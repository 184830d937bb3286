//! The commands `lint`, `rules`, `explain` and `evidence`.

use std::path::Path;

use tallyfy_review::rules::changes::changes;
use tallyfy_review::{Format, rules};

use crate::{CONTRACT, Failure, contract, read, show};

/// Checks the contract, or a file that the user names, and prints the problems.
pub(crate) fn lint(format: Format, file: Option<&str>) -> Result<(), Failure> {
    let contract = match file {
        Some(file) => read(Path::new(""), file)?,
        None => contract()?,
    };
    let findings = tallyfy_review::lint(&contract);
    show(&tallyfy_review::render(&findings, &contract, format));
    if findings.is_empty() {
        Ok(())
    } else {
        Err(Failure::Findings(String::new()))
    }
}

/// Prints a list of all rules of `lint` and all kinds of changes that `diff` reports, one on each
/// line. After this list, prints the known limits of the checks.
pub(crate) fn rules() {
    let line = |code: &str, what: &str| format!("{code:<26} {what}\n");
    let rules: String = rules::rules()
        .map(|rule| line(rule.code, rule.what))
        .collect();
    let changes = changes().map(|rule| line(rule.code, rule.what));
    let changes: String = changes.collect();
    let limits: String = rules::LIMITS.iter().map(|limit| wrapped(limit)).collect();
    show(&format!(
        "Rules that `lint` checks:\n{rules}\n\
         Kinds of changes that `diff` reports:\n{changes}\n\
         Known limits:\n{limits}"
    ));
}

/// Wraps the text of a list item into lines of at most 100 columns.
fn wrapped(text: &str) -> String {
    let mut lines = String::new();
    let mut line = "-".to_owned();
    for word in text.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > 100 {
            lines += &format!("{line}\n");
            line = " ".to_owned();
        }
        line += &format!(" {word}");
    }
    format!("{lines}{line}\n")
}

/// Prints the explanation of a `lint` rule, or of a kind of change that `diff` reports.
pub(crate) fn explain(code: &str) -> Result<(), Failure> {
    let text = rules::explain_code(code).map_err(|near| {
        let help = match near.as_slice() {
            [] => "`cargo xtask rules` lists all codes".to_owned(),
            near => format!("did you mean {}?", near.join(", ")),
        };
        Failure::unusable(format!("the code `{code}` does not exist; {help}"))
    })?;
    show(&text);
    Ok(())
}

/// Prints the evidence for each part of the contract: what each source document says, what the
/// author of the contract chose, and why.
pub(crate) fn evidence() -> Result<(), Failure> {
    let contract = contract()?;
    let table = tallyfy_review::evidence(&contract)
        .map_err(|problem| Failure::Findings(problem.render(CONTRACT, &contract.text)))?;
    show(&table);
    Ok(())
}
