//! Checks of single lines.

use tallyfy_codegen::{Patch, Position};

use super::Lint;

const MAX_COLUMNS: usize = 100;

impl Lint<'_> {
    /// Reports lines that are hard to compare.
    pub(super) fn text_lines(&mut self) {
        for (index, line) in self.contract.text.lines().enumerate() {
            let number = index + 1;
            let columns = line.chars().count();
            let trimmed = line.trim_end();
            if trimmed != line {
                let position = Position {
                    line: number,
                    column: trimmed.chars().count() + 1,
                };
                self.report(
                    "trailing-blank",
                    position,
                    "the line ends with whitespace",
                    "delete it",
                )
                .patch = Some(Patch {
                    line: number,
                    with: vec![trimmed.to_owned()],
                });
            }
            if columns > MAX_COLUMNS {
                let position = Position {
                    line: number,
                    column: MAX_COLUMNS + 1,
                };
                self.report(
                    "long-line",
                    position,
                    format!("the line has {columns} characters, but the limit is {MAX_COLUMNS}"),
                    "write the text on several lines after `>-`",
                )
                .patch = folded(line)
                    .filter(|_| !self.marks.is_text(number))
                    .map(|with| Patch { line: number, with });
            }
        }
    }
}

/// Writes a line with a key and a plain text as a key and a folded block.
fn folded(line: &str) -> Option<Vec<String>> {
    let words = line.trim_start();
    let indent = " ".repeat(line.len() - words.len() + 2);
    let (key, text) = words.split_once(": ")?;
    let is_key = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let is_plain = text.starts_with(|c: char| c.is_alphabetic());
    if !is_key || key.starts_with('-') || !is_plain || text.contains([':', '#']) {
        return None;
    }
    let mut lines = vec![line[..line.len() - text.len()].to_owned() + ">-"];
    let mut last = String::new();
    for word in text.split(' ') {
        let columns = indent.len() + last.chars().count() + 1 + word.chars().count();
        if !last.is_empty() && columns > MAX_COLUMNS {
            lines.push(format!("{indent}{last}"));
            last.clear();
        }
        if !last.is_empty() {
            last.push(' ');
        }
        last += word;
    }
    lines.push(format!("{indent}{last}"));
    let is_short = |line: &String| line.chars().count() <= MAX_COLUMNS;
    lines.iter().all(is_short).then_some(lines)
}
