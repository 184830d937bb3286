//! A difference for a comment in a pull request.

use std::fmt::Write as _;

use super::{AXES, count, counted, places, shown, used_by, whole};
use crate::{Change, Diff, Witness};

/// Changes that are shown; a comment on GitHub takes 65,536 characters, and each some 1,000.
const MOST: usize = 40;

pub(super) fn markdown(diff: &Diff) -> String {
    let mut text = format!("### The contract: {}\n\n", whole(diff));
    if diff.changes.is_empty() {
        return text + "No change.\n";
    }
    text += "| axis | verdict |\n| --- | --- |\n";
    for (name, axis) in AXES {
        _ = writeln!(text, "| {name} | {} |", diff.most(axis));
    }
    text.push('\n');
    for version in diff.versions.iter().filter(|version| !version.is_enough) {
        let (name, to) = (&version.name, &version.to);
        _ = writeln!(text, "`{name}` is {to}, and {}.\n", version.state());
    }
    let (changes, words) = counted(diff);
    if !changes.is_empty() {
        text += "| change | WIRE | SOURCE | DECODE |\n| --- | --- | --- | --- |\n";
        for change in changes.iter().take(MOST) {
            let [wire, source, decode] = AXES.map(|(_, axis)| axis(change).bump);
            let what = cell(&change.what);
            _ = writeln!(text, "| {what} | {wire} | {source} | {decode} |");
        }
        text.push('\n');
    }
    for change in changes.iter().take(MOST) {
        text += &detail(diff, change);
    }
    let more = changes.len().saturating_sub(MOST);
    if more > 0 {
        _ = writeln!(text, "And {more} more.\n");
    }
    if !words.is_empty() {
        _ = writeln!(text, "And {} of words alone.", count(words.len(), "change"));
    }
    text
}

fn detail(diff: &Diff, change: &Change) -> String {
    let what = change.what.replace('`', "");
    let mut text = format!(
        "<details><summary>{}: {}</summary>\n\n",
        change.bump(),
        escaped(&what)
    );
    _ = writeln!(text, "`{}`: {}\n", change.code, places(diff, change));
    for (name, axis) in AXES {
        let verdict = axis(change);
        if verdict.why.is_empty() {
            continue;
        }
        _ = writeln!(
            text,
            "- **{name} {}**: {}",
            verdict.bump,
            cell(&verdict.why)
        );
        if let Some(witness) = &verdict.witness {
            let language = match witness {
                Witness::Rust(_) => "rust",
                Witness::Value { .. } | Witness::Exchange { .. } => "text",
            };
            _ = writeln!(text, "  ```{language}");
            for line in shown(witness).lines() {
                _ = writeln!(text, "  {line}");
            }
            text += "  ```\n";
        }
    }
    for line in &change.surface {
        _ = writeln!(text, "- ergonomic surface: {}", cell(line));
    }
    for line in used_by(&change.uses) {
        _ = writeln!(text, "- {line}");
    }
    if let Some(note) = &change.note {
        _ = writeln!(text, "- {note}");
    }
    text + "\n</details>\n\n"
}

/// Text that neither ends a cell nor is HTML.
fn cell(text: &str) -> String {
    escaped(text).replace('|', "\\|")
}

/// Between backticks Markdown takes text as it is; elsewhere a `<` begins a tag.
fn escaped(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(index, part)| match index % 2 {
        0 => part.replace('&', "&amp;").replace('<', "&lt;"),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("`")
}
