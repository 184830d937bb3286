//! The operations that add and remove single members and guests.
//!
//! The API only replaces complete lists. `write/update_lists.rs` reads, merges and writes them.

use crate::client::Client;
use crate::error::Error;
use crate::generated::types::Group;
use crate::request::{validate_guests, validate_user_ids};
use crate::values::{GroupId, UserId};
use crate::write::Membership;

impl Client {
    /// Adds members to a group, and returns the group after the change.
    ///
    /// The API only replaces complete lists. The client therefore reads the group, adds the
    /// members, and writes the lists of members and of guests back. It writes nothing if the group
    /// already has all of these members.
    ///
    /// The call succeeds if the response to the write or a later read shows both lists as they were
    /// written. Reads that are [stale](Client#stale-reads) do not count.
    ///
    /// # Concurrent changes
    ///
    /// - Changes of one group through clones of this client run one after another. No change undoes
    ///   an earlier one.
    /// - The client repeats a stale read with growing pauses until the
    ///   [deadline](crate::RetryPolicy::deadline). It never merges a change into a stale read.
    /// - The API has no conditional writes. If a different program changes the group between the
    ///   last read and the write, the write overwrites this change.
    /// - The server's times have a resolution of one second. A different program may change the
    ///   group in the same second as this client. The client merges both changes after reads have
    ///   shown the other change for two seconds.
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
    /// - [`is_stale`](Error::is_stale) if every read before the deadline was stale. The client has
    ///   written nothing.
    /// - [`is_invalid_input`](Error::is_invalid_input) also if the response does not show all
    ///   members and guests. The client could not write the missing ones back.
    ///
    /// # Cancel safety
    ///
    /// If you drop the future, the server may have made the change. The server may also make the
    /// change later, and then overwrite what was written in the meantime.
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
    /// The client writes nothing if the group has none of these members. Otherwise the call works
    /// like [`add_members`](Client::add_members).
    ///
    /// # Errors
    ///
    /// The errors of [`add_members`](Client::add_members).
    ///
    /// # Cancel safety
    ///
    /// See [`add_members`](Client::add_members): the server may have made the change.
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
    /// `emails` are the email addresses of the guests. The client compares them without case. It
    /// writes nothing if the group already has all of these guests. Otherwise the call works like
    /// [`add_members`](Client::add_members).
    ///
    /// # Errors
    ///
    /// The errors of [`add_members`](Client::add_members).
    ///
    /// # Cancel safety
    ///
    /// See [`add_members`](Client::add_members): the server may have made the change.
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
    /// `emails` are the email addresses of the guests. The client compares them without case. It
    /// writes nothing if the group has none of these guests. Otherwise the call works like
    /// [`add_members`](Client::add_members).
    ///
    /// # Errors
    ///
    /// The errors of [`add_members`](Client::add_members).
    ///
    /// # Cancel safety
    ///
    /// See [`add_members`](Client::add_members): the server may have made the change.
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
