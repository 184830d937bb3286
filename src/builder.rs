//! Builds a client, and rejects settings that are invalid or unsafe.

mod access_token;
mod base_url;
mod certificates;
mod environment;
mod headers;
mod local_address;
mod proxy;

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use self::certificates::Certificates;
use crate::client::Client;
use crate::error::Error;
use crate::generated;
use crate::transport::{Clock, Limits, RetryPolicy, Settings, SystemClock, Transport, tls};
use crate::values::OrganizationId;
use crate::write::GroupApi;

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);
const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const DEFAULT_IDLE_TIMEOUT: Duration = Duration::from_secs(15);
/// The default maximum size of a response body, in bytes.
///
/// By default, the server sends up to 9999 members on one page. If the JSON of each member takes 3
/// KiB, such a page has a size of 30 MB.
const DEFAULT_MAX_RESPONSE_BYTES: usize = 64 * 1024 * 1024;

/// The default maximum number of headers of a response. hyper has the same default.
const DEFAULT_MAX_RESPONSE_HEADERS: usize = 100;

/// The highest value of [`ClientBuilder::max_response_headers`]. For each response, hyper allocates
/// up to 64 bytes for each of these headers.
const LIMIT_MAX_RESPONSE_HEADERS: usize = 1000;

/// The default maximum number of pages that a stream fetches at the same time.
///
/// A stream first fetches one page, and then two, four and eight pages at the same time. If each
/// page takes 20 ms, a list of 100 pages takes 15 times 20 ms instead of 100 times 20 ms. If a
/// stream fetches several pages at the same time, each page uses its own connection. More than
/// eight connections of one client would be a high load for the server.
const DEFAULT_PAGES_IN_FLIGHT: usize = 8;

/// A builder for a [`Client`]. The access token and the organization id are required settings.
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
    access_token: Option<Zeroizing<String>>,
    organization: Option<String>,
    base_url: String,
    allow_plain_http: bool,
    timeout: Duration,
    connect_timeout: Duration,
    idle_timeout: Duration,
    max_response_bytes: usize,
    max_response_headers: usize,
    retry: RetryPolicy,
    pages_in_flight: usize,
    clock: Arc<dyn Clock>,
    proxy: Option<Zeroizing<String>>,
    certificates: Certificates,
    local_address: Option<IpAddr>,
    user_agent_suffix: Option<String>,
    client_header: Option<String>,
}

impl ClientBuilder {
    pub(crate) fn new() -> ClientBuilder {
        ClientBuilder {
            access_token: None,
            organization: None,
            base_url: base_url::DEFAULT.to_owned(),
            allow_plain_http: false,
            timeout: DEFAULT_TIMEOUT,
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            idle_timeout: DEFAULT_IDLE_TIMEOUT,
            max_response_bytes: DEFAULT_MAX_RESPONSE_BYTES,
            max_response_headers: DEFAULT_MAX_RESPONSE_HEADERS,
            retry: RetryPolicy::default(),
            pages_in_flight: DEFAULT_PAGES_IN_FLIGHT,
            clock: Arc::new(SystemClock),
            proxy: None,
            certificates: Certificates::default(),
            local_address: None,
            user_agent_suffix: None,
            client_header: None,
        }
    }

