//! The comparison of a contract with descriptions of the vendor. Each fixture describes the same
//! API as `drift/contract.yaml`. Each row edits one fixture.

#![allow(clippy::unwrap_used, missing_docs)]

use tallyfy_review::{Drift, Source, drift};

const CONTRACT: &str = include_str!("drift/contract.yaml");
const SWAGGER: &str = include_str!("drift/swagger.json");
const OPENAPI: &str = include_str!("drift/openapi.yaml");

fn compare(vendor: &str, accepted: &str) -> Result<Drift, String> {
    let source = |file, text| Source { file, text };
    let file = if vendor.starts_with('{') {
        "vendor.json"
    } else {
        "vendor.yaml"
    };
    let contract = source("contract.yaml", CONTRACT);
    drift(
        contract,
        source(file, vendor),
        source("drift.yaml", accepted),
    )
}

/// Returns each difference with its operation.
fn differences(vendor: &str) -> Vec<String> {
    let drift = compare(vendor, "").unwrap();
    let differences = drift.differences.iter();
    differences
        .map(|found| format!("{}: {}", found.operation, found.difference))
        .collect()
}

fn edit(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "the fixture has no {from:?}");
    text.replacen(from, to, 1)
}

#[test]
fn drift_equal_descriptions_finds_nothing() {
    for vendor in [SWAGGER, OPENAPI, &SWAGGER.replace(['\n', '\t'], "")] {
        assert_eq!(differences(vendor), [""; 0]);
    }
    let server = "/v2/organizations/{organization}";
    let moved = OPENAPI
        .replace(server, "")
        .replace("com/api", &format!("com{server}"));
    let moved = moved.replace("~1v2~1organizations~1%7Borganization%7D", "");
    assert_eq!(differences(&moved), [""; 0]);
}

/// Edits of the Swagger fixture, and the differences that each edit makes.
const SWAGGER_EDITS: [(&str, &str, &[&str]); 19] = [
    (
        r##""parameters": [{"$ref": "#/parameters/Org"}],"##,
        r#""put": {"responses": {}},"#,
        &["PUT /organizations/{org}/groups: added operation"],
    ),
    (
        r#""\/organizations\/{org}\/tasks""#,
        r#""\/organizations\/{o}\/members\/{m}\/avatar""#,
        &["GET /organizations/{o}/members/{m}/avatar: added operation"],
    ),
    (
        r#""delete""#,
        r#""x-delete""#,
        &["deleteGroup: removed operation"],
    ),
    (
        r#""operationId": "group.index""#,
        r#""deprecated": true"#,
        &["listGroups: changed operation from supported to deprecated"],
    ),
    (
        r#""name": "with""#,
        r#""name": "include""#,
        &[
            "listGroups: removed query parameter with (string)",
            "listGroups: added query parameter include (string)",
        ],
    ),
    (
        r#""in": "query", "type": "array""#,
        r#""in": "query", "collectionFormat": "multi", "type": "array""#,
        &["listGroups: changed query parameter with from string to array of string"],
    ),
    (
        r#""type": "integer", "format": "int32""#,
        r#""type": "string", "required": true"#,
        &[
            "listGroups: changed query parameter per_page from integer to string",
            "listGroups: changed query parameter per_page from optional to required",
        ],
    ),
    (
        r#"["desc", "asc"]"#,
        r#"["desc", "asc", "none"]"#,
        &[
            "listGroups: changed query parameter sort from string (asc, desc) to string (asc, desc, none)",
        ],
    ),
    (
        r#"{"name": "X-Tallyfy-Client", "in": "header""#,
        r#"{"name": "X-Team", "in": "header""#,
        &["listGroups: added header parameter x-team (string)"],
    ),
    (
        r##"{"name": "body", "in": "body", "required": true, "schema": {"$ref": "#/definitions/createGroupInput"}}"##,
        r#"{"name": "name", "in": "formData", "type": "string", "required": true}, {"name": "logo", "in": "formData", "type": "file"}"#,
        &[
            "createGroup: changed request body from object to object as form data",
            "createGroup: removed request field members (array of integer)",
            "createGroup: added request field logo (file)",
        ],
    ),
    (
        r#""required": ["name"]"#,
        r#""required": ["members"]"#,
        &[
            "createGroup: changed request field name from required to optional",
            "createGroup: changed request field members from optional to required",
        ],
    ),
    (
        r#""message": {"type": "string"}"#,
        r#""message": {"type": "object"}"#,
        &["listGroups: changed error field message from string to object"],
    ),
    (
        r##"{"description": "The group", "schema": {"$ref": "#/definitions/GroupItem"}}"##,
        r#"{"description": "The group"}"#,
        &["createGroup: removed response body (object)"],
    ),
    (
        r#""name": "group", "in": "path", "required": true, "type": "string""#,
        r#""name": "group", "in": "path", "required": true, "type": "integer""#,
        &["deleteGroup: changed path parameter group_id from string to integer"],
    ),
    (
        r#""readOnly": true"#,
        r#""readOnly": false"#,
        &["createGroup: added request field id (string)"],
    ),
    (
        r#""No content""#,
        r#""No content", "schema": {"type": "boolean"}"#,
        &["deleteGroup: added response body (boolean)"],
    ),
    (
        r#""id": {"type": "string"}}}"#,
        r#""id": {"type": "integer"}}}"#,
        &["listGroups: changed response field data[].id from string to integer"],
    ),
    (
        r#""logo": {"type": "string", "x-nullable": true},"#,
        "",
        &["listGroups: removed response field data[].logo (string)"],
    ),
    (
        r#""id": {"type": "integer"},"#,
        r#""id": {"type": "integer", "x-nullable": true}, "role": {"type": "string"},"#,
        &[
            "listGroups: changed response field data[].users[].id from not nullable to nullable",
            "listGroups: added response field data[].users[].role (string)",
        ],
    ),
];

