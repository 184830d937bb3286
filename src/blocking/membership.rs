//! The operations that add single members or guests to a group, and remove them from a group.

use crate::blocking::Client;
use crate::error::Error;
use crate::generated::types::Group;
use crate::values::{GroupId, UserId};

impl Client {
    /// Adds members to a group, and returns the group after the change.
    ///
    /// The client reads the group, and writes the changed lists of members and guests. If the group
    /// already has all of these members, the client writes nothing. If several threads change the
    /// same group with one client, the client makes the changes one after another. The async
    /// [`add_members`](crate::Client::add_members) describes changes by other programs.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// let group = client.add_members("group_id_abc123", [1002, 1003])?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`add_members`](crate::Client::add_members), and of each
    /// [blocking call](Client#errors).
    pub fn add_members<I, M>(&self, group_id: I, members: M) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        M: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
    {
        self.block_on(self.client.add_members(group_id, members))
    }

    /// Removes members from a group, and returns the group after the change.
    ///
    /// If the group has none of these members, the client writes nothing. If the client has to
    /// write the lists, the call works like [`add_members`](Client::add_members).
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// let group = client.remove_members("group_id_abc123", [1003])?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`remove_members`](crate::Client::remove_members), and of each
    /// [blocking call](Client#errors).
    pub fn remove_members<I, M>(&self, group_id: I, members: M) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        M: IntoIterator<Item: TryInto<UserId, Error: Into<Error>>>,
    {
        self.block_on(self.client.remove_members(group_id, members))
    }

    /// Adds guests to a group, and returns the group after the change.
    ///
    /// The parameter `emails` contains the email addresses of the guests. If two email addresses
    /// differ only in upper and lower case, the client treats them as equal. The call works like
    /// [`add_members`](Client::add_members).
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// let group = client.add_guests("group_id_abc123", ["guest@example.com"])?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`add_guests`](crate::Client::add_guests), and of each
    /// [blocking call](Client#errors).
    pub fn add_guests<I, G>(&self, group_id: I, emails: G) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        G: IntoIterator<Item: AsRef<str>>,
    {
        self.block_on(self.client.add_guests(group_id, emails))
    }

    /// Removes guests from a group, and returns the group after the change.
    ///
    /// The parameter `emails` contains the email addresses of the guests. If two email addresses
    /// differ only in upper and lower case, the client treats them as equal. If the group has none
    /// of these guests, the client writes nothing. Otherwise, the call works like
    /// [`add_members`](Client::add_members).
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// let group = client.remove_guests("group_id_abc123", ["guest@example.com"])?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`remove_guests`](crate::Client::remove_guests), and of each
    /// [blocking call](Client#errors).
    pub fn remove_guests<I, G>(&self, group_id: I, emails: G) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
        G: IntoIterator<Item: AsRef<str>>,
    {
        self.block_on(self.client.remove_guests(group_id, emails))
    }
}
