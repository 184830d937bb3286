//! Tests of the rules for examples, unknown keys, `allow` comments and evidence.

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
    lint(&Contract::new("groups.yaml", text), None)
}

fn codes(findings: &[Finding]) -> Vec<(&str, usize)> {
    let codes = findings.iter().map(|one| (one.code, one.position.line));
    codes.collect()
}

/// Returns the line of the contract on which a text begins.
fn line(before: &str) -> usize {
    CONTRACT[..CONTRACT.find(before).unwrap()].lines().count() + 1
}

#[test]
fn lint_example_that_does_not_match_is_reported() {
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
        // The message of the generator would not contain the reason.
        ("          default: 5\n", vec![("default-mismatch", below)]),
    ] {
        let found = findings(&[(MESSAGE, &format!("{MESSAGE}{text}"))]);
        assert_eq!(codes(&found), expected, "{text}");
    }
}

/// An example of a component is reported at the component.
#[test]
fn lint_referenced_example_is_checked() {
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
fn lint_unknown_key_suggests_nearest_key() {
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
    // A property may have any name.
    let found = findings(&[(MESSAGE, "        servers:\n          type: string\n")]);
    assert_eq!(found, []);
}

/// A comment is not a comment in a text, but it is one above a text.
#[test]
fn lint_allow_comment_in_text_is_ignored() {
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

/// Each row has a body and the position of its finding.
#[test]
fn lint_wrong_body_is_reported_at_its_position() {
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
        let found = lint(&contract, None);
        let found = found.iter().map(|one| {
            assert_eq!(one.file.as_deref(), Some("S1-createGroup-201.json"));
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

/// The error names the file with invalid bytes.
#[test]
fn read_invalid_utf_8_names_the_file() {
    let folder =
        std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("evidence-that-is-not-text");
    std::fs::create_dir_all(folder.join("evidence")).unwrap();
    std::fs::write(folder.join("groups.yaml"), CONTRACT).unwrap();
    std::fs::write(folder.join("evidence/S0-listGroups-200.json"), [0xff]).unwrap();
    let error = Contract::read(&folder, "groups.yaml")
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("evidence/S0-listGroups-200.json:1:1: "),
        "{error}"
    );
    let error = Contract::read(&folder, "other.yaml")
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("other.yaml: "), "{error}");
}
