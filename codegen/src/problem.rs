//! One thing that is wrong with a contract: which rule, where, what, and what to do about it.

use crate::position::Position;

/// One thing that is wrong with a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The rule that it breaks, such as `ref-dangling`; `cargo xtask explain` says more.
    pub code: &'static str,
    /// Where it is.
    pub position: Position,
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Problem {
    /// A problem.
    #[must_use]
    pub fn new(
        code: &'static str,
        position: Position,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Problem {
        Problem {
            code,
            position,
            message: message.into(),
            help: help.into(),
        }
    }

    /// The problem as rustc would print it: place, excerpt, message and help.
    ///
    /// `file` is the name to print, and `text` the contract that the problem was found in.
    #[must_use]
    pub fn render(&self, file: &str, text: &str) -> String {
        let Problem {
            code,
            position: Position { line, column },
            message,
            help,
        } = self;
        let number = line.to_string();
        let gutter = " ".repeat(number.len());
        let excerpt = text
            .lines()
            .nth(line.saturating_sub(1))
            .unwrap_or_default()
            .trim_end();
        let indent = " ".repeat(column.saturating_sub(1));
        let marker = "^".repeat(extent(excerpt, *column));
        format!(
            "error[{code}]: {message}\n\
             {gutter}--> {file}:{line}:{column}\n\
             {gutter} |\n\
             {number} | {excerpt}\n\
             {gutter} | {indent}{marker}\n\
             {gutter} = help: {help}\n"
        )
    }
}

/// How many characters of a line belong to the key or the scalar that begins at a column.
fn extent(line: &str, column: usize) -> usize {
    let rest: String = line.chars().skip(column.saturating_sub(1)).collect();
    let end = match rest.chars().next() {
        Some(quote @ ('\'' | '"')) => rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| *c == quote)
            .map(|(at, _)| at + 1),
        _ => [
            rest.find(": "),
            rest.find(" #"),
            rest.strip_suffix(':').map(str::len),
        ]
        .into_iter()
        .flatten()
        .min(),
    };
    rest.get(..end.unwrap_or(rest.len()))
        .map_or(1, |part| part.chars().count().max(1))
}
