//! What progenitor refuses, panics on, or gets wrong without a word is found, with its place: more
//! ways to break a rule than the one that its example shows.

#![allow(clippy::unwrap_used, missing_docs)]

use tallyfy_review::rules::CONTRACT;
use tallyfy_review::{Contract, Finding, lint};

const MESSAGE: &str = "        message:\n          type: string\n";
const NAME: &str = "        name:\n          type: string\n";
const QUERY: &str = "        - name: sort_by\n          in: query\n";
const SORT_BY: &str = "          schema:\n            type: string\n            enum:\n              - name\n              - created_at\n";
const GROUP_ID: &str = "      description: The group's id.\n      x-source:\n        - S1\n      schema:\n        $ref: '#/components/schemas/groupId'\n";
const GROUP_PATH: &str = "  /organizations/{org_id}/groups/{group_id}:\n";
const DELETED: &str = "        '204':\n          description: The group was deleted.\n          x-source:\n            - S1\n";
const BODY: &str = "        content:\n          application/json:\n            schema:\n              $ref: '#/components/schemas/createGroupInput'\n";
const DELETE: &str = "      operationId: deleteGroup\n";
const SCHEMAS: &str = "  schemas:\n    groupId:\n      type: string\n";

#[track_caller]
fn findings(from: &str, to: &str) -> Vec<Finding> {
    assert!(CONTRACT.contains(from), "the contract has no {from:?}");
    lint(&Contract::new(
        "groups.yaml",
        CONTRACT.replacen(from, to, 1),
    ))
}

/// Lines, each with what stands before it.
fn lines(indent: usize, text: &str) -> String {
    let indent = " ".repeat(indent);
    let lines = text.lines();
    lines.map(|line| format!("{indent}{line}\n")).collect()
}

/// What a property of a response, and one of a request, becomes, and the rule that it breaks.
#[test]
fn schemas() {
    for (schema, code) in [
        ("anyOf: []", "unsatisfiable"),
        ("allOf: []", "unsatisfiable"),
        (
            "allOf:\n  - type: string\n  - type: object",
            "unsatisfiable",
        ),
        ("exclusiveMinimum: true", "limit-form"),
        ("type: integer\nexclusiveMaximum: true", "limit-form"),
        ("not:\n  type: string", "not-schema"),
        ("not:\n  enum:\n    - null", "not-schema"),
        ("enum:\n  - a\n  - 1", "enum-form"),
        ("type: string\nenum:\n  - a\n  - 1", "enum-form"),
        ("type: integer\nenum:\n  - a", "enum-form"),
        ("type: string\nenum:\n  - a\n  - a", "enum-form"),
        ("type: string\nenum:\n  - '+'\n  - '-'", "enum-form"),
        ("$ref: '#/components/responses/unauthorized'", "ref-kind"),
        (
            "$ref: '#/components/schemas/group/properties/id'",
            "ref-kind",
        ),
        ("$ref:\n  - a", "ref-dangling"),
        (
            "type: object\ntitle: group\nproperties:\n  a:\n    type: string\nadditionalProperties: {}",
            "type-name-collision",
        ),
        (
            "type: object\nproperties:\n  '-':\n    type: string\n  '+':\n    type: string\nadditionalProperties: {}",
            "property-collision",
        ),
        (
            "type: object\nproperties:\n  Extra:\n    type: string\nadditionalProperties: {}",
            "property-extra",
        ),
    ] {
        for (property, name) in [(MESSAGE, "message"), (NAME, "name")] {
            let found = findings(property, &format!("        {name}:\n{}", lines(10, schema)));
            let mut codes = found.iter().map(|finding| finding.code);
            assert!(codes.any(|found| found == code), "{schema}: {found:?}");
            assert!(
                found.iter().all(|finding| finding.code != "ungeneratable"),
                "{schema}: {found:?}"
            );
        }
    }
}

/// What of an enum progenitor can make variants of.
#[test]
fn schemas_that_generate() {
    for schema in [
        "type: string\nenum:\n  - name\n  - -name",
        "type: string\nenum:\n  - ''\n  - a\n  - Self",
        "type: integer\nenum:\n  - 1\n  - 2",
        "type: number\nenum:\n  - 1\n  - 1.5",
        "type: string\nnullable: true\nenum:\n  - a\n  - null",
        "enum:\n  - 1\n  - 1.5",
    ] {
        let found = findings(NAME, &format!("        name:\n{}", lines(10, schema)));
        assert!(
            found
                .iter()
                .all(|finding| finding.code == "missing-description"
                    || finding.code == "missing-source"),
            "{schema}: {found:?}"
        );
    }
}