/// Edits of the OpenAPI fixture, and the differences that each edit makes.
const OPENAPI_EDITS: [(&str, &str, &[&str]); 6] = [
    (
        "explode: false",
        "explode: true",
        &["listGroups: changed query parameter with from string to array of string"],
    ),
    (
        "{ const: desc }",
        "{ type: integer }",
        &["listGroups: changed query parameter sort from string (asc, desc) to integer or string"],
    ),
    (
        "application/json:\n          schema:\n            type: object\n            required: [name]",
        "multipart/related:\n          schema:\n            type: object\n            required: [name]",
        &[
            "createGroup: changed request body from object to object as multipart/form-data",
            "createGroup: removed request field name (string)",
            "createGroup: removed request field members (array of integer)",
        ],
    ),
    (
        "required: [id, name, logo]",
        "required: [id]",
        &["listGroups: changed response field data[].name from required to optional"],
    ),
    (
        "        name: { type: string }\n        logo",
        "        name: { type: [string, 'null'], deprecated: true }\n        logo",
        &[
            "listGroups: changed response field data[].name from not nullable to nullable",
            "listGroups: changed response field data[].name from supported to deprecated",
        ],
    ),
    (
        "        id: { type: string }",
        "        id: { type: string, format: binary }",
        &["listGroups: changed response field data[].id from string to file"],
    ),
];

#[test]
fn drift_edited_description_finds_each_difference() {
    for (fixture, edits) in [(SWAGGER, &SWAGGER_EDITS[..]), (OPENAPI, &OPENAPI_EDITS[..])] {
        for (from, to, expected) in edits {
            assert_eq!(
                differences(&edit(fixture, from, to)),
                *expected,
                "{from} -> {to}"
            );
        }
    }
}

#[test]
fn drift_two_versions_of_path_compares_both() {
    let old = "  /v1/organizations/{organization}/groups:\n    get: { responses: { '204': {} } }\n";
    let vendor = edit(OPENAPI, "paths:\n", &format!("paths:\n{old}"));
    let vendor = edit(&vendor, "name: per_page", "name: page");
    let found = differences(&vendor);
    // One entry accepts the same difference of both versions.
    let entry = "accepted:\n- operation: listGroups\n  reason: Known.\n  difference: ";
    let accepted = format!("{entry}removed query parameter per_page (integer)\n");
    let drift = compare(&vendor, &accepted).unwrap();
    let reasons = drift
        .differences
        .iter()
        .filter(|found| found.reason.is_some());
    assert_eq!((reasons.count(), drift.stale.len()), (2, 0));
    assert!(
        found.contains(&"listGroups: removed response body (object)".to_owned()),
        "{found:?}"
    );
}

