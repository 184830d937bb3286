//! Decodes a page item by item, and keeps the items that cannot be read.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{Decoded, Place, decode_strictly};
use crate::RawJson;

/// An item of a page that the client cannot read: it is not an object, it has no id, no name or no
/// email address, or a field that the contract does not know has a value that serde_json refuses.
///
/// The item is kept as it was sent, and the other items of the page are not affected.
///
/// ```no_run
/// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
/// let page = client.list_groups(Default::default()).await?;
/// for item in &page.unreadable {
///     eprintln!("item {} of the page {}: {}", item.position, item.reason, item.json);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnreadableItem {
    /// The position of the item among all items of its page, counted from 0.
    pub position: usize,
    /// The item as it was sent. It may hold personal data of users.
    pub json: RawJson,
    /// Why the item cannot be read, such as "does not match the contract: missing field `name`". It
    /// quotes no value.
    pub reason: String,
}

/// The envelope of a list.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    data: &'a RawValue,
}

/// Decodes the body of a list without the items that cannot be read.
///
/// Returns `None` if the body is not a list, if something beside its items cannot be read, or if none
/// of them can be: then the API has changed, and an empty page would hide it.
pub(super) fn decode_items<T: DeserializeOwned>(text: &str) -> Option<Decoded<T>> {
    let data = serde_json::from_str::<Envelope<'_>>(text).ok()?.data.get();
    let items: Vec<&RawValue> = serde_json::from_str(data).ok()?;
    let mut readable = Vec::new();
    let mut unreadable = Vec::new();
    for (position, json) in items.into_iter().enumerate() {
        // The type of an item is known by the type of its envelope only.
        let alone = format!("{{\"data\":[{}]}}", json.get());
        match decode_strictly::<T>(&alone, Place::in_item) {
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
    // `data` is a part of `text`.
    let start = data.as_ptr() as usize - text.as_ptr() as usize;
    let (before, after) = (&text[..start], &text[start + data.len()..]);
    let text = format!("{before}[{}]{after}", readable.join(","));
    let value = decode_strictly(&text, Place::in_body).ok()?;
    Some(Decoded { value, unreadable })
}
