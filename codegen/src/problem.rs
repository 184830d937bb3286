//! The type that describes one problem of a contract.

use crate::position::Position;

/// One problem of a contract: the broken rule, the position, the message and the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The code of the broken rule, such as `ref-dangling`. The command `cargo xtask explain CODE`
    /// describes the rule with this code.
    pub code: &'static str,
    /// The position of the problem.
    pub position: Position,
    /// The message, without a capital letter at the beginning and without a full stop.
    pub message: String,
    /// The remedy.
    pub help: String,
}

impl Problem {
    /// Creates a problem.
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

    /// Formats the problem in the style of rustc: message, position, excerpt and help.
    ///
    /// `file` is the file name that the output shows. `text` is the text of the contract.
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

/// Returns the length, in characters, of the key or scalar that begins at the given column.
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
