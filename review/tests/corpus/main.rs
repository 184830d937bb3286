//! Holds verdicts to what is true: one-change edits of the contract, there and back, each with the
//! verdict that is expected; and clients that are really compiled, called and given values to
//! decode.

#![allow(clippy::unwrap_used, missing_docs)]

mod clients;
mod edits;

#[path = "../package/mod.rs"]
mod package;

use clients::Clients;
use edits::{Edit, Row, rows};
use package::root;
use serde_json::Value;
use tallyfy_review::{Bump, Change, Contract, Diff, Reading, Surface, decoded, diff};

fn reading(text: String) -> Reading {
    let contract = Contract::new("groups.yaml", text);
    let shown = contract.clone();
    Reading::of(contract)
        .unwrap_or_else(|findings| panic!("{}", findings[0].render(&shown.file, &shown.text)))
}

fn contract() -> Reading {
    let contract = Contract::read(&root(), "spec/groups.yaml").unwrap();
    reading(contract.text)
}

/// The contract with what a row has on both sides; none if that is nothing.
fn base_of(contract: &Reading, row: &Row) -> Option<Reading> {
    let is_own = !row.both.is_empty();
    is_own.then(|| edited(&contract.contract.text, row, row.both))
}

fn edited(contract: &str, row: &Row, edits: &[Edit]) -> Reading {
    reading(row.edited(contract, edits))
}

fn verdicts(diff: &Diff) -> String {
    let axes: [fn(&Change) -> &tallyfy_review::Verdict; 3] =
        [|one| &one.wire, |one| &one.source, |one| &one.decode];
    let letter = |axis| match diff.most(axis) {
        Bump::None => 'N',
        Bump::Minor => 'm',
        Bump::Major => 'M',
    };
    axes.into_iter().map(letter).collect()
}

