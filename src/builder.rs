//! Builds a client, and refuses settings with which it could not work or would not be safe.

mod access_token;
mod base_url;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::client::Client;
use crate::error::Error;
use crate::generated;
use crate::transport::RetryPolicy;
use crate::transport::{Clock, Settings, SystemClock, Transport, tls};
use crate::values::OrganizationId;
use crate::write::GroupApi;

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);
const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const DEFAULT_IDLE_TIMEOUT: Duration = Duration::from_secs(15);
/// A page of 9999 members, the server's default, at 3 KiB each is 30 MB.
const DEFAULT_MAX_RESPONSE_BYTES: usize = 64 * 1024 * 1024;

/// A hundred pages that take 20 ms each then take 15 times 20 ms instead of 100 times: one page,
/// two, and eight at a time. More connections than that would be a load for the server.
const DEFAULT_PAGES_IN_FLIGHT: usize = 8;

/// Builds a [`Client`]. The access token and the organization are required.
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
    retry: RetryPolicy,
    pages_in_flight: usize,
    clock: Arc<dyn Clock>,
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
            retry: RetryPolicy::default(),
            pages_in_flight: DEFAULT_PAGES_IN_FLIGHT,
            clock: Arc::new(SystemClock),
        }
    }

    /// Begins with what the environment holds: `TALLYFY_ACCESS_TOKEN`, `TALLYFY_ORG_ID` and, if
    /// the service is elsewhere than at its documented address, `TALLYFY_BASE_URL`.
    ///
    /// # Errors
    ///
    /// [`is_configuration`](Error::is_configuration) when one of the first two is missing or
    /// empty; the message names it.
    pub fn from_env() -> Result<ClientBuilder, Error> {
        // What is not Unicode is kept visible as malformed rather than missing.
        ClientBuilder::from_variables(|name| {
            std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
        })
    }

    /// `variable` looks one up.
    fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<ClientBuilder, Error> {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        let access_token = set("TALLYFY_ACCESS_TOKEN");
        let organization = set("TALLYFY_ORG_ID");
        let missing: Vec<&str> = [
            ("TALLYFY_ACCESS_TOKEN", &access_token),
            ("TALLYFY_ORG_ID", &organization),
        ]
        .into_iter()
        .filter_map(|(name, value)| value.is_none().then_some(name))
        .collect();
        if !missing.is_empty() {
            return Err(Error::configuration(format!(
                "{} not set in the environment",
                match missing.as_slice() {
                    [one] => format!("{one} is"),
                    several => format!("{} are", several.join(" and ")),
                }
            )));
        }
        let builder = ClientBuilder {
            access_token: access_token.map(Zeroizing::new),
            organization,
            ..ClientBuilder::new()
        };
        Ok(match set("TALLYFY_BASE_URL") {
            Some(base_url) => builder.base_url(base_url),
            None => builder,
        })
    }

    /// The personal access token: printable ASCII without blanks, without the word `Bearer`.
    ///
    /// The builder's and the client's copies of it are overwritten when they are dropped.
    pub fn access_token(mut self, token: impl Into<String>) -> Self {
        self.access_token = Some(Zeroizing::new(token.into()));
        self
    }

    /// The id of the organization that the client works in; see [`OrganizationId`].
    pub fn organization(mut self, id: impl Into<String>) -> Self {
        self.organization = Some(id.into());
        self
    }

    /// Where the service is: `https`, or `http` to this machine only, with or without a path and
    /// a trailing slash. The default is `https://go.tallyfy.com/api`; the vendor's older
    /// documents and its SDKs use `https://api.tallyfy.com`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// Whether the base URL may be plain `http` to another machine. The default is `false`,
    /// because the token would travel readable.
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.allow_plain_http = allow;
        self
    }

    /// How long one attempt may take, from its beginning to the end of the answer. The default is
    /// 30 seconds. How long a call with all its attempts may take is the
    /// [`deadline`](RetryPolicy::deadline) of its policy.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long it may take to connect. The default is 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long the server may be silent while an answer is awaited or arrives. The default is 15
    /// seconds.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// The largest body of an answer that is read, after decompression. The default is 64 MiB.
    /// Of an error's body, 64 KiB are read.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// When a request that failed is sent again. [`RetryPolicy`] says what the default is.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How many pages a stream may fetch at once; see [`Items`](crate::Items). The default is 8; 1
    /// is one page after another, and 0 is taken as 1. As many pages are in memory at once.
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

    /// What tells the time and waits between attempts; for tests. The default is the system's.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`is_configuration`](Error::is_configuration) when the token, the organization or the base
    /// URL is missing or malformed, or when TLS cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let token = self
            .access_token
            .ok_or_else(|| Error::configuration("no access token was given"))?;
        let authorization = access_token::authorization(&token)?;
        let organization: OrganizationId = self
            .organization
            .ok_or_else(|| Error::configuration("no organization was given"))?
            .parse()
            // Not shown: whoever mixes up the two has put the token here.
            .map_err(|_| {
                Error::configuration(
                    "the organization id is not 1 to 255 of A-Z, a-z, 0-9, `_` and `-`",
                )
            })?;
        let base_url = base_url::parse(&self.base_url, self.allow_plain_http)?;

        let mut http = tls::with_tls(reqwest::Client::builder())?;
        if base_url.scheme() == "http" {
            // A proxy would see the token, and "this machine" would be another one.
            http = tls::without_certificates(http.no_proxy());
        }
        let http = http
            .user_agent(concat!("tallyfy-groups/", env!("CARGO_PKG_VERSION")))
            // A redirect could lead to another host, and a PUT that becomes a GET.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(self.connect_timeout)
            // What is sent again, and that it counts as an attempt, is the transport's to say.
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .build()
            .map_err(|error| {
                Error::configuration("the HTTP client could not be set up").with_source(error)
            })?;
        let prefix = base_url.as_str().trim_end_matches('/').to_owned();
        let transport = Transport::new(Settings {
            base_url,
            authorization,
            clock: self.clock,
            retry: self.retry,
            attempt_timeout: self.timeout,
            idle_timeout: self.idle_timeout,
            connect_timeout: self.connect_timeout,
            max_response_bytes: self.max_response_bytes,
        });
        let generated = generated::Client::new_with_client(&prefix, http, transport);
        let groups = GroupApi::new(generated, organization);
        Ok(Client::new(groups, self.pages_in_flight))
    }
}

