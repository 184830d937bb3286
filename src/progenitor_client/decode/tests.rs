//! Tests of decoding the bodies of responses with a success status.

use serde::de::DeserializeOwned;

use super::Decoded;
use crate::generated::types::{GroupListResponse, GroupResponse, UserListResponse};

/// Decodes a response body, and checks that no item of the list is unreadable.
fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    super::decode(body).map(|Decoded { value, unreadable }| {
        assert_eq!(unreadable, []);
        value
    })
}

#[track_caller]
fn check_error<T: DeserializeOwned>(body: &str, expected: &str) {
    let error = decode::<T>(body.as_bytes()).err();
    assert_eq!(error.as_deref(), Some(expected), "{body}");
}

/// Decodes a response body that does not match the contract. Checks that encoding the decoded value
/// returns the same JSON.
#[track_caller]
fn check_round_trip<T: DeserializeOwned + serde::Serialize>(body: &str) -> T {
    let value: T = decode(body.as_bytes()).unwrap_or_else(|error| panic!("{body}: {error}"));
    let encoded = serde_json::to_string(&value).unwrap();
    let [sent, encoded] = [body, &encoded].map(|text| {
        let mut text: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        // The decoded value does not keep the order of JSON properties, so this test compares the
        // sorted characters of both JSON texts.
        text.sort_unstable();
        text
    });
    assert_eq!(sent, encoded, "{body}");
    value
}

