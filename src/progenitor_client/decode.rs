//! Decodes the body of a success: by the contract, or value by value if one does not fit it.
//!
//! A body that fits is decoded once, and nothing is copied for it. Only when that fails, the body
//! is decoded a second time: then each value of a field is read on its own, and one that does not
//! have the type of its field is kept as its JSON text ([`RawJson`](crate::RawJson)). If an item of
//! a page still cannot be read, the page is decoded without it. A page of 9,999 members is not lost
//! for one odd value, and pages as documented do not pay for it.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;
use serde_json::{Map, Value};

use super::items::decode_items;
use crate::error::{ServerMessage, single_line};
use crate::json::json_of;
use crate::json::leniently;
use crate::{Error, UnreadableItem};

/// A decoded body.
pub(crate) struct Decoded<T> {
    pub(crate) value: T,
    /// The items of a list that are not in `value`, in the order of the list.
    pub(crate) unreadable: Vec<UnreadableItem>,
}

impl<T> From<T> for Decoded<T> {
    fn from(value: T) -> Self {
        Decoded {
            value,
            unreadable: Vec::new(),
        }
    }
}

/// Decodes a body. The error is the part of a message after "the server answered 200 OK, but".
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<Decoded<T>, String> {
    if body.is_empty() {
        return Err("its body is empty".to_owned());
    }
    // One check of the whole body is faster than one of each string in it, and one kind of reader
    // makes a smaller program than two.
    let text = std::str::from_utf8(body).map_err(|error| {
        let end = error.valid_up_to();
        format!("its body is not UTF-8 from byte {end} on")
    })?;
    match serde_json::from_str::<T>(text) {
        Ok(value) => Ok(value.into()),
        Err(_) => decode_again(text),
    }
}

#[cold]
fn decode_again<T: DeserializeOwned>(text: &str) -> Result<Decoded<T>, String> {
    let text = json_of(text);
    if let Ok(value) = leniently(|| serde_json::from_str::<T>(text)) {
        return Ok(value.into());
    }
    if let Some(message) = reported_error(text) {
        return Err(message);
    }
    // The vendor's Python SDK reads an item or a list without its envelope, too.
    let is_bare = !has_data(text) && serde_json::from_str::<IgnoredAny>(text).is_ok();
    let text = match is_bare {
        true => Cow::Owned(format!("{{\"data\":{text}}}")),
        false => Cow::Borrowed(text),
    };
    match decode_strictly::<T>(&text, Place::in_body) {
        Ok(value) => Ok(value.into()),
        Err(problem) => decode_items(&text).ok_or(format!("its body {problem}")),
    }
}

/// Decodes a complete JSON text whose fields may have odd values. The error is what the text is or
/// does, such as "is not JSON".
pub(super) fn decode_strictly<T: DeserializeOwned>(
    text: &str,
    place: fn(&serde_json::Error, &str) -> Place,
) -> Result<T, String> {
    leniently(|| {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
            let path = error.path().to_string();
            decode_error(error.inner(), &place(error.inner(), &path))
        })?;
        deserializer
            .end()
            .map_err(|_| "continues after the end of its JSON".to_owned())?;
        Ok(value)
    })
}

/// Returns whether a JSON text is an object with a `data` property.
fn has_data(text: &str) -> bool {
    type Properties = HashMap<String, IgnoredAny>;
    serde_json::from_str::<Properties>(text).is_ok_and(|body| body.contains_key("data"))
}

/// Returns an error if a list without items reports one beside them.
pub(crate) fn check_reported(
    extra: &Map<String, Value>,
    items: usize,
    operation: &'static str,
) -> Result<(), Error> {
    if items > 0 || !reports_error(extra) {
        return Ok(());
    }
    let body = serde_json::to_vec(extra).unwrap_or_default();
    let message = format!(
        "the response reports an error{}",
        ServerMessage::read(&body)
    );
    Err(Error::reported(message).with_operation(operation))
}

fn reports_error(body: &Map<String, Value>) -> bool {
    match body.get("error") {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Null) | None => false,
        Some(_) => true,
    }
}

/// Returns what is wrong if the body of a success reports an error, as the API's errors do:
/// `error`, and no `data`.
fn reported_error(text: &str) -> Option<String> {
    let Ok(Value::Object(body)) = serde_json::from_str(text) else {
        return None;
    };
    if !reports_error(&body) || body.get("data").is_some_and(|data| !data.is_null()) {
        return None;
    }
    Some(format!(
        "its body reports an error{}",
        ServerMessage::read(text.as_bytes())
    ))
}

