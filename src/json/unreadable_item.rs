//! An item of a list that the client cannot read.

use super::RawJson;

/// An item of a page that the client cannot read.
///
/// Possible reasons are:
///
/// - The item is not an object.
/// - A required field is missing: the id, the name or the email address.
/// - An undocumented field has a value that serde_json rejects.
///
/// The client keeps the item as the server sent it, and can still read the other items of the page.
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
    /// The position of the item in its page, counted from 0.
    pub position: usize,
    /// The item as the server sent it. The item may contain personal data of users.
    pub json: RawJson,
    /// The reason why the client cannot read the item, such as
    /// "the item does not match the contract: missing field `name`". The reason contains no values
    /// from the item.
    pub reason: String,
}
