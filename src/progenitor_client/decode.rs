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
use serde_json::Value;
use serde_json::error::Category;

use super::items::decode_items;
use crate::error::{ServerMessage, reports_error, single_line};
use crate::json::UnreadableItem;
use crate::json::decode_leniently;
use crate::json::json_text;

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
    let text = json_text(text);
    if let Ok(value) = decode_leniently(|| serde_json::from_str::<T>(text)) {
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
    match decode_with_reason::<T>(&text, Location::in_body) {
        Ok(value) => Ok(value.into()),
        Err(problem) => decode_items(&text).ok_or(format!("its body {problem}")),
    }
}

/// Decodes a complete JSON text whose fields may have odd values. The error is what the text is or
/// does, such as "is not JSON".
pub(super) fn decode_with_reason<T: DeserializeOwned>(
    text: &str,
    place: fn(&serde_json::Error, &str) -> Location,
) -> Result<T, String> {
    decode_leniently(|| {
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
pub(super) struct Location(String);

impl Location {
    pub(super) fn in_body(error: &serde_json::Error, path: &str) -> Location {
        let position = format!("line {} column {}", error.line(), error.column());
        Location(match path {
            "" | "." => format!(" at {position}"),
            path => format!(" at `{}` ({position})", single_line(path)),
        })
    }

    /// The place within the one item of a list.
    pub(super) fn in_item(_: &serde_json::Error, path: &str) -> Location {
        let path = path.strip_prefix("data[0]").unwrap_or_default();
        Location(match path.trim_start_matches('.') {
            "" => String::new(),
            path => format!(" at `{}`", single_line(path)),
        })
    }
}

/// Returns why a text does not decode. The message of serde would quote the value, which may be
/// personal data; what serde expected instead is a part of the contract.
fn decode_error(error: &serde_json::Error, Location(place): &Location) -> String {
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
mod tests;
