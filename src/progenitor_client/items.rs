//! Decodes the items of a page one by one, and keeps the JSON of each item that the client cannot
//! decode.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::decode_error::{Location, decode_with_reason};
use crate::json::UnreadableItem;

/// A decoded response body, without the items that the client could not decode.
pub(crate) struct Decoded<T> {
    pub(crate) value: T,
    /// The items of the list that the client could not decode, in the order of the list.
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

/// The JSON object that contains a list in its property `data`.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    data: &'a RawValue,
}

/// Decodes the response body of a list, without the items that the client cannot decode.
///
/// Returns `None` if the body is not a list, or if the client cannot decode a part of the body that
/// is outside the items. Also returns `None` if the client cannot decode any item. In this case the
/// API has probably changed, and an empty page would hide this change of the API.
pub(super) fn decode_items<T: DeserializeOwned>(text: &str) -> Option<Decoded<T>> {
    let data = serde_json::from_str::<Envelope<'_>>(text).ok()?.data.get();
    let items: Vec<&RawValue> = serde_json::from_str(data).ok()?;
    let mut readable = Vec::new();
    let mut unreadable = Vec::new();
    for (position, json) in items.into_iter().enumerate() {
        // `T` is the type of a complete response body, and this function does not know the type of
        // an item. Therefore this code decodes each item as a list that contains only this item.
        let envelope = format!("{{\"data\":[{}]}}", json.get());
        match decode_with_reason::<T>(&envelope, Location::in_item) {
            Ok(_) => readable.push(json.get()),
            Err(reason) => unreadable.push(UnreadableItem {
                position,
                json: json.into(),
                reason,
            }),
        }
    }
    if readable.is_empty() {
        return None;
    }
    // The string `data` is a slice of `text`. Therefore the difference between their memory
    // addresses is the position of `data` in `text`.
    let start = data.as_ptr() as usize - text.as_ptr() as usize;
    let (before, after) = (&text[..start], &text[start + data.len()..]);
    let text = format!("{before}[{}]{after}", readable.join(","));
    let value = decode_with_reason(&text, Location::in_body).ok()?;
    Some(Decoded { value, unreadable })
}
