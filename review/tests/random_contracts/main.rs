//! Compiles the clients of random contracts. If `lint` and `generate` accept a contract, its client
//! has to compile.
//!
//! `RANDOM_CONTRACTS` is the number of clients to compile. `RANDOM_CONTRACTS_SEED` is the seed of
//! the first contract.

#![allow(clippy::unwrap_used, missing_docs)]

mod generator;
mod schemas;
mod yaml;

#[path = "../checkout/mod.rs"]
mod checkout;
#[path = "../package/mod.rs"]
mod package;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::thread;

use package::{built, is_compiled};
use serde_json::Value;
use tallyfy_codegen::generate;
use tallyfy_review::{Contract, lint};
use yaml::{Notation, escaped};

/// The number of clients in one package.
const BATCH: usize = 100;
/// The number of contracts that the test shrinks.
const SHRUNK: usize = 3;

fn setting(name: &str, default: usize) -> usize {
    env::var(name).map_or(default, |text| text.parse().unwrap())
}

fn text(contract: &Value) -> String {
    Notation::default().text(contract)
}

fn source(contract: &Value) -> Option<String> {
    Some(generate(&text(contract)).ok()?.source)
}

/// Returns the client of a contract, or the rules that the contract breaks.
fn accepted(seed: usize) -> Result<String, BTreeSet<&'static str>> {
    let contract = generator::contract(seed as u64);
    let findings = lint(&Contract::new("groups.yaml", text(&contract)), None);
    if findings.is_empty() {
        return Ok(source(&contract).unwrap());
    }
    Err(findings.iter().map(|finding| finding.code).collect())
}

/// Compiles clients, and returns the first error of each client that does not compile.
fn failures(sources: &BTreeMap<usize, &str>) -> BTreeMap<usize, String> {
    let mut sources = sources.clone();
    let mut failures = BTreeMap::new();
    // An error in one module can hide errors in the other modules. The function therefore removes
    // the modules with errors, and compiles again.
    loop {
        let modules = sources.iter().map(|(number, source)| (*number, *source));
        let files = package::with_modules("random-contracts", modules);
        let folder = package::write_files("random-contracts", files);
        let (messages, errors) = built(&folder, &["check", "--lib"]);
        if is_compiled(&messages, "random_contracts", &errors) {
            return failures;
        }
        let before = sources.len();
        for message in messages.iter().map(|message| &message["message"]) {
            let spans = message["spans"].as_array().into_iter().flatten();
            let files = spans.filter_map(|span| span["file_name"].as_str());
            let number = files.filter_map(|file| {
                let file = file.strip_prefix("src/corpus/c")?;
                file.strip_suffix(".rs")?.parse::<usize>().ok()
            });
            if message["level"] == "error"
                && let Some(number) = number.min()
            {
                sources.remove(&number);
                let text = message["rendered"].as_str().unwrap_or_default().to_owned();
                failures.entry(number).or_insert(text);
            }
        }
        assert!(
            sources.len() < before,
            "the client does not compile: {errors}"
        );
    }
}

/// Returns the first error of each contract whose client does not compile.
fn errors(contracts: &[Value]) -> Vec<Option<String>> {
    let sources: Vec<Option<String>> = contracts.iter().map(source).collect();
    let sources = sources.iter().enumerate();
    let sources = sources.filter_map(|(number, source)| Some((number, source.as_deref()?)));
    let mut failures = failures(&sources.collect());
    let numbers = 0..contracts.len();
    numbers.map(|number| failures.remove(&number)).collect()
}

/// Returns the JSON pointers of all parts below the root. A part comes before the parts below it.
fn places(value: &Value) -> Vec<String> {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, part)| (escaped(key), part)).collect(),
        Value::Array(items) => (0..).map(|n: usize| n.to_string()).zip(items).collect(),
        _ => Vec::new(),
    };
    let below = below.into_iter().flat_map(|(key, part)| {
        let inner = places(part).into_iter();
        let inner: Vec<String> = inner.map(|place| format!("/{key}{place}")).collect();
        [vec![format!("/{key}")], inner].concat()
    });
    below.collect()
}