#[test]
fn decode_value_of_wrong_type_keeps_page() {
    for field in [
        r#""active": 1"#,
        r#""is_suspended": "0""#,
        r#""is_active": null, "active": {}"#,
        r#""created_at": 1716314400"#,
        r#""created_at": 1716314400.123456789012345678901"#,
        r#""role": ["admin"]"#,
        r#""groups": 7"#,
        r#""groups": {"count": 3}"#,
        r#""groups": [{"id": "g1"}]"#,
        r#""full_name": "a\ud83d""#,
    ] {
        let body = format!(
            r#"{{"data": [{{"id": 1, "email": "a@b.c", {field}}}, {{"id": 2, "email": "b@b.c"}}]}}"#
        );
        let page: UserListResponse = check_round_trip(&body);
        assert_eq!(page.data.len(), 2, "{field}");
    }
    for field in [
        r#""members": [1001, null]"#,
        r#""members": [1001, [], {}, true, 1e400]"#,
        r#""members": "1001,1002""#,
        r#""guests": ["a@b.c", null, 7]"#,
        r#""guests": {"data": 1}"#,
        r#""description": false"#,
        r#""updated_at": {"date": "2024-05-21", "timezone": "UTC"}"#,
    ] {
        let body = format!(r#"{{"data": {{"id": "g", "name": "n", {field}}}}}"#);
        let group: GroupResponse = check_round_trip(&body);
        let ids = group.data.member_ids();
        assert_eq!(ids.is_err(), field.starts_with("\"members\""), "{field}");
    }
    for name in ["2024", "20.24", "null", "true", "[]", r#""a\ud83d""#] {
        check_round_trip::<GroupResponse>(&format!(r#"{{"data": {{"id": "g", "name": {name}}}}}"#));
    }
    for id in [
        "12.0",
        "1e3",
        "18446744073709551616",
        "null",
        "{}",
        r#""\udead""#,
    ] {
        let body = format!(r#"{{"data": [{{"id": {id}, "name": "n"}}]}}"#);
        let page: GroupListResponse = check_round_trip(&body);
        assert_eq!(page.data[0].id.to_string(), id);
    }
    for meta in [
        "[]",
        "7",
        r#"{"pagination": []}"#,
        r#"{"pagination": {"per_page": "100", "total": 1.5}}"#,
    ] {
        check_round_trip::<GroupListResponse>(&format!(r#"{{"data": [], "meta": {meta}}}"#));
    }
}

#[test]
fn decode_body_without_envelope_is_accepted() {
    let group: GroupResponse = decode(br#"{"id": "g1", "name": "n", "x": 1}"#).unwrap();
    assert_eq!(group.data.extra["x"], 1);
    let page: GroupListResponse = decode(br#"[{"id": "g1", "name": 5}]"#).unwrap();
    assert_eq!(page.data[0].name, "5");
    let page: UserListResponse = decode(b"[]").unwrap();
    assert!(page.data.is_empty());
}

#[test]
fn decode_text_around_json_is_ignored() {
    for body in [
        "\u{feff}{\"data\": []}",
        "\u{feff}[]<!-- a -->",
        "\u{feff} {\"data\": []}\n<!-- 0.1 s -->\n",
        "{\"data\": []} <!-- a --> <!-- b -->",
    ] {
        decode::<GroupListResponse>(body.as_bytes()).unwrap();
    }
}

#[test]
fn decode_unreadable_item_keeps_the_others() {
    let deep = format!(
        "{{\"id\": 1, \"name\": \"n\", \"x\": {}{}}}",
        "[".repeat(200),
        "]".repeat(200)
    );
    for (item, reason) in [
        (
            "null",
            "the item does not match the contract: expected struct Group",
        ),
        (
            "7",
            "the item does not match the contract: expected struct Group",
        ),
        (
            "\"g1\"",
            "the item does not match the contract: expected struct Group",
        ),
        (
            "{}",
            "the item does not match the contract: missing field `id`",
        ),
        (
            r#"{"id": 2}"#,
            "the item does not match the contract: missing field `name`",
        ),
        (
            r#"{"name": "hunter2"}"#,
            "the item does not match the contract: missing field `id`",
        ),
        (
            r#"{"id": 1, "id": 2, "name": "n"}"#,
            "the item does not match the contract: duplicate field `id`",
        ),
        (
            r#"{"id": 1, "name": "n", "x": "\ud83d"}"#,
            "the item contains an incomplete surrogate pair at `x`",
        ),
        (
            r#"{"id": 1, "name": "n", "x": {"y": [1e999]}}"#,
            "the item contains a number that is out of range at `x.y[0]`",
        ),
        (&deep, "the item is nested too deeply"),
    ] {
        let good = |id: u32| format!(r#"{{"id": {id}, "name": "n{id}", "active": 1}}"#);
        let body = format!(
            r#"{{"x": [1], "data" : [{item}, {}, {item},{}] , "meta": {{"total": 4}}}}"#,
            good(8),
            good(9)
        );
        let Decoded { value, unreadable } =
            super::decode::<GroupListResponse>(body.as_bytes()).unwrap();
        let ids: Vec<_> = value
            .data
            .iter()
            .map(|group| group.id.to_string())
            .collect();
        assert_eq!(ids, ["8", "9"], "{item}");
        assert_eq!(
            (&value.extra["x"], value.meta.value().is_some()),
            (&serde_json::json!([1]), true)
        );
        let kept: Vec<_> = unreadable
            .iter()
            .map(|item| (item.position, item.json.get()))
            .collect();
        assert_eq!(kept, [(0, item), (2, item)]);
        for item in unreadable {
            // If the JSON of an item is nested too deeply, the item's `reason` ends with a long
            // path. This test compares only the text before the path.
            let start = item.reason.split(" at `x[0]").next();
            assert_eq!(start, Some(reason));
        }
    }
}

#[test]
fn decode_unreadable_items_of_bare_list_are_kept() {
    let body = br#"[null, {"id": 1, "email": "a@b.c"}, {"id": 2}]"#;
    let decoded = super::decode::<UserListResponse>(body).unwrap();
    assert_eq!((decoded.value.data.len(), decoded.unreadable.len()), (1, 2));
    assert_eq!(
        decoded.unreadable[1].reason,
        "the item does not match the contract: missing field `email`"
    );
}

#[test]
fn decode_invalid_body_names_location_and_reason() {
    check_error::<GroupListResponse>(
        r#"{"data": [{"id": 1}, {"id": 2, "title": "n"}]}"#,
        "the response body does not match the contract at `data[0]` (line 1 column 19): missing \
         field `name`",
    );
    check_error::<GroupListResponse>(
        r#"{"data": [{"id": 1, "name": "n"}, null], "x": "\ud83d"}"#,
        "the response body does not match the contract at `data[1]` (line 1 column 38): expected \
         struct Group",
    );
    check_error::<GroupListResponse>(
        r#"{"data": [], "x": "\ud83d"}"#,
        "the response body contains an incomplete surrogate pair at `x` (line 1 column 26)",
    );
    check_error::<GroupListResponse>(
        r#"{"data": {"id": 1, "name": "n"}}"#,
        "the response body does not match the contract at `data` (line 1 column 9): expected a \
         sequence",
    );
    check_error::<GroupListResponse>(
        r#"{"data": [], "data": []}"#,
        "the response body does not match the contract at line 1 column 19: duplicate field `data`",
    );
    check_error::<GroupResponse>(
        r#"{"message": "hunter2"}"#,
        "the response body does not match the contract at `data` (line 1 column 30): missing field \
         `id`",
    );
    check_error::<GroupResponse>(
        r#"{"data": {"id": 1, "name": "n"}} trailing"#,
        "the response body has text after its JSON",
    );
    check_error::<GroupResponse>(
        r#"{"data": {"id": 1, "name": "n", "x": 1e999}}"#,
        "the response body contains a number that is out of range at `data.x` (line 1 column 42)",
    );
    check_error::<GroupResponse>("", "the response body is empty");
    check_error::<GroupResponse>("{\"data\"", "the response body is incomplete JSON");
}

#[test]
fn decode_success_that_reports_error_shows_message() {
    for (body, expected) in [
        (
            r#"{"error": true, "message": "The name has already been taken."}"#,
            "the response body reports an error: The name has already been taken.",
        ),
        (
            r#"{"error": "invalid_client", "data": null}"#,
            "the response body reports an error: invalid_client",
        ),
        (
            r#"{"error": {"message": "Full", "code": "SEAT_POOL_EXHAUSTED"}}"#,
            "the response body reports an error: Full [SEAT_POOL_EXHAUSTED]",
        ),
    ] {
        check_error::<GroupResponse>(body, expected);
    }
}
