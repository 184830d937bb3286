//! Builds a client, and rejects settings that are invalid or unsafe.

mod base_url;
#[cfg(feature = "blocking")]
mod build_blocking;
mod certificates;
mod credentials;
mod environment;
mod headers;
mod http_settings;
mod local_address;
mod proxy;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use self::http_settings::HttpSettings;
use crate::client::Client;
use crate::error::Error;
use crate::generated;
use crate::transport::metrics::Metrics;
use crate::transport::{
    AccessToken, Clock, Limits, RetryPolicy, Settings, SystemClock, TokenSource, Transport,
};
use crate::values::OrganizationId;
use crate::write::GroupApi;

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);
const DEFAULT_IDLE_TIMEOUT: Duration = Duration::from_secs(15);
/// The default maximum size of a response body, in bytes.
///
/// By default, the server sends up to 9999 members on one page. If the JSON of each member takes 3
/// KiB, such a page has a size of 30 MB.
const DEFAULT_MAX_RESPONSE_BYTES: usize = 64 * 1024 * 1024;

/// The default maximum number of pages that a stream fetches at the same time.
///
/// A stream first fetches one page, and then two, four and eight pages at the same time. If each
/// page takes 20 ms, a list of 100 pages takes 15 times 20 ms instead of 100 times 20 ms. If a
/// stream fetches several pages at the same time, each page uses its own connection. More than
/// eight connections of one client would be a high load for the server.
const DEFAULT_PAGES_IN_FLIGHT: usize = 8;

/// A builder for a [`Client`]. The access token, or a token source, and the organization id are
/// required settings.
///
/// ```
/// use std::time::Duration;
///
/// let client = tallyfy_groups::Client::builder()
///     .access_token("my-token")
///     .organization("my-organization")
///     .timeout(Duration::from_secs(10))
///     .build()?;
/// # Ok::<(), tallyfy_groups::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    access_token: Option<AccessToken>,
    token_source: Option<Arc<dyn TokenSource>>,
    organization: Option<String>,
    base_url: String,
    allow_plain_http: bool,
    timeout: Duration,
    idle_timeout: Duration,
    max_response_bytes: usize,
    retry: RetryPolicy,
    pages_in_flight: usize,
    clock: Arc<dyn Clock>,
    http: HttpSettings,
    user_agent_suffix: Option<String>,
    client_header: Option<String>,
    metrics: Option<Arc<dyn Metrics>>,
}

impl ClientBuilder {
    pub(crate) fn new() -> ClientBuilder {
        ClientBuilder {
            access_token: None,
            token_source: None,
            organization: None,
            base_url: base_url::DEFAULT.to_owned(),
            allow_plain_http: false,
            timeout: DEFAULT_TIMEOUT,
            idle_timeout: DEFAULT_IDLE_TIMEOUT,
            max_response_bytes: DEFAULT_MAX_RESPONSE_BYTES,
            retry: RetryPolicy::default(),
            pages_in_flight: DEFAULT_PAGES_IN_FLIGHT,
            clock: Arc::new(SystemClock),
            http: HttpSettings::default(),
            user_agent_suffix: None,
            client_header: None,
            metrics: None,
        }
    }

    /// Sets the id of the organization to which the requests of the client apply. This setting is
    /// required.
    ///
    /// The documentation of [`OrganizationId`] describes which ids are valid.
    pub fn organization(mut self, id: impl Into<String>) -> Self {
        self.organization = Some(id.into());
        self
    }

