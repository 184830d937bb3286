//! The type [`Client`]. The client has one method for each operation of the API.

mod members;
mod membership;

use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use crate::generated;
use crate::generated::types::Group;
use crate::list::Items;
use crate::request::{CreateGroup, GroupInclude, ListGroups, UpdateGroup, include_list};
use crate::response::Page;
use crate::transport::RetryPolicy;
use crate::values::{GroupId, OrganizationId};
use crate::write::GroupApi;

/// A client for the groups of one organization.
///
/// A client is cheap to clone, and its clones share the connections. Many tasks can use one client
/// at the same time.
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
/// A read of a group is stale if an earlier response already contained a newer state of the group.
/// Replicas and caches of the service cause stale reads. The client therefore remembers the newest
/// state of each group that it has read or written. The client remembers at most 1024 groups, each
/// for ten minutes.
///
/// - [`add_members`](Client::add_members), [`remove_members`](Client::remove_members),
///   [`add_guests`](Client::add_guests) and [`remove_guests`](Client::remove_guests) never base a
///   write on a stale read.
/// - The client never uses a stale read to decide whether a write succeeded.
/// - [`get_group`](Client::get_group) and the lists may return a stale state.
///
/// # Runtimes
///
/// Create a separate client for each tokio runtime. A connection works only while the runtime that
/// opened it is running. If a second runtime uses the connection while the first runtime is idle,
/// the request makes no progress. The request then fails after the
/// [`idle_timeout`](crate::ClientBuilder::idle_timeout).
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

    /// Returns the id of the client's organization.
    #[must_use]
    pub fn organization_id(&self) -> &OrganizationId {
        &self.shared.groups.organization_id
    }

    /// Returns a client for a different organization.
    ///
    /// The new client uses the same token and the same connections.
    #[must_use]
    pub fn with_organization(&self, organization: OrganizationId) -> Client {
        let mut groups = self.groups().clone();
        groups.organization_id = organization;
        Client::new(groups, self.shared.pages_in_flight)
    }

    /// Returns a client with a different retry policy.
    ///
    /// Use the new client for one call or for many calls. The new client uses the same connections
    /// and the same [retry budget](RetryPolicy::budget) as this client.
    #[must_use]
    pub fn with_retry(&self, policy: RetryPolicy) -> Client {
        let groups = self.groups().with_retry(policy);
        Client::new(groups, self.shared.pages_in_flight)
    }

    /// Returns the generated client, which has every operation of the contract.
    ///
    /// The module [`generated`] describes how the generated client differs from this client.
    #[must_use]
    pub fn generated(&self) -> &generated::Client {
        &self.shared.groups.generated
    }

    fn groups(&self) -> &GroupApi {
        &self.shared.groups
    }

    /// Returns one page of the organization's groups.
    ///
    /// Items that the client cannot decode are in [`Page::unreadable`](crate::Page::unreadable).
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if `per_page` is not between 1 and 100,
    ///   `page` is 0, or the name of an include is malformed.
    /// - [`is_unreadable`](Error::is_unreadable) if the client can decode no item of the page.
    /// - Any error that every request can cause, such as [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// The call only reads, so you can drop the future at any time.
    pub async fn list_groups(&self, params: ListGroups) -> Result<Page<Group>, Error> {
        let request = self.generated().list_groups(self.organization_id());
        let page = Page::of_groups(params.send(request).await?)?;
        self.groups().record_listed(&page.items);
        Ok(page)
    }

    /// Returns a stream of all groups of the organization.
    ///
    /// The stream starts at the page that [`ListGroups::page`] sets, by default at page 1. A page
    /// has up to [`ListGroups::per_page`] groups, by default up to 100. [`Items`] describes how the
    /// stream fetches pages and how it ends.
    ///
    /// The client sends no request before the program polls the stream. If a parameter is invalid,
    /// the first item of the stream is an error.
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

    /// Creates a group, and returns the group as the server stored it.
    ///
    /// The token needs the permission `manage_groups`.
    ///
    /// # Lost responses
    ///
    /// If a request times out, for example, the client does not know whether the server created the
    /// group. To avoid a second group, the client does not immediately send the request again. If
    /// the server sends the header `Retry-After`, the client waits for this time. The client then
    /// searches for groups with the name from the request:
    ///
    /// - **No group has the name.** The client sends the request again. The retry policy limits the
    ///   number of attempts. After the repeated request succeeds, the client searches again. The
    ///   call succeeds only if the search finds the new group and no second group with this name.
    ///   According to Tallyfy's documents, names are unique. The client assumes that the server
    ///   rejects a second group with the same name. The client also assumes that a search may
    ///   return old data.
    /// - **This call created the group.** The client returns the group. This case applies if two
    ///   conditions are true. First, the creation time and the server's `Date` header show that the
    ///   group was created during the call. The client also accepts a creation time up to two
    ///   seconds before or after the call. Second, the group has the same description, members and
    ///   guests as the request. If a different program creates an equal group at the same time, the
    ///   client cannot detect this, and returns the group of that program.
    /// - **The group is older than this call.** The call fails with
    ///   [`is_name_taken`](Error::is_name_taken). The client returns this error only if it has two
    ///   proofs. First, the creation time and the server's `Date` header show that the group was
    ///   created more than a minute before the call. Second, this client created a different group
    ///   before the call, and the creation time of that group is more than a minute later than the
    ///   creation time of the found group.
    /// - **Any other case.** The call fails with [`Outcome::Unknown`](crate::Outcome::Unknown). For
    ///   example, the search fails, the response has no creation time, or the found group differs
    ///   from the request in its description, members or guests. The call also fails with this
    ///   outcome if the server's two clocks may show different times. The first clock sets the
    ///   creation times of groups, and the second clock sets the header `Date`.
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if `group` breaks a rule of [`CreateGroup`].
    /// - [`is_validation`](Error::is_validation) if the name is taken, a member does not exist, or
    ///   `group` lacks a description that the server requires.
    /// - [`is_not_stored`](Error::is_not_stored) if the response shows that the server did not
    ///   store a value of the request. Examples are a different spelling of the name, a different
    ///   description, and a missing member or guest. The client does not check fields that are
    ///   missing from the response.
    /// - Any error that every request can cause, such as [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// If you drop the future, you do not know whether the server creates the group.
    pub async fn create_group(&self, group: CreateGroup) -> Result<Group, Error> {
        self.groups().create(&group.validate()?).await
    }

    /// Returns one group.
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if the id is malformed.
    /// - [`is_not_found`](Error::is_not_found) if the group does not exist.
    /// - Any error that every request can cause, such as [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// The call only reads, so you can drop the future at any time.
    pub async fn get_group<I>(&self, group_id: I) -> Result<Group, Error>
    where
        I: TryInto<GroupId, Error: Into<Error>>,
    {
        self.get_group_with(group_id, &[]).await
    }

    /// Returns one group with related data.
    ///
    /// `includes` selects the related data. If `includes` is empty, the call does the same as
    /// [`get_group`](Client::get_group).
    ///
    /// # Errors
    ///
    /// The errors of [`get_group`](Client::get_group), and
    /// [`is_invalid_input`](Error::is_invalid_input) if the name of an include is malformed.
    ///
    /// # Cancel safety
    ///
    /// The call only reads, so you can drop the future at any time.
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

    /// Changes a group, and returns the group as the server stored it.
    ///
    /// The token needs the permission `manage_groups`.
    ///
    /// The call succeeds if the response or a later read shows the change. A
    /// [stale](Client#stale-reads) read does not prove the change. If no response shows the result,
    /// for example after a timeout, the client reads the group up to six times. The call then
    /// succeeds if a read shows the change.
    ///
    /// If several clones of one client change the same group at the same time, the client makes the
    /// changes one after another.
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if the id is malformed, or `change` breaks a
    ///   rule of [`UpdateGroup`].
    /// - [`is_not_found`](Error::is_not_found) if the group does not exist.
    /// - [`is_validation`](Error::is_validation) if the name is taken or a member does not exist.
    /// - [`is_not_stored`](Error::is_not_stored) if the server reported success, but stored
    ///   different values.
    /// - Any error that every request can cause, such as [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// If you drop the future, you do not know whether the server makes the change.
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
    /// A response with the status 204 proves the deletion. After a success status other than 204,
    /// or if no response shows the result, the client reads the group up to eight times. The call
    /// then succeeds if the reads show that the group no longer exists.
    ///
    /// # Errors
    ///
    /// - [`is_invalid_input`](Error::is_invalid_input) if the id is malformed.
    /// - [`is_not_found`](Error::is_not_found) if the group does not exist.
    /// - Any error that every request can cause, such as [`is_timeout`](Error::is_timeout).
    ///
    /// # Cancel safety
    ///
    /// If you drop the future, you do not know whether the server deletes the group.
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
