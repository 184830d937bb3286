//! The type [`Client`]. [`Client`] has one method for each operation of Tallyfy's groups API.

mod call;
mod endpoint;
mod lookups;
mod members;
mod membership;
mod pages;

use std::fmt;
use std::sync::Arc;

pub use self::call::Call;
use self::call::both;
pub use self::endpoint::EndpointRequest;
use crate::error::Error;
use crate::generated;
use crate::generated::types::Group;
use crate::list::Items;
use crate::request::{CreateGroup, GroupInclude, ListGroups, UpdateGroup, include_list};
use crate::response::Page;
use crate::transport::{CallOptions, RetryPolicy};
use crate::values::{GroupId, OrganizationId};
use crate::write::GroupApi;

/// A client for the groups of one Tallyfy organization.
///
/// Cloning a client is cheap, because all clones of a client use the same connections. Many tasks
/// can use one client at the same time.
///
/// # Ids
///
/// A parameter `group_id` or `user_id` of a method accepts an id in four forms:
///
/// - a text: `&str`, `String`, `Box<str>` or `Cow<str>`, or a reference to one of them
/// - an integer of any type, or a reference to it, if the id is a [`UserId`](crate::UserId)
/// - a typed id such as [`GroupId`]
/// - a [`Received`](crate::Received) id, which a response contains
///
/// The client validates each id before it sends the request. If the response is about a different
/// group or member than the request, the call fails with an error for which
/// [`is_mismatched`](Error::is_mismatched) is true.
///
/// ```no_run
/// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
/// let member = client.get_member("1001").await?;
/// client.add_members("group_id_abc123", [member.id]).await?;
/// client.add_members("group_id_abc123", &[1002_u64, 1003]).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Stale reads
///
/// A read of a group is stale if an earlier response already contained a newer state of the group.
/// Replicas and caches of the Tallyfy service can cause stale reads. To detect a stale read, the
/// client remembers the newest state of each group that the client has read or written. The client
/// remembers the states of at most 1024 groups, and forgets a state after ten minutes.
///
/// - [`add_members`](Client::add_members), [`remove_members`](Client::remove_members),
///   [`add_guests`](Client::add_guests) and [`remove_guests`](Client::remove_guests) never base a
///   write on a stale read.
/// - The client never uses a stale read to decide whether a write succeeded.
/// - [`get_group`](Client::get_group) and the methods that list groups may return a stale state of
///   a group.
///
/// # Runtimes
///
/// Each call has to run in a tokio runtime, which needs `enable_all`. A call outside of a runtime
/// returns an error for which [`is_configuration`](Error::is_configuration) is true.
///
/// Create a separate client for each tokio runtime. An HTTP connection works only while the tokio
/// runtime that opened it is running. If a second runtime sends a request through this connection
/// while the first runtime is idle, the request makes no progress. Such a request fails after the
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

    /// Returns a new client for a different organization.
    ///
    /// The new client uses the same access token and the same connections as this client.
    #[must_use]
    pub fn with_organization(&self, organization: OrganizationId) -> Client {
        let mut groups = self.groups().clone();
        groups.organization_id = organization;
        Client::new(groups, self.shared.pages_in_flight)
    }

    /// Returns a new client with a different retry policy.
    ///
    /// You can use the new client for a single call or for many calls. The new client uses the same
    /// connections and the same [retry budget](RetryPolicy::budget) as this client.
    #[must_use]
    pub fn with_retry(&self, policy: RetryPolicy) -> Client {
        let groups = self.groups().with_retry(policy);
        Client::new(groups, self.shared.pages_in_flight)
    }

    /// Returns a new client with other options, for example for a single call.
    ///
    /// The new client uses the same access token, the same connections, the same [retry
    /// budget](RetryPolicy::budget) and the same rate limit as this client. Both clients also share
    /// the locks of groups and the known states of groups. An option that `options` does not set
    /// keeps the value of this client. [`CallOptions`] has an example.
    ///
    /// # Errors
    ///
    /// [`is_invalid_input`](Error::is_invalid_input) if an option is invalid. The error message
    /// names the option.
    pub fn with_options(&self, options: &CallOptions) -> Result<Client, Error> {
        let groups = self.groups().with_options(options)?;
        let pages = options.pages_in_flight;
        let pages = pages.unwrap_or(self.shared.pages_in_flight);
        Ok(Client::new(groups, pages))
    }

    /// Returns the generated client, which has one method for each operation of the OpenAPI
    /// contract.
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
    /// [`Page::unreadable`](crate::Page::unreadable) contains the items of the page that the client
    /// cannot decode.
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

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("organization_id", self.organization_id())
            .field("generated", self.generated())
            .finish()
    }
}
