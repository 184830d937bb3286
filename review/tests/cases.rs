//! Edits that a comparison of contracts once judged wrongly. Each stands for its kind.

#![allow(clippy::unwrap_used, missing_docs)]

mod checkout;
#[path = "corpus/edits.rs"]
#[allow(dead_code, reason = "the corpus uses the rest")]
mod edits;

use std::fmt::Write as _;

use tallyfy_review::{Bump, Contract, Diff, Reading, diff};

fn reading(text: String) -> Reading {
    let contract = Contract::new("groups.yaml", text);
    let shown = contract.clone();
    Reading::of(contract).unwrap_or_else(|findings| panic!("{}", findings[0].render(&shown)))
}

/// Returns one line for each change: its kind, its verdicts on the three axes, and its sentence.
fn rows(diff: &Diff) -> Vec<String> {
    let letter = |bump| match bump {
        Bump::None => 'N',
        Bump::Minor => 'm',
        Bump::Major => 'M',
    };
    let row = |change: &tallyfy_review::Change| {
        let axes = [&change.wire, &change.source, &change.decode];
        let axes: String = axes.into_iter().map(|axis| letter(axis.bump)).collect();
        format!("{axes} {}: {}", change.code, change.what)
    };
    diff.changes.iter().map(row).collect()
}

#[test]
fn judged_cases_have_one_row_for_each_change() {
    let contract = Contract::read(checkout::package().parent().unwrap(), "spec/groups.yaml");
    let contract = contract.unwrap().text;
    let mut table = String::new();
    for row in edits::rows_of(include_str!("cases.yaml")) {
        let base = row.edited(&contract, row.both);
        let head = row.edited(&base, row.edits);
        let (old, new) = (reading(base), reading(head));
        for (way, diff) in [("forth", diff(&old, &new)), ("back", diff(&new, &old))] {
            _ = writeln!(table, "{}, {way}", row.name);
            for change in rows(&diff) {
                _ = writeln!(table, "    {change}");
            }
        }
    }
    insta::assert_snapshot!(table);
}
