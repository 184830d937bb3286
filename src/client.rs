//! The client: one method for each operation of the contract.

mod members;
mod membership;

use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use crate::generated;
use crate::generated::types::Group;
use crate::list::Items;
use crate::request::{CreateGroup, UpdateGroup};
use crate::request::{GroupInclude, ListGroups, comma_list};
use crate::response::Page;
use crate::transport::RetryPolicy;
use crate::values::{GroupId, OrganizationId};
use crate::write::GroupApi;

/// A client for the groups of one organization.
///
/// Cloning it is cheap, and clones share their connections. It can be used from many tasks at
/// once.
///
/// Every method that takes an id takes it as text, typed, or as the server sent it, and validates it
/// before anything is sent. A response about another group or member than the requested one is an
/// error, [`is_mismatched`](Error::is_mismatched).
///
/// The client remembers the newest state of the groups that it has read or written: of 1024 groups,
/// for ten minutes. `add_members` and its siblings never merge a read that is older than this state,
/// and no write is judged by one. `get_group` and the lists may return a late state.
///
/// # Runtimes
///
/// Use one client in each tokio runtime. A connection is driven by the runtime in which it was opened.
/// If a client is used in a second runtime while the first one is alive and idle, a request may wait
/// for a connection that nobody drives, until the
/// [`idle_timeout`](ClientBuilder::idle_timeout) ends it.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

#[derive(Clone)]
struct Shared {
    groups: GroupApi,
    pages_in_flight: usize,
}

impl Client {
    pub(crate) fn new(groups: GroupApi, pages_in_flight: usize) -> Client {
        Client {
            shared: Arc::new(Shared {
                groups,
                pages_in_flight,
            }),
        }
    }

    /// The organization that the client works in.
    #[must_use]
    pub fn organization_id(&self) -> &OrganizationId {
        &self.shared.groups.organization_id
    }

    /// The same client for another organization, with the same token and connections.
    #[must_use]
    pub fn with_organization(&self, organization: OrganizationId) -> Client {
        let mut groups = self.groups().clone();
        groups.organization_id = organization;
        Client::new(groups, self.shared.pages_in_flight)
    }

    /// The same client with another policy of retries, for one call or for many. Its connections
    /// and its budget of retries are those of this one.
    #[must_use]
    pub fn with_retry(&self, policy: RetryPolicy) -> Client {
        let groups = self.groups().with_retry(policy);
        Client::new(groups, self.shared.pages_in_flight)
    }

    /// The generated client, which has every operation of the contract; see [`generated`].
    #[must_use]
    pub fn generated(&self) -> &generated::Client {
        &self.shared.groups.generated
    }

    fn groups(&self) -> &GroupApi {
        &self.shared.groups
    }

    /// One page of the organization's groups.
    ///
    /// # Errors
    ///
    /// [`is_invalid_input`](Error::is_invalid_input) when `per_page` is not 1 to 100 or `page` is
    /// 0, [`is_unreadable`](Error::is_unreadable) when no item of the page can be read, and whatever
    /// the call fails with. If some items cannot be read, they are in
    /// [`Page::unreadable`](crate::Page::unreadable).
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, nothing has changed.
    pub async fn list_groups(&self, params: ListGroups) -> Result<Page<Group>, Error> {
        let response = self
            .generated()
            .list_groups(
                self.organization_id(),
                params.checked_page()?,
                params.checked_per_page()?.as_ref(),
                params.q.as_deref(),
                params.sort,
                params.sort_by,
                params.checked_with()?.as_deref(),
            )
            .await?;
        let page = Page::of_groups(response)?;
        self.groups().record_listed(&page.items);
        Ok(page)
    }

