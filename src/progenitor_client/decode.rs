//! Decodes the body of a success.
//!
//! A body that matches the contract is decoded once, without a copy. Only if this fails, the body
//! is decoded again. The second time, a value of a wrong type is kept as a
//! [`RawJson`](crate::RawJson). If an item of a page still cannot be read, the page is decoded
//! without the item.
//!
//! So a page of 9,999 members does not fail because of one invalid value. Pages that match the
//! contract have no extra cost.

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

/// A decoded body, without the items that could not be read.
pub(crate) struct Decoded<T> {
    pub(crate) value: T,
    /// The items of a list that could not be read, in the order of the list.
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

/// Decodes a body. The error is the part of a message after "the server returned 200 OK, but".
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<Decoded<T>, String> {
    if body.is_empty() {
        return Err("its body is empty".to_owned());
    }
    // Checking the complete body once is faster than checking each string in it. Using only the
    // reader for `str` makes a smaller program than using the reader for bytes, too.
    let text = std::str::from_utf8(body).map_err(|error| {
        let end = error.valid_up_to();
        format!("its body is not UTF-8: the byte at position {end} is invalid")
    })?;
    match serde_json::from_str::<T>(text) {
        Ok(value) => Ok(value.into()),
        Err(_) => decode_again(text),
    }
}

/// Decodes a body that does not match the contract.
#[cold]
fn decode_again<T: DeserializeOwned>(text: &str) -> Result<Decoded<T>, String> {
    let text = json_text(text);
    if let Ok(value) = decode_leniently(|| serde_json::from_str::<T>(text)) {
        return Ok(value.into());
    }
    if let Some(message) = reported_error(text) {
        return Err(message);
    }
    // The vendor's Python SDK also accepts an item or a list without its envelope.
    let is_bare = !has_data(text) && serde_json::from_str::<IgnoredAny>(text).is_ok();
    let text = if is_bare {
        Cow::Owned(format!("{{\"data\":{text}}}"))
    } else {
        Cow::Borrowed(text)
    };
    match decode_with_reason::<T>(&text, Location::in_body) {
        Ok(value) => Ok(value.into()),
        Err(reason) => decode_items(&text).ok_or(format!("its body {reason}")),
    }
}

/// Decodes a complete JSON text. Fields keep values of a wrong type.
///
/// The error is the part of a message after "its body", such as "is not valid JSON". `location`
/// returns the location of the error.
pub(super) fn decode_with_reason<T: DeserializeOwned>(
    text: &str,
    location: fn(&serde_json::Error, &str) -> Location,
) -> Result<T, String> {
    decode_leniently(|| {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
            let path = error.path().to_string();
            decode_error(error.inner(), &location(error.inner(), &path))
        })?;
        deserializer
            .end()
            .map_err(|_| "has text after the end of its JSON".to_owned())?;
        Ok(value)
    })
}

/// Returns whether a JSON text is an object with a `data` property.
fn has_data(text: &str) -> bool {
    type Properties = HashMap<String, IgnoredAny>;
    serde_json::from_str::<Properties>(text).is_ok_and(|body| body.contains_key("data"))
}

/// Returns a message if the body of a success reports an error. Such a body has `error` and no
/// `data`.
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

/// The location of an error in a body, as a part of a message such as " at `data[0]`". The text may
/// be empty.
pub(super) struct Location(String);

impl Location {
    /// Returns the location in a complete body.
    pub(super) fn in_body(error: &serde_json::Error, path: &str) -> Location {
        let position = format!("line {} column {}", error.line(), error.column());
        Location(match path {
            "" | "." => format!(" at {position}"),
            path => format!(" at `{}` ({position})", single_line(path)),
        })
    }

    /// Returns the location in a list that has only one item.
    pub(super) fn in_item(_: &serde_json::Error, path: &str) -> Location {
        let path = path.strip_prefix("data[0]").unwrap_or_default();
        Location(match path.trim_start_matches('.') {
            "" => String::new(),
            path => format!(" at `{}`", single_line(path)),
        })
    }
}

/// Returns why a text does not decode.
///
/// The message of serde contains the value, which may be personal data. Only the part that says
/// what serde expected is used. That part comes from the contract.
fn decode_error(error: &serde_json::Error, Location(location): &Location) -> String {
    match error.classify() {
        Category::Io | Category::Syntax => {
            let error = error.to_string();
            // serde_json rejects these three cases, although they are valid JSON.
            let reason = match error.as_str() {
                error if error.contains("hex escape") => "contains half of a surrogate pair",
                error if error.starts_with("number out of range") => {
                    "contains a number that is out of range"
                }
                error if error.starts_with("recursion limit") => "is nested too deeply",
                _ => "is not valid JSON",
            };
            format!("{reason}{location}")
        }
        Category::Eof => "is incomplete JSON".to_owned(),
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
            format!("does not match the contract{location}{expected}")
        }
    }
}

/// Returns whether a message of serde reports a missing or duplicate field.
fn is_about_field(message: &str) -> bool {
    message.starts_with("missing field `") || message.starts_with("duplicate field `")
}

#[cfg(test)]
mod tests;
