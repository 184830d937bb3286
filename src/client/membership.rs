//! The operations that add and remove single members and guests.
//!
//! The API cannot add or remove a single entry of a list, because each write replaces the complete
//! list. `write/update_lists.rs` therefore reads the lists of a group, changes them, and writes
//! them back.

use crate::client::Client;
use crate::error::Error;
use crate::generated::types::Group;
use crate::request::{validate_guests, validate_user_ids};
use crate::values::{GroupId, UserId};
use crate::write::Membership;

impl Client {
    /// Adds members to a group, and returns the group after the change.
    ///
    /// The API cannot add or remove a single entry of a list, because each write replaces the
    /// complete list. The client therefore reads the group, adds the members to the list, and
    /// writes the lists of members and guests back. If the group already has all of these members,
    /// the client writes nothing.
    ///
    /// The call succeeds if both lists in the response to the write, or in a later read, are as the
    /// client wrote them. A [stale](Client#stale-reads) read does not prove the change.
    ///
    /// # Concurrent changes
    ///
    /// - If several clones of this client change the same group at the same time, the client makes
    ///   the changes one after another. The change of one clone does not overwrite the change of a
    ///   different clone.
    /// - After a stale read, the client reads the group again. The client repeats the read until
    ///   the result is not stale, or until the [deadline](crate::RetryPolicy::deadline) passes. The
    ///   pauses between the reads grow. The client never writes lists that are based on a stale
    ///   read.
    /// - The API has no conditional writes. If a different program changes the group after the
    ///   client's last read and before its write, the client overwrites the change of that program.
    /// - The server's timestamps have a resolution of one second. If a different program changes
    ///   the group in the same second as this client, the timestamps do not show which change is
    ///   newer. The client then reads the group several times. If these reads show the change of
    ///   the other program for two seconds, the client merges both changes.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let group = client.add_members("group_id_abc123", [1002, 1003]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - The errors of [`get_group`](Client::get_group) and [`update_group`](Client::update_group).
    /// - [`is_stale`](Error::is_stale) if every read before the deadline was stale. In this case
    ///   the client has written nothing.
    /// - [`is_invalid_input`](Error::is_invalid_input) if a read does not return all members and
    ///   guests. After such a read, a write would remove the missing members and guests from the
    ///   group.
    ///
    /// # Cancel safety
    ///
    /// If you drop the future, you do not know whether the server makes the change. The server may
    /// also make the change some time after you drop the future. A late change overwrites the
    /// changes that other calls have written in the meantime.
    pub async fn add_members<I, M>(&self, group_id: I, members: M) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        M: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
    {
        let added = validate_user_ids(members)?;
        self.change_lists(group_id, |membership| {
            membership.add_members(&added);
        })
        .await
    }

    /// Removes members from a group, and returns the group after the change.
    ///
    /// If the group has none of these members, the client writes nothing. If a write is necessary,
    /// the call works like [`add_members`](Client::add_members).
    ///
    /// # Errors
    ///
    /// The same errors as [`add_members`](Client::add_members).
    ///
    /// # Cancel safety
    ///
    /// If you drop the future, you do not know whether the server makes the change, as for
    /// [`add_members`](Client::add_members).
    pub async fn remove_members<I, M>(&self, group_id: I, members: M) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        M: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
    {
        let removed = validate_user_ids(members)?;
        self.change_lists(group_id, |membership| {
            membership.remove_members(&removed);
        })
        .await
    }

    /// Adds guests to a group, and returns the group after the change.
    ///
    /// `emails` are the email addresses of the guests. When the client compares email addresses, it
    /// ignores the difference between upper and lower case. If the group already has all of these
    /// guests, the client writes nothing. If a write is necessary, the call works like
    /// [`add_members`](Client::add_members).
    ///
    /// # Errors
    ///
    /// The same errors as [`add_members`](Client::add_members).
    ///
    /// # Cancel safety
    ///
    /// If you drop the future, you do not know whether the server makes the change, as for
    /// [`add_members`](Client::add_members).
    pub async fn add_guests<I, G>(&self, group_id: I, emails: G) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        G: IntoIterator<Item: Into<String>>,
    {
        let added = validate_guests(emails)?;
        self.change_lists(group_id, |membership| {
            membership.add_guests(&added);
        })
        .await
    }

    /// Removes guests from a group, and returns the group after the change.
    ///
    /// `emails` are the email addresses of the guests. When the client compares email addresses, it
    /// ignores the difference between upper and lower case. If the group has none of these guests,
    /// the client writes nothing. If a write is necessary, the call works like
    /// [`add_members`](Client::add_members).
    ///
    /// # Errors
    ///
    /// The same errors as [`add_members`](Client::add_members).
    ///
    /// # Cancel safety
    ///
    /// If you drop the future, you do not know whether the server makes the change, as for
    /// [`add_members`](Client::add_members).
    pub async fn remove_guests<I, G>(&self, group_id: I, emails: G) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        G: IntoIterator<Item: Into<String>>,
    {
        let removed = validate_guests(emails)?;
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
