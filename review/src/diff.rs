//! What differs between two contracts, each change once, and what it does: on the wire, to Rust
//! that compiled, and to what a client decodes.

mod bodies;
mod decode;
mod facets;
mod instance;
mod keywords;
mod known_keys;
mod leftovers;
mod operation;
mod properties;
mod raw;
mod schemas;
mod service;
mod spot;
mod trace;
mod version;
mod walk;
mod wire;

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::Value;
use tallyfy_codegen::Position;

pub use self::decode::Decoded;
pub use self::raw::{Direction, Places};
pub use self::version::Version;

use self::raw::{Part, Raw, Root};
use self::trace::Trace;
use self::walk::Walk;
use crate::source::judge;
use crate::{Bump, Judged, Reading};

/// What differs between two contracts.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    /// The name of the older contract.
    pub base: String,
    /// The name of the newer contract.
    pub head: String,
    /// Each change once: what breaks first, then in the order of the text.
    pub changes: Vec<Change>,
    /// The versions that have to announce it.
    pub versions: Vec<Version>,
}

/// One change of a contract.
#[derive(Clone, Debug)]
pub struct Change {
    /// Its kind, such as `property-added`.
    pub code: &'static str,
    /// What has changed, in words.
    pub what: String,
    /// Where.
    pub at: Places,
    /// Of what is gone, the part of the newer contract that it was in.
    pub owner: Option<Position>,
    /// The operations that it reaches.
    pub uses: Vec<Use>,
    /// Whether servers and clients of before and of now can still talk.
    pub wire: Verdict,
    /// Whether Rust that compiled still does.
    pub source: Verdict,
    /// What becomes of the values that a client takes.
    pub decode: Verdict,
    /// What it makes of the client's API.
    pub items: Vec<Judged>,
    /// What it does to the ergonomic surface, where that is known.
    pub surface: Vec<String>,
    /// What a person has to look at, besides.
    pub note: Option<String>,
}

/// An operation that a change reaches, and in which of its parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Whether the operation sends or receives it.
    pub direction: Direction,
    /// Its operationId.
    pub operation: String,
    /// Such as `body`, `parameter q` or `200`.
    pub part: String,
}

/// What a change does on one axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// What a version has to say of it.
    pub bump: Bump,
    /// Why.
    pub why: String,
    /// What shows it.
    pub witness: Option<Witness>,
}

/// What shows that something changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Witness {
    /// A value.
    Value {
        /// What has it: the operationId, and the part, such as `body`.
        of: Use,
        /// The value; none for one that is left out.
        body: Option<Value>,
        /// The place in it that tells, such as `.data[0].id`.
        at: String,
    },
    /// Rust that compiled.
    Rust(String),
    /// A request or an answer.
    Exchange {
        /// What has it, where it is of one operation.
        of: Option<Use>,
        /// Such as `a request without it`.
        what: &'static str,
    },
}

