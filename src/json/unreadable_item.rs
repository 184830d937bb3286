//! The type of a list item that the client cannot read.

use super::RawJson;

/// A list item that the client cannot read.
///
/// The client cannot read an item for one of these reasons:
///
/// - The item is not a JSON object.
/// - A required field of the item is missing: the id, the name or the email address.
/// - A field that is not in the contract has a value that serde_json rejects.
///
/// The client stores the JSON text of the item as the server sent it. The client can still read the
/// other items of the same page.
///
/// ```no_run
/// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
/// let page = client.list_groups(Default::default()).await?;
/// for item in &page.unreadable {
///     eprintln!("cannot read the item at position {}: {}", item.position, item.reason);
///     eprintln!("{}", item.json);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnreadableItem {
    /// The position of the item on its page. The first item has the position 0.
    pub position: usize,
    /// The JSON text of the item, as the server sent it. This text may contain personal data of
    /// users.
    pub json: RawJson,
    /// The reason why the client cannot read the item, such as
    /// "the item does not match the contract: missing field `name`". The reason contains no values
    /// from the item.
    pub reason: String,
}

impl UnreadableItem {
    /// Creates an item, for example for [`Page::unreadable`](crate::Page::unreadable) in a test of
    /// your program.
    ///
    /// `position` is the position of the item on its page, and begins with 0. `json` is the JSON
    /// text of the item.
    #[must_use]
    pub fn new(position: usize, json: RawJson, reason: impl Into<String>) -> UnreadableItem {
        UnreadableItem {
            position,
            json,
            reason: reason.into(),
        }
    }
}