/// Where in a body something is wrong, as a part of a message: empty, or " at …".
pub(super) struct Place(String);

impl Place {
    pub(super) fn in_body(error: &serde_json::Error, path: &str) -> Place {
        let position = format!("line {} column {}", error.line(), error.column());
        Place(match path {
            "" | "." => format!(" at {position}"),
            path => format!(" at `{}` ({position})", single_line(path)),
        })
    }

    /// The place within the one item of a list.
    pub(super) fn in_item(_: &serde_json::Error, path: &str) -> Place {
        let path = path.strip_prefix("data[0]").unwrap_or_default();
        Place(match path.trim_start_matches('.') {
            "" => String::new(),
            path => format!(" at `{}`", single_line(path)),
        })
    }
}

/// Returns why a text does not decode. The message of serde would quote the value, which may be
/// personal data; what serde expected instead is a part of the contract.
fn decode_error(error: &serde_json::Error, Place(place): &Place) -> String {
    match error.classify() {
        Category::Io | Category::Syntax => {
            let error = error.to_string();
            // JSON allows all three, and serde_json reads none of them.
            let reason = match error.as_str() {
                error if error.contains("hex escape") => "has half of a surrogate pair",
                error if error.starts_with("number out of range") => "has a number out of range",
                error if error.starts_with("recursion limit") => "is nested too deeply",
                _ => "is not JSON",
            };
            format!("{reason}{place}")
        }
        Category::Eof => "ends too early".to_owned(),
        Category::Data => {
            let message = error.to_string();
            let expected = match message.rsplit_once(", expected ") {
                Some((_, expected)) => {
                    let end = expected.rfind(" at line ").unwrap_or(expected.len());
                    format!(": expected {}", &expected[..end])
                }
                None if is_about_field(&message) => {
                    let end = message.rfind(" at line ").unwrap_or(message.len());
                    format!(": {}", &message[..end])
                }
                None => String::new(),
            };
            format!("does not match the contract{place}{expected}")
        }
    }
}

