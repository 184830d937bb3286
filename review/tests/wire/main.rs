//! Proves the verdicts on WIRE. An independent validator sends the requests and responses that one
//! contract allows, and judges them by the other contract.
//!
//! A client sends only what its contract describes, and properties that no contract describes. A
//! server ignores parameters that it does not know. A change is major if a new server rejects a
//! request of an old client, or an old client rejects a response of a new server. A change is minor
//! if that happens only in the other direction, or if only one contract describes a message.

#![allow(clippy::unwrap_used, missing_docs)]

mod alloc;
mod edits;
mod http;
mod judge;
mod known;
mod random;
mod read;
mod samples;
mod schema;
mod yaml;

#[path = "../checkout/mod.rs"]
mod checkout;
#[allow(dead_code, reason = "the corpus tests use the other fields")]
#[path = "../corpus"]
mod corpus {
    pub(crate) mod edits;
}

use std::sync::atomic::{AtomicUsize, Ordering};

use corpus::edits::{Edit, rows};
use tallyfy_review::rules::changes::{changes, example_of};
use tallyfy_review::{Bump, Contract, Diff, Reading, diff};

use judge::{Shown, Verdict};
use known::{CASES, Case, SILENT};

fn spec() -> String {
    let root = checkout::package().parent().unwrap().to_owned();
    std::fs::read_to_string(root.join("spec/groups.yaml")).unwrap()
}

fn reading(text: &str) -> Result<Reading, String> {
    let contract = Contract::new("groups.yaml", text);
    Reading::of(contract).map_err(|findings| findings[0].message.clone())
}

fn wire(diff: &Diff) -> Bump {
    diff.most(|change| &change.wire)
}

fn edited(text: &str, edits: &[Edit]) -> String {
    let mut text = text.to_owned();
    for (anchor, from, to) in edits {
        let start = text.find(anchor).unwrap_or_else(|| panic!("no {anchor:?}"));
        let place = text[start..]
            .find(from)
            .unwrap_or_else(|| panic!("no {from:?}"));
        text.replace_range(start + place..start + place + from.len(), to);
    }
    text
}

/// Returns whether a major change reaches requests, or responses, as the message does.
fn is_attributed(diff: &Diff, shown: &Shown) -> bool {
    let major = diff
        .changes
        .iter()
        .filter(|change| change.wire.bump == Bump::Major);
    let mut uses = major.map(|change| &change.uses);
    uses.any(|uses| uses.is_empty() || uses.iter().any(|one| one.direction == shown.direction))
}

/// Compares the verdicts on a change and on its reverse with messages. Returns what is wrong.
fn wrong(name: &str, old: &str, new: &str) -> (Verdict, String) {
    let readings = (reading(old).unwrap(), reading(new).unwrap());
    let verdict = Verdict::of(&http::Contract::of(old), &http::Contract::of(new), 6);
    let silent = SILENT
        .iter()
        .filter(|(one, ..)| *one == name)
        .map(|(_, bump, _)| *bump);
    let silent = silent.max().unwrap_or_default();
    let diffs = (
        diff(&readings.0, &readings.1),
        diff(&readings.1, &readings.0),
    );
    let reversed = verdict.clone().reversed();
    let mut wrong = String::new();
    for (way, verdict, diff) in [("forth", &verdict, diffs.0), ("back", &reversed, diffs.1)] {
        let (found, right) = (wire(&diff), verdict.bump().max(silent));
        if found != right {
            wrong += &format!("{name}, {way}: {found}, not {right}: {}\n", verdict.shown());
        }
        if let Some(shown) = verdict.forth.rejected.first()
            && found == right
            && !is_attributed(&diff, shown)
        {
            wrong += &format!(
                "{name}, {way}: no major change reaches {}\n",
                verdict.shown()
            );
        }
    }
    (verdict, wrong)
}

/// Calls a function for each item, on all processors, and joins the texts.
fn joined<T: Sync>(items: &[T], text: impl Fn(&T) -> String + Sync) -> String {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut own = String::new();
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            own += &text(item);
        }
        own
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

#[test]
fn wire_of_each_row_of_the_corpus_is_what_messages_show() {
    let spec = spec();
    let rows: Vec<_> = rows().collect();
    let found = joined(&rows, |row| {
        let old = edited(&spec, row.both);
        wrong(row.name, &old, &edited(&old, row.edits)).1
    });
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn wire_of_each_kind_of_change_is_what_messages_show() {
    let examples = changes().filter_map(|rule| Some((rule.code, example_of(rule)?)));
    let found = examples.map(|(code, example)| wrong(code, &example.before, &example.after).1);
    let found: String = found.collect();
    assert!(found.is_empty(), "\n{found}");
}

/// Each case states the right verdicts, so the cases also test the validator.
#[test]
fn wire_of_each_case_is_the_listed_verdict() {
    let spec = spec();
    let mut all = String::new();
    for Case {
        name,
        both,
        edits,
        forth,
        back,
    } in CASES
    {
        let old = edited(&spec, both);
        let (verdict, found) = wrong(name, &old, &edited(&old, edits));
        let shown = (verdict.bump(), verdict.clone().reversed().bump());
        if shown != (*forth, *back) {
            all += &format!(
                "{name}: the validator says {shown:?}: {}\n",
                verdict.shown()
            );
        }
        all += &found;
    }
    assert!(all.is_empty(), "\n{all}");
}
