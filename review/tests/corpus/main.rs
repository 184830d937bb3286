//! Compares the verdicts on edits of the contract with the expected verdicts, and with the
//! behaviour of compiled clients. The edits are rows of tables, and random edits.

#![allow(clippy::unwrap_used, missing_docs)]

mod clients;
mod edits;

#[path = "../package/cache.rs"]
mod cache;
#[path = "../checkout/mod.rs"]
mod checkout;
#[path = "../package/mod.rs"]
mod package;
#[path = "../wire/edits.rs"]
mod random_edits;
#[path = "../random_contracts/yaml.rs"]
mod yaml;

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use checkout::{loaded, root};
use clients::Clients;
use edits::{Edit, JUDGEMENTS, Row, letter, rows, rows_of};
use serde_json::Value;
use tallyfy_review::{
    Bump, Change, Contract, Diff, LoadedContract, Surface, Verdict, decoded, diff,
};

/// The contracts before and after an edit.
type Sides = (Arc<LoadedContract>, Arc<LoadedContract>);

fn contract() -> LoadedContract {
    loaded("groups.yaml", checkout::contract().text)
}

fn edited(contract: &str, row: &Row, edits: &[Edit]) -> LoadedContract {
    loaded("groups.yaml", row.edited(contract, edits))
}

fn sides(contract: &Arc<LoadedContract>, row: &Row) -> Sides {
    let mut base = Arc::clone(contract);
    if !row.both.is_empty() {
        base = edited(&contract.contract.text, row, row.both).into();
    }
    let head = edited(&base.contract.text, row, row.edits);
    (base, head.into())
}

/// Returns all rows with their contracts. The tests share the contracts, because a client is
/// generated from each of them.
fn all_sides() -> &'static [(&'static Row, Sides)] {
    static ALL: LazyLock<Vec<(&Row, Sides)>> = LazyLock::new(|| {
        let contract = Arc::new(contract());
        rows().map(|row| (row, sides(&contract, row))).collect()
    });
    &ALL
}

/// Returns one random edit of each kind, except the kinds for which the contract has no place and
/// the kinds after which the contract generates no client.
fn random_edits(contract: &LoadedContract) -> Vec<(String, Sides)> {
    let doc = tallyfy_codegen::parse(&contract.contract.text).unwrap();
    let text = |doc: &Value| yaml::Notation::default().text(doc);
    let base = Arc::new(loaded("groups.yaml", text(&doc)));
    let edits = random_edits::edits();
    let edited = edits.iter().filter_map(|edit| {
        (0..SEEDS).find_map(|seed| {
            let mut doc = doc.clone();
            let place = edit.apply(&mut doc, seed)?;
            let head = Contract::new("groups.yaml", text(&doc));
            let sides = (Arc::clone(&base), Arc::new(LoadedContract::of(head).ok()?));
            let name = format!("{} ({:?}) at {place}", edit.name, edit.nature);
            Some((name, sides))
        })
    });
    edited.collect()
}

/// The number of seeds with which a random edit is tried.
const SEEDS: u64 = 10;

const AXES: [fn(&Change) -> &Verdict; 3] = [|one| &one.wire, |one| &one.source, |one| &one.decode];

fn verdicts(diff: &Diff) -> String {
    AXES.map(|axis| letter(diff.most(axis))).iter().collect()
}

/// Returns one line for each change: its verdicts on the three axes, its kind, and its sentence.
fn changes(diff: &Diff) -> String {
    let line = |change: &Change| {
        let axes: String = AXES.map(|axis| letter(axis(change).bump)).iter().collect();
        format!("    {axes} {}: {}\n", change.code, change.what)
    };
    diff.changes.iter().map(line).collect()
}

#[test]
fn diff_judgement_has_one_row_for_each_change() {
    let mut table = String::new();
    let count = rows_of(JUDGEMENTS).len();
    // The rows of this table are the last ones.
    let all = all_sides();
    for (row, (old, new)) in &all[all.len() - count..] {
        for (way, diff) in [("forth", diff(old, new)), ("back", diff(new, old))] {
            _ = write!(table, "{}, {way}\n{}", row.name, changes(&diff));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn diff_edit_has_the_expected_verdict() {
    assert!(all_sides().len() >= 110);
    let mut wrong = String::new();
    for (row, (base, head)) in all_sides() {
        let sides = [
            ("forth", base, head, row.forth),
            ("back", head, base, row.back),
        ];
        for (way, old, new, expected) in sides {
            let diff = diff(old, new);
            let found = verdicts(&diff);
            for change in &diff.changes {
                for verdict in AXES.map(|axis| axis(change)) {
                    // No code shows a change after which the old code compiles.
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

/// A verdict on SOURCE is right if two conditions are true. Code that uses every item of the old
/// client compiles with the new client, unless the report states that a change breaks the code. The
/// code that the report shows compiles only with the old client.
///
/// A verdict on DECODE is right if it is the greatest effect that the compiled clients show for any
/// sample.
#[test]
fn diff_verdicts_are_what_compiled_clients_do() {
    let mut clients = Clients::default();
    let mut checks = Vec::new();
    let random = random_edits(&contract());
    assert!(random.len() >= 75, "{}", random.len());
    let rows = all_sides().iter();
    let rows = rows.map(|(row, sides)| (row.name.to_owned(), sides.clone()));
    for (name, (base, head)) in rows.chain(random) {
        for (way, old, new) in [("forth", &base, &head), ("back", &head, &base)] {
            let numbers = (clients.client(old), clients.client(new));
            let name = format!("{name}, {way}");
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
        // A compiler does not notice that the same code has a different meaning.
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
        // Only a server shows which responses the client decodes.
        let is_shown = |change: &Change| {
            !change.code.starts_with("success-") && !change.code.starts_with("response-body-")
        };
        if worst != diff.most(|change| &change.decode) && diff.changes.iter().all(is_shown) {
            wrong += &format!("{name}: clients that decode say {worst}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn hand_written_code_that_breaks_is_named() {
    let surface = Surface::read(&root()).unwrap();
    let of_this_contract = all_sides().iter().filter(|(row, _)| row.both.is_empty());
    let changed = of_this_contract.map(|(row, (base, head))| {
        let mut diff = diff(base, head);
        diff.on_surface(&surface);
        (row, head, diff)
    });
    // The clients of the other rows have the same items.
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
        let labels = [
            "code with this name: ",
            "code that constructs or destructures this type: ",
        ];
        let is_named = says.any(|line| labels.iter().any(|label| line.starts_with(label)));
        assert!(is_compiled || is_named, "{}", row.name);
    }
}

/// Returns the effect that two clients show for a value. Each client has the value that it writes
/// again, and its debug text.
fn really_differs(
    value: &Value,
    old: Option<&(Value, String)>,
    new: Option<&(Value, String)>,
) -> Bump {
    match (old, new) {
        (Some(_), None) => Bump::Major,
        (None, Some(_)) => Bump::Minor,
        (Some((old, _)), Some((new, _))) if old != new && new != value => {
            // A client may write the number 1 as 1.0.
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

/// Returns the properties that a client keeps although its type has no field for them.
fn unknown(shown: &str) -> Vec<String> {
    // A type without fields is a map.
    let shown = shown.replace("({\"", "extra: {\"");
    let parts = shown.split("extra: {").skip(1);
    let lists = parts.map(|part| part.split('}').next().unwrap_or(part));
    let lists = lists.filter(|list| !list.is_empty());
    lists.map(str::to_owned).collect()
}
