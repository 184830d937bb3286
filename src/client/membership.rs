//! Adding and removing single members and guests, which the API offers only as complete lists.

use crate::client::Client;
use crate::error::Error;
use crate::generated::types::Group;
use crate::request::{guests, user_ids};
use crate::values::{GroupId, UserId};
use crate::write::Membership;

impl Client {
    /// Adds members to a group, and returns the group as it is then.
    ///
    /// Nothing is written if all of them are in it already. The call succeeds if the response to the
    /// write, or a read that is not late, shows both lists as they were written.
    ///
    /// Changes of one group through clones of this groups wait for each other, so that none undoes
    /// another. A read that is older than a state which this groups knows is late: it is repeated
    /// with growing pauses until the deadline, and never merged. A change that another program makes
    /// between the last read and the write is overwritten, because the API has no conditional writes.
    /// One that it makes in the same second as a write of this groups is merged once reads have shown
    /// it for two seconds.
    ///
    /// ```no_run
    /// # async fn example(groups: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let group = groups.add_members("group_id_abc123", [1002, 1003]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`get_group`](Client::get_group) and [`update_group`](Client::update_group);
    /// [`is_stale`](Error::is_stale) when all reads before the deadline were late, and nothing was
    /// written; [`is_invalid_input`](Error::is_invalid_input) also when the server does not show all
    /// members and guests, so that they cannot be written back.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, the change may have been made, or may still be made, and then
    /// undo what was written after it.
    pub async fn add_members<I, M>(&self, group_id: I, members: M) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        M: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
    {
        let added = user_ids(members)?;
        self.change_lists(group_id, |membership| {
            membership.add_members(&added);
        })
        .await
    }

    /// Removes members from a group, and returns the group as it is then.
    ///
    /// Nothing is written if none of them is in it.
    ///
    /// # Errors
    ///
    /// As [`add_members`](Client::add_members).
    ///
    /// # Cancel safety
    ///
    /// As [`add_members`](Client::add_members).
    pub async fn remove_members<I, M>(&self, group_id: I, members: M) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        M: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
    {
        let removed = user_ids(members)?;
        self.change_lists(group_id, |membership| {
            membership.remove_members(&removed);
        })
        .await
    }

    /// Adds guests to a group, by their email addresses, and returns the group as it is then.
    ///
    /// Nothing is written if all of them are in it already, whatever the case of their letters.
    ///
    /// # Errors
    ///
    /// As [`add_members`](Client::add_members).
    ///
    /// # Cancel safety
    ///
    /// As [`add_members`](Client::add_members).
    pub async fn add_guests<I, G>(&self, group_id: I, emails: G) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        G: IntoIterator<Item: Into<String>>,
    {
        let added = guests(emails)?;
        self.change_lists(group_id, |membership| {
            membership.add_guests(&added);
        })
        .await
    }

    /// Removes guests from a group, by their email addresses, whatever the case of their letters,
    /// and returns the group as it is then.
    ///
    /// Nothing is written if none of them is in it.
    ///
    /// # Errors
    ///
    /// As [`add_members`](Client::add_members).
    ///
    /// # Cancel safety
    ///
    /// As [`add_members`](Client::add_members).
    pub async fn remove_guests<I, G>(&self, group_id: I, emails: G) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        G: IntoIterator<Item: Into<String>>,
    {
        let removed = guests(emails)?;
        self.change_lists(group_id, |membership| {
            membership.remove_guests(&removed);
        })
        .await
    }

    async fn change_lists<I>(
        &self,
        group_id: I,
        change: impl Fn(&mut Membership),
    ) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        let group_id = group_id.try_into().map_err(Into::into)?;
        self.groups().update_lists(&group_id, change).await
    }
}
