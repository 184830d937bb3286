//! What is wrong with lines, whatever they say.

use tallyfy_codegen::Position;

use super::Lint;
use crate::Patch;

const MAX_COLUMNS: usize = 100;

impl Lint<'_> {
    /// Marks that a merge has left, and tabs that indent.
    pub(super) fn unmerged(&mut self) {
        let text = &self.contract.text;
        for (index, line) in text.lines().enumerate() {
            let position = Position {
                line: index + 1,
                column: 1,
            };
            let is_mark = line == "=======" || line == "|||||||";
            let is_mark = is_mark
                || ["<<<<<<< ", ">>>>>>> ", "||||||| "]
                    .iter()
                    .any(|mark| line.starts_with(mark));
            if is_mark {
                self.report(
                    "conflict-marker",
                    position,
                    "this line is a merge conflict marker",
                    "keep the correct lines of both sides, and delete the markers",
                );
            }
            let indent: String = line.chars().take_while(|c| c.is_whitespace()).collect();
            if indent.contains('\t') && line.trim() != "" {
                self.report(
                    "tab",
                    position,
                    "the indentation contains a tab",
                    "indent with spaces",
                );
            }
        }
    }

    /// What makes lines hard to compare.
    pub(super) fn lines(&mut self) {
        let text = &self.contract.text;
        for (index, line) in text.lines().enumerate() {
            let line_number = index + 1;
            let columns = line.chars().count();
            let trimmed = line.trim_end();
            if trimmed != line {
                let position = Position {
                    line: line_number,
                    column: trimmed.chars().count() + 1,
                };
                self.report(
                    "trailing-blank",
                    position,
                    "the line ends with whitespace",
                    "delete it",
                )
                .patch = Some(Patch {
                    line: line_number,
                    with: vec![trimmed.to_owned()],
                });
            }
            if columns > MAX_COLUMNS {
                let position = Position {
                    line: line_number,
                    column: MAX_COLUMNS + 1,
                };
                self.report(
                    "long-line",
                    position,
                    format!("the line has {columns} characters, but the limit is {MAX_COLUMNS}"),
                    "write the text on several lines after `>-`",
                );
            }
        }
    }
}
