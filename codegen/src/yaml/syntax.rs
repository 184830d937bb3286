//! The messages about text that is not valid YAML.

use saphyr_parser::ScanError;

use super::MAX_DEPTH;
use crate::finding::Finding;
use crate::position::Position;

/// Returns whether a finding prevents reading the rest of the text.
pub(super) fn is_fatal(finding: &Finding) -> bool {
    const FATAL: [&str; 6] = [
        "alias-form",
        "conflict-marker",
        "several-documents",
        "tab",
        "too-deep",
        "yaml-syntax",
    ];
    FATAL.contains(&finding.code)
}

/// Returns the causes of a syntax error. The message of the parser does not mention a merge
/// conflict marker or a tab.
pub(super) fn causes(text: &str, error: Finding) -> Vec<Finding> {
    let markers = markers(text, true);
    if !markers.is_empty() {
        return markers;
    }
    let is_tab = |line: &str| {
        let indent = line.len() - line.trim_start().len();
        indent < line.len() && line[..indent].contains('\t')
    };
    let number = error.position.line;
    let mut near = text.lines().skip(number.saturating_sub(2)).take(2);
    if !near.any(is_tab) {
        return vec![error];
    }
    let lines = text.lines().enumerate().filter(|(_, line)| is_tab(line));
    let tab = |(index, _)| {
        let position = Position {
            line: index + 1,
            column: 1,
        };
        Finding::new(
            "tab",
            position,
            "the indentation contains a tab",
            "indent with spaces",
        )
    };
    lines.map(tab).collect()
}

/// Reports merge conflict markers. A line `=======` is certainly a marker only if the text is not
/// valid YAML.
pub(super) fn markers(text: &str, is_invalid: bool) -> Vec<Finding> {
    let is_marker = |line: &str| {
        let labels = ["<<<<<<< ", ">>>>>>> ", "||||||| "];
        let is_plain = matches!(line, "=======" | "|||||||" | "<<<<<<<" | ">>>>>>>");
        is_invalid && is_plain || labels.iter().any(|label| line.starts_with(label))
    };
    let lines = text.lines().enumerate();
    let marker = |(index, _)| {
        let position = Position {
            line: index + 1,
            column: 1,
        };
        Finding::new(
            "conflict-marker",
            position,
            "this line is a merge conflict marker",
            "keep the correct lines of both sides, and delete the markers",
        )
    };
    let lines = lines.filter(|(_, line)| is_marker(line));
    lines.map(marker).collect()
}

pub(super) fn too_deep(position: Position) -> Finding {
    Finding::new(
        "too-deep",
        position,
        format!("the contract has more than {MAX_DEPTH} levels of nesting"),
        "move the inner part under `components`, and refer to it with `$ref`",
    )
}

pub(super) fn malformed(error: &ScanError) -> Finding {
    let position = Position::from(error.marker());
    if error.info().contains("unknown anchor") {
        return Finding::new(
            "alias-form",
            position,
            "the alias refers to an anchor that does not exist",
            "write the value here, or put a text that begins with `*` in quotes",
        );
    }
    // The parser itself allows at most 255 levels of brackets.
    if error.info().contains("recursion limit") {
        return too_deep(position);
    }
    let help = if error.info().contains("tab") {
        "indent with spaces instead of tabs"
    } else {
        "check the indentation here and in the lines above; look for a missing `:` or a missing \
         closing quote"
    };
    Finding::new(
        "yaml-syntax",
        position,
        format!("the contract is not well-formed YAML: {}", error.info()),
        help,
    )
}
