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
mod random;
mod read;
mod samples;
mod schema;

#[path = "../checkout/mod.rs"]
mod checkout;
#[path = "../corpus"]
mod corpus {
    pub(crate) mod edits;
}
#[path = "../random_contracts/yaml.rs"]
mod yaml;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use corpus::edits::{letter, rows};
use tallyfy_review::rules::CONTRACT;
use tallyfy_review::rules::changes::{changes, example_of};
use tallyfy_review::{Bump, Change, Diff, diff};

use checkout::loaded;
use http::Contract;
use judge::{Route, Verdict};

/// The rows and the kinds of changes that are minor although no message shows them: the messages
/// are equal, but a missing value has a different meaning.
const SILENT: [&str; 4] = [
    "default changed",
    "default removed",
    "default-added",
    "default-removed",
];

/// Compares the verdict of a diff with messages. Returns one line for each problem.
fn wrong(diff: &Diff, verdict: &Verdict, silent: Bump) -> Vec<String> {
    let (found, right) = (diff.most(|change| &change.wire), verdict.bump().max(silent));
    if found != right {
        return vec![format!("{found}, not {right}: {}", verdict.shown())];
    }
    let rejected = verdict.forth.rejected.iter();
    let other = rejected.filter(|(route, _)| !is_attributed(diff, route));
    other
        .map(|(route, message)| format!("no major change reaches {route:?}: {message}"))
        .collect()
}

/// Returns whether a major change reaches the messages of a route.
fn is_attributed(diff: &Diff, route: &Route) -> bool {
    let is_major = |change: &&Change| change.wire.bump == Bump::Major;
    let mut major = diff.changes.iter().filter(is_major);
    major.any(|change| {
        let mut uses = change.uses.iter();
        change.uses.is_empty()
            || uses.any(|one| {
                let operations = [Some(&route.client), route.server.as_ref()];
                one.direction == route.direction && operations.contains(&Some(&one.operation))
            })
    })
}

/// Compares the verdicts on a change and on its reverse with messages. Returns both verdicts of the
/// messages, the number of judged messages, and what is wrong.
fn judged(name: &str, old: &str, new: &str) -> ([Bump; 2], usize, String) {
    let (before, after) = (loaded("old.yaml", old), loaded("new.yaml", new));
    let forth = Verdict::of(&Contract::of(old), &Contract::of(new), 6);
    let back = forth.clone().reversed();
    let silent = minor_if(SILENT.contains(&name));
    let unsent = forth.unsent();
    let mut found: String = unsent
        .map(|route| format!("{name}: no message of {route:?}\n"))
        .collect();
    for (way, diff, verdict) in [
        ("forth", diff(&before, &after), &forth),
        ("back", diff(&after, &before), &back),
    ] {
        for problem in wrong(&diff, verdict, silent) {
            found += &format!("{name}, {way}: {problem}\n");
        }
    }
    let bumps = [&forth, &back].map(|verdict| verdict.bump().max(silent));
    (bumps, forth.judged(), found)
}

fn minor_if(is_minor: bool) -> Bump {
    if is_minor { Bump::Minor } else { Bump::None }
}

/// Calls a function on each processor.
fn on_each_processor<T: Send>(work: impl Fn() -> T + Sync) -> Vec<T> {
    let count = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..count).map(|_| scope.spawn(&work)).collect();
        let results = threads.into_iter().map(|thread| thread.join().unwrap());
        results.collect()
    })
}

/// The rows state the right verdicts, so they also test the validator.
#[test]
fn wire_of_each_row_of_the_corpus_is_what_messages_show() {
    let spec = checkout::contract().text;
    let rows: Vec<_> = rows().collect();
    let (next, count) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        let mut all = String::new();
        while let Some(row) = rows.get(next.fetch_add(1, Ordering::Relaxed)) {
            let old = row.edited(&spec, row.both);
            let (bumps, judged, found) = judged(row.name, &old, &row.edited(&old, row.edits));
            all += &found;
            let listed = [row.forth, row.back].map(|verdicts| &verdicts[..1]);
            if listed != bumps.map(letter).map(String::from) {
                all += &format!("{}: {listed:?}, not {bumps:?}\n", row.name);
            }
            if !bumps.contains(&Bump::Major) {
                count.fetch_add(judged, Ordering::Relaxed);
            }
        }
        all
    };
    let found = on_each_processor(work).concat();
    assert!(found.is_empty(), "\n{found}");
    let count = count.into_inner();
    assert!(count > 2_000, "only {count} values show compatibility");
}

#[test]
fn wire_of_each_kind_of_change_is_what_messages_show() {
    let examples = changes().filter_map(|rule| Some((rule.code, example_of(rule)?)));
    let found = examples.map(|(code, example)| judged(code, &example.before, &example.after).2);
    let found: String = found.collect();
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn messages_of_equal_contracts_show_nothing() {
    for text in [&*checkout::contract().text, CONTRACT] {
        let contract = Contract::of(text);
        let verdict = Verdict::of(&contract, &Contract::of(text), 6);
        assert_eq!(verdict.bump(), Bump::None, "{}", verdict.shown());
        assert_eq!(verdict.unsent().next(), None);
        // Each operation has requests and responses.
        assert_eq!(verdict.forth.sent.len(), contract.operations.len() * 2);
    }
}
