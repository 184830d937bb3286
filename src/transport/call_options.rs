//! The options of one call, which replace settings of the client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Request;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST,
    HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING,
};

use super::request::CLIENT_HEADER;
use super::{RetryPolicy, Transport};
use crate::error::Error;

/// The headers that belong to the client. A program cannot replace them, because the client needs
/// them to send a request safely, and to read the response.
const OWN_HEADERS: [HeaderName; 9] = [
    ACCEPT,
    ACCEPT_ENCODING,
    AUTHORIZATION,
    CONNECTION,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    HOST,
    TRANSFER_ENCODING,
    CLIENT_HEADER,
];

/// The query parameters that operations of the contract send. If a program could set one of them,
/// the reads that confirm a write could return wrong data.
const OWN_PARAMETERS: [&str; 6] = ["page", "per_page", "q", "sort", "sort_by", "with"];

/// The options of one call, or of several calls. An option that you do not set keeps its value.
///
/// [`Client::with_options`](crate::Client::with_options) returns a cheap copy of a client with
/// these options. The options apply to each request of a call: to the pages of a stream, to the
/// reads that confirm a write, and to the calls of the generated client.
///
/// ```no_run
/// # async fn example(client: tallyfy_groups::Client) -> Result<(), tallyfy_groups::Error> {
/// use std::time::Duration;
/// use tallyfy_groups::{CallOptions, ListGroups};
///
/// let options = CallOptions::new()
///     .timeout(Duration::from_secs(5))
///     .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
/// let page = client.with_options(&options)?.list_groups(ListGroups::new()).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct CallOptions {
    timeout: Option<Duration>,
    idle_timeout: Option<Duration>,
    max_response_bytes: Option<usize>,
    retry: Option<RetryPolicy>,
    pages_in_flight: Option<usize>,
    headers: Vec<(String, String)>,
    query: Vec<(String, String)>,
}

impl CallOptions {
    /// Creates options that change nothing.
    #[must_use]
    pub fn new() -> CallOptions {
        CallOptions::default()
    }

    /// Sets the maximum time of one attempt, as [`ClientBuilder::timeout`] does. The time must be
    /// longer than zero.
    ///
    /// [`ClientBuilder::timeout`]: crate::ClientBuilder::timeout
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the maximum time without any bytes from the server, as [`ClientBuilder::idle_timeout`]
    /// does. The time must be longer than zero.
    ///
    /// [`ClientBuilder::idle_timeout`]: crate::ClientBuilder::idle_timeout
    #[must_use]
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = Some(timeout);
        self
    }

    /// Sets the maximum size of a response body in bytes, as
    /// [`ClientBuilder::max_response_bytes`] does. The size must be at least 1.
    ///
    /// [`ClientBuilder::max_response_bytes`]: crate::ClientBuilder::max_response_bytes
    #[must_use]
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = Some(bytes);
        self
    }

    /// Sets the retry policy, including the [deadline](RetryPolicy::deadline) of the complete call.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sets the maximum number of pages that a stream fetches at the same time, as
    /// [`ClientBuilder::pages_in_flight`] does.
    ///
    /// [`ClientBuilder::pages_in_flight`]: crate::ClientBuilder::pages_in_flight
    #[must_use]
    pub fn pages_in_flight(mut self, pages: usize) -> Self {
        self.pages_in_flight = Some(pages);
        self
    }

    /// Adds a header to each request. If a header with this name is already set, the new value
    /// replaces its value.
    ///
    /// The value may have visible ASCII characters and spaces. These headers belong to the client,
    /// so setting one of them is an error: `Accept`, `Accept-Encoding`, `Authorization`,
    /// `Connection`, `Content-Length`, `Content-Type`, `Host`, `Transfer-Encoding` and
    /// `X-Tallyfy-Client`.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds a query parameter to each request, for example a parameter that the contract lacks. The
    /// client encodes the name and the value.
    ///
    /// The operations of the client send these parameters, so setting one of them is an error:
    /// `page`, `per_page`, `q`, `sort`, `sort_by` and `with`. An empty name is an error, too.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    pub(crate) fn new_pages_in_flight(&self) -> Option<usize> {
        self.pages_in_flight
    }
}

