//! What the generator makes of contracts: of broken ones a message that says where and what to
//! do, and never a panic; of a good one always the same bytes. What the generated code does is
//! tested with the client.

#![allow(clippy::unwrap_used, missing_docs)]

use std::fmt::Write as _;

use tallyfy_codegen::generate;

const CONTRACT: &str = include_str!("fixture.yaml");

/// The contract with the first `from` in it replaced.
#[track_caller]
fn with(from: &str, to: &str) -> String {
    assert!(CONTRACT.contains(from), "the contract has no {from:?}");
    CONTRACT.replacen(from, to, 1)
}

/// The contract without what is from one text up to another.
#[track_caller]
fn without(from: &str, up_to: &str) -> String {
    let start = CONTRACT.find(from).unwrap();
    let end = start + CONTRACT[start..].find(up_to).unwrap();
    format!("{}{}", &CONTRACT[..start], &CONTRACT[end..])
}

fn messages(contract: &str) -> String {
    match generate(contract) {
        Ok(_) => "it generates\n".to_owned(),
        Err(problems) => problems
            .iter()
            .map(|problem| problem.render("fixture.yaml", contract))
            .collect(),
    }
}

#[test]
fn broken_contracts() {
    let group_id = "        - $ref: '#/components/parameters/groupId'\n";
    let free_text_id = "        - name: group_id\n          in: path\n          required: true\n          \
                        schema:\n            type: string\n";
    let cases = [
        ("empty", String::new()),
        ("not a mapping", "- openapi".to_owned()),
        (
            "two documents",
            format!("{CONTRACT}\n---\nopenapi: 3.0.3\n"),
        ),
        (
            "bad indentation",
            with(
                "      operationId: createGroup",
                "     operationId: createGroup",
            ),
        ),
        (
            "a tab",
            with(
                "      operationId: createGroup",
                "\toperationId: createGroup",
            ),
        ),
        ("an unclosed quote", with("'200':", "'200:")),
        (
            "a duplicate key",
            with(
                "      operationId: deleteGroup\n",
                "      operationId: deleteGroup\n      operationId: removeGroup\n",
            ),
        ),
        (
            "a dangling $ref",
            with("schemas/groupListResponse'", "schemas/groupsListResponse'"),
        ),
        (
            "a $ref to another file",
            with(
                "'#/components/schemas/groupListResponse'",
                "'other.yaml#/group'",
            ),
        ),
        (
            "a duplicate operationId",
            with("operationId: createGroup", "operationId: listGroups"),
        ),
        (
            "operationIds of one method name",
            with("operationId: createGroup", "operationId: list_groups"),
        ),
        (
            "no operationId",
            with("      operationId: createGroup\n", ""),
        ),
        (
            "no responses",
            with(
                "      responses:\n        '204':\n          description: The group is gone.\n",
                "",
            ),
        ),
        ("OpenAPI 3.1", with("openapi: 3.0.3", "openapi: 3.1.0")),
        ("no version", with("openapi: 3.0.3\n", "")),
        ("no paths", without("paths:\n", "components:\n")),
        (
            "two success body types",
            with("schemas/groupListResponse'", "schemas/group'"),
        ),
        (
            "two error body types",
            with(
                "          $ref: '#/components/responses/unauthorized'",
                "          description: Nobody.",
            ),
        ),
        ("not a status", with("        5XX:\n", "        6XX:\n")),
        ("a path id of any text", with(group_id, free_text_id)),
        (
            "a placeholder without a parameter",
            with("groups/{group_id}:", "groups/{id}:"),
        ),
        (
            "a pattern that nothing checks",
            with(
                "        email:\n          type: string\n",
                "        email:\n          type: string\n          pattern: .+@.+\n",
            ),
        ),
        ("an unknown type", with("type: boolean", "type: bool")),
        (
            "a response without a description",
            with(
                "          description: The group.\n",
                "          descriptions: The group.\n",
            ),
        ),
        (
            "a form",
            with(
                "        content:\n          application/json:",
                "        content:\n          application/x-www-form-urlencoded:",
            ),
        ),
        (
            "a list in one query parameter",
            with(
                "          schema:\n            type: string\n            enum:\n              - name\n",
                "          explode: false\n          schema:\n            type: array\n            \
                 items:\n              type: string\n              enum:\n              - name\n",
            ),
        ),
        (
            "what only progenitor refuses, in an operation",
            with(
                "              $ref: '#/components/schemas/createGroupInput'\n",
                "              anyOf:\n                - type: string\n              oneOf:\n                \
                 - type: string\n",
            ),
        ),
        (
            "what only progenitor refuses, in a schema",
            with(
                "          nullable: true\n        users:\n",
                "          nullable: true\n          default: 5\n        users:\n",
            ),
        ),
        (
            "a schema made of itself",
            with(
                "    group:\n      type: object\n",
                "    group:\n      allOf:\n        - $ref: '#/components/schemas/group'\n      type: object\n",
            ),
        ),
        (
            "two schemas of one type",
            with(
                "    user:\n      type: object\n",
                "    User:\n      type: string\n    user:\n      type: object\n",
            ),
        ),
        (
            "a schema of a type of the client's",
            with(
                "    user:\n      type: object\n",
                "    group_name:\n      type: object\n    user:\n      type: object\n",
            ),
        ),
        (
            "a method that is there",
            with("operationId: deleteGroup", "operationId: exec"),
        ),
        (
            "an operationId that is no name",
            with("operationId: deleteGroup", "operationId: 7"),
        ),
        (
            "a parameter that is a variable",
            with("        - name: sort_by\n", "        - name: header-map\n"),
        ),
        (
            "two parameters of one name",
            with("        - name: sort_by\n", "        - name: org-id\n"),
        ),
        (
            "a header that is none",
            with(
                "        - name: sort_by\n          in: query\n",
                "        - name: sort by\n          in: header\n",
            ),
        ),
        (
            "dots in an enum in the path",
            with(
                group_id,
                "        - name: group_id\n          in: path\n          required: true\n          schema:\n            type: string\n            enum:\n              - ..\n",
            ),
        ),
        (
            "an object that drops fields",
            with(
                "                $ref: '#/components/schemas/group'\n",
                "                type: object\n                properties:\n                  id:\n                    type: string\n",
            ),
        ),
        (
            "limits on what is received",
            with(
                "        email:\n          type: string\n",
                "        email:\n          type: string\n          maxLength: 255\n          format: uuid\n",
            ),
        ),
        (
            "an enum in what is received",
            with(
                "        email:\n          type: string\n",
                "        email:\n          type: string\n          enum:\n            - a\n",
            ),
        ),
        (
            "a property named as the rest",
            with(
                "        email:\n          type: string\n",
                "        extra:\n          type: string\n",
            ),
        ),
        (
            "a list that cannot be cleared",
            with(
                "          type: array\n          nullable: true\n          items:\n            type: integer\n",
                "          type: array\n          items:\n            type: integer\n",
            ),
        ),
        ("a tag", with("title: Fixture", "title: !title Fixture")),
    ];
    let mut text = String::new();
    for (name, contract) in cases {
        writeln!(text, "## {name}\n{}", messages(&contract)).unwrap();
    }
    insta::assert_snapshot!(text);
}

