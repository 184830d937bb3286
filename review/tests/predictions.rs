//! Contracts that progenitor rejects, or from which it silently generates wrong code. The tables
//! have more ways to break a rule than the example of the rule.

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
    lint(
        &Contract::new("groups.yaml", CONTRACT.replacen(from, to, 1)),
        None,
    )
}

/// Indents lines.
fn lines(indent: usize, text: &str) -> String {
    let indent = " ".repeat(indent);
    let lines = text.lines();
    lines.map(|line| format!("{indent}{line}\n")).collect()
}

/// Each row has a schema, which replaces a property of a response and a property of a request.
#[test]
fn lint_invalid_property_schema_is_reported() {
    for (schema, code) in [
        ("anyOf: []", "unsatisfiable"),
        (
            "type: object\nadditionalProperties:\n  type: string\n  format: uuid",
            "strict-format",
        ),
        (
            "type: array\nnullable: true\nitems:\n  type: object\n  additionalProperties:\n    format: date",
            "strict-format",
        ),
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

/// progenitor can generate variants for each of these enums.
#[test]
fn lint_valid_enum_is_accepted() {
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
fn lint_invalid_operation_is_reported() {
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
        (SORT_BY, schema("type: string\ntitle: err\nenum:\n  - a"), "reserved-type"),
        (SCHEMAS, SCHEMAS.replacen("schemas:\n", "schemas:\n    ok:\n      type: string\n      minLength: 1\n", 1), "reserved-type"),
        (SCHEMAS, SCHEMAS.replacen("schemas:\n", "schemas:\n    string:\n      type: string\n      minLength: 1\n", 1), "reserved-type"),
        (SCHEMAS, SCHEMAS.replacen("schemas:\n", "schemas:\n    default:\n      type: object\n", 1), "reserved-type"),
        ("    delete:\n", "    options:\n".to_owned(), "unsendable-method"),
        ("    delete:\n", "    trace:\n".to_owned(), "unsendable-method"),
        (SORT_BY, schema("type: array\nitems:\n  type: string\n  format: date-time"), "strict-format"),
        (SORT_BY, schema("oneOf:\n  - type: string\n    format: uuid\n  - type: integer"), "strict-format"),
        (SCHEMAS, SCHEMAS.replacen("schemas:\n", "schemas:\n    unused:\n      type: string\n      format: ipv4\n", 1), "strict-format"),
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
        (DELETED, String::new(), "missing-responses"),
        (DELETED, "        '302':\n          description: D.\n          x-source:\n            - S1\n".to_owned(), "missing-responses"),
        (DELETED, "        '204':\n          description: D.\n          x-source:\n            - S1\n          content:\n            application/json:\n              schema:\n".to_owned(), "missing-schema"),
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
        let mut found = findings(BODY, &to);
        found.retain(|one| one.code != "unused-declaration");
        assert_eq!(found, [], "{to}");
    }
}

/// progenitor would silently use one type for the inline schemas of a success and of an error.
#[test]
fn lint_success_and_error_with_same_type_name_are_reported() {
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
    let start = CONTRACT.rfind("        '204':").unwrap();
    let responses = &CONTRACT[start..CONTRACT.find("\ncomponents:").unwrap()];
    let codes = |error: &str| {
        let to = format!("{}{}", response("200", "a"), response("404", error));
        let mut found = findings(responses, &to);
        found.retain(|one| one.code != "missing-status");
        found
    };
    let found = codes("b");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, "type-name-collision");
    assert!(found[0].message.contains("`DeleteGroupResponse`"));
    assert_eq!(codes("a"), []);
}

/// typify would overflow the stack.
#[test]
fn lint_endless_merge_is_reported() {
    let schemas = |text: &str| {
        let error = "    error:\n      type: object\n";
        let found = findings(error, &format!("{}{error}", lines(4, text)));
        let others = [
            "missing-description",
            "missing-source",
            "unused-declaration",
        ];
        let found = found.iter().filter(|one| !others.contains(&one.code));
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
    // A merge of a schema that refers to itself ends, unless a part has `additionalProperties` for
    // all fields.
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

/// typify gives the name of the schema to the type of the union, and to the nullable type.
#[test]
fn lint_nullable_union_is_reported() {
    let error = "    error:\n      type: object\n";
    let union = |nullable: &str| {
        format!(
            "    either:\n      description: One of two.\n      x-source:\n        - S0\n{nullable}      oneOf:\n        - type: boolean\n        - type: integer\n{error}"
        )
    };
    let findings = |to: &str| {
        let mut found = findings(error, to);
        found.retain(|one| one.code != "unused-declaration");
        found
    };
    assert_eq!(findings(&union("")), []);
    let found = findings(&union("      nullable: true\n"));
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

/// The message of the generator has no position, so lint searches for the part.
#[test]
fn lint_undecodable_part_is_reported_at_its_line() {
    for (from, to) in [
        (
            "components:\n",
            "components:\n  securitySchemes:\n    a:\n      type: nonsense\n",
        ),
        ("components:\n", "components:\n  headers:\n    a: 5\n"),
        ("components:\n", "components:\n  callbacks:\n    a: 5\n"),
        ("paths:\n", "servers:\n  - description: No url.\n\npaths:\n"),
        (
            "  - name: groups\n    description: Groups of an organization.\n",
            "  - 5\n",
        ),
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

/// Each row has a line with a tag or an anchor.
#[test]
fn lint_tag_or_anchor_is_reported_at_its_position() {
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
