//! Shows a diff as Markdown for a comment in a pull request.

use std::fmt::Write as _;

use super::escape::{cut, fenced, html, markdown as line};
use super::{AXES, MOST_OF_A_WITNESS, count, counted, places, shown, used_by, whole};
use crate::{Change, Diff, Witness};

/// The maximum number of changes in a report.
const MOST: usize = 40;
/// The maximum length of a report in bytes. A comment on GitHub has at most 65,536 characters, so
/// the last lines of the report have more than 500 bytes left.
const ROOM: usize = 65_000;
/// The maximum length of the table of changes in bytes.
const ROOM_OF_THE_TABLE: usize = 20_000;

/// The maximum length of a line in characters.
const MOST_OF_A_LINE: usize = 500;
/// The maximum length in characters of the sentence about a change, which the report contains
/// twice, and of a version.
const MOST_OF_A_NAME: usize = 250;
/// The maximum number of lines of a list in a change.
const MOST_LINES: usize = 10;
/// The maximum number of versions. The project has two: `info.version`, and the version of the
/// crate.
const MOST_VERSIONS: usize = 5;

pub(super) fn markdown(diff: &Diff) -> String {
    let mut text = format!("### Contract change: {}\n\n", whole(diff));
    if diff.changes.is_empty() {
        return text + "No changes.\n";
    }
    text += "| axis | verdict |\n| --- | --- |\n";
    for (name, axis) in AXES {
        _ = writeln!(text, "| {name} | {} |", diff.most(axis));
    }
    text.push('\n');
    if let Some(note) = &diff.note {
        _ = writeln!(
            text,
            "{}\n",
            line(&cut(&format!("Note: {note}"), MOST_OF_A_LINE))
        );
    }
    let versions = diff.versions.iter().filter(|version| !version.is_enough);
    for version in versions.take(MOST_VERSIONS) {
        let short = |text: &str| cut(text, MOST_OF_A_NAME);
        let (name, to) = (short(&version.name), short(&version.to));
        let state = short(&version.state());
        _ = writeln!(
            text,
            "{}\n",
            line(&format!("`{name}` is {to} but {state}."))
        );
    }
    let (changes, words) = counted(diff);
    if !changes.is_empty() {
        text += "| change | WIRE | SOURCE | DECODE |\n| --- | --- | --- | --- |\n";
        let rows = changes.iter().map(|change| row(change));
        let shown = fill(&mut text, rows, ROOM_OF_THE_TABLE);
        text.push('\n');
        more(&mut text, changes.len() - shown, " changes.");
    }
    let details = changes.iter().map(|change| detail(diff, change));
    let shown = fill(&mut text, details, ROOM);
    let shown_elsewhere = " changes. Run `cargo xtask diff` to see them.";
    more(&mut text, changes.len() - shown, shown_elsewhere);
    if !words.is_empty() {
        _ = writeln!(
            text,
            "And {}.",
            count(words.len(), "documentation-only change")
        );
    }
    text
}

/// Adds parts while the text is shorter than `room`. Returns the number of added parts.
fn fill(text: &mut String, parts: impl Iterator<Item = String>, room: usize) -> usize {
    let mut shown = 0;
    for part in parts.take(MOST) {
        if text.len() + part.len() > room {
            break;
        }
        *text += &part;
        shown += 1;
    }
    shown
}

fn more(text: &mut String, number: usize, end: &str) {
    if number > 0 {
        _ = writeln!(text, "And {number} more{end}\n");
    }
}

fn row(change: &Change) -> String {
    let [wire, source, decode] = AXES.map(|(_, axis)| axis(change).bump);
    let what = line(&cut(&change.what, MOST_OF_A_NAME));
    format!("| {what} | {wire} | {source} | {decode} |\n")
}

fn detail(diff: &Diff, change: &Change) -> String {
    let what = html(&cut(&change.what, MOST_OF_A_NAME));
    let bump = change.bump();
    let mut text = format!("<details><summary>{bump}: {what}</summary>\n\n");
    let places = line(&cut(&places(diff, change), MOST_OF_A_LINE));
    _ = writeln!(text, "`{}`: {places}\n", change.code);
    for (name, axis) in AXES {
        let verdict = axis(change);
        if verdict.why.is_empty() {
            continue;
        }
        let why = line(&cut(&verdict.why, MOST_OF_A_LINE));
        _ = writeln!(text, "- **{name} {}**: {why}", verdict.bump);
        if let Some(witness) = &verdict.witness {
            let language = match witness {
                Witness::Rust(_) => "rust",
                Witness::Value { .. } | Witness::Exchange { .. } => "text",
            };
            text += &fenced(&cut(&shown(witness), MOST_OF_A_WITNESS), language);
        }
    }
    let surface = change.surface.iter();
    let surface = surface.map(|line| format!("hand-written client: {line}"));
    text += &list(&surface.collect::<Vec<_>>());
    text += &list(&used_by(&change.uses));
    text += &list(change.note.as_slice());
    text + "\n</details>\n\n"
}

fn list(lines: &[String]) -> String {
    let shown = lines.iter().take(MOST_LINES);
    let mut text: String = shown
        .map(|one| format!("- {}\n", line(&cut(one, MOST_OF_A_LINE))))
        .collect();
    let more = lines.len().saturating_sub(MOST_LINES);
    if more > 0 {
        _ = writeln!(text, "- and {more} more");
    }
    text
}
