//! What a review finds, and how it is shown to people and to machines.

use std::fmt::Write as _;

use serde_json::{Value, json};
use tallyfy_codegen::{Position, Problem};

use crate::{Contract, rules};

/// One thing that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's code, such as `ref-dangling`.
    pub code: &'static str,
    /// The file that it is in.
    pub file: String,
    /// Where it is.
    pub position: Position,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// What would mend it, where that is certain.
    pub patch: Option<Patch>,
}

/// A line, and what to write in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// The line, counted from 1.
    pub line: usize,
    /// What to write; nothing to delete it.
    pub with: Vec<String>,
}

/// How findings are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// A list of objects.
    Json,
    /// Annotations of a workflow on GitHub, one a line.
    Github,
}

impl Finding {
    pub(crate) fn new(
        code: &'static str,
        file: impl Into<String>,
        position: Position,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding {
        Finding {
            code,
            file: file.into(),
            position,
            message: message.into(),
            help: help.into(),
            patch: None,
        }
    }

    pub(crate) fn of(problem: Problem, file: &str) -> Finding {
        let Problem {
            code,
            position,
            message,
            help,
        } = problem;
        Finding::new(code, file, position, message, help)
    }

    /// As rustc would print it: the place, an excerpt, why it matters, and what to do.
    #[must_use]
    pub fn render(&self, contract: &Contract) -> String {
        let text = self.text(contract);
        let problem = Problem::new(self.code, self.position, &self.message, &self.help);
        let mut shown = problem.render(&self.file, text);
        let gutter = " ".repeat(self.position.line.to_string().len());
        if let Some(rule) = rules::rule(self.code) {
            _ = writeln!(shown, "{gutter} = why: {}", rule.why);
        }
        if let Some(Patch { line, with }) = &self.patch {
            let old = text.lines().nth(line - 1).unwrap_or_default();
            _ = writeln!(shown, "{gutter} = change line {line}:");
            _ = writeln!(shown, "{gutter}   - {old}");
            for new in with {
                _ = writeln!(shown, "{gutter}   + {new}");
            }
        }
        shown
    }

    /// The text of the file that the finding is in.
    fn text<'a>(&self, contract: &'a Contract) -> &'a str {
        let mut evidence = contract.evidence.iter();
        evidence
            .find(|body| self.file == body.name)
            .map_or(&contract.text, |body| &body.body)
    }

    fn json(&self) -> Value {
        json!({
            "code": self.code,
            "file": self.file,
            "line": self.position.line,
            "column": self.position.column,
            "message": self.message,
            "help": self.help,
            "why": rules::rule(self.code).map(|rule| rule.why),
            "patch": self.patch.as_ref().map(|patch| json!({
                "line": patch.line,
                "with": patch.with,
            })),
        })
    }

    fn annotation(&self) -> String {
        let message = format!("{}\n{}", self.message, self.help);
        annotation("error", &self.file, self.position, self.code, &message)
    }
}

/// An annotation of a workflow on GitHub, with a line break at the end.
pub(crate) fn annotation(
    level: &str,
    file: &str,
    position: Position,
    title: &str,
    message: &str,
) -> String {
    // The characters that end a message or a property of a workflow command.
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

/// All findings, in a format, with a line break at the end.
#[must_use]
pub fn render(findings: &[Finding], contract: &Contract, format: Format) -> String {
    match format {
        Format::Text => {
            let mut text: String = findings
                .iter()
                .map(|finding| finding.render(contract) + "\n")
                .collect();
            if let Some(first) = findings.first() {
                let code = first.code;
                _ = writeln!(
                    text,
                    "{} found. Run `cargo xtask explain {code}` for details.",
                    count(findings.len(), "problem"),
                );
            }
            text
        }
        Format::Json => {
            let all: Vec<Value> = findings.iter().map(Finding::json).collect();
            format!("{:#}\n", Value::from(all))
        }
        Format::Github => findings.iter().map(Finding::annotation).collect(),
    }
}

fn count(number: usize, of: &str) -> String {
    match number {
        1 => format!("1 {of}"),
        _ => format!("{number} {of}s"),
    }
}
