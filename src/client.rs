//! The type [`Client`]. [`Client`] has one method for each operation of Tallyfy's groups API.

mod call;
mod endpoint;
mod groups;
mod lookups;
mod members;
mod membership;
mod pages;

use std::fmt;
use std::sync::Arc;

pub use self::call::Call;
pub use self::endpoint::EndpointRequest;
use crate::error::Error;
use crate::generated;
use crate::transport::{CallOptions, RetryPolicy};
use crate::values::OrganizationId;
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
/// - a typed id such as [`GroupId`](crate::GroupId)
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
/// returns an error for which [`is_configuration`](Error::is_configuration) is true. The feature
/// `blocking` has a client for programs without a runtime, in the module `blocking`.
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
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// println!("organization {}", client.organization_id());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn organization_id(&self) -> &OrganizationId {
        &self.shared.groups.organization_id
    }

    /// Returns a new client for a different organization.
    ///
    /// The new client uses the same access token and the same connections as this client.
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let other = client.with_organization("my-second-organization".parse()?);
    /// let groups = other.list_groups(Default::default()).await?;
    /// # Ok(())
    /// # }
    /// ```
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
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// use tallyfy_groups::RetryPolicy;
    ///
    /// let once = client.with_retry(RetryPolicy::none());
    /// let group = once.get_group("group_id_abc123").await?;
    /// # Ok(())
    /// # }
    /// ```
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
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// use std::time::Duration;
    /// use tallyfy_groups::CallOptions;
    ///
    /// let options = CallOptions::new().deadline(Duration::from_secs(5));
    /// let group = client.with_options(&options)?.get_group("group_id_abc123").await?;
    /// # Ok(())
    /// # }
    /// ```
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
    ///
    /// ```no_run
    /// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
    /// let page = client.generated().list_groups(client.organization_id()).send().await?;
    /// println!("{} groups, status {}", page.data.len(), page.status());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn generated(&self) -> &generated::Client {
        &self.shared.groups.generated
    }

    fn groups(&self) -> &GroupApi {
        &self.shared.groups
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
