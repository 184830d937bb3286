//! The operations on groups.

use crate::blocking::{Client, Items};
use crate::error::Error;
use crate::generated::types::Group;
use crate::request::{CreateGroup, GroupInclude, ListGroups, UpdateGroup};
use crate::response::Page;
use crate::values::GroupId;

impl Client {
    /// Returns one page of the organization's groups.
    ///
    /// [`Page::unreadable`] contains the items of the page that the client cannot decode.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// use tallyfy_groups::ListGroups;
    ///
    /// let page = client.list_groups(ListGroups::new().q("sales"))?;
    /// for group in &page.items {
    ///     println!("{}", group.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`list_groups`](crate::Client::list_groups), and of each
    /// [blocking call](Client#errors).
    pub fn list_groups(&self, params: ListGroups) -> Result<Page<Group>, Error> {
        self.block_on(self.client.list_groups(params))
    }

    /// Returns an iterator over all groups of the organization.
    ///
    /// The iterator starts at the page that [`ListGroups::page`] sets, by default at page 1. A page
    /// has up to [`ListGroups::per_page`] groups, by default up to 100. The client does not send a
    /// request until the program calls `next`. If a parameter of the list is invalid, the iterator
    /// returns an error as its first item.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// for group in client.list_groups_stream(Default::default()) {
    ///     println!("{}", group?.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list_groups_stream(&self, params: ListGroups) -> Items<Group> {
        Items::new(self.client.list_groups_stream(params), &self.background)
    }

    /// Creates a group, and returns the group as the server stored it.
    ///
    /// The access token needs the permission `manage_groups`. The async
    /// [`create_group`](crate::Client::create_group) describes how the client handles a lost
    /// response.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// use tallyfy_groups::CreateGroup;
    ///
    /// let group = CreateGroup::new("Support").description("Answers questions.");
    /// let group = client.create_group(group)?;
    /// println!("the group has the id {}", group.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`create_group`](crate::Client::create_group), and of each
    /// [blocking call](Client#errors).
    pub fn create_group(&self, group: CreateGroup) -> Result<Group, Error> {
        self.block_on(self.client.create_group(group))
    }

    /// Returns one group.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// let group = client.get_group("group_id_abc123")?;
    /// println!("{}", group.name);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`get_group`](crate::Client::get_group), and of each
    /// [blocking call](Client#errors).
    pub fn get_group<I>(&self, group_id: I) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        self.block_on(self.client.get_group(group_id))
    }

    /// Returns one group, together with related data.
    ///
    /// The parameter `includes` selects the related data. If `includes` is empty, the call does the
    /// same as [`get_group`](Client::get_group).
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// use tallyfy_groups::GroupInclude;
    ///
    /// let group = client.get_group_with("group_id_abc123", &[GroupInclude::Users])?;
    /// println!("{} users", group.users().len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`get_group_with`](crate::Client::get_group_with), and of each
    /// [blocking call](Client#errors).
    pub fn get_group_with<I>(&self, group_id: I, includes: &[GroupInclude]) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        self.block_on(self.client.get_group_with(group_id, includes))
    }

    /// Changes a group, and returns the group as the server stored it.
    ///
    /// The access token needs the permission `manage_groups`. The call succeeds if the response, or
    /// a later read of the group, shows the change. If several threads change the same group with
    /// one client, the client makes the changes one after another.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// use tallyfy_groups::UpdateGroup;
    ///
    /// let change = UpdateGroup::new().description("Sells in Europe.");
    /// let group = client.update_group("group_id_abc123", change)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`update_group`](crate::Client::update_group), and of each
    /// [blocking call](Client#errors).
    pub fn update_group<I>(&self, group_id: I, change: UpdateGroup) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        self.block_on(self.client.update_group(group_id, change))
    }

    /// Deletes a group. You cannot undo the deletion of a group.
    ///
    /// The access token needs the permission `manage_groups`. The call succeeds only if a response
    /// of the server proves the deletion.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// client.delete_group("group_id_abc123")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of the async [`delete_group`](crate::Client::delete_group), and of each
    /// [blocking call](Client#errors).
    pub fn delete_group<I>(&self, group_id: I) -> Result<(), Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        self.block_on(self.client.delete_group(group_id))
    }
}