    /// Sets the base URL of the service. The default is `https://go.tallyfy.com/api`.
    ///
    /// The URL may have a path and a trailing slash. The scheme of the URL must be `https`, with
    /// two exceptions. The client also accepts `http` if the host is the local machine, or if you
    /// call [`allow_plain_http(true)`](ClientBuilder::allow_plain_http). The vendor's older
    /// documents and SDKs use the base URL `https://api.tallyfy.com`.
    ///
    /// ```
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .base_url("https://api.tallyfy.com")
    ///     .build()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// Sets whether the client accepts a base URL with the scheme `http` if the host is not the
    /// local machine.
    ///
    /// The default is `false`, because anyone on the network could read the access token in an
    /// `http` request.
    ///
    /// ```
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .base_url("http://gateway.internal:8080/api")
    ///     .allow_plain_http(true)
    ///     .build()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.allow_plain_http = allow;
        self
    }

    /// Sets the maximum time of one attempt to send a request and to receive its complete response.
    ///
    /// The default is 30 seconds, and zero is an error. The [`deadline`](RetryPolicy::deadline) of
    /// the retry policy limits the time of a complete call, with all its attempts.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets how long the client waits for the next bytes of a response. This limit also applies to
    /// the first bytes of the response.
    ///
    /// The default is 15 seconds, and zero is an error.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .timeout(Duration::from_secs(60))
    ///     .idle_timeout(Duration::from_secs(5))
    ///     .build()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// Sets the maximum size of a response body in bytes, after decompression.
    ///
    /// The default is 64 MiB, and 0 is an error. If the body of a 2xx response is larger than the
    /// maximum, the call fails. The method [`is_too_large`](Error::is_too_large) of the returned
    /// error returns `true`. If the status of a response is not 2xx, the client reads only the
    /// first 64 KiB of its body.
    ///
    /// ```
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .max_response_bytes(8 * 1024 * 1024)
    ///     .build()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Sets the retry policy, which determines when the client sends a failed request again. The
    /// default is [`RetryPolicy::default`].
    ///
    /// ```
    /// use std::time::Duration;
    /// use tallyfy_groups::RetryPolicy;
    ///
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .retry(RetryPolicy::default().max_attempts(2).deadline(Duration::from_secs(20)))
    ///     .build()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the maximum number of pages that a stream fetches at the same time. The default is 8.
    ///
    /// With the value 1, a stream fetches one page after another. The value 0 means the same as 1.
    /// A stream keeps up to this number of pages in memory. See the documentation of
    /// [`Items`](crate::Items).
    ///
    /// ```
    /// use tallyfy_groups::{Client, ListGroups};
    ///
    /// let client = Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .pages_in_flight(4)
    ///     .build()?;
    /// let one_after_another = client.list_groups_stream(ListGroups::new()).pages_in_flight(1);
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    pub fn pages_in_flight(mut self, pages: usize) -> Self {
        self.pages_in_flight = pages;
        self
    }

    /// Sets the clock that the client uses to measure time and to wait between attempts. The
    /// default is the clock of the operating system.
    ///
    /// A test can set its own clock to control the time. [`Clock`] has an example.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets the receiver of the measurements of the client. The module [`metrics`](crate::metrics)
    /// describes the measurements, and has an example.
    ///
    /// By default, the client measures nothing. If you set a second receiver, it replaces the first
    /// one.
    pub fn metrics(mut self, metrics: impl Metrics + 'static) -> Self {
        self.metrics = Some(Arc::new(metrics));
        self
    }

    /// Builds the client. This method sends no request.
    ///
    /// # Errors
    ///
    /// Returns an error in each of the cases below. The method
    /// [`is_configuration`](Error::is_configuration) of the returned error returns `true`.
    ///
    /// - The access token or the organization id is missing.
    /// - The access token, the organization id, the base URL or a different setting is invalid. For
    ///   example, a time limit is zero.
    /// - A proxy is set, but the base URL has the scheme `http`.
    /// - A custom HTTP client is set, and also a setting that only the default HTTP client has. For
    ///   example, the proxy is such a setting.
    /// - The base URL or a certificate needs TLS, but TLS is not available.
    pub fn build(self) -> Result<Client, Error> {
        let credentials = credentials::build(self.access_token, self.token_source)?;
        let organization: OrganizationId = self
            .organization
            .ok_or_else(|| {
                Error::configuration(
                    "the organization id is missing; set it with `ClientBuilder::organization`",
                )
            })?
            .parse()
            // The error message does not contain the invalid value. The caller may have passed the
            // access token instead of the organization id by mistake.
            .map_err(|_| {
                Error::configuration(
                    "the organization id is invalid; use 1 to 255 characters from A-Z, a-z, 0-9, \
                     `_` and `-`",
                )
            })?;
        let base_url = base_url::parse(&self.base_url, self.allow_plain_http)?;

        let limits = Limits {
            attempt_timeout: self.timeout,
            idle_timeout: self.idle_timeout,
            max_response_bytes: self.max_response_bytes,
        };
        limits.check(&self.retry).map_err(Error::configuration)?;
        let client_header = headers::client(self.client_header.as_deref())?;
        let user_agent = headers::user_agent(self.user_agent_suffix.as_deref())?;
        let built = self.http.build(&base_url, &user_agent)?;
        let prefix = base_url.as_str().trim_end_matches('/').to_owned();
        let transport = Transport::new(Settings {
            base_url,
            credentials,
            client_header,
            clock: self.clock,
            retry: self.retry,
            limits,
            http: built.http,
            user_agent: built.user_agent,
            metrics: self.metrics,
        });
        let generated = generated::Client::new_with_client(&prefix, built.requests, transport);
        let groups = GroupApi::new(generated, organization);
        Ok(Client::new(groups, self.pages_in_flight))
    }
}

impl Client {
    /// Creates a builder for a client. Every setting of the builder has its default value.
    ///
    /// ```
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .build()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ClientBuilder {
            access_token,
            token_source,
            // The output does not contain these four settings. A caller may have passed a secret as
            // one of them by mistake.
            organization: _,
            base_url: _,
            user_agent_suffix: _,
            client_header: _,
            allow_plain_http,
            timeout,
            idle_timeout,
            max_response_bytes,
            retry,
            pages_in_flight,
            clock,
            http,
            metrics,
        } = self;
        f.debug_struct("ClientBuilder")
            .field("access_token", access_token)
            .field("token_source", &token_source.as_ref().map(|_| "…"))
            .field("allow_plain_http", allow_plain_http)
            .field("timeout", timeout)
            .field("idle_timeout", idle_timeout)
            .field("max_response_bytes", max_response_bytes)
            .field("retry", retry)
            .field("pages_in_flight", pages_in_flight)
            .field("clock", clock)
            .field("http", http)
            .field("metrics", &metrics.as_ref().map(|_| "…"))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