    /// All of the organization's groups, page after page, from `page` on if that is set.
    ///
    /// Pages hold 100 groups unless `per_page` is set. Nothing is sent before the stream is
    /// polled; what is wrong with the parameters is its first item.
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
                async move { client.list_groups(params).await }
            },
        )
    }

    /// Creates a group. Needs the permission `manage_groups`.
    ///
    /// A group is not created twice. If no response tells whether it was created, the client waits as
    /// long as the server asks, and then searches for the name:
    ///
    /// - No group has the name: the creation is sent again, as the policy allows. Afterwards the
    ///   search must show the new group, and no other one of its name. The documents say that names
    ///   are unique; that the server enforces it is assumed, and a search may lag.
    /// - A group has the name, was created during this call, within two seconds by the server's
    ///   `Date`, and has the description, the members and the guests of this call: it is returned.
    ///   If another program created an equal group in the same seconds, it is taken for this call's.
    /// - A group has the name and is older than this call: the call fails with
    ///   [`is_name_taken`](Error::is_name_taken). Two times must prove it, each by more than a minute:
    ///   the server's `Date`, and the time of a group that this client created before the call.
    /// - In any other case the call fails with [`Outcome::Unknown`](crate::Outcome::Unknown): the
    ///   clocks of the server disagree or may disagree, the group was created during this call and has
    ///   other content, the response has no time, or the search failed.
    ///
    /// The response must show everything that was sent, as far as it shows the group; otherwise the
    /// call fails with [`is_not_stored`](Error::is_not_stored).
    ///
    /// # Errors
    ///
    /// [`is_invalid_input`](Error::is_invalid_input) as [`CreateGroup`] says;
    /// [`is_validation`](Error::is_validation) when the name is taken, a member does not exist, or
    /// the server requires a description; [`is_not_stored`](Error::is_not_stored) when the group was
    /// created without some of its members, guests or its description; and whatever the call fails
    /// with.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, the group may have been created.
    pub async fn create_group(&self, group: CreateGroup) -> Result<Group, Error> {
        self.groups().create(&group.check()?).await
    }

    /// One group.
    ///
    /// # Errors
    ///
    /// [`is_invalid_input`](Error::is_invalid_input) when the id is malformed,
    /// [`is_not_found`](Error::is_not_found) when there is no such group, and whatever the call
    /// fails with.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, nothing has changed.
    pub async fn get_group<I>(&self, group_id: I) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        self.get_group_with(group_id, &[]).await
    }

    /// One group, with related data.
    ///
    /// # Errors
    ///
    /// As [`get_group`](Client::get_group).
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, nothing has changed.
    pub async fn get_group_with<I>(
        &self,
        group_id: I,
        includes: &[GroupInclude],
    ) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        let group_id = group_id.try_into().map_err(Into::into)?;
        let with = comma_list(includes)?;
        self.groups().get(&group_id, with.as_deref()).await
    }

    /// Changes a group. Needs the permission `manage_groups`.
    ///
    /// The call succeeds if the response shows the change, or if a read that is not late does.
    /// Without a response the group is read a few times, and if it shows the change, the call has
    /// succeeded. Changes of one group through clones of one client wait for each other.
    ///
    /// # Errors
    ///
    /// [`is_invalid_input`](Error::is_invalid_input) when the id is malformed, the change is empty or
    /// holds what [`UpdateGroup`] says is refused; [`is_not_found`](Error::is_not_found);
    /// [`is_validation`](Error::is_validation) when the name is taken or a member does not exist;
    /// [`is_not_stored`](Error::is_not_stored) when the server reported success and stored something
    /// else; and whatever the call fails with.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, the change may have been made.
    pub async fn update_group<I>(&self, group_id: I, change: UpdateGroup) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        let group_id = group_id.try_into().map_err(Into::into)?;
        self.groups().update(&group_id, &change.check()?).await
    }

    /// Deletes a group for good. Needs the permission `manage_groups`.
    ///
    /// A 204 is proof. After any other success, and without a response, the group is read a few times,
    /// and if it is gone, the call has succeeded.
    ///
    /// # Errors
    ///
    /// [`is_invalid_input`](Error::is_invalid_input) when the id is malformed,
    /// [`is_not_found`](Error::is_not_found) when there is no such group, and whatever the call
    /// fails with.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, the group may have been deleted.
    pub async fn delete_group<I>(&self, group_id: I) -> Result<(), Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        let group_id = group_id.try_into().map_err(Into::into)?;
        self.groups().delete(&group_id).await
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("organization_id", self.organization_id())
            .field("generated", self.generated())
            .finish()
    }
}
