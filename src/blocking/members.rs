//! The operations that read the members of an organization.

use crate::blocking::{Client, Items};
use crate::error::Error;
use crate::generated::types::User;
use crate::request::{ListMembers, MemberInclude};
use crate::response::Page;
use crate::values::UserId;

impl Client {
    /// Returns one page of the organization's members.
    ///
    /// The server lists active, invited and disabled members. [`Page::unreadable`] contains the
    /// items of the page that the client cannot decode.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// use tallyfy_groups::ListMembers;
    ///
    /// let page = client.list_members(ListMembers::new().per_page(50))?;
    /// println!("{} members, {} unreadable", page.items.len(), page.unreadable.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`list_members`](crate::Client::list_members), and of each
    /// [blocking call](Client#errors).
    pub fn list_members(&self, params: ListMembers) -> Result<Page<User>, Error> {
        self.block_on(self.client.list_members(params))
    }

    /// Returns an iterator over all members of the organization.
    ///
    /// The iterator starts at the page that [`ListMembers::page`] sets, by default at page 1. If
    /// you do not set a page size, the server puts up to 9999 members on a page. For a large
    /// organization, set a smaller [`ListMembers::per_page`] to save memory. The client does not
    /// send a request until the program calls `next`. If a parameter of the list is invalid, the
    /// iterator returns an error as its first item.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// use tallyfy_groups::ListMembers;
    ///
    /// for member in client.list_members_stream(ListMembers::new().per_page(200)) {
    ///     println!("{}", member?.email);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list_members_stream(&self, params: ListMembers) -> Items<User> {
        Items::new(self.client.list_members_stream(params), &self.background)
    }

    /// Returns one member.
    ///
    /// The access token must belong to an administrator of the organization.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// let member = client.get_member(1001)?;
    /// println!("{}", member.email);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`get_member`](crate::Client::get_member), and of each
    /// [blocking call](Client#errors).
    pub fn get_member<I>(&self, user_id: I) -> Result<User, Error>
    where
        I: TryInto<UserId, Error: Into<Error>>,
    {
        self.block_on(self.client.get_member(user_id))
    }

    /// Returns one member, together with related data.
    ///
    /// The parameter `includes` selects the related data. If `includes` is empty, the call does the
    /// same as [`get_member`](Client::get_member).
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// use tallyfy_groups::MemberInclude;
    ///
    /// let member = client.get_member_with(1001, &[MemberInclude::Groups])?;
    /// println!("{:?}", member.groups);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`get_member_with`](crate::Client::get_member_with), and of each
    /// [blocking call](Client#errors).
    pub fn get_member_with<I>(&self, user_id: I, includes: &[MemberInclude]) -> Result<User, Error>
    where
        I: TryInto<UserId, Error: Into<Error>>,
    {
        self.block_on(self.client.get_member_with(user_id, includes))
    }
}
