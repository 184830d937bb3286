//! The formats in which findings are printed.

use std::fmt::Write as _;

use serde_json::{Value, json};
use tallyfy_codegen::{Finding, Position};

use crate::{Contract, rules};

/// A format for findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Text for people.
    #[default]
    Text,
    /// A JSON array of objects.
    Json,
    /// Annotations of a GitHub workflow, one on each line.
    Github,
}

/// Returns the name and the text of the file that contains a finding.
fn file<'a>(finding: &'a Finding, contract: &'a Contract) -> (&'a str, &'a str) {
    let is_in = |body: &&crate::Evidence| finding.file.as_ref() == Some(&body.name);
    let body = contract.evidence.iter().find(is_in);
    body.map_or((&contract.file, &contract.text), |body| {
        (&body.name, &body.body)
    })
}

fn text(finding: &Finding, contract: &Contract) -> String {
    let (file, text) = file(finding, contract);
    let mut shown = finding.render(file, text);
    let gutter = " ".repeat(finding.position.line.to_string().len());
    if let Some(rule) = rules::rule(finding.code) {
        _ = writeln!(shown, "{gutter} = why: {}", rule.why);
    }
    shown
}

fn json(finding: &Finding, contract: &Contract) -> Value {
    json!({
        "code": finding.code,
        "file": file(finding, contract).0,
        "line": finding.position.line,
        "column": finding.position.column,
        "message": finding.message,
        "help": finding.help,
        "why": rules::rule(finding.code).map(|rule| rule.why),
        "patch": finding.patch.as_ref().map(|patch| json!({
            "line": patch.line,
            "with": patch.with,
        })),
    })
}

fn github(finding: &Finding, contract: &Contract) -> String {
    let (file, _) = file(finding, contract);
    let message = format!("{}\n{}", finding.message, finding.help);
    annotation("error", file, finding.position, finding.code, &message)
}

/// Returns an annotation of a GitHub workflow, with a line break at the end.
pub(crate) fn annotation(
    level: &str,
    file: &str,
    position: Position,
    title: &str,
    message: &str,
) -> String {
    // These characters would end the message or a property of a workflow command.
    let data = |text: &str| {
        text.replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A")
    };
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    format!(
        "::{level} file={},line={},col={},title={}::{}\n",
        property(file),
        position.line,
        position.column,
        property(title),
        data(message),
    )
}

/// Returns all findings in a format, with a line break at the end.
#[must_use]
pub fn render(findings: &[Finding], contract: &Contract, format: Format) -> String {
    let all = findings.iter();
    match format {
        Format::Text => {
            let mut shown: String = all.map(|one| text(one, contract) + "\n").collect();
            if let Some(first) = findings.first() {
                let problems = match findings.len() {
                    1 => "1 problem".to_owned(),
                    number => format!("{number} problems"),
                };
                let code = first.code;
                _ = writeln!(
                    shown,
                    "{problems} found. Run `cargo xtask explain {code}` for details."
                );
            }
            shown
        }
        Format::Json => {
            let all: Vec<Value> = all.map(|one| json(one, contract)).collect();
            format!("{:#}\n", Value::from(all))
        }
        Format::Github => all.map(|one| github(one, contract)).collect(),
    }
}
