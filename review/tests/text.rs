//! What the text says to people, and no type holds: examples, keys that nobody reads, comments that
//! accept something.

#![allow(clippy::unwrap_used, missing_docs)]

use tallyfy_review::rules::CONTRACT;
use tallyfy_review::{Contract, Evidence, Finding, lint};

const SORT_BY: &str = "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n";
const MESSAGE: &str = "        message:\n          type: string\n";

#[track_caller]
fn findings(edits: &[(&str, &str)]) -> Vec<Finding> {
    let mut text = CONTRACT.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "the contract has no {from:?}");
        text = text.replacen(from, to, 1);
    }
    lint(&Contract::new("groups.yaml", text))
}

fn codes(findings: &[Finding]) -> Vec<(&str, usize)> {
    let codes = findings.iter().map(|one| (one.code, one.position.line));
    codes.collect()
}

/// The line of the contract, after edits, that a text begins on.
fn line(before: &str) -> usize {
    CONTRACT[..CONTRACT.find(before).unwrap()].lines().count() + 1
}

#[test]
fn examples_are_what_their_schemas_say() {
    let sort_by = |text: &str| format!("{SORT_BY}{text}");
    let below = line(SORT_BY) + 5;
    for (to, expected) in [
        (sort_by("          example: name\n"), vec![]),
        (
            sort_by("          example: other\n"),
            vec![("example-mismatch", below)],
        ),
        (
            sort_by(
                "          examples:\n            one:\n              value: name\n            two:\n              value: other\n",
            ),
            vec![("example-mismatch", below + 4)],
        ),
        (sort_by("            default: name\n"), vec![]),
        (
            sort_by("            default: other\n"),
            vec![("default-mismatch", below)],
        ),
        (
            sort_by("            example: other\n"),
            vec![("example-mismatch", below)],
        ),
    ] {
        assert_eq!(codes(&findings(&[(SORT_BY, &to)])), expected, "{to}");
    }
    let below = line(MESSAGE) + 2;
    for (text, expected) in [
        ("          example: gone\n", vec![]),
        ("          example: 5\n", vec![("example-mismatch", below)]),
        ("          default: gone\n", vec![]),
        // The generator would only say that it cannot.
        ("          default: 5\n", vec![("default-mismatch", below)]),
    ] {
        let found = findings(&[(MESSAGE, &format!("{MESSAGE}{text}"))]);
        assert_eq!(codes(&found), expected, "{text}");
    }
}

/// An example may stand among the components, and is judged where it stands.
#[test]
fn examples_elsewhere() {
    let reference = |name: &str| {
        format!(
            "              examples:\n                S0:\n                  $ref: '#/components/examples/{name}'\n"
        )
    };
    let from = "              examples:\n                S0:\n                  summary: A page\n                  value:\n                    data:\n                      - id: g1\n                        active: true\n";
    let component = |id: &str| {
        format!(
            "components:\n  examples:\n    page:\n      summary: A page\n      value:\n        data:\n          - id: {id}\n            active: true\n"
        )
    };
    let with = |name: &str, id: &str| {
        findings(&[(from, &reference(name)), ("components:\n", &component(id))])
    };
    assert_eq!(codes(&with("page", "g1")), []);
    let found = with("page", "7");
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].code, found[0].message.as_str()),
        (
            "example-mismatch",
            "the example does not match its schema at `.data[0].id`: it is a number, not a string"
        )
    );
    let found = with("pages", "g1");
    assert_eq!(codes(&found), [("ref-dangling", line(from) + 2)]);
    assert!(
        found[0]
            .help
            .contains("did you mean `#/components/examples/page`?"),
        "{found:?}"
    );
}

#[test]
fn keys_that_nobody_reads() {
    for (from, to, expected) in [
        ("    delete:\n", "    DELETE:\n", "did you mean `delete`?"),
        ("    delete:\n", "    remove:\n", "delete it"),
        (
            "      operationId: deleteGroup\n",
            "      operationid: deleteGroup\n",
            "did you mean `operationId`?",
        ),
        (
            "      required:\n        - id\n",
            "      require:\n        - id\n",
            "did you mean `required`?",
        ),
        (
            MESSAGE,
            "        message:\n          type: string\n          const: a\n",
            "delete it",
        ),
        (
            "components:\n",
            "component:\n  schemas: {}\ncomponents:\n",
            "did you mean `components`?",
        ),
    ] {
        let found = findings(&[(from, to)]);
        let unknown = found.iter().find(|one| one.code == "unknown-key").unwrap();
        assert!(unknown.help.contains(expected), "{to}: {unknown:?}");
    }
    // Names are the contract's own.
    let found = findings(&[(MESSAGE, "        servers:\n          type: string\n")]);
    assert_eq!(found, []);
}

/// A line of a text is no comment, and a comment above a text is one.
#[test]
fn comments_in_texts() {
    let from = "      description: Deletes a group.\n";
    let long = "a group, which cannot be undone, and takes its members out of all of the tasks that it has, too.";
    let text = |first: &str| {
        format!(
            "{first}      description: >-\n        # allow(long-line): a text\n        {long}\n"
        )
    };
    let found = findings(&[(from, &text(""))]);
    assert_eq!(codes(&found), [("long-line", line(from) + 2)]);
    let quoted =
        "      description: 'Deletes\n        # allow(trailing-blank): a text\n        a group.'\n";
    assert_eq!(findings(&[(from, quoted)]), []);
    let comment =
        format!("      # allow(long-line): the vendor's\n      description: Deletes {long}\n");
    assert_eq!(findings(&[(from, &comment)]), []);
}

/// A body is blamed where it is wrong.
#[test]
fn places_in_bodies() {
    let list = |body: &str| {
        let mut contract = Contract::new("groups.yaml", CONTRACT);
        let right = "{\"data\": [{\"id\": \"g1\", \"active\": true}]}";
        for (name, body) in [
            ("S0-listGroups-200.json", right),
            ("S1-createGroup-201.json", body),
        ] {
            contract.evidence.push(Evidence {
                name: name.to_owned(),
                body: body.to_owned(),
            });
        }
        let found = lint(&contract);
        let found = found.iter().map(|one| {
            assert_eq!(one.file, "S1-createGroup-201.json");
            (one.code, one.position.line, one.position.column)
        });
        found.collect::<Vec<_>>()
    };
    assert_eq!(list("{\n  \"id\": \"g1\"\n}"), []);
    assert_eq!(list("{\n  \"id\": 7\n}"), [("evidence-mismatch", 2, 3)]);
    assert_eq!(list("{\n\t\"id\": \"g1\"\n}"), []);
    assert_eq!(list("{\n  \"id\": \"g1\",\n}"), [("evidence-form", 3, 1)]);
    assert_eq!(
        list("{\n  \"id\": \"g1\",\n  \"id\": \"g2\"\n}"),
        [("evidence-form", 3, 3)]
    );
}

/// Of several bodies the one that is wrong is named.
#[test]
fn evidence_that_is_not_text_is_named() {
    let folder =
        std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("evidence-that-is-not-text");
    std::fs::create_dir_all(folder.join("evidence")).unwrap();
    std::fs::write(folder.join("groups.yaml"), CONTRACT).unwrap();
    std::fs::write(folder.join("evidence/S0-listGroups-200.json"), [0xff]).unwrap();
    let error = Contract::read(&folder, "groups.yaml")
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("evidence/S0-listGroups-200.json: "),
        "{error}"
    );
    let error = Contract::read(&folder, "other.yaml")
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("other.yaml: "), "{error}");
}
