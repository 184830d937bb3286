//! Shows a diff for a terminal.

use std::fmt::Write as _;

use super::{AXES, count, counted, place, places, shown, used_by, whole};
use crate::{Bump, Change, Diff, Verdict};

/// The number of changes on the first screen. A screen has 24 lines, and 10 of them show other
/// parts of the report.
const ON_ONE_SCREEN: usize = 14;

pub(super) fn text(diff: &Diff) -> String {
    if diff.changes.is_empty() {
        return format!("no change from {} to {}\n", diff.base, diff.head);
    }
    let mut text = summary(diff);
    let (changes, words) = counted(diff);
    for (index, change) in changes.iter().enumerate() {
        text.push('\n');
        text += &detail(diff, index + 1, change);
    }
    if !words.is_empty() {
        text += "\nDocumentation-only changes:\n";
        for change in words {
            _ = writeln!(text, "  {}: {}", place(diff, change), change.what);
        }
    }
    text
}

/// Returns the part of the report that fits on one screen.
pub(super) fn summary(diff: &Diff) -> String {
    let mut text = format!(
        "contract change: {}, from {} to {}\n\n",
        whole(diff),
        diff.base,
        diff.head
    );
    for (name, axis) in AXES {
        let most = diff.most(axis);
        let of = diff
            .changes
            .iter()
            .filter(|change| axis(change).bump == most);
        let why = match most {
            Bump::None => "no change".to_owned(),
            _ => {
                let all: Vec<&Change> = of.collect();
                let first = all.first().map_or("", |change| axis(change).why.as_str());
                let more = match all.len() {
                    1 => String::new(),
                    number => format!(" (and {} more)", number - 1),
                };
                format!("{first}{more}")
            }
        };
        _ = writeln!(text, "  {name:<6}  {most:<5}  {why}");
    }
    for version in &diff.versions {
        let state = version.state();
        let from = if version.from == version.to {
            version.to.clone()
        } else {
            format!("{} → {}", version.from, version.to)
        };
        _ = writeln!(text, "  {} {from} {state}", version.name);
    }
    if let Some(note) = &diff.note {
        _ = writeln!(text, "  note: {note}");
    }
    let (changes, words) = counted(diff);
    if !changes.is_empty() {
        text += "\n";
    }
    for (index, change) in changes.iter().take(ON_ONE_SCREEN).enumerate() {
        _ = writeln!(
            text,
            "  {:>2}. {:<5}  {}  ({})",
            index + 1,
            change.bump().to_string(),
            change.what,
            change.code
        );
    }
    let more = changes.len().saturating_sub(ON_ONE_SCREEN);
    if more > 0 {
        _ = writeln!(text, "      and {more} more changes below");
    }
    if !words.is_empty() {
        _ = writeln!(
            text,
            "  {}",
            count(words.len(), "documentation-only change")
        );
    }
    text
}

fn detail(diff: &Diff, number: usize, change: &Change) -> String {
    let mut text = format!("{number}. {}  ({})\n", change.what, change.code);
    _ = writeln!(text, "   {}", places(diff, change));
    for (name, axis) in AXES {
        text += &verdict(name, axis(change));
    }
    for item in &change.items {
        for line in item.change.to_string().lines() {
            _ = writeln!(text, "     {line}");
        }
    }
    for line in &change.surface {
        _ = writeln!(text, "   hand-written client: {line}");
    }
    let used_by = used_by(&change.uses);
    if !used_by.is_empty() {
        text += "   used by\n";
        for line in used_by {
            _ = writeln!(text, "     {line}");
        }
    }
    if let Some(note) = &change.note {
        _ = writeln!(text, "   note: {note}");
    }
    text
}

fn verdict(name: &str, verdict: &Verdict) -> String {
    let Verdict { bump, why, witness } = verdict;
    let mut text = if why.is_empty() {
        format!("   {name:<6}  {bump}\n")
    } else {
        format!("   {name:<6}  {bump:<5}  {why}\n")
    };
    if let Some(witness) = witness {
        for line in shown(witness).lines() {
            _ = writeln!(text, "             {line}");
        }
    }
    text
}
