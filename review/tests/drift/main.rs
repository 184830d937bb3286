//! The comparison of a contract with descriptions of the vendor. Each fixture describes the same
//! API as `drift/contract.yaml`. Each row edits one fixture.

#![allow(clippy::unwrap_used, missing_docs)]

mod edits;

use std::time::{Duration, Instant};

use edits::{OPENAPI_EDITS, SWAGGER_EDITS};
use tallyfy_review::{Contract, Drift, drift};

const CONTRACT: &str = include_str!("contract.yaml");
const SWAGGER: &str = include_str!("swagger.json");
const OPENAPI: &str = include_str!("openapi.yaml");
const NONE: &str = "accepted: []";

fn compare(vendor: &str, accepted: &str) -> Result<Drift, String> {
    let file = if vendor.starts_with('{') {
        "vendor.json"
    } else {
        "vendor.yaml"
    };
    drift(
        &Contract::new("contract.yaml", CONTRACT),
        &Contract::new(file, vendor),
        &Contract::new("drift.yaml", accepted),
    )
}

/// Returns each difference with its operation.
fn differences(vendor: &str) -> Vec<String> {
    let drift = compare(vendor, NONE).unwrap();
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

#[test]
fn drift_edited_description_finds_each_difference() {
    for (fixture, edits) in [(SWAGGER, SWAGGER_EDITS), (OPENAPI, OPENAPI_EDITS)] {
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
    let vendor = edit(
        &vendor,
        "        groups: {",
        "        role: { type: string }\n        groups: {",
    );
    let text = compare(&vendor, NONE).unwrap().text();
    let line = |text: &str, part: &str| text[..text.find(part).unwrap()].lines().count();
    for expected in [
        "GET /organizations/{org_id}/groups  listGroups\n  removed query parameter with (string)\n",
        &format!(
            "    contract: contract.yaml:{}:11  x-source S1\n",
            line(CONTRACT, "name: with")
        ),
        "    conflict: S1 names it `include`.\n",
        // An added part has the place of the part around it.
        &format!(
            "added query parameter include (string)\n    contract: contract.yaml:{}:5  x-source S4\n",
            line(CONTRACT, "operationId: listGroups") - 1
        ),
        &format!(
            "users[].role (string)\n    contract: contract.yaml:{}:7  x-source S5\n",
            line(CONTRACT, "x-source: [S5]")
        ),
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
        "contract.yaml -> vendor.yaml (OpenAPI 3.1.0): 2 added, 2 removed, 1 changed, 0 accepted\n",
        "  - operation: listGroups\n    difference: removed query parameter with (string)\n",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in\n{text}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&compare(&vendor, NONE).unwrap().json()).unwrap();
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
fn drift_removed_field_names_line_of_schema() {
    let vendor = edit(SWAGGER, r#""name": {"type": "string"},"#, "");
    let text = compare(&vendor, NONE).unwrap().text();
    let before = &vendor[..vendor.find(r#""Group": {"#).unwrap()];
    let expected = format!("vendor.json:{}:12\n", before.lines().count());
    assert!(text.contains(&expected), "{expected:?} is not in\n{text}");
}

#[test]
fn drift_minified_description_names_column_in_short_time() {
    let minified = SWAGGER.replace(['\n', '\t'], "");
    let values = "1,".repeat(400_000);
    let vendor = edit(&minified, "{", &format!("{{\"é\": [{values}1],"));
    let vendor = edit(&vendor, r#""name": "with""#, r#""name": "include""#);
    let start = Instant::now();
    let text = compare(&vendor, NONE).unwrap().text();
    assert!(start.elapsed() < Duration::from_secs(20));
    let before = &vendor[..vendor.find(r#"{"name": "include""#).unwrap()];
    let expected = format!("vendor.json:1:{}\n", before.chars().count() + 1);
    assert!(text.contains(&expected), "{expected:?} is not in\n{text}");
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
        (
            "# Nothing.",
            "yaml:1:1: the file is empty; name a description of the API",
        ),
        (
            "a: 1\na: 1\nb:\n\tc: 1\n\td: 1",
            "yaml:4:1: the indentation contains a tab",
        ),
        (
            "{\"swagger\": \"2.0\",\n \"paths\": {,}}",
            "json:2:12: the file is not well-formed JSON: ",
        ),
        (
            &nested,
            "the file is not well-formed JSON: Maximum nesting depth exceeded",
        ),
        (
            "<!DOCTYPE html>",
            "yaml:1:1: the file is HTML or XML; save ",
        ),
        (
            "name: Tallyfy\n",
            "yaml:1:1: the document has neither `swagger: '2.0'` nor `openapi: 3.x`",
        ),
        ("swagger: 1.2\n", "has neither `swagger: '2.0'`"),
        ("openapi: 4.0.0\n", "nor `openapi: 3.x`"),
        (
            "openapi: 3.0.0\npaths: {/pets: {get: {}}}",
            "the document has 1 paths, but no operation of contract.yaml",
        ),
        (
            &definitions(r##""Base": {"$ref": "#/definitions/Base", "##),
            "refers to itself",
        ),
        (
            &definitions(r##""Base": {"allOf": [{"$ref": "#/definitions/Group"}], "##),
            "refers to itself",
        ),
        (
            &definitions(r##""Base": {"oneOf": [{"$ref": "#/definitions/Group"}, {}], "##),
            "refers to itself",
        ),
        (
            &definitions(r##""Base": {"$ref": "#/definitions/Bas", "##),
            "`#/definitions/Bas`, which does not exist",
        ),
        (
            &definitions(r##""Base": {"$ref": "base.json#/Base", "##),
            "which is not in this file; first bundle",
        ),
    ] {
        let error = compare(vendor, NONE).err().unwrap();
        assert!(
            error.starts_with("vendor.") && error.contains(expected),
            "{expected}: {error}"
        );
    }
    for (accepted, expected) in [
        ("- a", "drift.yaml:1:1: the key `accepted` is missing"),
        (
            "a: b\naccepted: c",
            "drift.yaml:2:1: the key `accepted` is missing or has no list; write `accepted: []`",
        ),
        (
            "# None.",
            "drift.yaml:1:1: the file is empty; write `accepted: []`",
        ),
        (
            "accepted:\n- operation: a\n  reason: b",
            "drift.yaml:2:3: the entry has no text in `difference`",
        ),
    ] {
        let error = compare(OPENAPI, accepted).err().unwrap();
        assert!(error.contains(expected), "{error}");
    }
}
