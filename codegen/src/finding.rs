//! The type that describes one problem of a contract, and the patches that solve it.

use std::fmt::Write as _;

use crate::position::Position;
use crate::tree::{Data, Entry};

/// One problem of a contract: the broken rule, the position, the message and the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The code of the broken rule, such as `ref-dangling`. The command `cargo xtask explain CODE`
    /// describes the rule with this code.
    pub code: &'static str,
    /// The evidence file with the problem. `None` if the problem is in the contract.
    pub file: Option<String>,
    /// The position of the problem.
    pub position: Position,
    /// The message, without a capital letter at the beginning and without a full stop.
    pub message: String,
    /// The remedy.
    pub help: String,
    /// The change that solves the problem. `None` if the correct change is not certain.
    pub patch: Option<Patch>,
}

/// A replacement for one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// The number of the line. The first line has the number 1.
    pub line: usize,
    /// The new lines. If the list is empty, the patch deletes the line.
    pub with: Vec<String>,
}

impl Finding {
    /// Creates a finding in the contract.
    #[must_use]
    pub fn new(
        code: &'static str,
        position: Position,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding {
        Finding {
            code,
            file: None,
            position,
            message: message.into(),
            help: help.into(),
            patch: None,
        }
    }

    /// Adds a patch.
    #[must_use]
    pub fn with_patch(mut self, patch: Option<Patch>) -> Finding {
        self.patch = patch;
        self
    }

    /// Formats the finding in the style of rustc: message, position, excerpt, help and patch.
    ///
    /// `file` is the file name that the output shows. `text` is the text of this file.
    #[must_use]
    pub fn render(&self, file: &str, text: &str) -> String {
        let Finding {
            code,
            position: Position { line, column },
            message,
            help,
            ..
        } = self;
        let number = line.to_string();
        let gutter = " ".repeat(number.len());
        let lines: Vec<&str> = text.lines().collect();
        let line_at = |number: usize| lines.get(number - 1).copied().unwrap_or_default();
        let excerpt = line_at(*line).trim_end();
        let indent = " ".repeat(column.saturating_sub(1));
        let marker = "^".repeat(extent(excerpt, *column));
        let mut shown = format!(
            "error[{code}]: {message}\n\
             {gutter}--> {file}:{line}:{column}\n\
             {gutter} |\n\
             {number} | {excerpt}\n\
             {gutter} | {indent}{marker}\n\
             {gutter} = help: {help}\n"
        );
        if let Some(Patch { line, with }) = &self.patch {
            _ = writeln!(shown, "{gutter} = change line {line}:");
            _ = writeln!(shown, "{gutter}   - {}", line_at(*line));
            for new in with {
                _ = writeln!(shown, "{gutter}   + {new}");
            }
        }
        shown
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

/// The lines of a contract, from which this type makes patches. If the lines are not written in the
/// usual form, a function returns `None`, because the result of the patch would not be certain.
#[derive(Clone, Debug, Default)]
pub struct Lines<'a>(Vec<&'a str>);

impl<'a> Lines<'a> {
    /// Splits a text into lines.
    #[must_use]
    pub fn of(text: &'a str) -> Lines<'a> {
        Lines(text.lines().collect())
    }

    /// Returns all lines.
    pub fn all(&self) -> impl Iterator<Item = &'a str> {
        self.0.iter().copied()
    }

    /// Returns a line. The first line has the number 1. A line that does not exist is empty.
    #[must_use]
    pub fn line(&self, number: usize) -> &'a str {
        let line = self.0.get(number.saturating_sub(1));
        line.copied().unwrap_or_default()
    }

    /// Splits a line at a position.
    #[must_use]
    pub fn split(&self, position: Position) -> (&'a str, &'a str) {
        let line = self.line(position.line);
        let mut starts = line.char_indices().map(|(start, _)| start);
        let start = starts.nth(position.column.saturating_sub(1));
        line.split_at(start.unwrap_or(line.len()))
    }

    /// Returns whether the value of an entry is written beside its key, and ends on this line.
    fn is_on_one_line(&self, entry: &Entry) -> bool {
        let Data::Scalar(scalar) = &entry.value.data else {
            return false;
        };
        let text = scalar
            .as_str()
            .map_or_else(|| scalar.to_string(), str::to_owned);
        let (indent, written) = self.split(entry.position);
        let value = written.strip_prefix(entry.key.as_str());
        let value = value.and_then(|rest| rest.strip_prefix(": "));
        indent.trim().is_empty()
            && value.is_some_and(|value| unquoted(value) == text || value == text)
    }

    /// Deletes an entry whose key and value are on one line.
    #[must_use]
    pub fn delete(&self, entry: &Entry) -> Option<Patch> {
        self.is_on_one_line(entry).then(|| Patch {
            line: entry.position.line,
            with: Vec::new(),
        })
    }

    /// Replaces the scalar or key `old` at a position with the text `new`. The quotes of the scalar
    /// remain.
    #[must_use]
    pub fn replace(&self, position: Position, old: &str, new: &str) -> Option<Patch> {
        let (before, written) = self.split(position);
        let quote = written.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let quote = quote.map(String::from).unwrap_or_default();
        let after = written.strip_prefix(&format!("{quote}{old}{quote}"))?;
        if !after.is_empty() && !after.starts_with([':', ',', ']', '}', ' ']) {
            return None;
        }
        Some(Patch {
            line: position.line,
            with: vec![format!("{before}{quote}{new}{quote}{after}")],
        })
    }

    /// Replaces the written form of a scalar, with its quotes.
    #[must_use]
    pub fn rewrite(&self, position: Position, old: &str, new: &str) -> Option<Patch> {
        let (before, written) = self.split(position);
        let after = written.strip_prefix(old)?;
        if !after.is_empty() && !after.starts_with([':', ',', ']', '}', ' ']) {
            return None;
        }
        Some(Patch {
            line: position.line,
            with: vec![format!("{before}{new}{after}").trim_end().to_owned()],
        })
    }

    /// Adds lines before an entry, with the indentation of the entry.
    #[must_use]
    pub fn insert_before(&self, entry: &Entry, new: &[&str]) -> Option<Patch> {
        let (indent, _) = self.split(entry.position);
        let mut with = self.indented(indent, new)?;
        with.push(self.line(entry.position.line).to_owned());
        Some(Patch {
            line: entry.position.line,
            with,
        })
    }

    /// Adds lines after an entry whose key and value are on one line. The new lines have the
    /// indentation of the entry.
    #[must_use]
    pub fn insert_after(&self, entry: &Entry, new: &[&str]) -> Option<Patch> {
        if !self.is_on_one_line(entry) {
            return None;
        }
        let (indent, _) = self.split(entry.position);
        let mut with = vec![self.line(entry.position.line).to_owned()];
        with.extend(self.indented(indent, new)?);
        Some(Patch {
            line: entry.position.line,
            with,
        })
    }

    fn indented(&self, indent: &str, new: &[&str]) -> Option<Vec<String>> {
        let lines = new.iter().map(|line| format!("{indent}{line}"));
        indent.trim().is_empty().then(|| lines.collect())
    }
}

/// Removes the quotes around a scalar that needs no escape sequences.
fn unquoted(written: &str) -> &str {
    ['\'', '"']
        .iter()
        .find_map(|quote| written.strip_prefix(*quote)?.strip_suffix(*quote))
        .filter(|text| !text.contains(['\'', '"', '\\']))
        .unwrap_or(written)
}