/// Returns a copy of a contract without the part at a JSON pointer.
fn without(contract: &Value, place: &str) -> Value {
    let mut copy = contract.clone();
    let (outer, last) = place.rsplit_once('/').unwrap();
    match copy.pointer_mut(outer).unwrap() {
        Value::Object(map) => map.retain(|key, _| escaped(key) != last),
        Value::Array(items) => drop(items.remove(last.parse().unwrap())),
        _ => unreachable!(),
    }
    copy
}

/// Removes parts of a contract as long as its client does not compile. Removes outer parts first.
fn shrunk(mut contract: Value, mut error: String) -> (Value, String) {
    let before = contract.clone();
    for depth in 1.. {
        let is_here = |place: &String| place.matches('/').count() == depth;
        let here = |contract: &Value| places(contract).into_iter().filter(is_here);
        if here(&contract).next().is_none() {
            break;
        }
        loop {
            let here: Vec<String> = here(&contract).collect();
            let parts: Vec<Value> = here.iter().map(|place| without(&contract, place)).collect();
            let mut removable: Vec<_> = here.iter().zip(errors(&parts)).collect();
            removable.retain(|(_, error)| error.is_some());
            if removable.is_empty() {
                break;
            }
            // One removal keeps the error, but several removals together may not.
            let next = std::iter::successors(Some(removable.len()), |count| Some(count / 2));
            let next = next.take_while(|count| *count > 0).find_map(|count| {
                let last_first = removable[..count].iter().rev();
                let part =
                    last_first.fold(contract.clone(), |part, (place, _)| without(&part, place));
                let error = errors(std::slice::from_ref(&part)).pop().flatten()?;
                Some((part, error))
            });
            (contract, error) = next.unwrap();
        }
    }
    // After a reference is removed, its target can be removed, too.
    if contract == before {
        (contract, error)
    } else {
        shrunk(contract, error)
    }
}

#[test]
fn random_contract_that_lint_accepts_compiles() {
    let wanted = setting("RANDOM_CONTRACTS", 50);
    let first = setting("RANDOM_CONTRACTS_SEED", 0);
    let mut sources: Vec<(usize, String)> = Vec::new();
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    let mut next = first;
    while sources.len() < wanted {
        let seed = next;
        // If lint panics or overflows the stack, the name of the thread shows the seed.
        let thread = thread::Builder::new().name(format!("seed {seed}"));
        match thread
            .spawn(move || accepted(seed))
            .unwrap()
            .join()
            .unwrap()
        {
            Ok(source) => sources.push((seed, source)),
            Err(codes) => codes
                .into_iter()
                .for_each(|code| *rules.entry(code).or_default() += 1),
        }
        next += 1;
        // The generator would be useless if lint rejected most of its contracts.
        let (found, tried) = (sources.len(), next - first);
        assert!(
            tried <= wanted * 5 + 20,
            "lint accepts {found} of {tried} contracts: {rules:?}"
        );
    }
    let tried = next - first;
    println!("lint accepts {wanted} of the {tried} contracts from seed {first}");
    println!("number of contracts that break each rule: {rules:?}");
    let mut report = String::new();
    let mut kinds = BTreeSet::new();
    for batch in sources.chunks(BATCH) {
        let batch = batch.iter().map(|(seed, source)| (*seed, source.as_str()));
        for (seed, mut error) in failures(&batch.collect()) {
            let kind = error.lines().next().unwrap_or_default();
            let kind: String = kind.split('`').step_by(2).collect();
            let mut contract = String::new();
            if kinds.insert(kind) && kinds.len() <= SHRUNK {
                let shrunk = shrunk(generator::contract(seed as u64), error);
                (contract, error) = (text(&shrunk.0), shrunk.1);
            }
            report += &format!("seed {seed}: {error}{contract}\n");
        }
    }
    assert!(
        report.is_empty(),
        "lint accepts contracts that do not compile:\n{report}"
    );
}
