//! What is said of decoding where a body has more than one change, or more than the model knows.

#![allow(clippy::unwrap_used, missing_docs)]

use tallyfy_review::rules::CONTRACT;
use tallyfy_review::{Bump, Change, Contract, Diff, Reading, diff};

const ID: &str = "        id:\n          type: string\n";

fn reading(text: &str) -> Reading {
    let contract = Contract::new("groups.yaml", text);
    let shown = contract.clone();
    Reading::of(contract).unwrap_or_else(|findings| panic!("{}", findings[0].render(&shown)))
}

/// Two contracts that have `both`, of which the newer has `edits`, too.
fn compare(both: &[(&str, &str)], edits: &[(&str, &str)]) -> Diff {
    let edited = |text: &str, edits: &[(&str, &str)]| {
        edits.iter().fold(text.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "no {from:?}");
            text.replacen(from, to, 1)
        })
    };
    let old = edited(CONTRACT, both);
    let new = edited(&old, edits);
    diff(&reading(&old), &reading(&new))
}

fn change<'a>(diff: &'a Diff, name: &str) -> &'a Change {
    let mut changes = diff.changes.iter();
    let found = changes.find(|change| change.what.contains(name));
    found.unwrap_or_else(|| panic!("no {name}: {:?}", diff.changes))
}

/// The name of a property that the older client refuses begins with that of one that may be
/// missing.
#[test]
fn a_refusal_is_of_the_property_that_is_refused() {
    let other = "        id_x:\n          type: string\n          description: Another.\n          x-source:\n            - S0\n";
    let both = [
        (ID, &*format!("{other}{ID}")),
        ("        - id\n", "        - id_x\n"),
    ];
    let edits = [
        ("        - id_x\n", "        - id_x\n        - id\n"),
        (
            "        id_x:\n          type: string\n",
            "        id_x:\n          type: boolean\n",
        ),
    ];
    let diff = compare(&both, &edits);
    let verdict = &change(&diff, "`group.id`").decode;
    assert_eq!(verdict.bump, Bump::Major, "{verdict:?}");
}

#[test]
fn what_the_model_does_not_know_is_not_judged() {
    // What a function of more than one value makes when it is absent.
    let labels = "        labels:\n          type: object\n          description: New.\n          default:\n            alpha: a\n          x-source:\n            - S1\n          additionalProperties:\n            type: string\n        members:\n";
    let edits = [(
        "          description: The group's name.\n",
        "          description: The group's name.\n          maxLength: 10\n",
    )];
    let diff = compare(&[("        members:\n", labels)], &edits);
    let verdict = &change(&diff, "maxLength").decode;
    assert_eq!(verdict.bump, Bump::None);
    assert_eq!(
        verdict.why,
        "not judged, because the model of the client does not support the default of `labels`"
    );
}

/// A client does not decode headers; but the body that has the same schema.
#[test]
fn a_schema_of_a_header_and_a_body_is_judged_by_the_body() {
    let level = "    level:\n      type: string\n      description: A level.\n      x-source:\n        - S0\n    groupListResponse:\n";
    let header = "          headers:\n            X-Level:\n              description: A level.\n              schema:\n                $ref: '#/components/schemas/level'\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/groupListResponse'\n";
    let property = "        level:\n          description: Its level.\n          x-source:\n            - S0\n          allOf:\n            - $ref: '#/components/schemas/level'\n        created_at:\n";
    let both = [
        ("    groupListResponse:\n", level),
        (
            "          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/groupListResponse'\n",
            header,
        ),
        ("        created_at:\n", property),
    ];
    let edits = [(
        "    level:\n      type: string\n",
        "    level:\n      type: integer\n      format: int64\n",
    )];
    let diff = compare(&both, &edits);
    let verdict = &change(&diff, "level").decode;
    assert_eq!(verdict.bump, Bump::Major, "{verdict:?}");
}
