//! An item of a list that cannot be read.

use super::RawJson;

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
