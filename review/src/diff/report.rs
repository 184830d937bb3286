//! Shows a diff in several formats: for a terminal, for a pull request and for programs.

mod changelog;
mod escape;
mod machine;
mod markdown;
mod text;

use self::escape::{clean, clean_lines};
use crate::{Bump, Change, Diff, Direction, ItemChange, Use, Verdict, Witness};

pub use changelog::changelog;

/// A format for a diff.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DiffFormat {
    /// Text for a terminal.
    #[default]
    Text,
    /// The first screen of the text for a terminal.
    Summary,
    /// Markdown for a comment in a pull request.
    Markdown,
    /// A JSON object.
    Json,
    /// Annotations of a GitHub workflow, one on each line.
    Github,
}

/// Returns a diff in a format, with a line break at the end.
#[must_use]
pub fn report(diff: &Diff, format: DiffFormat) -> String {
    match format {
        DiffFormat::Text => text::text(&cleaned(diff)),
        DiffFormat::Summary => text::summary(&cleaned(diff)),
        DiffFormat::Markdown => markdown::markdown(&cleaned(diff)),
        DiffFormat::Json => machine::json(diff),
        DiffFormat::Github => machine::github(&cleaned(diff)),
    }
}

/// Returns a copy of a diff whose texts have no line breaks and no control characters, which a
/// terminal would interpret. A name in a contract may have any characters.
fn cleaned(diff: &Diff) -> Diff {
    let mut diff = diff.clone();
    let clean_use = |one: &mut Use| {
        one.operation = clean(&one.operation);
        one.part = clean(&one.part);
    };
    diff.base = clean(&diff.base);
    diff.head = clean(&diff.head);
    diff.note = diff.note.as_deref().map(clean);
    for version in &mut diff.versions {
        version.name = clean(&version.name);
        version.from = clean(&version.from);
        version.to = clean(&version.to);
        version.least = version.least.as_deref().map(clean);
    }
    for change in &mut diff.changes {
        change.what = clean(&change.what);
        change.uses.iter_mut().for_each(clean_use);
        for verdict in [&mut change.wire, &mut change.source, &mut change.decode] {
            verdict.why = clean(&verdict.why);
            match &mut verdict.witness {
                Some(Witness::Value { of, at, .. }) => {
                    clean_use(of);
                    *at = clean(at);
                }
                Some(Witness::Rust(lines)) => *lines = clean_lines(lines),
                Some(Witness::Exchange { of, .. }) => of.iter_mut().for_each(clean_use),
                None => {}
            }
        }
        for item in &mut change.items {
            let (one, other) = match &mut item.change {
                ItemChange::Added(item) | ItemChange::Removed(item) => (item, None),
                ItemChange::Changed { old, new } => (old, Some(new)),
            };
            for item in [Some(one), other].into_iter().flatten() {
                item.path = clean(&item.path);
                item.is = clean(&item.is);
            }
        }
        for line in change.surface.iter_mut().chain(&mut change.note) {
            *line = clean(line);
        }
    }
    diff
}

/// The maximum length of a shortened witness in characters.
const MOST_OF_A_WITNESS: usize = 1_000;

type Axis = fn(&Change) -> &Verdict;

/// The axes of a verdict, with their names.
pub(crate) const AXES: [(&str, Axis); 3] = [
    ("WIRE", |change| &change.wire),
    ("SOURCE", |change| &change.source),
    ("DECODE", |change| &change.decode),
];

/// Returns the verdict on the complete diff. The verdict is `patch` if no axis changes, but a
/// change affects more than descriptions.
fn whole(diff: &Diff) -> String {
    let is_words = diff.changes.iter().all(Change::is_words);
    match (diff.bump(), is_words) {
        (Bump::None, false) => "patch".to_owned(),
        (bump, _) => bump.to_string(),
    }
}

/// Returns the changes that affect more than descriptions, and all other changes.
fn counted(diff: &Diff) -> (Vec<&Change>, Vec<&Change>) {
    diff.changes.iter().partition(|change| !change.is_words())
}

fn count(number: usize, of: &str) -> String {
    match number {
        1 => format!("1 {of}"),
        _ => format!("{number} {of}s"),
    }
}

/// Returns the place of a change in the newer contract. Returns the place in the older contract if
/// the part was removed.
fn place(diff: &Diff, change: &Change) -> String {
    match (change.at.new, change.at.old) {
        (Some(new), _) => format!("{}:{}:{}", diff.head, new.line, new.column),
        (None, Some(old)) => format!("{}:{}:{}", diff.base, old.line, old.column),
        (None, None) => diff.head.clone(),
    }
}

/// Returns the places of a change in both contracts. A part that was added or removed has one
/// place.
fn places(diff: &Diff, change: &Change) -> String {
    match (change.at.old, change.at.new) {
        (Some(old), Some(_)) => {
            let now = place(diff, change);
            format!(
                "{now}, previously {}:{}:{}",
                diff.base, old.line, old.column
            )
        }
        _ => place(diff, change),
    }
}

/// Returns the operations that a change reaches, with one line for each direction and operation.
pub(crate) fn used_by(uses: &[Use]) -> Vec<String> {
    let mut lines: Vec<(Direction, &str, Vec<&str>)> = Vec::new();
    for one in uses {
        let part = one.part.as_str();
        match lines.last_mut() {
            Some((direction, operation, parts))
                if *direction == one.direction && *operation == one.operation =>
            {
                parts.push(part);
            }
            _ => lines.push((one.direction, &one.operation, vec![part])),
        }
    }
    let line = |(direction, operation, parts): (Direction, &str, Vec<&str>)| {
        let direction = match direction {
            Direction::Request => "request of",
            Direction::Response => "response of",
        };
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        let parts = parts.collect::<Vec<_>>().join(", ");
        let colon = if parts.is_empty() { "" } else { ": " };
        format!("{direction} {operation}{colon}{parts}")
    };
    lines.into_iter().map(line).collect()
}

/// Returns the lines that show a verdict.
pub(crate) fn shown(witness: &Witness) -> String {
    match witness {
        Witness::Rust(lines) => lines.trim_end().to_owned(),
        Witness::Exchange { of, what } => match of {
            Some(of) => format!("{}: {what}", of.operation),
            None => (*what).to_owned(),
        },
        Witness::Value { of, body, at } => {
            let part = match of.part.as_str() {
                "" => String::new(),
                part => format!(", {part}"),
            };
            let body = match body {
                Some(body) => shortened(&clean(&body.to_string())),
                None => "omitted".to_owned(),
            };
            let at = if at.is_empty() {
                String::new()
            } else {
                format!(" (at `{at}`)")
            };
            format!("{}{part}: {body}{at}", of.operation)
        }
    }
}

/// Shortens a long value to one or two lines.
fn shortened(text: &str) -> String {
    const MOST: usize = 240;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text.to_owned(),
    }
}