#[test]
fn everything_else() {
    let parameter = |text: &str| format!("{QUERY}{}", lines(10, text));
    let schema = |text: &str| format!("          schema:\n{}", lines(12, text));
    let described = "          description: Another.\n          x-source:\n            - S0\n";
    let another = |place: &str| {
        format!(
            "        - name: sort_by\n          in: {place}\n{described}          schema:\n            type: string\n{QUERY}"
        )
    };
    let path = |path: &str| format!("  {path}:\n");
    let body = |text: &str| format!("        content:\n{}", lines(10, text));
    let path_schema = |text: &str| GROUP_ID.replace("$ref: '#/components/schemas/groupId'\n", text);
    for (from, to, code) in [
        (QUERY, parameter("style: deepObject"), "parameter-style"),
        (QUERY, parameter("allowReserved: true"), "parameter-style"),
        (QUERY, another("query"), "argument-collision"),
        (QUERY, another("header"), "argument-collision"),
        (SORT_BY, String::new(), "parameter-form"),
        (SORT_BY, "          content:\n            text/plain:\n              schema:\n                type: string\n".to_owned(), "parameter-form"),
        (SORT_BY, schema("$ref: '#/components/schemas/group'"), "query-object"),
        (SORT_BY, schema("allOf:\n  - $ref: '#/components/schemas/group'"), "query-object"),
        (SORT_BY, schema("type: array\nitems:\n  type: object"), "query-object"),
        (GROUP_ID, path_schema("type: integer\n        nullable: true\n"), "optional-path-parameter"),
        (GROUP_PATH, path("/organizations/{org_id}/groups/{group_id}?all=1"), "path-form"),
        (GROUP_PATH, path("/organizations/{org_id}/groups/{group_id}#all"), "path-form"),
        (GROUP_PATH, path("/organizations/{org_id}/../groups/{group_id}"), "path-form"),
        (GROUP_PATH, path("/organizations/{org_id}//groups/{group_id}"), "path-form"),
        (GROUP_PATH, path("/organizations/{org_id}/groups/{{group_id}}"), "path-form"),
        (GROUP_PATH, path("/organizations/{org_id}/groups/{group_id"), "path-form"),
        (GROUP_PATH, path("/organizations/{org_id}/groups/group_id}"), "path-form"),
        (GROUP_PATH, path("/organizations/{org_id}/groups/{}"), "path-form"),
        (DELETED, DELETED.replace("204", "404"), "missing-responses"),
        (DELETED, DELETED.replace("204", "302"), "missing-responses"),
        (DELETED, format!("{DELETED}          content:\n            application/json:\n              schema:\n"), "missing-schema"),
        (DELETED, "        '204':\n          $ref: '#/components/schemas/error'\n".to_owned(), "ref-kind"),
        (BODY, String::new(), "missing-schema"),
        (BODY, body("text/plain:\n  schema:\n    type: integer"), "unsendable-body"),
        (BODY, body("text/plain:\n  schema:\n    $ref: '#/components/schemas/groupId'"), "unsendable-body"),
        (BODY, body("application/octet-stream:\n  schema:\n    type: string"), "unsendable-body"),
        (DELETE, format!("{DELETE}      x-dropshot-websocket: {{}}\n"), "dropshot-extension"),
        (DELETE, format!("{DELETE}      security:\n        - token: []\n"), "ref-dangling"),
        (SCHEMAS, SCHEMAS.replacen("schemas:\n", "schemas:\n    itself:\n      not:\n        $ref: '#/components/schemas/itself'\n", 1), "schema-circle"),
        (SCHEMAS, format!("  headers:\n    itself:\n      $ref: '#/components/headers/itself'\n{SCHEMAS}"), "schema-circle"),
    ] {
        let found = findings(from, &to);
        let mut codes = found.iter().map(|finding| finding.code);
        assert!(codes.any(|found| found == code), "{to}: {found:?}");
    }
    for to in [
        // A list that is a text to the client.
        format!("          explode: false\n{SORT_BY}"),
        schema("type: string\nnullable: true"),
        schema("oneOf:\n  - type: string\n  - type: integer"),
    ] {
        assert_eq!(findings(SORT_BY, &to), [], "{to}");
    }
    for to in [
        body("text/plain; charset=utf-8:\n  schema:\n    type: string"),
        body("application/octet-stream:\n  schema:\n    type: string\n    format: binary"),
    ] {
        assert_eq!(findings(BODY, &to), [], "{to}");
    }
}

/// An inline schema of a success and one of an error would be of one type without a word.
#[test]
fn a_success_and_an_error_of_one_name() {
    let response = |status: &str, property: &str| {
        format!(
            "        '{status}':\n          description: D.\n          x-source:\n            - S1\n{}",
            lines(
                10,
                &format!(
                    "content:\n  application/json:\n    schema:\n      type: object\n      properties:\n        {property}:\n          type: string\n          description: P.\n          x-source:\n            - S1\n      additionalProperties: {{}}"
                )
            )
        )
    };
    let found = findings(
        DELETED,
        &format!("{}{}", response("200", "a"), response("404", "b")),
    );
    let codes: Vec<&str> = found.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["type-name-collision"]);
    assert!(found[0].message.contains("`DeleteGroupResponse`"));
    let found = findings(
        DELETED,
        &format!("{}{}", response("200", "a"), response("404", "a")),
    );
    assert_eq!(found, []);
}

