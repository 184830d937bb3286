//! Shows a diff for programs: as JSON, and as annotations of a GitHub workflow.

use serde_json::{Value, json};

use super::escape::cut;
use super::{AXES, MOST_OF_A_WITNESS, shown, whole};
use crate::finding::annotation;
use crate::{Bump, Change, Diff, Direction, Places, Verdict, Witness};

pub(super) fn json(diff: &Diff) -> String {
    let versions = diff.versions.iter().map(|version| {
        json!({
            "name": version.name,
            "from": version.from,
            "to": version.to,
            "least": version.least,
            "enough": version.is_enough,
        })
    });
    let axes = AXES.map(|(name, axis)| (name.to_lowercase(), diff.most(axis).to_string().into()));
    let value = json!({
        "base": diff.base,
        "head": diff.head,
        "bump": whole(diff),
        "axes": axes.into_iter().collect::<serde_json::Map<String, Value>>(),
        "versions": versions.collect::<Vec<_>>(),
        "note": diff.note,
        "changes": diff.changes.iter().map(change).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

fn change(change: &Change) -> Value {
    let uses = change.uses.iter().map(|one| {
        json!({
            "direction": match one.direction {
                Direction::Request => "request",
                Direction::Response => "response",
            },
            "operation": one.operation,
            "part": one.part,
        })
    });
    let items = change.items.iter().map(|item| {
        json!({
            "bump": item.bump.to_string(),
            "change": item.change.to_string().trim_end(),
            "why": item.why,
        })
    });
    json!({
        "code": change.code,
        "what": change.what,
        "at": places(change.at),
        "bump": change.bump().to_string(),
        "wire": verdict(&change.wire),
        "source": verdict(&change.source),
        "decode": verdict(&change.decode),
        "items": items.collect::<Vec<_>>(),
        "usedBy": uses.collect::<Vec<_>>(),
        "surface": change.surface,
        "note": change.note,
    })
}

fn places(at: Places) -> Value {
    let place = |place: Option<tallyfy_codegen::Position>| {
        place.map(|place| json!({ "line": place.line, "column": place.column }))
    };
    json!({ "old": place(at.old), "new": place(at.new) })
}

fn verdict(verdict: &Verdict) -> Value {
    let witness = verdict.witness.as_ref().map(|witness| match witness {
        Witness::Rust(lines) => json!({ "rust": lines }),
        Witness::Exchange { of, what } => json!({
            "operation": of.as_ref().map(|of| &of.operation),
            "what": what,
        }),
        Witness::Value { of, body, at } => json!({
            "operation": of.operation,
            "part": of.part,
            "body": body,
            "at": at,
        }),
    });
    json!({ "bump": verdict.bump.to_string(), "why": verdict.why, "witness": witness })
}

pub(super) fn github(diff: &Diff) -> String {
    let mut lines = String::new();
    for change in diff.changes.iter().filter(|change| !change.is_words()) {
        let level = match change.bump() {
            Bump::Major => "error",
            Bump::Minor => "warning",
            Bump::None => "notice",
        };
        // GitHub shows an annotation in the current version of the file.
        let place = change.at.new.or(change.owner);
        let place = place.unwrap_or(tallyfy_codegen::Position::START);
        let verdicts = AXES.map(|(name, axis)| {
            let verdict = axis(change);
            let witness = verdict.witness.as_ref().map(shown).unwrap_or_default();
            let witness = cut(&witness, MOST_OF_A_WITNESS);
            let line = format!("{name} {}: {}", verdict.bump, verdict.why);
            if witness.is_empty() {
                line.trim_end().to_owned()
            } else {
                format!("{line}. Example: {witness}")
            }
        });
        let message = format!("{}\n{}", change.what, verdicts.join("\n"));
        lines += &annotation(level, &diff.head, place, change.code, &message);
    }
    for version in diff.versions.iter().filter(|version| !version.is_enough) {
        let message = format!("{} is {} but {}", version.name, version.to, version.state());
        let place = tallyfy_codegen::Position::START;
        lines += &annotation("error", &diff.head, place, "version", &message);
    }
    lines
}
