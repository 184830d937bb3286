//! Compares the verdicts with messages for random edits from a seed.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::{Value, json};
use tallyfy_review::{Bump, Contract as Text, Diff, LoadedContract, diff, rules};

use crate::alloc::{Usage, measured};
use crate::checkout::{self, loaded};
use crate::edits::{Edit, Nature, edits};
use crate::http::Contract;
use crate::judge::Verdict;
use crate::schema::Schema;
use crate::yaml::Notation;
use crate::{minor_if, on_each_processor, wrong};

struct Base {
    doc: Value,
    loaded: LoadedContract,
    contract: Contract,
}

impl Base {
    fn of(doc: Value) -> Base {
        let text = Notation::default().text(&doc);
        Base {
            doc,
            loaded: loaded("groups.yaml", &*text),
            contract: Contract::of(&text),
        }
    }
}

/// Returns the example contract, with parts that some edits need. The tests of this contract take a
/// tenth of the time of the project's contract.
fn small() -> Value {
    let mut doc = tallyfy_codegen::parse(rules::CONTRACT).unwrap();
    doc["servers"] = json!([{ "url": "https://example.com" }, { "url": "https://example.org" }]);
    doc["security"] = json!([{ "token": [], "key": [] }]);
    doc["components"]["securitySchemes"] = json!({
        "token": { "type": "http", "scheme": "bearer" },
        "key": { "type": "apiKey", "in": "header", "name": "X-Client" },
    });
    doc["components"]["headers"]["requestId"] = json!({ "schema": { "type": "string" } });
    let list = doc
        .pointer_mut("/paths/~1organizations~1{org_id}~1groups/get")
        .unwrap();
    list["responses"]["200"]["headers"] = json!({
        "X-Request-Id": { "$ref": "#/components/headers/requestId" },
        "X-Total": { "schema": { "type": "integer" } },
    });
    let page = json!({ "type": "integer", "format": "int64", "minimum": 1, "default": 1 });
    let page = json!({ "name": "page", "in": "query", "schema": page });
    list["parameters"].as_array_mut().unwrap().push(page);
    let schemas = &mut doc["components"]["schemas"];
    let size = json!({ "oneOf": [{ "type": "integer" }, { "type": "string" }] });
    schemas["group"]["properties"]["size"] = size;
    schemas["createGroupInput"]["properties"]["name"]["minLength"] = json!(1);
    doc
}

/// A random edit, and the seed of its choices.
type Chosen<'a> = (&'a Edit, u64);

/// The memory that one contract and two diffs may need.
const MAX_BYTES: i64 = 200 << 20;
/// The allocations that one contract and two diffs may make.
const MAX_ALLOCATIONS: u64 = 1_000_000;
/// The time that one contract and two diffs may need in a release build.
const MAX_TIME: Duration = Duration::from_secs(1);
/// The seed and the number of edits of a usual run. Two environment variables replace them.
const SEED: u64 = 20_261_128;
const COUNT: u64 = 2_000;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

/// Returns the codes of a report in alphabetical order.
fn codes(diff: &Diff, of: fn(&'static str) -> &'static str) -> Vec<&'static str> {
    let mut codes: Vec<_> = diff.changes.iter().map(|change| of(change.code)).collect();
    codes.sort_unstable();
    codes
}