#[test]
fn each_edit_has_the_verdict_that_is_expected() {
    assert!(rows().count() >= 60);
    let contract = contract();
    let mut wrong = String::new();
    for row in rows() {
        let base = base_of(&contract, row);
        let base = base.as_ref().unwrap_or(&contract);
        let head = edited(&base.contract.text, row, row.edits);
        let sides = [
            ("forth", base, &head, row.forth),
            ("back", &head, base, row.back),
        ];
        for (way, old, new, expected) in sides {
            let diff = diff(old, new);
            let found = verdicts(&diff);
            for change in &diff.changes {
                for verdict in [&change.wire, &change.source, &change.decode] {
                    // Of what still compiles and means something else, there is nothing to show.
                    let is_silent = verdict.why.contains("still compiles");
                    let is_shown = verdict.bump != Bump::Major || verdict.witness.is_some();
                    if !is_shown && !is_silent {
                        wrong += &format!("{}, {way}: no witness: {}\n", row.name, verdict.why);
                    }
                }
            }
            if found != expected {
                let codes: Vec<&str> = diff.changes.iter().map(|change| change.code).collect();
                let name = row.name;
                wrong += &format!("{name}, {way}: {found}, not {expected}: {codes:?}\n");
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// A verdict on Rust is true. Code that uses every item of the older client compiles with the newer
/// client, unless the report says that a change breaks it. Each item that the report says breaks
/// does not compile.
///
/// A verdict on decoding is true: it is the worst that the compiled clients show for any sample.
#[test]
fn verdicts_are_what_compiled_clients_do() {
    let contract = contract();
    let mut clients = Clients::new();
    let mut checks = Vec::new();
    for row in rows() {
        let base = base_of(&contract, row);
        let base = base.as_ref().unwrap_or(&contract);
        let head = edited(&base.contract.text, row, row.edits);
        for (way, old, new) in [("forth", base, &head), ("back", &head, base)] {
            let numbers = (clients.client(old), clients.client(new));
            let name = format!("{}, {way}", row.name);
            let diff = diff(old, new);
            let all = clients::caller_of(old);
            let whole = (
                clients.program(&all, numbers.0),
                clients.program(&all, numbers.1),
            );
            let items = diff.changes.iter().flat_map(|change| &change.items);
            let witnesses = items.filter_map(|item| item.witness.as_ref()).map(|lines| {
                let lines = clients::witness(lines);
                let both = (
                    clients.program(&lines, numbers.0),
                    clients.program(&lines, numbers.1),
                );
                (lines, both)
            });
            let witnesses = witnesses.collect::<Vec<_>>();
            let values = decoded(old, new).into_iter().map(|one| {
                let old = clients.decoder(numbers.0, &one.old_type);
                (one.clone(), old, clients.decoder(numbers.1, &one.new_type))
            });
            let values = values.collect::<Vec<_>>();
            checks.push((name, diff, whole, witnesses, values));
        }
    }
    let values = checks.iter().flat_map(|(.., values)| values);
    let values =
        values.flat_map(|(one, old, new)| [(*old, one.value.clone()), (*new, one.value.clone())]);
    let values: Vec<(usize, Value)> = values.collect();
    assert!(values.len() > 1000, "{}", values.len());
    let (compiled, decoded) = clients.results(&values);
    let mut wrong = String::new();
    for (name, diff, whole, witnesses, _) in &checks {
        if !compiled[whole.0] {
            wrong += &format!("{name}: the caller of the older client does not compile with it\n");
        }
        // What compiles and means something else is said by no compiler.
        let breaks = |change: &Change| change.items.iter().any(|item| item.witness.is_some());
        let is_broken = diff.changes.iter().any(breaks);
        if compiled[whole.1] == is_broken {
            wrong += &format!(
                "{name}: compiles: {}, broken: {is_broken}\n",
                compiled[whole.1]
            );
        }
        for (lines, (old, new)) in witnesses {
            if !compiled[*old] || compiled[*new] {
                let found = (compiled[*old], compiled[*new]);
                wrong += &format!("{name}: compiles before and after: {found:?}\n{lines}\n");
            }
        }
    }
    let mut really = decoded.into_iter();
    for (name, diff, .., values) in &checks {
        let mut worst = Bump::None;
        for (one, ..) in values {
            let (old, new) = (really.next().unwrap(), really.next().unwrap());
            worst = worst.max(really_differs(&one.value, old.as_ref(), new.as_ref()));
        }
        // Which answers are read at all takes a server to show.
        let is_shown = |change: &Change| !change.code.starts_with("success-");
        if worst != diff.most(|change| &change.decode) && diff.changes.iter().all(is_shown) {
            wrong += &format!("{name}: clients that decode say {worst}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Hand-written code of the client that no longer compiles with what is generated is named.
#[test]
fn hand_written_code_that_breaks_is_named() {
    let base = contract();
    let surface = Surface::read(&root()).unwrap();
    let of_this_contract = rows().filter(|row| row.both.is_empty());
    let changed = of_this_contract.map(|row| {
        let head = edited(&base.contract.text, row, row.edits);
        let mut diff = diff(&base, &head);
        diff.on_surface(&surface);
        (row, head, diff)
    });
    // All the others have the same items.
    let changed = changed.filter(|(.., diff)| diff.most(|change| &change.source) != Bump::None);
    let changed: Vec<_> = changed.collect();
    let sources: Vec<&str> = changed
        .iter()
        .map(|(_, head, _)| head.generated.source.as_str())
        .collect();
    let compiled = clients::hand_written(&sources);
    let broken = compiled.iter().filter(|is_compiled| !**is_compiled).count();
    assert!(
        broken >= 20 && broken < compiled.len(),
        "{broken} of {}",
        compiled.len()
    );
    for ((row, _, diff), is_compiled) in changed.iter().zip(compiled) {
        let mut says = diff.changes.iter().flat_map(|change| &change.surface);
        let is_named = says.any(|line| line.starts_with("code "));
        assert!(is_compiled || is_named, "{}", row.name);
    }
}

/// What a value says of two clients that were given it: what each writes again, and how it is
/// shown.
fn really_differs(
    value: &Value,
    old: Option<&(Value, String)>,
    new: Option<&(Value, String)>,
) -> Bump {
    match (old, new) {
        (Some(_), None) => Bump::Major,
        (None, Some(_)) => Bump::Minor,
        (Some((old, _)), Some((new, _))) if old != new && new != value => {
            // 1.0 is 1, but is written in another way.
            let is_kept = is_same(new, value) && !is_same(old, value);
            if is_kept { Bump::Minor } else { Bump::Major }
        }
        (Some((old, _)), Some((new, _))) if old != new => Bump::Minor,
        (Some((_, old)), Some((_, new))) if unknown(old) != unknown(new) => Bump::Minor,
        _ => Bump::None,
    }
}

fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| is_same(a, b)))
        }
        _ => a == b,
    }
}

/// The fields that no field of a type is for, as they are shown.
fn unknown(shown: &str) -> Vec<&str> {
    let parts = shown.split("extra: {").skip(1);
    let lists = parts.map(|part| part.split('}').next().unwrap_or(part));
    lists.filter(|list| !list.is_empty()).collect()
}