/// typify would run out of stack, which nothing catches.
#[test]
fn merges_without_an_end() {
    let schemas = |text: &str| {
        let error = "    error:\n      type: object\n";
        let found = findings(error, &format!("{}{error}", lines(4, text)));
        let found = found.iter().filter(|one| !one.code.starts_with("missing-"));
        found
            .map(|one| (one.code, one.position.line))
            .collect::<Vec<_>>()
    };
    let at = CONTRACT
        .lines()
        .position(|line| line == "    error:")
        .unwrap()
        + 1;
    let merged = "parent:\n  type: object\n  properties:\n    parent:\n      allOf:\n        - $ref: '#/components/schemas/parent'\n        - type: object\n          properties:\n            more:\n              type: string\n";
    assert_eq!(schemas(merged), [("schema-circle", at + 4)]);
    let two = "one:\n  type: object\n  properties:\n    parent:\n      $ref: '#/components/schemas/one'\ntwo:\n  type: object\n  properties:\n    parent:\n      $ref: '#/components/schemas/two'\nboth:\n  allOf:\n    - $ref: '#/components/schemas/one'\n    - $ref: '#/components/schemas/two'\n";
    assert_eq!(schemas(two), [("schema-circle", at + 11)]);
    // What inherits, and refers to itself, ends; unless the other part says something of all
    // fields.
    let inherits = |base: &str| {
        format!(
            "base:\n  type: object\n{base}  properties:\n    id:\n      type: string\nnode:\n  allOf:\n    - $ref: '#/components/schemas/base'\n    - type: object\n      properties:\n        children:\n          type: array\n          nullable: true\n          items:\n            $ref: '#/components/schemas/node'\n        parent:\n          $ref: '#/components/schemas/node'\n"
        )
    };
    assert_eq!(schemas(&inherits("")), []);
    assert_eq!(schemas(&inherits("  additionalProperties: true\n")), []);
    assert_eq!(
        schemas(&inherits("  additionalProperties: {}\n")),
        [("schema-circle", at + 7)]
    );
}

/// typify makes a type of a union, and one of what may be null, and calls both by the schema's
/// name.
#[test]
fn two_types_of_one_name() {
    let error = "    error:\n      type: object\n";
    let union = |nullable: &str| {
        format!(
            "    either:\n      description: One of two.\n      x-source:\n        - S0\n{nullable}      oneOf:\n        - type: boolean\n        - type: integer\n{error}"
        )
    };
    assert_eq!(findings(error, &union("")), []);
    let found = findings(error, &union("      nullable: true\n"));
    let line = CONTRACT
        .lines()
        .position(|line| line == "    error:")
        .unwrap()
        + 1;
    assert_eq!(
        (found.len(), found[0].code, found[0].position.line),
        (1, "type-name-collision", line)
    );
    assert_eq!(
        found[0].message,
        "progenitor would generate two types with the name `Either`"
    );
}

/// What the generator says without a place is looked for.
#[test]
fn nothing_is_said_of_the_first_line() {
    for (from, to) in [
        (
            "components:\n",
            "components:\n  securitySchemes:\n    a:\n      type: nonsense\n",
        ),
        ("components:\n", "components:\n  headers:\n    a: 5\n"),
        ("components:\n", "components:\n  callbacks:\n    a: 5\n"),
        ("paths:\n", "servers:\n  - description: No url.\n\npaths:\n"),
        ("paths:\n", "tags:\n  - 5\n\npaths:\n"),
        ("paths:\n", "security: 5\n\npaths:\n"),
        ("  title: Example\n", ""),
        (
            "    error:\n      type: object\n",
            "    either:\n      anyOf:\n        - type: string\n      oneOf:\n        - type: string\n    error:\n      type: object\n",
        ),
    ] {
        let found = findings(from, to);
        let is = |finding: &Finding| matches!(finding.code, "undecodable" | "ungeneratable");
        assert!(found.iter().any(is), "{to}: {found:?}");
        assert!(
            found.iter().all(|finding| finding.position.line > 1),
            "{to}: {found:?}"
        );
    }
}

/// Tags and anchors, wherever they stand.
#[test]
fn tags_and_anchors() {
    for (to, code, line, column) in [
        ("  title: !!str Example\n", "yaml-tag", 5, 10),
        ("  !!str title: Example\n", "yaml-tag", 5, 3),
        ("  title: ! Example\n", "yaml-tag", 5, 10),
        ("  title: &a Example\n", "anchor", 5, 10),
        ("  title:\n    &a Example\n", "anchor", 6, 5),
        ("  &a title: Example\n", "anchor", 5, 3),
    ] {
        let found = findings("  title: Example\n", to);
        let found: Vec<_> = found
            .iter()
            .map(|one| (one.code, one.position.line, one.position.column))
            .collect();
        assert_eq!(found, [(code, line, column)], "{to}");
    }
    for to in ["  title: >-\n    &a !b *c\n", "  title: '&a !b'\n"] {
        assert_eq!(findings("  title: Example\n", to), [], "{to}");
    }
}
