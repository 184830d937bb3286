//! Reviews the contract: `cargo xtask lint`, `rules`, `explain` and `evidence`.

use std::path::Path;

use tallyfy_review::{Format, facts, rules};

use crate::{CONTRACT, Failure, contract, read, show};

/// Prints what is wrong with the contract, or with another one.
pub(crate) fn lint(arguments: &[&str]) -> Result<(), Failure> {
    let mut format = Format::Text;
    let mut file = None;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match *argument {
            "--format" => format = format_of(rest.next().copied())?,
            option if option.starts_with('-') => {
                return Err(Failure::unusable(format!("unknown option: {option}")));
            }
            name if file.is_none() => file = Some(name),
            _ => return Err(Failure::unusable("lint takes one file")),
        }
    }
    let contract = match file {
        Some(file) => read(Path::new(""), file)?,
        None => contract()?,
    };
    let findings = tallyfy_review::lint(&contract);
    show(&tallyfy_review::render(&findings, &contract, format));
    match findings.is_empty() {
        true => Ok(()),
        false => Err(Failure::Findings(String::new())),
    }
}

fn format_of(name: Option<&str>) -> Result<Format, Failure> {
    match name {
        Some("text") => Ok(Format::Text),
        Some("json") => Ok(Format::Json),
        Some("github") => Ok(Format::Github),
        _ => Err(Failure::unusable("--format is text, json or github")),
    }
}

/// Prints the rules, a line each.
pub(crate) fn rules() {
    let lines = rules::rules().map(|rule| format!("{:<24} {}\n", rule.code, rule.what));
    show(&lines.collect::<String>());
}

/// Prints what there is to know of a rule.
pub(crate) fn explain(code: &str) -> Result<(), Failure> {
    let Some(rule) = rules::rule(code) else {
        let near = rules::rules().filter(|rule| {
            let parts: Vec<&str> = code.split('-').collect();
            rule.code.split('-').any(|part| parts.contains(&part))
        });
        let near: Vec<&str> = near.map(|rule| rule.code).collect();
        let help = match near.as_slice() {
            [] => "`cargo xtask rules` lists them".to_owned(),
            near => format!("did you mean {}?", near.join(", ")),
        };
        return Err(Failure::unusable(format!(
            "there is no rule `{code}`; {help}"
        )));
    };
    show(&rules::explain(rule));
    Ok(())
}

/// Prints where each part of the contract was read, and how the documents disagree.
pub(crate) fn evidence() -> Result<(), Failure> {
    let contract = contract()?;
    let facts = facts(&contract.text)
        .map_err(|problem| Failure::Findings(problem.render(CONTRACT, &contract.text)))?;
    let width = facts.iter().map(|fact| fact.name.chars().count()).max();
    let width = width.unwrap_or_default();
    let mut table = String::new();
    for fact in &facts {
        let place = format!("{CONTRACT}:{}", fact.line);
        let sources = fact.sources.join(" ");
        table += &format!("{:<width$}  {sources:<12} {place}\n", fact.name);
        if let Some(conflict) = &fact.conflict {
            table += &format!("{:<width$}    {conflict}\n", "");
        }
    }
    let count = |is: fn(&tallyfy_review::Fact) -> bool| facts.iter().filter(|f| is(f)).count();
    table += &format!(
        "\n{} parts: {} of one source, {} of several, {} of them in conflict, {} of none; {} bodies \
         of evidence\n",
        facts.len(),
        count(|fact| fact.sources.len() == 1),
        count(|fact| fact.sources.len() > 1),
        count(|fact| fact.conflict.is_some()),
        count(|fact| fact.sources.is_empty()),
        contract.evidence.len(),
    );
    show(&table);
    Ok(())
}
