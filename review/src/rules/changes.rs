//! The kinds of changes between two contracts. For each kind, this module states the reverse kind,
//! the effect on requests and responses, and the effect on decoding.

mod names;
mod operations;
mod schemas;

use super::CONTRACT;
use crate::Bump;
use crate::Bump::None as Nothing;

/// A kind of change.
#[derive(Clone, Copy, Debug)]
pub struct ChangeRule {
    /// The name of the kind. Each reported change has this name.
    pub code: &'static str,
    /// The kind of the reverse change. It is the same kind if the change has no direction.
    pub mirror: &'static str,
    /// A sentence that states the change.
    pub what: &'static str,
    /// The effect on requests and responses.
    pub wire: Wire,
    /// The effect on decoding, and the reason. A sample value may show a greater effect.
    pub decode: (Bump, &'static str),
    /// A request or response that shows the effect. Only a change that always breaks clients has
    /// this text.
    pub shown: &'static str,
    /// The places where the change can occur.
    pub sides: Sides,
    /// Edits of [`super::CONTRACT`] that make this change. If two kinds are each other's reverse,
    /// only one of them has edits.
    pub example: &'static [Edit],
}

/// A text, and the text that replaces it.
pub type Edit = (&'static str, &'static str);

/// The way to judge the effect of a change on requests and responses.
#[derive(Clone, Copy, Debug)]
pub enum Wire {
    /// The verdict depends on values that only one of the two contracts allows. If there is no such
    /// value, the fields state the verdict and the reason.
    Tried(Bump, &'static str),
    /// The new contract allows fewer values, even if no sample value shows the difference.
    Narrower,
    /// The new contract allows more values, even if no sample value shows the difference.
    Wider,
    /// The verdict is always the same. The fields state the verdict and the reason.
    Is(Bump, &'static str),
}

/// The places where a change can occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sides {
    /// Requests and responses. The effect on requests differs from the effect on responses.
    Both,
    /// Only requests, only responses, or places that belong to neither. The field states the
    /// reason.
    Some(&'static str),
}

const REQUEST: Sides = Sides::Some("the change affects only requests");
const RESPONSE: Sides = Sides::Some("the change affects only responses");
const NEITHER: Sides = Sides::Some("the effect is the same for requests and responses");

const SAME: &str = "requests and responses stay the same";
const ALIKE: &str =
    "diff found no sample value that shows a difference, so compare the two schemas yourself";
const TRIED: &str =
    "clients and servers remain compatible, but only one of the contracts describes this feature";
const MORE: &str = "new clients may use a feature that old servers do not have";

/// Returns all kinds of changes. A kind and its reverse are next to each other.
pub fn changes() -> impl Iterator<Item = &'static ChangeRule> {
    [operations::OPERATIONS, schemas::SCHEMAS, names::NAMES]
        .into_iter()
        .flatten()
}

/// Returns the rule for a kind of change, by its code.
#[must_use]
pub fn change(code: &str) -> Option<&'static ChangeRule> {
    changes().find(|rule| rule.code == code)
}

/// Returns the explanation of a kind of change, as `cargo xtask explain` prints it.
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
        "The reverse change has the same code.".to_owned()
    } else {
        format!("The reverse change has the code `{mirror}`.")
    };
    let wire = match wire {
        Wire::Is(bump, why) => format!("{bump}: {why}"),
        Wire::Narrower => "a major change in a request, or a minor change in a response".to_owned(),
        Wire::Wider => "a minor change in a request, or a major change in a response".to_owned(),
        Wire::Tried(bump, why) => format!(
            "diff tests sample values with both contracts. If only the old contract allows\n        \
             a request value, the change is major. If only the new contract allows it, the\n        \
             change is minor. For response values, major and minor are swapped. If both\n        \
             contracts allow the same sample values, the verdict is {bump}: {why}"
        ),
    };
    let sides = match sides {
        Sides::Both => {
            "diff gives this change one verdict for requests and one verdict for responses."
                .to_owned()
        }
        Sides::Some(why) => format!("diff gives this change only one verdict, because {why}."),
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
         DECODE  diff decodes sample values with the types of both clients. If both clients\n        \
         decode each value in the same way, the verdict is {bump}: {why}.\n\n\
         {example}\n\
         To release this change, increase the version. An `allow` comment is not necessary.\n"
    )
}

/// Returns the example of a kind of change: the contracts before and after it, and the edits.
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
    /// The contract before the change.
    pub before: String,
    /// The contract after the change.
    pub after: String,
    /// The edits that change the first contract into the second.
    pub edits: Vec<Edit>,
}

/// Returns the reason why a kind of change has no example.
fn without_example(code: &str) -> &'static str {
    WITHOUT_EXAMPLE
        .iter()
        .find(|(known, _)| *known == code)
        .map_or("", |(_, why)| why)
}

const OF_ONE: &str =
    "this change cannot occur in the example contract, but the tests cover the change";
const REFUSED: &str =
    "`cargo xtask lint` rejects a new pattern, unless its schema has a hand-written type";

/// The kinds of changes that have no example. Each has the reason.
pub const WITHOUT_EXAMPLE: &[(&str, &str)] = &[
    ("credential-added", OF_ONE),
    ("credential-changed", OF_ONE),
    ("default-changed", OF_ONE),
    ("form-added", OF_ONE),
    ("format-changed", OF_ONE),
    ("header-added-required", OF_ONE),
    ("header-required", OF_ONE),
    (
        "media-type-added",
        "`cargo xtask lint` rejects a second media type for a request body",
    ),
    (
        "others-changed",
        "`cargo xtask lint` requires `additionalProperties: {}` in responses",
    ),
    ("pattern-added", REFUSED),
    ("schema-changed", OF_ONE),
    (
        "serialization-changed",
        "`cargo xtask lint` rejects the serializations that progenitor ignores",
    ),
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
        decode: (Nothing, "both clients accept and keep the same values"),
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
