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

const REQUEST: Sides = Sides::Some("only requests have it");
const RESPONSE: Sides = Sides::Some("only responses have it");
const NEITHER: Sides = Sides::Some("it is of neither requests nor responses alone");

const SAME: &str = "equal on the wire";
const ALIKE: &str = "no value was found that only one of them takes; look at both";
const TRIED: &str = "both take what the other sends; only one of them knows it";
const MORE: &str = "clients of now may use what servers of before do not have";

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
    let mirror = match mirror == code {
        true => "It takes itself back.".to_owned(),
        false => format!("`{mirror}` takes it back."),
    };
    let wire = match wire {
        Wire::Is(bump, why) => format!("{bump}: {why}"),
        Wire::Narrower => "in a request, major; in a response, minor".to_owned(),
        Wire::Wider => "in a request, minor; in a response, major".to_owned(),
        Wire::Tried(bump, why) => format!(
            "by values. In a request, one that only the older contract allows is major, and one\n        \
             that only the newer allows is minor; in a response, the other way round. Without\n        \
             any, {bump}: {why}"
        ),
    };
    let sides = match sides {
        Sides::Both => "It is judged in requests and in responses.".to_owned(),
        Sides::Some(why) => format!("It is not judged twice: {why}."),
    };
    let (bump, why) = decode;
    let block = |text: &str| -> String {
        let lines = text.lines().map(|line| format!("    {line}\n"));
        lines.collect()
    };
    let example: String = match example_of(rule) {
        None => format!("There is no example: {}.\n", without_example(code)),
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
         SOURCE  by comparing the public items of both clients.\n\
         DECODE  by decoding what either contract allows with both clients' types; without a\n        \
         difference, {bump}: {why}.\n\n\
         {example}\n\
         It needs no acceptance: a version that announces it does.\n"
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

const OF_ONE: &str = "the small contract has none of it; the corpus of the tests has it";
const REFUSED: &str = "`cargo xtask lint` refuses what would have it, but for hand-written types";

/// Kinds without an example, and why.
pub const WITHOUT_EXAMPLE: &[(&str, &str)] = &[
    ("credential-added", OF_ONE),
    ("default-changed", OF_ONE),
    ("form-added", OF_ONE),
    ("format-changed", OF_ONE),
    (
        "media-type-added",
        "an operation has one media type; another is refused",
    ),
    (
        "others-changed",
        "what is received has `{}`, and what is sent has none",
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
            "the client takes what it took, and keeps what it kept",
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