    /// Sets the personal access token of the client. This setting is required.
    ///
    /// The token may contain only printable ASCII characters, and no spaces. Pass the token without
    /// the word `Bearer`. When a builder or a client is dropped, it overwrites its copy of the
    /// token in memory.
    pub fn access_token(mut self, token: impl Into<String>) -> Self {
        self.access_token = Some(Zeroizing::new(token.into()));
        self
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
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// Sets whether the client accepts a base URL with the scheme `http` if the host is not the
    /// local machine.
    ///
    /// The default is `false`, because anyone on the network could read the access token in an
    /// `http` request.
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

    /// Sets how long the client may take to connect to the server. The default is 10 seconds, and
    /// zero is an error.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how long the client waits for the next bytes of a response. This limit also applies to
    /// the first bytes of the response.
    ///
    /// The default is 15 seconds, and zero is an error.
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
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Sets the maximum number of headers of a response with HTTP/1.1.
    ///
    /// The default is 100. Values from 1 to 1000 are allowed. If a response has more headers, the
    /// call fails. With HTTP/2, the client does not limit the number of headers. The headers of an
    /// HTTP/2 response may have 16 KiB in total.
    ///
    /// ```
    /// let client = tallyfy_groups::Client::builder()
    ///     .access_token("my-token")
    ///     .organization("my-organization")
    ///     .max_response_headers(200)
    ///     .build()?;
    /// # Ok::<(), tallyfy_groups::Error>(())
    /// ```
    pub fn max_response_headers(mut self, count: usize) -> Self {
        self.max_response_headers = count;
        self
    }

    /// Sets the retry policy, which determines when the client sends a failed request again. The
    /// default is [`RetryPolicy::default`].
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
    /// A test can set its own clock to control the time.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
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
    /// - The base URL or a certificate needs TLS, but TLS is not available.
    pub fn build(self) -> Result<Client, Error> {
        let token = self.access_token.ok_or_else(|| {
            Error::configuration(
                "the access token is missing; set it with `ClientBuilder::access_token`",
            )
        })?;
        let authorization = access_token::authorization(&token)?;
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
        if self.connect_timeout.is_zero() {
            return Err(Error::configuration(
                "the option `connect_timeout` is zero, so each call would fail; set a longer time",
            ));
        }
        let client_header = headers::client(self.client_header.as_deref())?;
        let mut http = tls::with_tls(reqwest::Client::builder())?;
        if base_url.scheme() == "http" {
            // With `http`, a proxy could read the access token. A proxy would also connect to its
            // own machine if the host in the URL is `localhost`.
            http = tls::without_certificates(http.no_proxy());
        }
        if let Some(proxy) = &self.proxy {
            http = http.proxy(proxy::parse(proxy, &base_url)?);
        }
        if !(1..=LIMIT_MAX_RESPONSE_HEADERS).contains(&self.max_response_headers) {
            return Err(Error::configuration(format!(
                "`max_response_headers` must be from 1 to {LIMIT_MAX_RESPONSE_HEADERS}, not {}",
                self.max_response_headers
            )));
        }
        // With its default limit, hyper needs no allocation for the headers of a response.
        if self.max_response_headers != DEFAULT_MAX_RESPONSE_HEADERS {
            http = http.http1_max_headers(self.max_response_headers);
        }
        let http = self
            .certificates
            .add_to(http)?
            .local_address(local_address::check(self.local_address)?)
            .user_agent(headers::user_agent(self.user_agent_suffix.as_deref())?)
            // If reqwest followed a redirect, it could send the request to a different host, or
            // change a PUT into a GET.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(self.connect_timeout)
            // The transport of this client retries requests and counts the attempts. If reqwest
            // also retried requests, this count would be wrong.
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .build()
            .map_err(|error| {
                Error::configuration(self.certificates.build_problem()).with_source(error)
            })?;
        let prefix = base_url.as_str().trim_end_matches('/').to_owned();
        let transport = Transport::new(Settings {
            base_url,
            authorization,
            client_header,
            clock: self.clock,
            retry: self.retry,
            limits,
            connect_timeout: self.connect_timeout,
        });
        let generated = generated::Client::new_with_client(&prefix, http, transport);
        let groups = GroupApi::new(generated, organization);
        Ok(Client::new(groups, self.pages_in_flight))
    }
}

impl Client {
    /// Creates a builder for a client. Every setting of the builder has its default value.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ClientBuilder {
            access_token,
            // The output does not contain these four settings. A caller may have passed a secret as
            // one of them by mistake.
            organization: _,
            base_url: _,
            user_agent_suffix: _,
            client_header: _,
            // A private key is a secret.
            certificates: _,
            proxy,
            allow_plain_http,
            timeout,
            connect_timeout,
            idle_timeout,
            max_response_bytes,
            max_response_headers,
            retry,
            pages_in_flight,
            clock,
            local_address,
        } = self;
        f.debug_struct("ClientBuilder")
            .field("access_token", &access_token.as_ref().map(|_| "…"))
            .field("allow_plain_http", allow_plain_http)
            .field("timeout", timeout)
            .field("connect_timeout", connect_timeout)
            .field("idle_timeout", idle_timeout)
            .field("max_response_bytes", max_response_bytes)
            .field("max_response_headers", max_response_headers)
            .field("retry", retry)
            .field("pages_in_flight", pages_in_flight)
            .field("clock", clock)
            // The URL of the proxy may contain a password.
            .field("proxy", &proxy.as_ref().map(|_| "…"))
            .field("local_address", local_address)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
