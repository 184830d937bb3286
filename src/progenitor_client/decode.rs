//! Decodes the body of a response with a success status.
//!
//! A body that matches the contract is decoded once, without a copy. If decoding fails, the body is
//! decoded a second time. In the second decoding, a field keeps a value of a wrong type as a
//! [`RawJson`](crate::RawJson). If the second decoding cannot read an item of a page, the page is
//! decoded without the item.
//!
//! So a page of 9,999 members does not fail because of one invalid value. Decoding a page that
//! matches the contract has no extra cost.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use super::decode_error::{Location, decode_with_reason};
use super::items::{Decoded, decode_items};
use crate::error::{ServerMessage, reports_error};
use crate::json::{decode_leniently, json_text};

/// Decodes a body. The error is a message such as "the response body is empty".
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<Decoded<T>, String> {
    if body.is_empty() {
        return Err("the response body is empty".to_owned());
    }
    // One UTF-8 check of the complete body is faster than a check of each string in it. serde_json
    // also has a reader for bytes. This crate uses only the reader for `str`, because programs with
    // one reader are smaller.
    let text = std::str::from_utf8(body).map_err(|error| {
        let end = error.valid_up_to();
        format!("the response body is not UTF-8: the byte at position {end} is invalid")
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
    // The vendor's Python SDK also accepts an item or a list without the envelope `{"data": …}`.
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

/// Returns whether a JSON text is an object with a `data` property.
fn has_data(text: &str) -> bool {
    type Properties = HashMap<String, IgnoredAny>;
    serde_json::from_str::<Properties>(text).is_ok_and(|body| body.contains_key("data"))
}

/// Returns the error message if a response has a success status, but its body reports an error.
/// Such a body has the property `error` and no property `data`.
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
