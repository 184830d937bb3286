//! Lookups of groups by name, of members by email address, and of the groups of a member.

use crate::blocking::Client;
use crate::error::Error;
use crate::generated::types::{Group, User};
use crate::values::UserId;

impl Client {
    /// Returns the group that has this name. Returns `None` if no group has the name.
    ///
    /// The name must be equal to the name of the group, including upper and lower case. The async
    /// [`find_group`](crate::Client::find_group) describes how the client searches, and when the
    /// result may be outdated.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// match client.find_group("Sales Team")? {
    ///     Some(group) => println!("the group has the id {}", group.id),
    ///     None => println!("there is no such group"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`find_group`](crate::Client::find_group), and of each
    /// [blocking call](Client#errors).
    pub fn find_group(&self, name: &str) -> Result<Option<Group>, Error> {
        self.block_on(self.client.find_group(name))
    }

    /// Returns the members that have these email addresses, in the order of the addresses. An entry
    /// is `None` if no member has the address.
    ///
    /// If two email addresses differ only in upper and lower case, the client treats them as equal.
    /// The client reads the list of members once for all addresses.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// let emails = ["alice@example.com", "bob@example.com"];
    /// for (email, member) in emails.iter().zip(client.find_members(emails)?) {
    ///     println!("{email}: {:?}", member.map(|member| member.id));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`find_members`](crate::Client::find_members), and of each
    /// [blocking call](Client#errors).
    pub fn find_members<E>(&self, emails: E) -> Result<Vec<Option<User>>, Error>
    where
        E: IntoIterator<Item: AsRef<str>>,
    {
        // A different thread may run the future, but `E` may be unusable on a different thread.
        let copy = |email: E::Item| email.as_ref().to_owned();
        let emails: Vec<String> = emails.into_iter().map(copy).collect();
        self.block_on(self.client.find_members(emails))
    }

    /// Returns the groups to which a member belongs.
    ///
    /// The access token must belong to an administrator of the organization. The async
    /// [`groups_of_member`](crate::Client::groups_of_member) describes which requests the client
    /// sends.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// for group in client.groups_of_member(1001)? {
    ///     println!("{}", group.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`groups_of_member`](crate::Client::groups_of_member), and of each
    /// [blocking call](Client#errors).
    pub fn groups_of_member<I>(&self, user_id: I) -> Result<Vec<Group>, Error>
    where
        I: TryInto<UserId, Error: Into<Error>>,
    {
        let user_id: UserId = user_id.try_into().map_err(Into::into)?;
        self.block_on(self.client.groups_of_member(user_id))
    }
}
