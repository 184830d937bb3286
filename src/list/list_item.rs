//! The trait of the items that a stream can return.

use std::fmt::Debug;

use crate::generated::types::{Group, User};
use crate::values::{GroupId, Received, UserId};

/// A type of list items: [`Group`] or [`User`].
///
/// With this trait, one function can use the streams of both types. Only this crate can implement
/// the trait, so a later version may add methods to it.
///
/// ```
/// use tallyfy_groups::{Error, Items, ListItem};
///
/// async fn ids<T: ListItem>(items: Items<T>) -> Result<Vec<String>, Error> {
///     let items = items.collect_all().await?;
///     Ok(items.iter().map(|item| item.id().to_string()).collect())
/// }
///
/// # async fn example(client: tallyfy_groups::Client) -> Result<(), Error> {
/// let group_ids = ids(client.list_groups_stream(Default::default())).await?;
/// let user_ids = ids(client.list_members_stream(Default::default())).await?;
/// # Ok(())
/// # }
/// ```
pub trait ListItem: sealed::Sealed + Clone + Debug + Send + Sync + Unpin + 'static {
    /// The type of the item's id: [`GroupId`] or [`UserId`].
    type Id;

    /// Returns the id of the item, as the server sent it.
    fn id(&self) -> &Received<Self::Id>;
}

impl ListItem for Group {
    type Id = GroupId;

    fn id(&self) -> &Received<GroupId> {
        &self.id
    }
}

impl ListItem for User {
    type Id = UserId;

    fn id(&self) -> &Received<UserId> {
        &self.id
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Group {}
    impl Sealed for super::User {}
}
