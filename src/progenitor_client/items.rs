//! Decodes a page item by item, and keeps the items that cannot be read.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::decode_error::{Location, decode_with_reason};
use crate::json::UnreadableItem;

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

/// The envelope of a list.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    data: &'a RawValue,
}

/// Decodes the body of a list without the items that cannot be read.
///
/// Returns `None` if the body is not a list, or if something outside the items cannot be read. Also
/// returns `None` if no item can be read. If no item can be read, the API has changed, and an empty
/// page would hide the change.
pub(super) fn decode_items<T: DeserializeOwned>(text: &str) -> Option<Decoded<T>> {
    let data = serde_json::from_str::<Envelope<'_>>(text).ok()?.data.get();
    let items: Vec<&RawValue> = serde_json::from_str(data).ok()?;
    let mut readable = Vec::new();
    let mut unreadable = Vec::new();
    for (position, json) in items.into_iter().enumerate() {
        // `T` is the type of a complete body. The type of an item is not known here, so each item
        // is decoded as a list that contains only this item.
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
    // `data` is a slice of `text`, so the difference of the addresses is the position of `data` in
    // `text`.
    let start = data.as_ptr() as usize - text.as_ptr() as usize;
    let (before, after) = (&text[..start], &text[start + data.len()..]);
    let text = format!("{before}[{}]{after}", readable.join(","));
    let value = decode_with_reason(&text, Location::in_body).ok()?;
    Some(Decoded { value, unreadable })
}
