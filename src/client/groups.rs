//! The operations on groups.

use crate::client::call::both;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::generated::types::Group;
use crate::list::Items;
use crate::request::{CreateGroup, GroupInclude, ListGroups, UpdateGroup, include_list};
use crate::response::Page;
use crate::values::GroupId;

impl Client {
    /// Returns one page of the organization's groups.
    ///
    /// [`Page::unreadable`](crate::Page::unreadable) contains the items of the page that the client
    /// cannot decode.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// use tallyfy_groups::ListGroups;
    ///
    /// let page = client.list_groups(ListGroups::new().q("sales").per_page(50)).await?;
    /// for group in &page {
    ///     println!("{}", group.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if `per_page` is not between 1 and 100,
    ///   `page` is 0, or the name in a [`GroupInclude::Other`] is malformed.
    /// - [`is_unreadable`](Error::is_unreadable) if the page has items, and the client cannot
    ///   decode any of them.
    /// - Any request can also fail for a general reason, for example a timeout:
    ///   [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// The call changes nothing on the server, so you can drop its future at any time.
    pub fn list_groups(&self, params: ListGroups) -> Call<'_, Page<Group>> {
        Call::of_page(self.groups_page(params))
    }

    /// Returns a stream of all groups of the organization.
    ///
    /// The stream starts at the page that [`ListGroups::page`] sets, by default at page 1. A page
    /// has up to [`ListGroups::per_page`] groups, by default up to 100. The documentation of
    /// [`Items`] describes how the stream fetches pages, and when the stream ends.
    ///
    /// The client does not send a request until the program polls the stream. If a parameter of the
    /// list is invalid, the stream returns an error as its first item.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let mut groups = client.list_groups_stream(Default::default());
    /// while let Some(group) = groups.next().await {
    ///     println!("{}", group?.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list_groups_stream(&self, params: ListGroups) -> Items<Group> {
        let client = self.clone();
        let params = params.per_page_or_max();
        let (first_page, page_size) = (params.first_page(), params.page_size());
        Items::new(
            "list_groups",
            first_page,
            page_size,
            self.shared.pages_in_flight,
            move |page| {
                let client = client.clone();
                let params = params.clone().page(page);
                async move {
                    let (page, metadata) = client.groups_page(params).await?;
                    Ok(page.with_metadata(metadata))
                }
            },
        )
    }

    /// Creates a group, and returns the group as the server stored it.
    ///
    /// The access token needs the permission `manage_groups`.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// use tallyfy_groups::CreateGroup;
    ///
    /// let group = CreateGroup::new("Onboarding").description("Welcomes new clients.");
    /// let group = client.create_group(group).await?;
    /// println!("the new group has the id {}", group.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Lost responses
    ///
    /// After a timeout, for example, the client does not know whether the server created the group.
    /// To avoid a duplicate of the group, the client does not immediately send the request again.
    /// If the response has the header `Retry-After`, the client first waits for the time in this
    /// header. The client then searches for groups that have the name from the request:
    ///
    /// - **No group has the name.** The client sends the request again. The client's retry policy
    ///   limits how often the client sends the request. After the repeated request succeeds, the
    ///   client searches again for the name. The call succeeds only if this search finds the new
    ///   group, and does not find a second group with the same name. According to Tallyfy's
    ///   documents, the name of a group is unique in its organization. Therefore the client assumes
    ///   that the server rejects a second group with the same name. The client also assumes that
    ///   the result of a search may be outdated.
    /// - **This call created the group.** The client returns the group. The client decides this if
    ///   two conditions are true. First, the creation time and the server's `Date` header show that
    ///   the group was created during the call. The client also accepts a creation time that is up
    ///   to two seconds before the beginning or after the end of the call. Second, the group has
    ///   the same description, members and guests as the request. A different program may create a
    ///   group with the same content at the same time. The client cannot detect this case, and
    ///   returns the group of the other program.
    /// - **The group is older than this call.** The call fails with
    ///   [`is_name_taken`](Error::is_name_taken). The client returns this error only if two facts
    ///   prove that the group is older. First, the creation time and the server's `Date` header
    ///   show that the group was created more than a minute before the call. Second, this client
    ///   created a different group before the call. The creation time of this different group is
    ///   more than a minute later than the creation time of the found group.
    /// - **Any other case.** The call fails with [`Outcome::Unknown`](crate::Outcome::Unknown). For
    ///   example, the search fails, or the response does not contain the group's creation time. In
    ///   a third example, the found group has a different description, different members or
    ///   different guests than the request. The call also fails with
    ///   [`Outcome::Unknown`](crate::Outcome::Unknown) if the server's two clocks may show
    ///   different times. The first clock sets the creation times of groups, and the second clock
    ///   sets the header `Date`.
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if `group` breaks a rule of [`CreateGroup`].
    /// - [`is_validation`](Error::is_validation) if a different group already has the name, or a
    ///   member does not exist. The error also occurs if the server requires a description, and
    ///   `group` has no description.
    /// - [`is_not_stored`](Error::is_not_stored) if the response shows that the server did not
    ///   store a value of the request. For example, the stored name has a different spelling, the
    ///   stored description is different, or a member or guest is missing. The client does not
    ///   check a field that is missing from the response.
    /// - Any request can also fail for a general reason, for example a timeout:
    ///   [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// If you drop the future of this call, you do not know whether the server creates the group.
    pub fn create_group(&self, group: CreateGroup) -> Call<'_, Group> {
        self.call("create_group", group.validate(), move |body| async move {
            self.groups().create(&body).await
        })
    }

    /// Returns one group.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let group = client.get_group("group_id_abc123").await?;
    /// println!("{} has {} members", group.name, group.member_ids()?.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if the group id is malformed.
    /// - [`is_not_found`](Error::is_not_found) if the group does not exist.
    /// - Any request can also fail for a general reason, for example a timeout:
    ///   [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// The call changes nothing on the server, so you can drop its future at any time.
    pub fn get_group<I>(&self, group_id: I) -> Call<'_, Group>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        self.get_group_with(group_id, &[])
    }

    /// Returns one group, together with related data.
    ///
    /// The parameter `includes` selects the related data. If `includes` is empty, the call does the
    /// same as [`get_group`](Client::get_group).
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// use tallyfy_groups::GroupInclude;
    ///
    /// let group = client.get_group_with("group_id_abc123", &[GroupInclude::Users]).await?;
    /// for user in group.users() {
    ///     println!("{}", user.display_name());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The call can fail with every error of [`get_group`](Client::get_group). The call also fails
    /// with [`is_invalid_input`](Error::is_invalid_input) if the name in a [`GroupInclude::Other`]
    /// is malformed.
    ///
    /// # Cancel safety
    ///
    /// The call changes nothing on the server, so you can drop its future at any time.
    pub fn get_group_with<I>(&self, group_id: I, includes: &[GroupInclude]) -> Call<'_, Group>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        let arguments = both(group_id.try_into(), include_list(includes));
        self.call("get_group", arguments, move |(group_id, with)| async move {
            self.groups().get(&group_id, with.as_deref()).await
        })
    }

    /// Changes a group, and returns the group as the server stored it.
    ///
    /// The access token needs the permission `manage_groups`.
    ///
    /// The call succeeds if the response to the request, or a later read of the group, shows the
    /// change. A [stale](Client#stale-reads) read does not prove that the server made the change.
    /// After a timeout, for example, no response shows whether the server made the change. The
    /// client then reads the group up to six times. The call succeeds if one of these reads shows
    /// the change.
    ///
    /// If several clones of one client change the same group at the same time, the client makes the
    /// changes one after another.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// use tallyfy_groups::UpdateGroup;
    ///
    /// let change = UpdateGroup::new().name("Sales and Success");
    /// let group = client.update_group("group_id_abc123", change).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if the group id is malformed, or `change`
    ///   breaks a rule of [`UpdateGroup`].
    /// - [`is_not_found`](Error::is_not_found) if the group does not exist.
    /// - [`is_validation`](Error::is_validation) if a different group already has the name, or a
    ///   member does not exist.
    /// - [`is_not_stored`](Error::is_not_stored) if the server reported success, but stored other
    ///   values than the request contains.
    /// - Any request can also fail for a general reason, for example a timeout:
    ///   [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// If you drop the future of this call, you do not know whether the server makes the change.
    pub fn update_group<I>(&self, group_id: I, change: UpdateGroup) -> Call<'_, Group>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        let arguments = both(group_id.try_into(), change.validate());
        self.call(
            "update_group",
            arguments,
            move |(group_id, body)| async move { self.groups().update(&group_id, &body).await },
        )
    }

    /// Deletes a group. You cannot undo the deletion of a group.
    ///
    /// The access token needs the permission `manage_groups`.
    ///
    /// A response with the status 204 proves that the server deleted the group. A success status
    /// other than 204 does not prove the deletion. After a timeout, for example, the client has no
    /// response that proves the deletion. In both cases, the client reads the group up to eight
    /// times. The call then succeeds if these reads show that the group no longer exists.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// client.delete_group("group_id_abc123").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if the group id is malformed.
    /// - [`is_not_found`](Error::is_not_found) if the group does not exist.
    /// - Any request can also fail for a general reason, for example a timeout:
    ///   [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// If you drop the future of this call, you do not know whether the server deletes the group.
    pub fn delete_group<I>(&self, group_id: I) -> Call<'_, ()>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        self.call(
            "delete_group",
            group_id.try_into(),
            move |group_id| async move { self.groups().delete(&group_id).await },
        )
    }
}
