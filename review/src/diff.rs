//! Compares two contracts. Each difference is listed first, and then judged: its effect on requests
//! and responses, on Rust code that uses the client, and on decoding.
//!
//! - `differences` lists every difference, without a judgement.
//! - `reach` finds the operations that each difference reaches.
//! - `judge` has the table of differences, and judges each of them with `samples` and `decode`.
//! - `rust_impact` finds the difference that causes each change of a Rust item.

mod corpus_samples;
pub(crate) mod decode;
mod differences;
mod documentation;
mod hand_written;
mod judge;
mod merged_schema;
mod operation;
mod reach;
pub(crate) mod report;
mod rust_impact;
mod samples;
mod version;

use serde_json::Value;
use tallyfy_codegen::Position;

pub use self::corpus_samples::{Decoded, decoded};
pub use self::differences::Places;
pub use self::hand_written::Surface;
pub use self::reach::Direction;
pub use self::report::{DiffFormat, changelog, report};
pub use self::version::Version;

use self::differences::{Difference, Differences};
use self::judge::{Judge, Row};
use self::reach::{Place, Root};
use self::rust_impact::RustImpact;
use crate::openapi::outline::Outline;
use crate::{Bump, Finding, ItemChange, Judged, LoadedContract, judge};

/// The differences of two contracts.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    /// The name of the older contract.
    pub base: String,
    /// The name of the newer contract.
    pub head: String,
    /// The changes. Breaking changes are first, then the order is that of the text.
    pub changes: Vec<Change>,
    /// The versions that have to announce the changes.
    pub versions: Vec<Version>,
    /// The reason why SOURCE is not judged, if it is not.
    pub note: Option<String>,
}

/// One change of a contract.
#[derive(Clone, Debug)]
pub struct Change {
    /// The kind of the change, such as `property-added`.
    pub code: &'static str,
    /// A sentence that states the change.
    pub what: String,
    /// The positions in both contracts.
    pub at: Places,
    /// For a removed part, the part of the newer contract that contained it.
    pub owner: Option<Position>,
    /// The operations that the change reaches.
    pub uses: Vec<Use>,
    /// The effect on requests and responses between old and new clients and servers.
    pub wire: Verdict,
    /// The effect on Rust code that uses the generated client.
    pub source: Verdict,
    /// The effect on decoding.
    pub decode: Verdict,
    /// The public items of the generated client that change.
    pub items: Vec<Judged>,
    /// The hand-written code that names a changed item.
    pub surface: Vec<String>,
    /// A remark for the reviewer.
    pub note: Option<String>,
}

/// An operation that a change reaches, and the part of the operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The direction in which the part travels.
    pub direction: Direction,
    /// The operationId.
    pub operation: String,
    /// The part, such as `body`, `parameter q` or `200`.
    pub part: String,
}

/// The effect of a change on one axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// The version increase that the effect needs.
    pub bump: Bump,
    /// The reason.
    pub why: String,
    /// An example that shows the effect.
    pub witness: Option<Witness>,
}

/// An example that shows the effect of a change.
#[derive(Clone, Debug, PartialEq)]
pub enum Witness {
    /// A value.
    Value {
        /// The part of an operation that has the value.
        of: Use,
        /// The body or parameter. `None` if it is omitted.
        body: Option<Value>,
        /// The path of the differing value in the body, such as `.data[0].id`.
        at: String,
    },
    /// Rust code that compiled with the old client.
    Rust(String),
    /// A request or a response.
    Exchange {
        /// The part of an operation, if the example belongs to one operation.
        of: Option<Use>,
        /// A phrase, such as `a request without the parameter`.
        what: &'static str,
    },
}

