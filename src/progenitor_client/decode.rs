//! Decodes the body of a response with a success status.
//!
//! If the body matches the contract, this module decodes it once, without a copy. If this first
//! decoding fails, this module decodes the body a second time. In the second decoding, a field with
//! a value of a wrong type keeps the value as a [`RawJson`](crate::RawJson). If the second decoding
//! cannot decode an item of a page, this module decodes the page without this item.
//!
//! Therefore one invalid value does not make a page of 9,999 members unreadable. For a page that
//! matches the contract, there is no second decoding and no additional cost.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use super::decode_error::{Location, decode_with_reason};
use super::items::{Decoded, decode_items};
use crate::error::{ServerMessage, reports_error};
use crate::json::{decode_leniently, json_text};

/// Decodes a response body. If decoding fails, returns an error message such as "the response body
/// is empty".
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<Decoded<T>, String> {
    if body.is_empty() {
        return Err("the response body is empty".to_owned());
    }
    let text = text(body)?;
    match serde_json::from_str::<T>(text) {
        Ok(value) => Ok(value.into()),
        Err(_) => decode_again(text),
    }
}

/// Decodes a complete response body as the type that the program chose. An empty body is decoded as
/// JSON `null`.
///
/// If decoding fails, the error message contains the position of the error, but no path. The keys
/// of a map are a part of a path, and may be personal data.
pub(super) fn decode_whole<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    if body.is_empty() {
        return serde_json::from_str("null").map_err(|_| "the response body is empty".to_owned());
    }
    let text = text(body)?;
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    let text = json_text(text);
    decode_with_reason(text, Location::in_whole_body)
        .map_err(|reason| reported_error(text).unwrap_or(reason))
}

/// Returns the text of a response body.
///
/// Checking once that the complete body is UTF-8 is faster than checking each string in the body.
/// The crate serde_json also has a decoder for bytes. This module uses only the decoder for `str`,
/// because a program with both decoders is larger.
fn text(body: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(body).map_err(|error| {
        let end = error.valid_up_to();
        format!("the response body is not UTF-8: the byte at position {end} is invalid")
    })
}

/// Decodes a response body that does not match the contract.
#[cold]
fn decode_again<T: DeserializeOwned>(text: &str) -> Result<Decoded<T>, String> {
    let text = json_text(text);
    if let Ok(value) = decode_leniently(|| serde_json::from_str::<T>(text)) {
        return Ok(value.into());
    }
    if let Some(message) = reported_error(text) {
        return Err(message);
    }
    // Tallyfy's Python SDK also accepts an item or a list that is not inside the object
    // `{"data": …}`.
    let is_bare = !has_data(text) && serde_json::from_str::<IgnoredAny>(text).is_ok();
    let text = if is_bare {
        Cow::Owned(format!("{{\"data\":{text}}}"))
    } else {
        Cow::Borrowed(text)
    };
    match decode_with_reason::<T>(&text, Location::in_body) {
        Ok(value) => Ok(value.into()),
        Err(reason) => decode_items(&text).ok_or(reason),
    }
}

/// Returns whether a JSON text is an object that has the property `data`.
fn has_data(text: &str) -> bool {
    type Properties = HashMap<String, IgnoredAny>;
    serde_json::from_str::<Properties>(text).is_ok_and(|body| body.contains_key("data"))
}

/// Returns an error message if a response has a success status, and its body nevertheless describes
/// an error. In such a body, the property `error` has a value, and the property `data` is missing
/// or null.
fn reported_error(text: &str) -> Option<String> {
    let Ok(Value::Object(body)) = serde_json::from_str(text) else {
        return None;
    };
    if !reports_error(&body) || body.get("data").is_some_and(|data| !data.is_null()) {
        return None;
    }
    Some(format!(
        "the response body reports an error{}",
        ServerMessage::read(text.as_bytes())
    ))
}

#[cfg(test)]
mod tests;