impl Client {
    /// Begins to build a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// A client from the environment: `TALLYFY_ACCESS_TOKEN`, `TALLYFY_ORG_ID` and, if the service
    /// is elsewhere than at its documented address, `TALLYFY_BASE_URL`.
    ///
    /// # Errors
    ///
    /// [`is_configuration`](Error::is_configuration) when a variable is missing, empty or
    /// malformed; the message names it or says what is wrong with it. To set more than these, begin
    /// with [`ClientBuilder::from_env`].
    pub fn from_env() -> Result<Client, Error> {
        ClientBuilder::from_env()?.build()
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ClientBuilder {
            access_token,
            // Either may hold a secret that has been put in the wrong place.
            organization: _,
            base_url: _,
            allow_plain_http,
            timeout,
            connect_timeout,
            idle_timeout,
            max_response_bytes,
            retry,
            pages_in_flight,
            clock,
        } = self;
        f.debug_struct("ClientBuilder")
            .field("access_token", &access_token.as_ref().map(|_| "…"))
            .field("allow_plain_http", allow_plain_http)
            .field("timeout", timeout)
            .field("connect_timeout", connect_timeout)
            .field("idle_timeout", idle_timeout)
            .field("max_response_bytes", max_response_bytes)
            .field("retry", retry)
            .field("pages_in_flight", pages_in_flight)
            .field("clock", clock)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
