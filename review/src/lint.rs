//! Finds everything that breaks a rule: in the text, in the tree of the contract, and in the code
//! that is generated from the contract.

mod allow;
mod examples;
mod keys;
mod layout;
mod provenance;
mod scalars;
mod statuses;
mod text;
mod unused;

pub use allow::{Allow, Date, allowed};

use tallyfy_codegen::{Finding, Lines, Marks, Position, Yaml, generate_from, read};

use crate::Contract;

/// Returns all findings, in the order of the text. The findings in evidence files come last.
///
/// If YAML problems prevent reading the contract, the function returns only these problems and the
/// problems of single lines. An `allow` comment is reported as expired if `today` is later than its
/// date. If `today` is `None`, no comment is expired.
#[must_use]
pub fn lint(contract: &Contract, today: Option<Date>) -> Vec<Finding> {
    let mut lint = Lint {
        contract,
        lines: Lines::of(&contract.text),
        marks: Marks::default(),
        is_generated: false,
        findings: Vec::new(),
    };
    match read(&contract.text) {
        Ok(yaml) => {
            lint.marks = yaml.marks.clone();
            lint.text_lines();
            lint.contract(&yaml);
            lint.allow(today);
        }
        Err(findings) => {
            // Without the marks, each line may be a part of a text.
            lint.marks.texts.push(1..=usize::MAX);
            lint.text_lines();
            lint.findings.extend(findings);
        }
    }
    let order = |one: &Finding| (one.file.clone(), one.position);
    lint.findings.sort_by_key(order);
    lint.findings.dedup();
    lint.findings
}

struct Lint<'a> {
    contract: &'a Contract,
    lines: Lines<'a>,
    marks: Marks,
    /// False if the contract has a problem that prevents generation.
    is_generated: bool,
    findings: Vec<Finding>,
}

impl Lint<'_> {
    fn contract(&mut self, yaml: &Yaml) {
        let root = &yaml.root;
        match generate_from(yaml, &self.contract.text) {
            Ok(_) => self.is_generated = true,
            Err(findings) => self.findings.extend(findings),
        }
        self.scalars();
        self.keys(root);
        self.layout(root);
        self.provenance(root);
        self.statuses(root);
        self.unused(root);
        self.examples(root);
        self.values(root);
    }

    fn report(
        &mut self,
        code: &'static str,
        position: Position,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> &mut Finding {
        self.findings
            .push(Finding::new(code, position, message, help));
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }
}
