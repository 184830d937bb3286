//! Tests of the validation of values against schemas.

#![allow(clippy::unwrap_used)]

use serde_json::Value;

use super::mismatch;

const ROOT: &str = "\
components:
  schemas:
    name: {type: string, minLength: 1, maxLength: 5, pattern: '\\S'}
    group: {type: object, required: [id], properties: {id: {type: string}}}
    either: {oneOf: [{type: array, items: {type: string}}, {type: object, required: [data]}]}
    tree: {type: object, properties: {child: {$ref: '#/components/schemas/tree'}}}
    never: {not: {$ref: '#/components/schemas/never'}}
";

#[track_caller]
fn at(schema: &str, value: &str) -> Option<(String, String)> {
    let root = tallyfy_codegen::tree(&format!("{ROOT}x-schema: {schema}\n")).unwrap();
    let value: Value = serde_json::from_str(value).unwrap();
    mismatch(&root, root.get("x-schema").unwrap(), &value)
}

/// A schema, its valid values, and its invalid values.
type Row<'a> = (&'a str, &'a [&'a str], &'a [&'a str]);

#[test]
fn what_is_valid() {
    let rows: &[Row<'_>] = &[
        // Types. serde does not decode 1.0 as an integer.
        ("{}", &["null", "1", "[]", "{\"a\": 1}"], &[]),
        ("{type: string}", &["\"\"", "\"1\""], &["1", "null", "[]"]),
        (
            "{type: integer}",
            &["1", "-1", "0", "18446744073709551615"],
            &["1.0", "1.5", "1e3", "\"1\"", "true"],
        ),
        ("{type: number}", &["1", "1.0", "1.5", "-2e9"], &["\"1\""]),
        ("{type: boolean}", &["true"], &["0", "\"true\""]),
        (
            "{type: array, items: {type: integer}}",
            &["[]", "[1]"],
            &["[\"1\"]", "{}"],
        ),
        (
            "{type: object, required: [a], properties: {a: {type: string}}}",
            &["{\"a\": \"\"}", "{\"a\": \"\", \"b\": 1}"],
            &["{}", "{\"a\": 1}", "[]"],
        ),
        ("{additionalProperties: false}", &["{}"], &["{\"a\": 1}"]),
        (
            "{additionalProperties: {type: integer}, properties: {a: {type: string}}}",
            &["{\"a\": \"\", \"b\": 1}"],
            &["{\"b\": \"\"}"],
        ),
        // Null, with the notations of the contract: `nullable` next to a type, and next to an
        // `allOf` with one `$ref`.
        ("{type: string, nullable: true}", &["null", "\"\""], &["1"]),
        (
            "{type: array, nullable: true, items: {type: integer}}",
            &["null"],
            &["[null]"],
        ),
        (
            "{nullable: true, allOf: [{$ref: '#/components/schemas/group'}]}",
            &["null", "{\"id\": \"g\"}"],
            &["{}", "{\"id\": null}", "1"],
        ),
        (
            "{nullable: true, allOf: [{$ref: '#/components/schemas/either'}]}",
            &["null", "[\"a\"]", "{\"data\": null}"],
            &["[1]", "{}", "\"a\""],
        ),
        (
            "{allOf: [{$ref: '#/components/schemas/group'}]}",
            &["{\"id\": \"g\"}"],
            &["null", "{}"],
        ),
        // A key next to a `$ref` has no effect.
        (
            "{$ref: '#/components/schemas/group', nullable: true}",
            &["{\"id\": \"g\"}"],
            &["null"],
        ),
        (
            "{$ref: '#/components/schemas/name'}",
            &["\"a b\""],
            &["\" \"", "\"\"", "\"abcdef\""],
        ),
        (
            "{$ref: '#/components/schemas/tree'}",
            &["{\"child\": {\"child\": {}}}"],
            &["{\"child\": 1}"],
        ),
        // A schema that refers to itself accepts each value.
        ("{$ref: '#/components/schemas/never'}", &["1"], &[]),
        ("{$ref: '#/components/schemas/nothing'}", &["1"], &[]),
        // Several schemas.
        (
            "{allOf: [{minimum: 2}, {maximum: 4}]}",
            &["2", "4"],
            &["1", "5"],
        ),
        (
            "{anyOf: [{minimum: 2}, {type: string}]}",
            &["2", "\"\""],
            &["1"],
        ),
        ("{oneOf: [{minimum: 2}, {maximum: 4}]}", &["1", "5"], &["3"]),
        ("{not: {type: string}}", &["1", "null"], &["\"\""]),
        ("{not: {}}", &[], &["1", "null"]),
        // Values.
        (
            "{enum: [a, 1, null]}",
            &["\"a\"", "1", "1.0", "null"],
            &["\"b\"", "2"],
        ),
        // Limits.
        (
            "{minimum: 1, maximum: 3}",
            &["1", "3", "1.5", "\"\""],
            &["0", "4", "0.99"],
        ),
        (
            "{minimum: 1, exclusiveMinimum: true}",
            &["2", "1.01"],
            &["1", "1.0", "0"],
        ),
        ("{maximum: 3, exclusiveMaximum: true}", &["2"], &["3", "4"]),
        ("{maximum: 3, exclusiveMaximum: false}", &["3"], &["4"]),
        // Notations of JSON Schema that OpenAPI 3.0 does not have.
        ("{exclusiveMaximum: 3}", &["3", "4"], &[]),
        (
            "{maximum: 9007199254740992}",
            &["9007199254740992"],
            &["9007199254740993"],
        ),
        ("{multipleOf: 3}", &["0", "3", "-6", "\"\""], &["4"]),
        ("{multipleOf: 0.1}", &["0.3", "1", "-0.7"], &["0.35"]),
        (
            "{minLength: 2, maxLength: 3}",
            &["\"äö\"", "1"],
            &["\"a\"", "\"abcd\""],
        ),
        (
            "{minItems: 1, maxItems: 2}",
            &["[1]", "{}"],
            &["[]", "[1, 2, 3]"],
        ),
        (
            "{uniqueItems: true}",
            &["[]", "[1, 2]", "[[1], [2]]"],
            &["[1, 1.0]", "[{\"a\": 1}, {\"a\": 1}]"],
        ),
        ("{uniqueItems: false}", &["[1, 1]"], &[]),
        (
            "{minProperties: 1, maxProperties: 2}",
            &["{\"a\": 1}", "[]"],
            &["{}", "{\"a\": 1, \"b\": 1, \"c\": 1}"],
        ),
        // Patterns. A pattern can match any part of a string. A pattern that does not compile
        // matches each string.
        ("{pattern: b+}", &["\"abbc\"", "1"], &["\"ac\""]),
        ("{pattern: '^[a-z]$'}", &["\"a\""], &["\"ab\"", "\"a\\n\""]),
        ("{pattern: '(?=a)'}", &["\"b\""], &[]),
        // Formats.
        (
            "{format: int32}",
            &["2147483647", "-2147483648", "1.5", "\"\""],
            &["2147483648"],
        ),
        (
            "{format: int64}",
            &["9223372036854775807"],
            &["9223372036854775808"],
        ),
        (
            "{format: uuid}",
            &["\"f81d4fae-7dec-11d0-A765-00a0c91e6bf6\"", "1"],
            &[
                "\"f81d4fae7dec11d0a76500a0c91e6bf6\"",
                "\"g81d4fae-7dec-11d0-a765-00a0c91e6bf6\"",
            ],
        ),
        (
            "{format: date}",
            &["\"2024-02-29\"", "\"2000-02-29\""],
            &[
                "\"2023-02-29\"",
                "\"1900-02-29\"",
                "\"2024-13-01\"",
                "\"2024-04-31\"",
                "\"2024-1-1\"",
            ],
        ),
        (
            "{format: date-time}",
            &[
                "\"2024-05-21T18:00:00Z\"",
                "\"2024-05-21t18:00:00.000000z\"",
                "\"2024-05-21T18:00:00-05:30\"",
                "\"1990-12-31T23:59:60Z\"",
            ],
            &[
                "\"2024-05-21\"",
                "\"2024-05-21 18:00:00\"",
                "\"2024-05-21T18:00:00\"",
                "\"2024-05-21T18:00Z\"",
                "\"2024-05-21T24:00:00Z\"",
                "\"2024-05-21T18:00:00.Z\"",
                "\"2024-05-21T18:00:00+0530\"",
                "\"2024-05-21T18:00:00ä\"",
            ],
        ),
        (
            "{format: ipv4}",
            &["\"127.0.0.1\""],
            &["\"127.0.0.01\"", "\"256.0.0.1\"", "\"::1\""],
        ),
        (
            "{format: ipv6}",
            &["\"::1\""],
            &["\"127.0.0.1\"", "\"::g\""],
        ),
        (
            "{format: email}",
            &["\"a@b\"", "\"a b@c\""],
            &["\"a\"", "\"a@\"", "\"@b\"", "\"a@b@c\""],
        ),
        ("{format: color}", &["\"blue\""], &[]),
    ];
    for (schema, valid, invalid) in rows {
        for value in *valid {
            assert_eq!(at(schema, value), None, "{schema}: {value}");
        }
        for value in *invalid {
            assert_ne!(at(schema, value), None, "{schema}: {value}");
        }
    }
}

#[test]
fn where_it_is_not() {
    let group = "{properties: {data: {type: array, items: {properties: {id: {format: email}}}}}}";
    let found = at(group, "{\"data\": [{\"id\": \"a@b\"}, {\"id\": \"a\"}]}");
    let why = "\"a\" does not have the format `email`".to_owned();
    assert_eq!(found, Some((".data[1].id".to_owned(), why)));
}