/// Returns whether serde says that a field of the contract is missing, or is there twice.
fn is_about_field(message: &str) -> bool {
    message.starts_with("missing field `") || message.starts_with("duplicate field `")
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    use super::Decoded;
    use crate::generated::types::{GroupListResponse, GroupResponse, UserListResponse};

    /// Decodes a body of which every item is readable.
    fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
        super::decode(body).map(|Decoded { value, unreadable }| {
            assert_eq!(unreadable, []);
            value
        })
    }

    #[track_caller]
    fn fails<T: DeserializeOwned>(body: &str, expected: &str) {
        let error = decode::<T>(body.as_bytes()).err();
        assert_eq!(error.as_deref(), Some(expected), "{body}");
    }

    /// Decodes a body that does not fit the contract, and encodes it to what it was.
    #[track_caller]
    fn keeps<T: DeserializeOwned + serde::Serialize>(body: &str) -> T {
        let value: T = decode(body.as_bytes()).unwrap_or_else(|error| panic!("{body}: {error}"));
        let encoded = serde_json::to_string(&value).unwrap();
        let [sent, encoded] = [body, &encoded].map(|text| {
            let mut text: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
            // The order of properties is not kept.
            text.sort_unstable();
            text
        });
        assert_eq!(sent, encoded, "{body}");
        value
    }

    #[test]
    fn decode_odd_value_keeps_page() {
        for odd in [
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
                r#"{{"data": [{{"id": 1, "email": "a@b.c", {odd}}}, {{"id": 2, "email": "b@b.c"}}]}}"#
            );
            let page: UserListResponse = keeps(&body);
            assert_eq!(page.data.len(), 2, "{odd}");
        }
        for odd in [
            r#""members": [1001, null]"#,
            r#""members": [1001, [], {}, true, 1e400]"#,
            r#""members": "1001,1002""#,
            r#""guests": ["a@b.c", null, 7]"#,
            r#""guests": {"data": 1}"#,
            r#""description": false"#,
            r#""updated_at": {"date": "2024-05-21", "timezone": "UTC"}"#,
        ] {
            let body = format!(r#"{{"data": {{"id": "g", "name": "n", {odd}}}}}"#);
            let group: GroupResponse = keeps(&body);
            let ids = group.data.member_ids();
            assert_eq!(ids.is_err(), odd.starts_with("\"members\""), "{odd}");
        }
        for name in ["2024", "20.24", "null", "true", "[]", r#""a\ud83d""#] {
            keeps::<GroupResponse>(&format!(r#"{{"data": {{"id": "g", "name": {name}}}}}"#));
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
            let page: GroupListResponse = keeps(&body);
            assert_eq!(page.data[0].id.to_string(), id);
        }
        for meta in [
            "[]",
            "7",
            r#"{"pagination": []}"#,
            r#"{"pagination": {"per_page": "100", "total": 1.5}}"#,
        ] {
            keeps::<GroupListResponse>(&format!(r#"{{"data": [], "meta": {meta}}}"#));
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
            ("null", "does not match the contract: expected struct Group"),
            ("7", "does not match the contract: expected struct Group"),
            (
                "\"g1\"",
                "does not match the contract: expected struct Group",
            ),
            ("{}", "does not match the contract: missing field `id`"),
            (
                r#"{"id": 2}"#,
                "does not match the contract: missing field `name`",
            ),
            (
                r#"{"name": "hunter2"}"#,
                "does not match the contract: missing field `id`",
            ),
            (
                r#"{"id": 1, "id": 2, "name": "n"}"#,
                "does not match the contract: duplicate field `id`",
            ),
            (
                r#"{"id": 1, "name": "n", "x": "\ud83d"}"#,
                "has half of a surrogate pair at `x`",
            ),
            (
                r#"{"id": 1, "name": "n", "x": {"y": [1e999]}}"#,
                "has a number out of range at `x.y[0]`",
            ),
            (&deep, "is nested too deeply"),
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
                // The path to a deep value is cut.
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
            "does not match the contract: missing field `email`"
        );
    }

    #[test]
    fn decode_invalid_body_names_place_and_reason() {
        fails::<GroupListResponse>(
            r#"{"data": [{"id": 1}, {"id": 2, "title": "n"}]}"#,
            "its body does not match the contract at `data[0]` (line 1 column 19): missing field `name`",
        );
        fails::<GroupListResponse>(
            r#"{"data": [{"id": 1, "name": "n"}, null], "x": "\ud83d"}"#,
            "its body does not match the contract at `data[1]` (line 1 column 38): expected struct Group",
        );
        fails::<GroupListResponse>(
            r#"{"data": [], "x": "\ud83d"}"#,
            "its body has half of a surrogate pair at `x` (line 1 column 26)",
        );
        fails::<GroupListResponse>(
            r#"{"data": {"id": 1, "name": "n"}}"#,
            "its body does not match the contract at `data` (line 1 column 9): expected a sequence",
        );
        fails::<GroupListResponse>(
            r#"{"data": [], "data": []}"#,
            "its body does not match the contract at line 1 column 19: duplicate field `data`",
        );
        fails::<GroupResponse>(
            r#"{"message": "hunter2"}"#,
            "its body does not match the contract at `data` (line 1 column 30): missing field `id`",
        );
        fails::<GroupResponse>(
            r#"{"data": {"id": 1, "name": "n"}} trailing"#,
            "its body continues after the end of its JSON",
        );
        fails::<GroupResponse>(
            r#"{"data": {"id": 1, "name": "n", "x": 1e999}}"#,
            "its body has a number out of range at `data.x` (line 1 column 42)",
        );
        fails::<GroupResponse>("", "its body is empty");
        fails::<GroupResponse>("{\"data\"", "its body ends too early");
    }

    #[test]
    fn decode_success_that_reports_error_shows_message() {
        for (body, expected) in [
            (
                r#"{"error": true, "message": "The name has already been taken."}"#,
                "its body reports an error: The name has already been taken.",
            ),
            (
                r#"{"error": "invalid_client", "data": null}"#,
                "its body reports an error: invalid_client",
            ),
            (
                r#"{"error": {"message": "Full", "code": "SEAT_POOL_EXHAUSTED"}}"#,
                "its body reports an error: Full [SEAT_POOL_EXHAUSTED]",
            ),
        ] {
            fails::<GroupResponse>(body, expected);
        }
    }
}
