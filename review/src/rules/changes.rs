//! What may differ between two contracts: each kind of change with the kind that takes it back, and
//! what it does on the wire and when a client decodes.

mod names;
mod operations;
mod schemas;

use super::CONTRACT;
use crate::Bump;
use crate::Bump::None as Nothing;

/// A kind of change.
#[derive(Clone, Copy, Debug)]
pub struct ChangeRule {
    /// Its name, which changes carry.
    pub code: &'static str,
    /// The kind that takes it back; itself for what is neither more nor less.
    pub mirror: &'static str,
    /// What has changed.
    pub what: &'static str,
    /// What it does on the wire.
    pub wire: Wire,
    /// What it does when a client decodes, where no value shows more, and why.
    pub decode: (Bump, &'static str),
    /// Of what always breaks, a request or an answer that shows it.
    pub shown: &'static str,
    /// Where it can be.
    pub sides: Sides,
    /// What makes this change of [`super::CONTRACT`]; of two that take one another back, one has
    /// it.
    pub example: &'static [Edit],
}

/// A text, and what it becomes.
pub type Edit = (&'static str, &'static str);

/// How a change is judged on the wire.
#[derive(Clone, Copy, Debug)]
pub enum Wire {
    /// By values that only one of the two contracts allows; without any, this, and why.
    Tried(Bump, &'static str),
    /// Less is allowed than before, whether or not a value was found that shows it.
    Narrower,
    /// More is allowed than before, whether or not a value was found that shows it.
    Wider,
    /// Always the same, and why.
    Is(Bump, &'static str),
}

/// Where a change can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sides {
    /// In requests and in responses.
    Both,
    /// In one of them, or neither, and why.
    Some(&'static str),
}

const REQUEST: Sides = Sides::Some("it only applies to requests");
const RESPONSE: Sides = Sides::Some("it only applies to responses");
const NEITHER: Sides = Sides::Some("it does not depend on the direction");

const SAME: &str = "nothing changes on the wire";
const ALIKE: &str = "no sample value shows a difference, so compare both schemas yourself";
const TRIED: &str = "each side accepts what the other side sends, but only one side describes it";
const MORE: &str = "new clients may use what old servers do not have";

/// The kinds; those that take one another back stand together.
pub fn changes() -> impl Iterator<Item = &'static ChangeRule> {
    [operations::OPERATIONS, schemas::SCHEMAS, names::NAMES]
        .into_iter()
        .flatten()
}

/// The rule of a kind of change.
#[must_use]
pub fn change(code: &str) -> Option<&'static ChangeRule> {
    changes().find(|rule| rule.code == code)
}

/// What there is to know of a kind of change, to print.
#[must_use]
pub fn explain(rule: &ChangeRule) -> String {
    let ChangeRule {
        code,
        mirror,
        what,
        wire,
        decode,
        sides,
        ..
    } = rule;
    let mirror = if mirror == code {
        "The reverse change is of the same kind.".to_owned()
    } else {
        format!("The reverse change is `{mirror}`.")
    };
    let wire = match wire {
        Wire::Is(bump, why) => format!("{bump}: {why}"),
        Wire::Narrower => "major in a request, minor in a response".to_owned(),
        Wire::Wider => "minor in a request, major in a response".to_owned(),
        Wire::Tried(bump, why) => format!(
            "diff tries sample values. In a request, a value that only the older contract allows\n        \
             is major. A value that only the newer contract allows is minor. In a response, it\n        \
             is the reverse. Without such a value, the verdict is {bump}: {why}"
        ),
    };
    let sides = match sides {
        Sides::Both => "It is judged separately in requests and in responses.".to_owned(),
        Sides::Some(why) => format!("It is judged once, because {why}."),
    };
    let (bump, why) = decode;
    let block = |text: &str| -> String {
        let lines = text.lines().map(|line| format!("    {line}\n"));
        lines.collect()
    };
    let example: String = match example_of(rule) {
        None => format!("No example is available: {}.\n", without_example(code)),
        Some(example) => {
            let edits = example.edits.iter().map(|(before, after)| {
                format!("Before:\n\n{}\nAfter:\n\n{}", block(before), block(after))
            });
            edits.collect::<Vec<_>>().join("\n")
        }
    };
    format!(
        "{code}: {what}\n\n{mirror} {sides}\n\n\
         WIRE    {wire}.\n\
         SOURCE  diff compares the public items of both generated clients.\n\
         DECODE  diff decodes sample values with the types of both clients. Without a\n        \
         difference, the verdict is {bump}: {why}.\n\n\
         {example}\n\
         To release this change, raise the version. It needs no `allow` comment.\n"
    )
}

/// The contracts before and after the example of a kind of change, and what differs in them.
#[must_use]
pub fn example_of(rule: &ChangeRule) -> Option<Example> {
    let edited = |edits: &[Edit]| {
        let one = |text: String, (from, to): &Edit| text.replacen(from, to, 1);
        edits.iter().fold(CONTRACT.to_owned(), one)
    };
    if !rule.example.is_empty() {
        return Some(Example {
            before: CONTRACT.to_owned(),
            after: edited(rule.example),
            edits: rule.example.to_vec(),
        });
    }
    let taken_back = change(rule.mirror)?.example;
    let edits = taken_back.iter().map(|(from, to)| (*to, *from));
    (!taken_back.is_empty()).then(|| Example {
        before: edited(taken_back),
        after: CONTRACT.to_owned(),
        edits: edits.collect(),
    })
}

/// Two contracts that differ by one change.
#[derive(Clone, Debug)]
pub struct Example {
    /// The older.
    pub before: String,
    /// The newer.
    pub after: String,
    /// What differs.
    pub edits: Vec<Edit>,
}

/// Why a kind of change has no example.
fn without_example(code: &str) -> &'static str {
    WITHOUT_EXAMPLE
        .iter()
        .find(|(known, _)| *known == code)
        .map_or("", |(_, why)| why)
}

const OF_ONE: &str = "the example contract has no such part, but the test corpus covers it";
const REFUSED: &str =
    "`cargo xtask lint` rejects such a contract, except where a type is hand-written";

/// Kinds without an example, and why.
pub const WITHOUT_EXAMPLE: &[(&str, &str)] = &[
    ("credential-added", OF_ONE),
    ("default-changed", OF_ONE),
    ("form-added", OF_ONE),
    ("format-changed", OF_ONE),
    (
        "media-type-added",
        "`cargo xtask lint` rejects a second media type",
    ),
    (
        "others-changed",
        "`cargo xtask lint` requires `additionalProperties: {}` in responses",
    ),
    ("pattern-added", REFUSED),
    ("schema-changed", OF_ONE),
    ("unused-changed", OF_ONE),
];

const fn row(
    code: &'static str,
    mirror: &'static str,
    what: &'static str,
    wire: Wire,
    sides: Sides,
) -> ChangeRule {
    ChangeRule {
        code,
        mirror,
        what,
        wire,
        decode: (
            Nothing,
            "the client accepts and keeps the same values as before",
        ),
        shown: "",
        sides,
        example: &[],
    }
}

impl ChangeRule {
    const fn decoded(self, bump: Bump, why: &'static str) -> ChangeRule {
        ChangeRule {
            decode: (bump, why),
            ..self
        }
    }

    const fn shown(self, shown: &'static str) -> ChangeRule {
        ChangeRule { shown, ..self }
    }

    const fn edit(self, example: &'static [Edit]) -> ChangeRule {
        ChangeRule { example, ..self }
    }
}