/// Compares two contracts.
///
/// Every difference is told, if only as words, as written in another way, or as not judged; what is
/// the same is not. What it does not find out is said by [`LIMITS`](crate::rules::LIMITS).
///
/// ```
/// use tallyfy_review::{Bump, Contract, DiffFormat, Reading, diff, report, rules};
///
/// let old = rules::CONTRACT;
/// let new = old.replace("type: boolean", "type: string");
/// let read = |file, text| Reading::of(Contract::new(file, text)).ok().unwrap();
/// let diff = diff(&read("old.yaml", old.to_owned()), &read("new.yaml", new));
/// assert_eq!(diff.changes[0].code, "type-changed");
/// assert_eq!(diff.bump(), Bump::Major);
/// let text = report(&diff, DiffFormat::Text);
/// assert!(text.contains("`group.active` changed from boolean to string"));
/// ```
#[must_use]
pub fn diff(old: &Reading, new: &Reading) -> Diff {
    let mut walk = Walk::of(&old.tree, &new.tree);
    walk.leftovers();
    let uses = walk.graph.uses();
    let trace = Trace::of(old, new);
    let judged = judge(&old.api, &new.api);
    let told: Vec<(&Raw<'_>, &Vec<Rc<Root>>)> = walk.graph.changes.iter().zip(&uses).collect();
    let told: Vec<_> = told.into_iter().filter(|(raw, _)| !raw.is_told).collect();
    let mut items: Vec<Vec<Judged>> = vec![Vec::new(); told.len()];
    let mut untold = Vec::new();
    for one in judged {
        let causes = trace.causes(&one, &told);
        for cause in &causes {
            items[*cause].push(one.clone());
        }
        if causes.is_empty() {
            untold.push(one);
        }
    }
    let mut changes: Vec<Change> = told
        .into_iter()
        .zip(items)
        .map(|((raw, roots), items)| change((old, new), &trace, raw, roots, items))
        .collect();
    changes.extend(untold.into_iter().map(|one| of_rust_alone(&trace, one)));
    changes.sort_by_key(|change| {
        let place = change.at.new.or(change.at.old);
        (std::cmp::Reverse(change.bump()), change.is_words(), place)
    });
    let mut diff = Diff {
        base: old.contract.file.clone(),
        head: new.contract.file.clone(),
        changes,
        versions: Vec::new(),
    };
    let version = |reading: &Reading| {
        let info = reading.tree.at(&["info", "version"]);
        info.and_then(|node| node.text().map(str::to_owned))
    };
    if let (Some(from), Some(to)) = (version(old), version(new)) {
        diff.announce("info.version", &from, &to);
    }
    diff
}

/// What the clients of two contracts make of all values that tell them apart, as the model of their
/// types has it: for tests, which hold it to what the clients really do.
#[must_use]
pub fn decoded(old: &Reading, new: &Reading) -> Vec<Decoded> {
    let walk = Walk::of(&old.tree, &new.tree);
    let changes = walk.graph.changes.iter();
    changes
        .flat_map(|raw| decode::decoded(old, new, raw))
        .collect()
}

impl Diff {
    /// What the version has to say of all changes; of one axis, the most that any change does.
    #[must_use]
    pub fn bump(&self) -> Bump {
        let bumps = self.changes.iter().map(Change::bump);
        bumps.max().unwrap_or_default()
    }

    /// The most that any change does on an axis.
    #[must_use]
    pub fn most(&self, axis: fn(&Change) -> &Verdict) -> Bump {
        let bumps = self.changes.iter().map(|change| axis(change).bump);
        bumps.max().unwrap_or_default()
    }

    /// Adds a version that has to announce the changes, by a name such as `info.version`.
    pub fn announce(&mut self, name: &str, from: &str, to: &str) {
        let needed = self.bump();
        let version = Version::of(name, from, to, needed);
        self.versions.push(version);
    }
}

impl Change {
    /// The most that it does on any axis.
    #[must_use]
    pub fn bump(&self) -> Bump {
        let axes = [&self.wire, &self.source, &self.decode];
        axes.map(|axis| axis.bump)
            .into_iter()
            .max()
            .unwrap_or_default()
    }

    /// Whether it is for people alone, and does nothing on any axis.
    #[must_use]
    pub fn is_words(&self) -> bool {
        self.code == "words" && self.bump() == Bump::None
    }
}

fn change(
    (old, new): (&Reading, &Reading),
    trace: &Trace,
    raw: &Raw<'_>,
    roots: &[Rc<Root>],
    items: Vec<Judged>,
) -> Change {
    let uses: BTreeSet<Use> = roots.iter().map(|root| Use::of(root)).collect();
    Change {
        code: raw.code,
        what: raw.what.clone(),
        at: raw.at,
        owner: trace.owner(raw.at),
        wire: wire::verdict(old, new, raw, uses.first()),
        source: of_items(&items),
        decode: decode::verdict(old, new, raw, uses.first()),
        uses: uses.into_iter().collect(),
        surface: Vec::new(),
        note: trace.hand_written(raw.at),
        items,
    }
}

/// A change of Rust that no change of the contract was found for.
fn of_rust_alone(trace: &Trace, one: Judged) -> Change {
    Change {
        code: "not-judged",
        what: format!("the Rust item `{}` changed", one.change.item().path),
        at: trace.places(&one),
        owner: None,
        uses: Vec::new(),
        wire: Verdict::default(),
        source: of_items(std::slice::from_ref(&one)),
        decode: Verdict::default(),
        items: vec![one],
        surface: Vec::new(),
        note: None,
    }
}

/// What the change does to Rust: the worst that any item says.
fn of_items(items: &[Judged]) -> Verdict {
    let worst = items.iter().rev().max_by_key(|one| one.bump);
    worst.map_or_else(Verdict::default, |one| Verdict {
        bump: one.bump,
        why: format!("`{}`: {}", one.change.item().path, one.why),
        witness: one.witness.clone().map(Witness::Rust),
    })
}

impl Use {
    fn of(root: &Root) -> Use {
        Use {
            direction: root.part.direction(),
            operation: root.new_operation.clone(),
            part: match &root.part {
                Part::Operation => String::new(),
                Part::Parameter { new, .. } => format!("parameter {new}"),
                Part::Body => "body".to_owned(),
                Part::Response(status) => status.clone(),
                Part::Header => "header".to_owned(),
            },
        }
    }
}
