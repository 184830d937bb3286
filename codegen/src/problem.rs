//! One thing that is wrong with a contract: where, what, and what to do about it.

use crate::tree::Position;

/// One thing that is wrong with a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it is.
    pub position: Position,
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Problem {
    pub(crate) fn new(
        position: Position,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Problem {
        Problem {
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
        let Position { line, column } = self.position;
        let Problem { message, help, .. } = self;
        let number = line.to_string();
        let gutter = " ".repeat(number.len());
        let excerpt = text
            .lines()
            .nth(line.saturating_sub(1))
            .unwrap_or_default()
            .trim_end();
        let indent = " ".repeat(column.saturating_sub(1));
        format!(
            "error: {message}\n\
             {gutter}--> {file}:{line}:{column}\n\
             {gutter} |\n\
             {number} | {excerpt}\n\
             {gutter} | {indent}^\n\
             {gutter} = help: {help}\n"
        )
    }
}