/// Compares two contracts.
///
/// Every difference is reported, even if it is only documentation or notation. A difference that no
/// rule covers is reported as `not-judged`. [`LIMITS`](crate::rules::LIMITS) lists what the
/// comparison does not find.
///
/// ```
/// use tallyfy_review::{Bump, Contract, DiffFormat, LoadedContract, diff, report, rules};
///
/// let old = rules::CONTRACT;
/// let new = old.replace("type: boolean", "type: string");
/// let read = |file, text| LoadedContract::of(Contract::new(file, text)).ok().unwrap();
/// let diff = diff(&read("old.yaml", old.to_owned()), &read("new.yaml", new));
/// assert_eq!(diff.changes[0].code, "type-changed");
/// assert_eq!(diff.bump(), Bump::Major);
/// let text = report(&diff, DiffFormat::Text);
/// assert!(text.contains("`group.active` changed from boolean to string"));
/// ```
#[must_use]
pub fn diff(old: &LoadedContract, new: &LoadedContract) -> Diff {
    let list = Differences::of(&old.tree, &new.tree);
    let judge_of_rows = Judge::of(&list);
    let rows: Vec<(&Difference<'_>, Row)> = list
        .found
        .iter()
        .map(|difference| (difference, judge_of_rows.row(difference)))
        .collect();
    let note = note(old, new);
    let judged = match note {
        Some(_) => Vec::new(),
        None => judge(&old.api, &new.api),
    };
    let impact = match note {
        Some(_) => RustImpact::default(),
        None => RustImpact::of(&old.tree, &new.tree),
    };
    let claimed: Vec<_> = rows.iter().map(|(one, row)| (*one, row)).collect();
    let causes = impact.causes(&judged, &claimed, &list.reach);
    let mut items: Vec<Vec<Judged>> = vec![Vec::new(); rows.len()];
    let mut changes = Vec::new();
    for (item, causes) in judged.into_iter().zip(causes) {
        if causes.is_empty() {
            changes.push(only_rust(&impact, item));
            continue;
        }
        for cause in causes {
            items[cause].push(item.clone());
        }
    }
    let outlines = (Outline::of(&old.tree), Outline::of(&new.tree));
    let rows = rows.into_iter().zip(items);
    changes
        .extend(rows.map(|((difference, row), items)| change(&outlines, difference, row, items)));
    changes.sort_by_key(|change| {
        let place = change.at.new.or(change.at.old);
        (std::cmp::Reverse(change.bump()), change.is_words(), place)
    });
    let mut diff = Diff {
        base: old.contract.file.clone(),
        head: new.contract.file.clone(),
        changes,
        versions: Vec::new(),
        note,
    };
    let version = |loaded: &LoadedContract| {
        let info = loaded.tree.at(&["info", "version"]);
        info.and_then(|node| node.text().map(str::to_owned))
    };
    if let (Some(from), Some(to)) = (version(old), version(new)) {
        let needed = diff.most(|change| &change.wire);
        let version = Version::of("info.version", &from, &to, needed);
        diff.versions.push(version);
    }
    diff
}

/// Returns the reason why SOURCE is not judged: one of the contracts generates no client.
fn note(old: &LoadedContract, new: &LoadedContract) -> Option<String> {
    let loaded = [old, new]
        .into_iter()
        .find(|loaded| !loaded.problems.is_empty())?;
    let Finding {
        code,
        position,
        message,
        ..
    } = loaded.problems.first()?;
    let more = match loaded.problems.len() {
        0 | 1 => String::new(),
        number => format!("; this is the first of {number} problems"),
    };
    Some(format!(
        "SOURCE is not judged, because {} generates no client: {message} ({code}, line {}){more}",
        loaded.contract.file, position.line
    ))
}

impl Diff {
    /// Returns the largest version increase that any change needs on any axis.
    #[must_use]
    pub fn bump(&self) -> Bump {
        let bumps = self.changes.iter().map(Change::bump);
        bumps.max().unwrap_or_default()
    }

    /// Returns the largest version increase that any change needs on one axis.
    #[must_use]
    pub fn most(&self, axis: fn(&Change) -> &Verdict) -> Bump {
        let bumps = self.changes.iter().map(|change| axis(change).bump);
        bumps.max().unwrap_or_default()
    }

    /// Adds a version that has to announce the changes on all axes.
    pub fn announce(&mut self, name: &str, from: &str, to: &str) {
        let needed = self.bump();
        let version = Version::of(name, from, to, needed);
        self.versions.push(version);
    }
}

impl Change {
    /// Returns the largest version increase that the change needs on any axis.
    #[must_use]
    pub fn bump(&self) -> Bump {
        let axes = [&self.wire, &self.source, &self.decode];
        axes.map(|axis| axis.bump)
            .into_iter()
            .max()
            .unwrap_or_default()
    }

    /// Returns whether the change affects only the documentation.
    #[must_use]
    pub fn is_words(&self) -> bool {
        self.code == "words" && self.bump() == Bump::None
    }
}

fn change(
    outlines: &(Outline, Outline),
    difference: &Difference<'_>,
    row: Row,
    items: Vec<Judged>,
) -> Change {
    Change {
        code: row.code,
        what: row.what,
        at: difference.at,
        owner: owner(outlines, difference.at),
        uses: row.uses,
        wire: row.wire,
        source: of_items(&items),
        decode: row.decode,
        items,
        surface: Vec::new(),
        note: hand_written(outlines, difference.at),
    }
}

/// Returns a change of Rust that no difference of the contract explains.
fn only_rust(impact: &RustImpact, one: Judged) -> Change {
    let verb = match one.change {
        ItemChange::Added(_) => "was added",
        ItemChange::Removed(_) => "was removed",
        ItemChange::Changed { .. } => "changed",
    };
    Change {
        code: "not-judged",
        what: format!("the Rust item `{}` {verb}", one.change.item().path),
        at: impact.places(one.change.item()),
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

/// Returns the position in the newer contract of the nearest part around a removed part.
fn owner((old, new): &(Outline, Outline), at: Places) -> Option<Position> {
    let (Some(removed), None) = (at.old, at.new) else {
        return None;
    };
    let position = |name: &str| new.named(name).map(|part| part.position);
    old.around(removed.line).find_map(|part| {
        let above = part.name.rsplit_once(['.', ',']).map(|(above, _)| above);
        position(&part.name).or_else(|| position(above?))
    })
}

/// Returns a note if a hand-written type decodes the changed schema.
fn hand_written((old, new): &(Outline, Outline), at: Places) -> Option<String> {
    let of = |outline: &Outline, place: Option<Position>| {
        outline.around(place?.line).find_map(|part| {
            let path = tallyfy_codegen::hand_written(&part.name)?;
            let name = path.trim_start_matches("crate::");
            Some(format!(
                "the hand-written type `{name}` decodes `{}`, so update that type by hand",
                part.name
            ))
        })
    };
    of(new, at.new).or_else(|| of(old, at.old))
}

/// Returns the worst verdict of the changed items.
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
            direction: root.place.direction(),
            operation: root.new_operation.clone(),
            part: match &root.place {
                Place::Operation => String::new(),
                Place::Parameter { new, .. } => format!("parameter {new}"),
                Place::Body => "body".to_owned(),
                Place::Response(status) => status.clone(),
                Place::Header => "header".to_owned(),
            },
        }
    }
}
