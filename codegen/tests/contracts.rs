//! Tests of the generator.
//!
//! If a contract is invalid, the generator has to return a message with a position and a remedy,
//! and must not panic. For the same valid contract, the generator always has to generate the same
//! bytes. The tests in this file do not check how the generated code behaves, because the tests of
//! the client check this.

#![allow(clippy::unwrap_used, missing_docs)]

use std::fmt::Write as _;

use tallyfy_codegen::generate;

const CONTRACT: &str = include_str!("fixture.yaml");

/// Returns a copy of the test contract in which `to` replaces the first `from`.
#[track_caller]
fn with(from: &str, to: &str) -> String {
    assert!(CONTRACT.contains(from), "the contract has no {from:?}");
    CONTRACT.replacen(from, to, 1)
}

/// Returns the test contract without the text from `from` up to `up_to`.
#[track_caller]
fn without(from: &str, up_to: &str) -> String {
    let start = CONTRACT.find(from).unwrap();
    let end = start + CONTRACT[start..].find(up_to).unwrap();
    format!("{}{}", &CONTRACT[..start], &CONTRACT[end..])
}

/// Returns the problems of a contract as text.
fn messages(contract: &str) -> String {
    match generate(contract) {
        Ok(_) => "no problem\n".to_owned(),
        Err(problems) => problems
            .iter()
            .map(|problem| problem.render("fixture.yaml", contract))
            .collect(),
    }
}

#[test]
fn generate_invalid_contract_reports_problems() {
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
            "a tab in the indentation",
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
            "two operationIds with one method name",
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
        ("no OpenAPI version", with("openapi: 3.0.3\n", "")),
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
        (
            "an invalid status",
            with("        5XX:\n", "        6XX:\n"),
        ),
        ("a path id without a pattern", with(group_id, free_text_id)),
        (
            "a placeholder without a parameter",
            with("groups/{group_id}:", "groups/{id}:"),
        ),
        (
            "a pattern without a hand-written type",
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
            "a form as request body",
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
            "an operation that only progenitor rejects",
            with(
                "              $ref: '#/components/schemas/createGroupInput'\n",
                "              anyOf:\n                - type: string\n              oneOf:\n                \
                 - type: string\n",
            ),
        ),
        (
            "a schema that only progenitor rejects",
            with(
                "          nullable: true\n        users:\n",
                "          nullable: true\n          default: 5\n        users:\n",
            ),
        ),
        (
            "a schema that contains itself",
            with(
                "    group:\n      type: object\n",
                "    group:\n      allOf:\n        - $ref: '#/components/schemas/group'\n      type: object\n",
            ),
        ),
        (
            "two schemas with one type name",
            with(
                "    user:\n      type: object\n",
                "    User:\n      type: string\n    user:\n      type: object\n",
            ),
        ),
        (
            "a schema with the name of a hand-written type",
            with(
                "    user:\n      type: object\n",
                "    group_name:\n      type: object\n    user:\n      type: object\n",
            ),
        ),
        (
            "an operationId with a reserved method name",
            with("operationId: deleteGroup", "operationId: exec"),
        ),
        (
            "an operationId that is not a name",
            with("operationId: deleteGroup", "operationId: 7"),
        ),
        (
            "a parameter with the name of a variable",
            with("        - name: sort_by\n", "        - name: header-map\n"),
        ),
        (
            "two parameters with one argument name",
            with("        - name: sort_by\n", "        - name: org-id\n"),
        ),
        (
            "an invalid header name",
            with(
                "        - name: sort_by\n          in: query\n",
                "        - name: sort by\n          in: header\n",
            ),
        ),
        (
            "a path parameter with `..` as enum value",
            with(
                group_id,
                "        - name: group_id\n          in: path\n          required: true\n          schema:\n            type: string\n            enum:\n              - ..\n",
            ),
        ),
        (
            "a response object that drops fields",
            with(
                "                $ref: '#/components/schemas/group'\n",
                "                type: object\n                properties:\n                  id:\n                    type: string\n",
            ),
        ),
        (
            "limits in a response",
            with(
                "        email:\n          type: string\n",
                "        email:\n          type: string\n          maxLength: 255\n          format: uuid\n",
            ),
        ),
        (
            "an enum in a response",
            with(
                "        email:\n          type: string\n",
                "        email:\n          type: string\n          enum:\n            - a\n",
            ),
        ),
        (
            "a property with the name `extra`",
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
fn generate_twice_returns_same_bytes() {
    let first = generate(CONTRACT).unwrap();
    for _ in 0..3 {
        assert_eq!(generate(CONTRACT).unwrap().source, first.source);
    }
    assert!(
        !first.source.contains("regress"),
        "the source must not depend on regular expressions"
    );
}

/// The contract tells its readers which documents its facts come from. For example, S0 and S1 are
/// names of such documents. The names of these documents must not affect the generated code.
#[test]
fn generate_changed_source_note_returns_same_code() {
    let before = generate(CONTRACT).unwrap();
    let after = generate(&with("        - S0\n", "        - S1\n")).unwrap();
    assert_eq!(after.source, before.source);
}

#[test]
fn generate_added_operation_adds_method() {
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
    assert!(generated.source.contains("pub fn list_guests<'a>("));
}

/// Other methods with the name of a deprecated method are not deprecated.
#[test]
fn generate_deprecated_parts_marks_their_methods() {
    let mut paths = "  /organizations/{org_id}/guests:
    parameters:
      - $ref: '#/components/parameters/organizationId'
      - name: type
        in: query
        deprecated: true
        schema:
          type: string
"
    .to_owned();
    for (method, id, deprecated) in [
        ("get", "search", true),
        ("put", "send", true),
        ("post", "type", true),
        ("patch", "2fast", true),
        ("delete", "q", false),
    ] {
        paths += &format!(
            "    {method}:
      operationId: {id}
      deprecated: {deprecated}
      parameters:
        - name: search
          in: query
          deprecated: {}
          schema:
            type: string
      responses:
        '204':
          description: Done.
",
            !deprecated
        );
    }
    // A parameter of an operation replaces the parameter of the path.
    paths = paths.replace(
        "      operationId: q\n      deprecated: false\n      parameters:\n",
        "      operationId: q\n      deprecated: false\n      parameters:\n        - name: type\n          in: query\n          schema:\n            type: string\n",
    );
    let contract = with("components:\n", &format!("{paths}\ncomponents:\n"));
    let source = generate(&contract).unwrap().source;
    let mut owner = "";
    let mut marked = Vec::new();
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        if let Some(of) = line.strip_prefix("impl") {
            owner = of.split(' ').rfind(|word| word.len() > 1).unwrap_or(of);
        }
        if let Some(reason) = line.trim().strip_prefix("#[deprecated = ") {
            let method = lines.find_map(|line| line.trim().strip_prefix("pub fn "));
            let name = method.unwrap().split(['(', '<']).next();
            marked.push((owner, name.unwrap(), reason));
        }
    }
    let operation = "\"the contract marks this operation as deprecated\"]";
    let parameter = "\"the contract marks this parameter as deprecated\"]";
    marked.sort_unstable();
    assert_eq!(
        marked,
        [
            ("Client", "_2fast", operation),
            ("Client", "search", operation),
            ("Client", "send", operation),
            ("Client", "type_", operation),
            ("QRequest<'a>", "search", parameter),
            ("SearchRequest<'a>", "type_", parameter),
            ("SendRequest<'a>", "type_", parameter),
            ("TypeRequest<'a>", "type_", parameter),
            ("X2fastRequest<'a>", "type_", parameter),
        ]
    );
}