#[test]
fn drift_report_has_lines_sources_and_entry() {
    let vendor = edit(
        OPENAPI,
        "        id: { type: string }",
        "        id: { type: integer }",
    );
    let vendor = edit(
        &vendor,
        "        id: { type: integer }\n        groups",
        "        groups",
    );
    let vendor = edit(&vendor, "name: with", "name: include");
    let text = compare(&vendor, "").unwrap().text();
    let line = |text: &str, part: &str| text[..text.find(part).unwrap()].lines().count();
    for expected in [
        "GET /organizations/{org_id}/groups  listGroups\n  removed query parameter with (string)\n",
        &format!(
            "    contract: contract.yaml:{}:11  x-source S1\n",
            line(CONTRACT, "name: with")
        ),
        "    conflict: S1 names it `include`.\n",
        &format!(
            "contract.yaml:{}:9  x-source S1, S2\n",
            line(CONTRACT, "id: { type: string, x")
        ),
        &format!(
            "    vendor:   vendor.yaml:{}:9\n",
            line(&vendor, "        id: { type: integer") + 1
        ),
        "    conflict: S3 shows a string.\n",
        "    also in:  createGroup\n",
        "contract.yaml -> vendor.yaml (OpenAPI 3.1.0): 1 added, 2 removed, 1 changed, 0 accepted\n",
        "  - operation: listGroups\n    difference: removed query parameter with (string)\n",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in\n{text}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&compare(&vendor, "").unwrap().json().unwrap()).unwrap();
    let changed = &json["differences"][1];
    assert_eq!(
        (&changed["old"], &changed["new"]),
        (&"string".into(), &"integer".into())
    );
    assert_eq!(
        changed["contract"]["sources"],
        serde_json::json!(["S1", "S2"])
    );
    assert_eq!(changed["also_in"], serde_json::json!(["createGroup"]));
}

#[test]
fn drift_accepted_difference_is_not_new() {
    let vendor = edit(OPENAPI, "name: with", "name: include");
    let entry = |difference: &str| {
        format!("- operation: listGroups\n  difference: {difference}\n  reason: S1 is old.\n")
    };
    let removed = entry("removed query parameter with (string)");
    let added = entry("added query parameter include (string)");
    let drift = compare(&vendor, &format!("accepted:\n{removed}{added}")).unwrap();
    assert_eq!((drift.new_differences().count(), drift.stale.len()), (0, 0));
    assert!(drift.text().contains("2 accepted"), "{}", drift.text());
    // An entry accepts only the difference that it names.
    let old = entry("added query parameter include (integer)");
    let drift = compare(&vendor, &format!("accepted:\n{removed}{old}")).unwrap();
    assert_eq!((drift.new_differences().count(), drift.stale.len()), (1, 1));
    let stale = "stale: drift.yaml:5: listGroups no longer has the difference `added query \
                 parameter include (integer)`; delete the entry\n";
    assert!(drift.text().contains(stale), "{}", drift.text());
}

#[test]
fn drift_unusable_file_names_line() {
    let nested = "[".repeat(100_000);
    let definitions = |text: &str| edit(SWAGGER, r#""Base": {"#, text);
    for (vendor, expected) in [
        ("", "yaml:1:1: the file is empty"),
        ("a: 1\nb: [", "yaml:3:1: the file is not well-formed YAML"),
        ("swagger: '2.0'\n\tpaths: {}", "yaml:2:"),
        ("{\"swagger\": \"2.0\",\n \"paths\": {,}}", "json:2:12: the file is not well-formed JSON: "),
        (&nested, "the file is not well-formed JSON: Maximum nesting depth exceeded"),
        ("<!DOCTYPE html>", "yaml:1:1: the file is HTML or XML; save "),
        ("name: Tallyfy\n", "yaml:1:1: the document has neither `swagger: '2.0'` nor `openapi: 3.x`"),
        ("swagger: 1.2\n", "has neither `swagger: '2.0'`"),
        ("openapi: 4.0.0\n", "nor `openapi: 3.x`"),
        ("openapi: 3.0.0\npaths: {/pets: {get: {}}}", "the document has 1 paths, but no operation of contract.yaml"),
        (&definitions(r##""Base": {"$ref": "#/definitions/Base", "##), "refers to itself"),
        (&definitions(r##""Base": {"allOf": [{"$ref": "#/definitions/Group"}], "##), "refers to itself"),
        (&definitions(r##""Base": {"oneOf": [{"$ref": "#/definitions/Group"}, {}], "##), "refers to itself"),
        (
            &edit(SWAGGER, r##""type": "array", "items": {"$ref": "#/definitions/User"}"##, r##""$ref": "#/definitions/List""##)
                .replace(r#""Base": {"#, r##""List": {"type": "array", "items": {"$ref": "#/definitions/List"}}, "Base": {"##),
            "refers to itself",
        ),
        (&definitions(r##""Base": {"$ref": "#/definitions/Bas", "##), "`#/definitions/Bas`, which does not exist"),
        (&definitions(r##""Base": {"$ref": "base.json#/Base", "##), "which is not in this file; first bundle"),
    ] {
        let error = compare(vendor, "").err().unwrap();
        assert!(error.starts_with("vendor.") && error.contains(expected), "{expected}: {error}");
    }
    for (accepted, expected) in [
        ("- a", "drift.yaml:1:1: the key `accepted` is missing"),
        (
            "accepted:\n- operation: a\n  reason: b",
            "drift.yaml:2:3: the entry has no text in `difference`",
        ),
    ] {
        let error = compare(OPENAPI, accepted).err().unwrap();
        assert!(error.contains(expected), "{error}");
    }
}
