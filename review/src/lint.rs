//! Finds what breaks a rule: in the text, in the tree of the contract, and in what it generates.

mod examples;
mod keys;
mod layout;
mod mend;
mod provenance;
mod scalars;
mod text;

use tallyfy_codegen::{Marks, Node, Position, generate, tree};

use crate::{Contract, Finding, rules};

/// All that breaks a rule, in the order of the text.
///
/// What stands in the way of reading the contract comes alone; the rest comes together.
#[must_use]
pub fn lint(contract: &Contract) -> Vec<Finding> {
    let mut lint = begun(contract);
    if lint.findings.is_empty() {
        lint.lines();
        match tree(&contract.text) {
            Ok(root) => {
                lint.marks = Marks::of(&contract.text);
                lint.contract(&root);
                lint.accept();
            }
            Err(problem) => lint.findings.push(Finding::of(problem, &contract.file)),
        }
    }
    lint.finish()
}

/// What a merge has left, over which a parser would stumble and say something else of it.
pub(crate) fn unmerged(contract: &Contract) -> Vec<Finding> {
    begun(contract).finish()
}

/// With what a merge has left.
fn begun(contract: &Contract) -> Lint<'_> {
    let mut lint = Lint {
        contract,
        lines: contract.text.lines().collect(),
        marks: Marks::default(),
        findings: Vec::new(),
    };
    lint.unmerged();
    lint
}

struct Lint<'a> {
    contract: &'a Contract,
    lines: Vec<&'a str>,
    marks: Marks,
    findings: Vec<Finding>,
}

impl<'a> Lint<'a> {
    fn contract(&mut self, root: &Node) {
        if let Err(problems) = generate(&self.contract.text) {
            let file = &self.contract.file;
            let findings = problems.into_iter().map(|p| Finding::of(p, file));
            self.findings.extend(findings);
        }
        self.scalars(root);
        self.keys(root);
        self.layout(root);
        self.provenance(root);
        self.examples(root);
        self.values(root);
        self.mend(root);
    }

    fn report(
        &mut self,
        code: &'static str,
        position: Position,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> &mut Finding {
        let file = &self.contract.file;
        self.findings
            .push(Finding::new(code, file, position, message, help));
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// A line of the contract, counted from 1.
    fn line(&self, number: usize) -> &'a str {
        let line = self.lines.get(number.saturating_sub(1));
        line.copied().unwrap_or_default()
    }

    /// What stands at a place, to the end of its line.
    fn at(&self, position: Position) -> &'a str {
        let line = self.line(position.line);
        let start = line.char_indices().nth(position.column - 1);
        start.map_or("", |(start, _)| &line[start..])
    }

    /// Takes out what comments accept, and reports comments that accept nothing.
    fn accept(&mut self) {
        for (index, line) in self.lines.clone().into_iter().enumerate() {
            let Some((accepted, reason)) = accepted(line) else {
                continue;
            };
            if self.marks.is_text(index + 1) {
                continue;
            }
            // Several comments may stand above one line.
            let below = self.lines[index..].iter().copied();
            let comments = below.take_while(|line| self::accepted(line).is_some());
            let next = index + comments.count() + 1;
            let is_accepted = |finding: &Finding| {
                finding.file == self.contract.file
                    && finding.position.line == next
                    && finding.code == accepted
                    && rules::rule(finding.code).is_some_and(|rule| rule.accept)
            };
            let before = self.findings.len();
            if !reason.is_empty() {
                self.findings.retain(|finding| !is_accepted(finding));
            }
            if self.findings.len() < before {
                continue;
            }
            let position = Position {
                line: index + 1,
                column: line.len() - line.trim_start().len() + 1,
            };
            let (message, help) = if reason.is_empty() {
                (
                    "this `allow` comment has no reason".to_owned(),
                    "write the reason after the colon",
                )
            } else {
                (
                    format!(
                        "the next line does not break the rule `{accepted}`, or no comment can accept it"
                    ),
                    "delete the comment",
                )
            };
            self.report("unused-allow", position, message, help);
        }
    }

    fn finish(mut self) -> Vec<Finding> {
        let order = |finding: &Finding| (finding.file != self.contract.file, finding.position);
        self.findings
            .sort_by_key(|finding| (order(finding), finding.file.clone()));
        self.findings.dedup();
        self.findings
    }
}

/// The rule that a comment accepts a finding of, and why: `# allow(long-line): the reason`.
fn accepted(line: &str) -> Option<(&str, &str)> {
    let rest = line.trim_start().strip_prefix("# allow(")?;
    let (code, reason) = rest.split_once(')')?;
    Some((code, reason.trim_start_matches(':').trim()))
}
