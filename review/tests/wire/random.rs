//! Compares the verdicts with messages for random edits from a seed.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use fastrand::Rng;
use serde_json::Value;
use tallyfy_review::{Bump, Diff, Reading, diff, rules};

use crate::alloc::{Usage, measured};
use crate::edits::{Edit, Nature, edits};
use crate::http::Contract;
use crate::judge::Verdict;
use crate::schema::Schema;
use crate::yaml::Notation;
use crate::{reading, spec, wire};

struct Base {
    doc: Value,
    reading: Reading,
    contract: Contract,
}

impl Base {
    fn of(text: &str) -> Base {
        let doc = tallyfy_codegen::parse(text).unwrap();
        let text = Notation::default().write(&doc);
        Base {
            doc,
            reading: reading(&text).unwrap(),
            contract: Contract::of(&text),
        }
    }
}

/// A random edit, and the seed of its choices.
type Chosen<'a> = (&'a Edit, u64);

/// The memory that one diff may need.
const MAX_BYTES: i64 = 200 << 20;
/// The allocations that one diff may make. In a release build, a million need less than a second.
const MAX_ALLOCATIONS: u64 = 1_000_000;
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
    rules::changes::change(code).map_or(code, |rule| rule.mirror)
}

#[derive(Debug, Default)]
struct Totals {
    judged: u64,
    refused: u64,
    sent: usize,
    usage: Usage,
    /// The number of failures and the first failure, by the name of the edit.
    wrong: BTreeMap<&'static str, (u64, String)>,
}

impl Totals {
    fn note(&mut self, name: &'static str, count: u64, failure: String) {
        self.wrong.entry(name).or_insert((0, failure)).0 += count;
    }

    fn add(&mut self, other: Totals) {
        self.judged += other.judged;
        self.refused += other.refused;
        self.sent += other.sent;
        self.usage = self.usage.max(other.usage);
        for (name, (count, failure)) in other.wrong {
            self.note(name, count, failure);
        }
    }
}

/// The result of one case: the contract is refused, or a text with one line for each problem.
enum Outcome {
    NoPlace,
    Refused,
    Judged(String),
}

fn outcome(base: &Base, chosen: &[Chosen], notation: Notation, totals: &mut Totals) -> Outcome {
    let mut doc = base.doc.clone();
    let mut at = Vec::new();
    for (edit, seed) in chosen {
        let Some(place) = edit.apply(&mut doc, *seed) else {
            return Outcome::NoPlace;
        };
        at.push(format!("{} at {place}", edit.name));
    }
    let text = notation.write(&doc);
    let both = || {
        let new = reading(&text).ok()?;
        let both = || (diff(&base.reading, &new), diff(&new, &base.reading));
        Some(measured(both))
    };
    let ((forth, back), usage) = match catch_unwind(AssertUnwindSafe(both)) {
        Ok(Some(result)) => result,
        Ok(None) => return Outcome::Refused,
        Err(_) => return Outcome::Judged(format!("  {}: panic\n", at.join(", "))),
    };
    totals.usage = totals.usage.max(usage);
    let verdict = Verdict::of(&base.contract, &Contract::of(&text), 1);
    totals.sent += verdict.sent();
    let natures: Vec<Nature> = chosen.iter().map(|(edit, _)| edit.nature).collect();
    let floor = natures.iter().map(|nature| match nature {
        Nature::Minor => Bump::Minor,
        _ => Bump::None,
    });
    let floor = floor.max().unwrap_or_default();
    let mut problems = Vec::new();
    let is_restated = natures.iter().all(|nature| *nature == Nature::Restated);
    let is_same = |nature: &Nature| matches!(nature, Nature::Restated | Nature::Same);
    if natures.iter().all(is_same) && verdict.bump() != Bump::None {
        problems.push(format!("the validator is wrong: {}", verdict.shown()));
    }
    if codes(&forth, mirror) != codes(&back, |code| code) {
        problems.push(format!(
            "the reverse edit has no mirrored kinds: {:?}",
            codes(&back, mirror)
        ));
    }
    let ways = [
        ("forth", &forth, verdict.clone()),
        ("back", &back, verdict.reversed()),
    ];
    for (way, diff, verdict) in ways {
        let right = verdict.bump().max(floor);
        // Several edits may undo each other, and then the change that no message shows is gone.
        let is_undone = chosen.len() > 1 && wire(diff) == verdict.bump();
        if wire(diff) != right && !is_undone {
            problems.push(format!(
                "{way}: {}, not {right}: {}",
                wire(diff),
                verdict.shown()
            ));
        }
        if is_restated && diff.bump() != Bump::None {
            problems.push(format!(
                "{way}: {}, although the meaning is the same",
                diff.bump()
            ));
        }
    }
    if usage.peak > MAX_BYTES || usage.allocations > MAX_ALLOCATIONS {
        problems.push(format!("the diff needs too much: {usage:?}"));
    }
    let problems = problems.iter().map(|one| {
        format!(
            "  {}: {one} {:?}\n",
            at.join(", "),
            codes(&forth, |code| code)
        )
    });
    Outcome::Judged(problems.collect())
}

/// Judges the edits of one seed. If several edits fail together, reports one that fails alone.
fn judge(bases: &[Base; 2], edits: &'static [Edit], seed: u64, totals: &mut Totals) {
    let mut rng = Rng::with_seed(seed);
    // The large contract needs most of the time.
    let base = &bases[usize::from(rng.u8(..10) > 0)];
    let notation = Notation {
        is_quoted: rng.u8(..8) == 0,
        is_reversed: rng.u8(..8) == 0,
    };
    let mut draw = || -> Chosen<'_> { (&edits[rng.usize(..edits.len())], rng.u64(..)) };
    let (chosen, failure) = loop {
        let mut chosen = vec![draw()];
        while chosen.len() < 3 && chosen[0].1 % 5 == 0 {
            chosen.push(draw());
        }
        match outcome(base, &chosen, notation, totals) {
            Outcome::NoPlace => {}
            Outcome::Refused => {
                totals.refused += 1;
                return;
            }
            Outcome::Judged(failure) => break (chosen, failure),
        }
    };
    totals.judged += 1;
    if failure.is_empty() {
        return;
    }
    let mut found = ("several edits", failure);
    for one in &chosen {
        if let Outcome::Judged(alone) = outcome(base, &[*one], notation, totals)
            && !alone.is_empty()
        {
            found = (one.0.name, alone);
        }
    }
    totals.note(found.0, 1, format!("seed {seed}:\n{}", found.1));
}

#[test]
fn wire_of_random_edits_is_what_messages_show() {
    let (seed, count) = (number("WIRE_SEED", SEED), number("WIRE_EDITS", COUNT));
    let edits: &[Edit] = edits().leak();
    let (totals, next) = (Mutex::new(Totals::default()), AtomicU64::new(0));
    let work = || {
        let bases = [Base::of(&spec()), Base::of(rules::CONTRACT)];
        let mut own = Totals::default();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                break;
            }
            judge(&bases, edits, seed.wrapping_add(index), &mut own);
            Schema::forget_unused();
        }
        totals.lock().unwrap().add(own);
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let Totals {
        judged,
        refused,
        sent,
        usage,
        wrong,
    } = totals.into_inner().unwrap();
    println!("{judged} judged, {refused} refused, {sent} messages, at most {usage:?}");
    assert!(judged * 10 >= count * 6, "{judged} of {count}");
    let wrong = wrong
        .iter()
        .map(|(name, (count, text))| format!("{name}: {count} failures, {text}"));
    let wrong: String = wrong.collect();
    assert!(wrong.is_empty(), "\n{wrong}");
}