#[test]
fn the_same_contract_makes_the_same_bytes() {
    let first = generate(CONTRACT).unwrap();
    for _ in 0..3 {
        assert_eq!(generate(CONTRACT).unwrap().source, first.source);
    }
    assert!(
        !first.source.contains("regress"),
        "it needs no regular expressions"
    );
}

/// Where a fact comes from is for readers; it changes nothing that is generated.
#[test]
fn provenance_changes_nothing() {
    let before = generate(CONTRACT).unwrap();
    let after = generate(&with("        - S0\n", "        - S1\n")).unwrap();
    assert_eq!(after.source, before.source);
}

/// A team adds an operation, and has a method.
#[test]
fn an_added_operation_is_a_method() {
    let path = "  /organizations/{org_id}/guests:
    get:
      operationId: listGuests
      summary: List guests
      parameters:
        - $ref: '#/components/parameters/organizationId'
        - name: q
          in: query
          schema:
            type: string
      responses:
        '200':
          description: A page of guests.
          content:
            application/json:
              schema:
                type: object
                required:
                  - data
                properties:
                  data:
                    type: array
                    items:
                      $ref: '#/components/schemas/user'
                additionalProperties: {}

components:
";
    let generated = generate(&with("components:\n", path)).unwrap();
    assert_eq!(generated.operations.last().unwrap().id, "listGuests");
    assert!(generated.source.contains("pub async fn list_guests<'a>("));
}
