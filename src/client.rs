//! The client. It has one method for each operation of the contract.

mod members;
mod membership;

use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use crate::generated;
use crate::generated::types::Group;
use crate::list::Items;
use crate::request::{CreateGroup, UpdateGroup};
use crate::request::{GroupInclude, ListGroups, include_list};
use crate::response::Page;
use crate::transport::RetryPolicy;
use crate::values::{GroupId, OrganizationId};
use crate::write::GroupApi;

/// A client for the groups of one organization.
///
/// A clone is cheap, and clones share their connections. Many tasks can use one client at the same
/// time.
///
/// # Ids
///
/// Methods accept an id as text, as a typed id such as [`GroupId`], or as a
/// [`Received`](crate::Received) id from a response. The client validates an id before it sends a
/// request. If the response is about a different group or member than the request, the call fails
/// with [`is_mismatched`](Error::is_mismatched).
///
/// # Stale reads
///
/// A read is stale if it shows an older state of a group than an earlier response. Replicas and
/// caches of the service cause stale reads. The client therefore remembers the newest state of each
/// group that it has read or written. It remembers at most 1024 groups, each for ten minutes.
///
/// - [`add_members`](Client::add_members), [`remove_members`](Client::remove_members),
///   [`add_guests`](Client::add_guests) and [`remove_guests`](Client::remove_guests) never merge a
///   change into a stale read.
/// - The client never confirms or rejects a write by a stale read.
/// - [`get_group`](Client::get_group) and the lists may return a stale state.
///
/// # Runtimes
///
/// Use one client in each tokio runtime. The runtime that opened a connection also drives it. While
/// the first runtime is idle, a second runtime may use a connection that no runtime drives. The
/// request then waits until the [`idle_timeout`](crate::ClientBuilder::idle_timeout) ends it.
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

    /// Returns the id of the organization that the client works in.
    #[must_use]
    pub fn organization_id(&self) -> &OrganizationId {
        &self.shared.groups.organization_id
    }

    /// Returns a client for a different organization.
    ///
    /// The two clients share the token and the connections.
    #[must_use]
    pub fn with_organization(&self, organization: OrganizationId) -> Client {
        let mut groups = self.groups().clone();
        groups.organization_id = organization;
        Client::new(groups, self.shared.pages_in_flight)
    }

    /// Returns a client with a different retry policy.
    ///
    /// Use the returned client for one call or for many calls. The two clients share the
    /// connections and the [retry budget](RetryPolicy::budget).
    #[must_use]
    pub fn with_retry(&self, policy: RetryPolicy) -> Client {
        let groups = self.groups().with_retry(policy);
        Client::new(groups, self.shared.pages_in_flight)
    }

    /// Returns the generated client, which has every operation of the contract.
    ///
    /// The module [`generated`] describes the differences from this client.
    #[must_use]
    pub fn generated(&self) -> &generated::Client {
        &self.shared.groups.generated
    }

    fn groups(&self) -> &GroupApi {
        &self.shared.groups
    }

    /// Returns one page of the organization's groups.
    ///
    /// The client puts items that it cannot read into
    /// [`Page::unreadable`](crate::Page::unreadable).
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if `per_page` is not 1 to 100, `page` is 0,
    ///   or the name of an include is malformed.
    /// - [`is_unreadable`](Error::is_unreadable) if the client cannot read any item of the page.
    /// - Any error of the request, such as [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// The call only reads. If you drop the future, nothing has changed on the server.
    pub async fn list_groups(&self, params: ListGroups) -> Result<Page<Group>, Error> {
        let response = self
            .generated()
            .list_groups(
                self.organization_id(),
                params.validated_page()?,
                params.validated_per_page()?.as_ref(),
                params.q.as_deref(),
                params.sort,
                params.sort_by,
                params.validated_with()?.as_deref(),
            )
            .await?;
        let page = Page::of_groups(response)?;
        self.groups().record_listed(&page.items);
        Ok(page)
    }

    /// Returns a stream of all groups of the organization.
    ///
    /// The stream begins with the page `page` of `params`, by default with page 1. It requests
    /// pages of `per_page` groups, by default of 100. [`Items`] describes how the stream fetches
    /// pages and how it ends.
    ///
    /// The client sends nothing before the stream is polled. If a parameter is invalid, the first
    /// item of the stream is the error.
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

    /// Creates a group, and returns it as the server stored it.
    ///
    /// The token needs the permission `manage_groups`.
    ///
    /// # Lost responses
    ///
    /// The client does not create a group twice. If no response shows whether the server created
    /// the group, the client first waits as long as the server requested. Then it searches for
    /// groups with this name:
    ///
    /// - **No group has the name.** The client sends the creation again, as often as the retry
    ///   policy allows. After a success the search must show the new group and no second group with
    ///   this name. The documents say that names are unique. This client assumes that the server
    ///   enforces it, and that a search may be stale.
    /// - **This call created the group.** The client returns the group. The creation time must be
    ///   within the call, by the server's `Date` and with a tolerance of two seconds. The
    ///   description, the members and the guests must be equal to those of this call. If a
    ///   different program created an equal group in the same seconds, the client returns that
    ///   group.
    /// - **The group is older than this call.** The call fails with
    ///   [`is_name_taken`](Error::is_name_taken). Two proofs are necessary, each by more than a
    ///   minute. By the server's `Date`, the group is older than the call. Before the call, this
    ///   client created a group that is newer than this group.
    /// - **Any other case.** The call fails with [`Outcome::Unknown`](crate::Outcome::Unknown). For
    ///   example, the search failed, or the response has no time. The server's clocks may disagree,
    ///   or the group may have different content.
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if the input exceeds a limit of
    ///   [`CreateGroup`].
    /// - [`is_validation`](Error::is_validation) if the name is taken, a member does not exist, or
    ///   the server requires a description.
    /// - [`is_not_stored`](Error::is_not_stored) if the response shows a different spelling of the
    ///   name or a different description, or lacks a member or a guest. The client does not check
    ///   fields that are missing from the response.
    /// - Any error of the request, such as [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// If you drop the future, the server may have created the group.
    pub async fn create_group(&self, group: CreateGroup) -> Result<Group, Error> {
        self.groups().create(&group.validate()?).await
    }

    /// Returns one group.
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if the id is malformed.
    /// - [`is_not_found`](Error::is_not_found) if the group does not exist.
    /// - Any error of the request, such as [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// The call only reads. If you drop the future, nothing has changed on the server.
    pub async fn get_group<I>(&self, group_id: I) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        self.get_group_with(group_id, &[]).await
    }

    /// Returns one group with related data.
    ///
    /// `includes` names the related data. If it is empty, the call does the same as
    /// [`get_group`](Client::get_group).
    ///
    /// # Errors
    ///
    /// The errors of [`get_group`](Client::get_group), and
    /// [`is_invalid_input`](Error::is_invalid_input) if the name of an include is malformed.
    ///
    /// # Cancel safety
    ///
    /// The call only reads. If you drop the future, nothing has changed on the server.
    pub async fn get_group_with<I>(
        &self,
        group_id: I,
        includes: &[GroupInclude],
    ) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        let group_id = group_id.try_into().map_err(Into::into)?;
        let with = include_list(includes)?;
        self.groups().get(&group_id, with.as_deref()).await
    }

    /// Changes a group, and returns it as the server stored it.
    ///
    /// The token needs the permission `manage_groups`.
    ///
    /// The call succeeds if the response or a later read shows the change. Reads that are
    /// [stale](Client#stale-reads) do not count. If no response shows the result, for example after a
    /// timeout, the client reads the group up to six times. The call then succeeds if a read shows
    /// the change.
    ///
    /// Changes of one group through clones of one client run one after another.
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if the id is malformed, the change is empty,
    ///   or the change exceeds a limit of [`UpdateGroup`].
    /// - [`is_not_found`](Error::is_not_found) if the group does not exist.
    /// - [`is_validation`](Error::is_validation) if the name is taken or a member does not exist.
    /// - [`is_not_stored`](Error::is_not_stored) if the server reported success, but stored
    ///   something different.
    /// - Any error of the request, such as [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// If you drop the future, the server may have made the change.
    pub async fn update_group<I>(&self, group_id: I, change: UpdateGroup) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        let group_id = group_id.try_into().map_err(Into::into)?;
        self.groups().update(&group_id, &change.validate()?).await
    }

    /// Deletes a group. A deletion cannot be undone.
    ///
    /// The token needs the permission `manage_groups`.
    ///
    /// The status 204 proves the deletion. After any other success, and if no response shows the
    /// result, the client reads the group up to eight times. The call then succeeds if the group no
    /// longer exists.
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if the id is malformed.
    /// - [`is_not_found`](Error::is_not_found) if the group does not exist.
    /// - Any error of the request, such as [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// If you drop the future, the server may have deleted the group.
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
