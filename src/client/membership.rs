//! The operations that add single members or guests to a group, and remove them from a group.
//!
//! The API cannot add or remove a single member or guest, because each write replaces the complete
//! list of members or guests. The code in `write/update_lists.rs` therefore reads the lists of a
//! group, changes them, and writes the changed lists to the server.

use crate::client::call::both;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::generated::types::Group;
use crate::request::{validate_guests, validate_user_ids};
use crate::values::{GroupId, UserId};
use crate::write::Membership;

impl Client {
    /// Adds members to a group, and returns the group after the change.
    ///
    /// The API cannot add or remove a single member or guest, because each write replaces the
    /// complete list of members or guests. The client therefore reads the group, and adds the new
    /// members to the list of members. The client then writes both lists, the members and the
    /// guests, to the server. If the group already has all of these members, the client writes
    /// nothing.
    ///
    /// The call succeeds if the response to the write contains both lists as the client wrote them.
    /// The call also succeeds if a later read returns both lists as the client wrote them. A
    /// [stale](Client#stale-reads) read does not prove that the server made the change.
    ///
    /// # Concurrent changes
    ///
    /// - If several clones of this client change the same group at the same time, the client makes
    ///   the changes one after another. A change that one clone makes does not overwrite a change
    ///   that a different clone makes.
    /// - After a stale read, the client reads the group again. The client repeats the read until
    ///   the response is not stale, or until the [deadline](crate::RetryPolicy::deadline) passes.
    ///   Each pause between two reads is longer than the pause before it, up to two seconds. The
    ///   client never writes lists that are based on a stale read.
    /// - The API has no conditional writes. A different program may change the group after the
    ///   client's last read and before the client's write. The client then overwrites the change of
    ///   the other program.
    /// - The server's timestamps have a resolution of one second. If a different program changes
    ///   the group in the same second as this client, the timestamps do not show which change is
    ///   newer. The client then reads the group several times. If all these reads show the change
    ///   of the other program during two seconds, the client merges both changes.
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
    /// - The call can fail with every error of [`get_group`](Client::get_group) and
    ///   [`update_group`](Client::update_group).
    /// - [`is_stale`](Error::is_stale) if every read of the group before the deadline was stale. If
    ///   this error occurs, the client has written nothing.
    /// - [`is_invalid_input`](Error::is_invalid_input) if the response to a read does not contain
    ///   all members and guests of the group. If the client wrote such incomplete lists, the server
    ///   would remove the missing members and guests from the group.
    ///
    /// # Cancel safety
    ///
    /// If you drop the future of this call, you do not know whether the server makes the change.
    /// The server may also make the change some time after you drop the future. Such a late change
    /// overwrites the changes that other calls made in the meantime.
    pub fn add_members<I, M>(&self, group_id: I, members: M) -> Call<'_, Group>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        M: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
    {
        self.change_lists(
            group_id,
            validate_user_ids(members),
            Membership::add_members,
        )
    }

    /// Removes members from a group, and returns the group after the change.
    ///
    /// If the group has none of these members, the client writes nothing. If the client has to
    /// write the lists, the call works like [`add_members`](Client::add_members).
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let group = client.remove_members("group_id_abc123", [1005]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The call can fail with the same errors as [`add_members`](Client::add_members).
    ///
    /// # Cancel safety
    ///
    /// If you drop the future of this call, you do not know whether the server makes the change.
    /// The section about [`add_members`](Client::add_members) describes the consequences.
    pub fn remove_members<I, M>(&self, group_id: I, members: M) -> Call<'_, Group>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        M: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
    {
        self.change_lists(
            group_id,
            validate_user_ids(members),
            Membership::remove_members,
        )
    }

    /// Adds guests to a group, and returns the group after the change.
    ///
    /// The parameter `emails` contains the email addresses of the guests. If two email addresses
    /// differ only in upper and lower case, the client treats them as equal. If the group already
    /// has all of these guests, the client writes nothing. If the client has to write the lists,
    /// the call works like [`add_members`](Client::add_members).
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let group = client.add_guests("group_id_abc123", ["visitor@example.com"]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The call can fail with the same errors as [`add_members`](Client::add_members).
    ///
    /// # Cancel safety
    ///
    /// If you drop the future of this call, you do not know whether the server makes the change.
    /// The section about [`add_members`](Client::add_members) describes the consequences.
    pub fn add_guests<I, G>(&self, group_id: I, emails: G) -> Call<'_, Group>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        G: IntoIterator<Item: AsRef<str>>,
    {
        self.change_lists(group_id, validate_guests(emails), Membership::add_guests)
    }

    /// Removes guests from a group, and returns the group after the change.
    ///
    /// The parameter `emails` contains the email addresses of the guests. If two email addresses
    /// differ only in upper and lower case, the client treats them as equal. If the group has none
    /// of these guests, the client writes nothing. If the client has to write the lists, the call
    /// works like [`add_members`](Client::add_members).
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let group = client.remove_guests("group_id_abc123", ["visitor@example.com"]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The call can fail with the same errors as [`add_members`](Client::add_members).
    ///
    /// # Cancel safety
    ///
    /// If you drop the future of this call, you do not know whether the server makes the change.
    /// The section about [`add_members`](Client::add_members) describes the consequences.
    pub fn remove_guests<I, G>(&self, group_id: I, emails: G) -> Call<'_, Group>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        G: IntoIterator<Item: AsRef<str>>,
    {
        self.change_lists(group_id, validate_guests(emails), Membership::remove_guests)
    }

    /// Applies `change` to the lists of a group, with the new members or guests as its argument.
    fn change_lists<I, A>(
        &self,
        group_id: I,
        argument: Result<Vec<A>, Error>,
        change: fn(&mut Membership, &[A]),
    ) -> Call<'_, Group>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        A: Send + Sync + 'static,
    {
        let arguments = both(group_id.try_into(), argument);
        self.call(
            "update_group",
            arguments,
            move |(group_id, argument)| async move {
                let change = |membership: &mut Membership| change(membership, &argument);
                self.groups().update_lists(&group_id, change).await
            },
        )
    }
}