/// The output contains no value of a header or of a query parameter, because such a value may be a
/// secret.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CallOptions {
            timeout,
            idle_timeout,
            max_response_bytes,
            retry,
            pages_in_flight,
            headers,
            query,
        } = self;
        let names = |pairs: &[(String, String)]| -> Vec<String> {
            pairs.iter().map(|(name, _)| name.clone()).collect()
        };
        f.debug_struct("CallOptions")
            .field("timeout", timeout)
            .field("idle_timeout", idle_timeout)
            .field("max_response_bytes", max_response_bytes)
            .field("retry", retry)
            .field("pages_in_flight", pages_in_flight)
            .field("headers", &names(headers))
            .field("query", &names(query))
            .finish()
    }
}

/// The limits of one attempt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The maximum time of one attempt, from the start of the attempt to the end of the response.
    pub(crate) attempt_timeout: Duration,
    /// The maximum time that may pass without any bytes from the server.
    pub(crate) idle_timeout: Duration,
    pub(crate) max_response_bytes: usize,
}

/// The headers and query parameters that a program adds to each request.
#[derive(Clone, Default)]
pub(super) struct Additions {
    headers: HeaderMap,
    query: Vec<(String, String)>,
}

impl Additions {
    /// Adds the headers and query parameters to a request.
    pub(super) fn add_to(&self, request: &mut Request) {
        for (name, value) in &self.headers {
            request.headers_mut().insert(name, value.clone());
        }
        if !self.query.is_empty() {
            let mut pairs = request.url_mut().query_pairs_mut();
            pairs.extend_pairs(&self.query);
        }
    }
}

impl Transport {
    /// Returns a copy of this transport with other options.
    ///
    /// # Errors
    ///
    /// [`is_invalid_input`](Error::is_invalid_input) if an option is invalid.
    pub(crate) fn with_options(&self, options: &CallOptions) -> Result<Transport, Error> {
        let mut transport = self.clone();
        let limits = &mut transport.limits;
        for (name, limit, option) in [
            ("timeout", &mut limits.attempt_timeout, options.timeout),
            (
                "idle_timeout",
                &mut limits.idle_timeout,
                options.idle_timeout,
            ),
        ] {
            if option == Some(Duration::ZERO) {
                return Err(Error::invalid_input(format!(
                    "the option `{name}` is zero, so each call would fail; set a longer time"
                )));
            }
            *limit = option.unwrap_or(*limit);
        }
        if options.max_response_bytes == Some(0) {
            return Err(Error::invalid_input(
                "the option `max_response_bytes` is 0, so each call would fail; set a larger size",
            ));
        }
        limits.max_response_bytes = options
            .max_response_bytes
            .unwrap_or(limits.max_response_bytes);
        transport.retry = options.retry.unwrap_or(transport.retry);
        if options.headers.is_empty() && options.query.is_empty() {
            return Ok(transport);
        }
        let mut additions = transport.additions.as_deref().cloned().unwrap_or_default();
        for (name, value) in &options.headers {
            let (name, value) = checked_header(name, value)?;
            additions.headers.insert(name, value);
        }
        for (name, value) in &options.query {
            if name.is_empty() || OWN_PARAMETERS.contains(&name.as_str()) {
                return Err(Error::invalid_input(format!(
                    "the option `query` with the name {name:?} is not allowed; use a parameter \
                     that no operation of the client sends"
                )));
            }
            additions.query.push((name.clone(), value.clone()));
        }
        transport.additions = Some(Arc::new(additions));
        Ok(transport)
    }
}

/// Checks a header. The error message does not contain the value, because it may be a secret.
fn checked_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Error> {
    let invalid = |problem: &str| {
        Error::invalid_input(format!(
            "the option `header` with the name {name:?} {problem}"
        ))
    };
    let key: HeaderName = name.parse().map_err(|_| {
        invalid("is invalid; a name may have only letters, digits and characters such as `-`")
    })?;
    if OWN_HEADERS.contains(&key) {
        return Err(invalid(
            "is not allowed, because the client sets this header itself",
        ));
    }
    let is_allowed = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    match HeaderValue::from_str(value) {
        Ok(text) if value.bytes().all(is_allowed) => Ok((key, text)),
        _ => Err(invalid(
            "has an invalid value; a value may have only visible ASCII characters and spaces",
        )),
    }
}