fn mirror(code: &'static str) -> &'static str {
    match rules::changes::change(code) {
        Some(rule) => rule.mirror,
        None => panic!("no rule for {code}"),
    }
}

#[derive(Default)]
struct Totals {
    /// The number of judged edits of each kind.
    judged: BTreeMap<&'static str, u64>,
    refused: BTreeMap<&'static str, u64>,
    messages: usize,
    usage: Usage,
    time: Duration,
    /// The number of failures and the first failure, by the name of the edit.
    wrong: BTreeMap<&'static str, (u64, String)>,
}

impl Totals {
    fn note(&mut self, name: &'static str, count: u64, failure: String) {
        self.wrong.entry(name).or_insert((0, failure)).0 += count;
    }

    fn add(&mut self, other: Totals) {
        for (all, own) in [
            (&mut self.judged, other.judged),
            (&mut self.refused, other.refused),
        ] {
            for (name, count) in own {
                *all.entry(name).or_default() += count;
            }
        }
        self.messages += other.messages;
        self.usage = self.usage.max(other.usage);
        self.time = self.time.max(other.time);
        for (name, (count, failure)) in other.wrong {
            self.note(name, count, failure);
        }
    }
}

/// The result of one case.
enum Outcome {
    /// The contract has no place for the first edit.
    NoPlace,
    /// The edited contract generates no client.
    Refused,
    /// The verdicts of both diffs, and the problems with one line for each.
    Judged([Bump; 2], String),
}

/// Judges edits together. If the contract has no place for a later edit, the edit is omitted. The
/// diffs may report the verdicts `hidden` even if no message shows them.
fn outcome(
    base: &Base,
    chosen: &[Chosen],
    notation: Notation,
    hidden: [Bump; 2],
    totals: &mut Totals,
) -> Outcome {
    let mut doc = base.doc.clone();
    let mut at = Vec::new();
    let mut natures = Vec::new();
    for (edit, seed) in chosen {
        let mut edited = doc.clone();
        if let Some(place) = edit.apply(&mut edited, *seed) {
            doc = edited;
            at.push(format!("{} at {place}", edit.name));
            natures.push(edit.nature);
        } else if at.is_empty() {
            return Outcome::NoPlace;
        }
    }
    let at = at.join(", ");
    let text = notation.text(&doc);
    let both = || {
        let new = LoadedContract::of(Text::new("groups.yaml", &*text)).ok()?;
        Some((diff(&base.loaded, &new), diff(&new, &base.loaded)))
    };
    let start = Instant::now();
    let (diffs, usage) = match catch_unwind(AssertUnwindSafe(|| measured(both))) {
        Ok(result) => result,
        Err(_) => return Outcome::Judged(hidden, format!("  {at}: panic\n")),
    };
    let time = start.elapsed();
    let Some((forth, back)) = diffs else {
        return Outcome::Refused;
    };
    totals.usage = totals.usage.max(usage);
    totals.time = totals.time.max(time);
    let verdict = Verdict::of(&base.contract, &Contract::of(&text), 1);
    totals.messages += verdict.judged();
    let is_all = |ones: &[Nature]| natures.iter().all(|nature| ones.contains(nature));
    let mut problems = Vec::new();
    if is_all(&[Nature::Restated, Nature::Same]) && verdict.bump() != Bump::None {
        problems.push(format!("the validator is wrong: {}", verdict.shown()));
    }
    if codes(&forth, mirror) != codes(&back, |code| code) {
        problems.push(format!(
            "the reverse edit has no mirrored kinds: {:?}",
            codes(&back, mirror)
        ));
    }
    let silent = minor_if(is_all(&[Nature::Minor]));
    let reversed = verdict.clone().reversed();
    let ways = [("forth", &forth, verdict), ("back", &back, reversed)];
    for ((way, diff, verdict), hidden) in ways.into_iter().zip(hidden) {
        let wrong = wrong(diff, &verdict, silent.max(hidden));
        problems.extend(wrong.iter().map(|problem| format!("{way}: {problem}")));
        if is_all(&[Nature::Restated]) && diff.bump() != Bump::None {
            let bump = diff.bump();
            problems.push(format!("{way}: {bump}, although the meaning is the same"));
        }
    }
    let is_slow = !cfg!(debug_assertions) && time > MAX_TIME;
    if usage.peak > MAX_BYTES || usage.allocations > MAX_ALLOCATIONS || is_slow {
        problems.push(format!("the diffs need too much: {usage:?}, {time:?}"));
    }
    let codes = codes(&forth, |code| code);
    let lines = problems.iter();
    let lines = lines.map(|one| format!("  {at}: {one} {codes:?}\n"));
    let wire = [&forth, &back].map(|diff| diff.most(|change| &change.wire));
    Outcome::Judged(wire, lines.collect())
}

/// The number of places that the test tries for the edit of a seed.
const TRIES: usize = 20;

/// Judges the edits of one seed. The seed selects the kind of the first edit. If several edits fail
/// together, reports one that fails alone.
fn judge(bases: &[Base; 2], edits: &'static [Edit], seed: u64, totals: &mut Totals) {
    let mut rng = Rng::with_seed(seed);
    let kind = &edits[usize::try_from(seed % edits.len() as u64).unwrap()];
    let notation = Notation {
        is_quoted: rng.u8(..8) == 0,
        is_reversed: rng.u8(..8) == 0,
    };
    let mut more = Vec::new();
    if rng.u8(..5) == 0 && kind.nature != Nature::Minor {
        more = rng.choose_multiple(edits, rng.clone().usize(1..3));
        // No message shows the change of a minor edit, and another edit may undo it.
        more.retain(|edit| edit.nature != Nature::Minor);
    }
    // The large contract needs most of the time.
    let first = usize::from(rng.u8(..10) > 0);
    for attempt in 0..TRIES {
        let base = &bases[(first + attempt) % 2];
        let all = [kind].into_iter().chain(more.iter().copied());
        let chosen: Vec<Chosen> = all.map(|edit| (edit, rng.u64(..))).collect();
        let mut judged =
            |chosen: &[Chosen], hidden| outcome(base, chosen, notation, hidden, totals);
        let (name, failure) = match judged(&chosen, [Bump::None; 2]) {
            Outcome::NoPlace => continue,
            Outcome::Refused => {
                *totals.refused.entry(kind.name).or_default() += 1;
                return;
            }
            Outcome::Judged(_, failure) if failure.is_empty() || chosen.len() == 1 => {
                (kind.name, failure)
            }
            // One edit may hide the effect of another edit from the messages.
            Outcome::Judged(..) => {
                let mut hidden = [Bump::None; 2];
                let mut failure = None;
                for one in &chosen {
                    if let Outcome::Judged([forth, back], alone) = judged(&[*one], [Bump::None; 2])
                    {
                        hidden = [hidden[0].max(forth), hidden[1].max(back)];
                        failure = failure.or((!alone.is_empty()).then_some((one.0.name, alone)));
                    }
                }
                failure.unwrap_or_else(|| match judged(&chosen, hidden) {
                    Outcome::Judged(_, failure) => ("several edits", failure),
                    _ => unreachable!(),
                })
            }
        };
        *totals.judged.entry(kind.name).or_default() += 1;
        if !failure.is_empty() {
            totals.note(name, 1, format!("seed {seed}:\n{failure}"));
        }
        return;
    }
}

#[test]
fn wire_of_random_edits_is_what_messages_show() {
    let (seed, count) = (number("WIRE_SEED", SEED), number("WIRE_EDITS", COUNT));
    let edits: &[Edit] = edits().leak();
    let next = AtomicU64::new(0);
    let work = || {
        let large = tallyfy_codegen::parse(&checkout::contract().text).unwrap();
        let bases = [Base::of(large), Base::of(small())];
        let mut own = Totals::default();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return own;
            }
            judge(&bases, edits, seed.wrapping_add(index), &mut own);
            Schema::forget_unused();
        }
    };
    let mut totals = Totals::default();
    on_each_processor(work)
        .into_iter()
        .for_each(|own| totals.add(own));
    let sum = |counts: &BTreeMap<_, u64>| counts.values().sum::<u64>();
    let (judged, refused) = (sum(&totals.judged), sum(&totals.refused));
    let Totals {
        messages,
        usage,
        time,
        ..
    } = totals;
    println!(
        "{judged} judged, {refused} refused, {messages} messages, at most {usage:?}, {time:?}"
    );
    println!("{:?}\n{:?}", totals.judged, totals.refused);
    assert!(judged * 10 >= count * 6, "{judged} of {count}");
    let is_new = |edit: &&Edit| !totals.judged.contains_key(edit.name);
    let unjudged = edits.iter().filter(is_new).map(|edit| edit.name);
    let unjudged: Vec<_> = unjudged.collect();
    assert!(count < COUNT || unjudged.is_empty(), "{unjudged:?}");
    let wrong = totals.wrong.iter();
    let wrong = wrong.map(|(name, (count, text))| format!("{name}: {count} failures, {text}"));
    let wrong: String = wrong.collect();
    assert!(wrong.is_empty(), "\n{wrong}");
}
