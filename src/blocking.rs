//! A client for programs without an async runtime.
//!
//! This module needs the Cargo feature `blocking`. [`Client`] has the methods of the async
//! [`Client`](crate::Client), with the same names and arguments. A method waits for the result, and
//! returns it. [`Items`] and [`Pages`] are iterators instead of streams. Parameters, settings and
//! errors have the same types as in the async client.
//!
//! ```no_run
//! # fn main() -> Result<(), tallyfy_groups::Error> {
//! let client = tallyfy_groups::blocking::Client::from_env()?;
//! for group in client.list_groups_stream(Default::default()) {
//!     println!("{}", group?.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Threads and runtimes
//!
//! A client starts one background thread with a tokio runtime. This thread runs the connections and
//! the timers, and fetches the next pages of a list. All clones of a client, its copies with other
//! options and its iterators share the thread. The thread ends after the program has dropped the
//! last of them. Dropping a client or an iterator never waits.
//!
//! - Outside of a tokio runtime, a call runs on the thread of the caller.
//! - Inside of a tokio runtime, for example in an `async fn` or in `spawn_blocking`, a call starts
//!   a thread, and waits for this thread. An iterator starts one thread for each page. In an
//!   `async fn`, the call blocks the other tasks of the caller's thread. Use the async client
//!   there, or `tokio::task::spawn_blocking`.
//! - A token source, an HTTP client and a receiver of [`metrics`](crate::metrics) may run on the
//!   background thread. There, each call of a blocking client returns an error for which
//!   [`is_configuration`](Error::is_configuration) is true. The call sends no request. Make the
//!   call in `tokio::task::spawn_blocking`, and await its result.
//! - A callback must not block the background thread, for example to wait for a different thread.
//!   While this thread is blocked, no call makes progress, and no time limit ends a call.
//!
//! # Time limits
//!
//! A program cannot cancel a blocking call. These settings limit its time:
//! [`timeout`](crate::ClientBuilder::timeout) limits each attempt, and
//! [`deadline`](RetryPolicy::deadline) limits the complete call.

mod background;
mod endpoint;
mod groups;
mod items;
mod lookups;
mod members;
mod membership;
mod pages;
mod stream_iterator;

use std::fmt;
use std::sync::Arc;

use self::background::Background;
pub use self::endpoint::EndpointRequest;
pub use self::items::Items;
pub use self::pages::Pages;
use crate::client;
use crate::error::Error;
use crate::transport::{CallOptions, RetryPolicy};
use crate::values::OrganizationId;

/// A client for the groups of one Tallyfy organization, for programs without an async runtime.
///
/// [`Client::from_env`] and [`ClientBuilder::build_blocking`](crate::ClientBuilder::build_blocking)
/// create a client. Cloning a client is cheap, because all clones of a client use the same thread
/// and the same connections. Many threads can use one client at the same time.
///
/// The [module](crate::blocking) describes where a program can use the client. The async
/// [`Client`](crate::Client) describes the forms of an id, and stale reads.
///
/// ```no_run
/// # fn main() -> Result<(), tallyfy_groups::Error> {
/// let client = tallyfy_groups::blocking::Client::from_env()?;
/// let group = client.get_group("group_id_abc123")?;
/// println!("{}", group.name);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Each call can fail with every error of the async method. Each call also fails with
/// [`is_configuration`](Error::is_configuration) in two cases. In both cases, the call sends no
/// request.
///
/// - The program makes the call on the background thread of a blocking client.
/// - The program makes the call inside of a tokio runtime, and the operating system cannot start a
///   thread.
#[derive(Clone)]
pub struct Client {
    client: client::Client,
    background: Arc<Background>,
}

impl Client {
    /// Starts the background thread of a new client.
    pub(crate) fn start(client: client::Client) -> Result<Client, Error> {
        let background = Arc::new(Background::start()?);
        Ok(Client { client, background })
    }

    /// Returns a copy of this client, which sends its requests with `client`.
    fn with_client(&self, client: client::Client) -> Client {
        Client {
            client,
            background: Arc::clone(&self.background),
        }
    }

    /// Returns the id of the client's organization.
    ///
    /// ```no_run
    /// # fn example(client: tallyfy_groups::blocking::Client) {
    /// println!("organization {}", client.organization_id());
    /// # }
    /// ```
    #[must_use]
    pub fn organization_id(&self) -> &OrganizationId {
        self.client.organization_id()
    }

    /// Returns a new client for a different organization.
    ///
    /// The new client uses the same access token, the same connections and the same background
    /// thread as this client.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// let other = client.with_organization("other-organization".parse()?);
    /// let group = other.get_group("group_id_abc123")?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_organization(&self, organization: OrganizationId) -> Client {
        self.with_client(self.client.with_organization(organization))
    }

    /// Returns a new client with a different retry policy.
    ///
    /// The new client uses the same connections, the same [retry budget](RetryPolicy::budget) and
    /// the same background thread as this client.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// use tallyfy_groups::RetryPolicy;
    ///
    /// let once = client.with_retry(RetryPolicy::none());
    /// let group = once.get_group("group_id_abc123")?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_retry(&self, policy: RetryPolicy) -> Client {
        self.with_client(self.client.with_retry(policy))
    }

    /// Returns a new client with other options, for example for a single call.
    ///
    /// An option that `options` does not set keeps the value of this client. Both clients share the
    /// same data as in [`Client::with_options`](crate::Client::with_options), and the background
    /// thread.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// use std::time::Duration;
    /// use tallyfy_groups::CallOptions;
    ///
    /// let options = CallOptions::new().deadline(Duration::from_secs(5));
    /// let group = client.with_options(&options)?.get_group("group_id_abc123")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_invalid_input`](Error::is_invalid_input) if an option is invalid. The error message
    /// names the option.
    pub fn with_options(&self, options: &CallOptions) -> Result<Client, Error> {
        Ok(self.with_client(self.client.with_options(options)?))
    }

    /// Returns the async client of this client, for calls with [`block_on`](Client::block_on).
    ///
    /// Call the methods of the async client only in a future that runs in `block_on`. In a
    /// different tokio runtime, a request can wait for a connection that makes no progress.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// let call = client.as_async().get_group("group_id_abc123");
    /// let (group, metadata) = client.block_on(call.with_metadata())?;
    /// println!("{}: {:?}", group.name, metadata.request_id());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn as_async(&self) -> &client::Client {
        &self.client
    }

    /// Runs a future, and waits for its result.
    ///
    /// With this method, a program gets the [`Metadata`](crate::Metadata) of a call, uses the
    /// [generated client](crate::generated), or makes several calls at the same time. The future
    /// may borrow values of the program. tokio's timers, sockets and `tokio::spawn` work in the
    /// future. The background thread runs the spawned tasks.
    ///
    /// ```no_run
    /// # use tallyfy_groups::{Error, blocking::Client};
    /// # fn example(client: Client) -> Result<(), Error> {
    /// let generated = client.as_async().generated();
    /// let request = generated.list_members(client.organization_id());
    /// let response = client.block_on(async { Ok(request.send().await?) })?;
    /// println!("{} members", response.data.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the error of the future. Otherwise, the [type](Client#errors) describes the errors.
    pub fn block_on<T, F>(&self, future: F) -> Result<T, Error>
    where
        T: Send,
        F: Future<Output = Result<T, Error>> + Send,
    {
        self.background.run(future)?
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.fmt(f)
    }
}
