//! The options of one call, which replace settings of the client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Request;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::{RetryPolicy, Transport};
use crate::error::Error;

/// The headers that a program cannot set. Some belong to the client, and some change how the server
/// treats a request. For example, the server may execute a POST with `X-HTTP-Method-Override` as a
/// different method, but the client decides about retries by the real method.
const FORBIDDEN_HEADERS: [&str; 20] = [
    "accept",
    "accept-encoding",
    "api-version",
    "authorization",
    "cache-control",
    "connection",
    "expect",
    "host",
    "keep-alive",
    "pragma",
    "prefer",
    "range",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-tallyfy-client",
];

/// The prefixes of further headers that a program cannot set. They describe the body of the
/// request, make the request conditional, or are for a proxy.
const FORBIDDEN_PREFIXES: [&str; 3] = ["content-", "if-", "proxy-"];

/// The query parameters that a program cannot set. The operations of the contract send the first
/// six. Laravel, the framework of the server, reads `_method` as the method of a POST.
const FORBIDDEN_PARAMETERS: [&str; 7] = [
    "page", "per_page", "q", "sort", "sort_by", "with", "_method",
];

/// The options of one call, or of several calls. An option that you do not set keeps the
/// value of the client.
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
///
/// Options for a long export of all members:
///
/// ```
/// use std::time::Duration;
/// use tallyfy_groups::{CallOptions, RetryPolicy};
///
/// let export = CallOptions::new()
///     .idle_timeout(Duration::from_secs(60))
///     .deadline(Duration::from_secs(600))
///     .retry(RetryPolicy::default().max_attempts(8))
///     .max_response_bytes(256 * 1024 * 1024)
///     .pages_in_flight(2)
///     .query("export_id", "42");
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct CallOptions {
    timeout: Option<Duration>,
    idle_timeout: Option<Duration>,
    max_response_bytes: Option<usize>,
    retry: Option<RetryPolicy>,
    deadline: Option<Duration>,
    pub(crate) pages_in_flight: Option<usize>,
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

    /// Sets the retry policy. The option ignores [`RetryPolicy::budget`], because all copies of a
    /// client share the budget of the client.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sets the maximum time of the complete call, with all its attempts and pauses. This time
    /// replaces [`RetryPolicy::deadline`], and must be longer than zero.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
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
    /// The value may have visible ASCII characters, and spaces between them. `with_options` returns
    /// an error for a header that the client sets itself, such as `Authorization` and `Accept`, and
    /// for a header that changes how the server treats a request: `Cache-Control`, `Expect`,
    /// `Prefer`, `Range`, `X-HTTP-Method-Override`, and each header whose name begins with
    /// `Content-`, `If-` or `Proxy-`.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds a query parameter, for example a parameter that the contract lacks. The client encodes
    /// the value. If you add several parameters with one name, the client sends all of them.
    ///
    /// The name may have letters, digits, `_` and `-`, and a suffix in brackets such as `[]`.
    /// `with_options` returns an error for the parameters that the operations of the client send:
    /// `page`, `per_page`, `q`, `sort`, `sort_by` and `with`.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }
}

/// The output contains no invalid name, and no value of a header or of a query parameter, because
/// these texts may be secrets.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CallOptions {
            timeout,
            idle_timeout,
            max_response_bytes,
            retry,
            deadline,
            pages_in_flight,
            headers,
            query,
        } = self;
        let headers = headers.iter();
        let headers = headers.filter(|(name, value)| checked_header(name, value).is_ok());
        let query = query.iter();
        let query = query.filter(|(name, _)| checked_parameter(name).is_ok());
        f.debug_struct("CallOptions")
            .field("timeout", timeout)
            .field("idle_timeout", idle_timeout)
            .field("max_response_bytes", max_response_bytes)
            .field("retry", retry)
            .field("deadline", deadline)
            .field("pages_in_flight", pages_in_flight)
            .field("headers", &Vec::from_iter(headers.map(|(name, _)| name)))
            .field("query", &Vec::from_iter(query.map(|(name, _)| name)))
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

impl Limits {
    /// Returns the message about a limit with which each call would fail.
    pub(crate) fn check(&self, retry: &RetryPolicy) -> Result<(), String> {
        let times = [
            ("timeout", self.attempt_timeout),
            ("idle_timeout", self.idle_timeout),
            ("deadline", retry.deadline),
        ];
        if let Some((name, _)) = times.iter().find(|(_, time)| time.is_zero()) {
            return Err(format!(
                "the option `{name}` is zero, so each call would fail; set a longer time"
            ));
        }
        if self.max_response_bytes == 0 {
            let message = "the option `max_response_bytes` is 0, so the client could read no \
                           response body; set at least 1";
            return Err(message.to_owned());
        }
        Ok(())
    }
}

/// The headers and query parameters that a program adds to each request.
#[derive(Clone, Default)]
pub(super) struct Additions {
    headers: HeaderMap,
    query: Vec<(String, String)>,
}

impl Additions {
    /// Returns the values of the headers, which an error must not show.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &str> {
        self.headers
            .values()
            .filter_map(|value| value.to_str().ok())
    }

    /// Adds the headers to a request, and also the query parameters if `with_query` is true.
    pub(super) fn add_to(&self, request: &mut Request, with_query: bool) {
        for (name, value) in &self.headers {
            request.headers_mut().insert(name, value.clone());
        }
        if with_query && !self.query.is_empty() {
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
        limits.attempt_timeout = options.timeout.unwrap_or(limits.attempt_timeout);
        limits.idle_timeout = options.idle_timeout.unwrap_or(limits.idle_timeout);
        let bytes = options.max_response_bytes;
        limits.max_response_bytes = bytes.unwrap_or(limits.max_response_bytes);
        transport.retry = options.retry.unwrap_or(transport.retry);
        if let Some(deadline) = options.deadline {
            transport.retry = transport.retry.deadline(deadline);
        }
        transport
            .limits
            .check(&transport.retry)
            .map_err(Error::invalid_input)?;
        if options.headers.is_empty() && options.query.is_empty() {
            return Ok(transport);
        }
        let mut additions = transport.additions.as_deref().cloned().unwrap_or_default();
        for (name, value) in &options.headers {
            let (name, value) = checked_header(name, value)?;
            let added = additions.headers.try_insert(name, value);
            added.map_err(|_| Error::invalid_input("the options have too many headers"))?;
        }
        for (name, value) in &options.query {
            checked_parameter(name)?;
            additions.query.push((name.clone(), value.clone()));
        }
        transport.additions = Some(Arc::new(additions));
        Ok(transport)
    }
}

/// Checks a header. The error message contains neither an invalid name nor the value, because a
/// program may have passed a secret.
fn checked_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Error> {
    let key: HeaderName = name.parse().map_err(|_| {
        Error::invalid_input(
            "the option `header` has an invalid name; a name may have only letters, digits and \
             characters such as `-`",
        )
    })?;
    let lower = key.as_str();
    let has_prefix = |prefix: &&str| lower.starts_with(prefix);
    if FORBIDDEN_HEADERS.contains(&lower) || FORBIDDEN_PREFIXES.iter().any(has_prefix) {
        return Err(Error::invalid_input(format!(
            "the option `header` must not set `{lower}`, because the client or the server would \
             treat the request differently; remove it from the options"
        )));
    }
    let is_allowed = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    match HeaderValue::from_str(value) {
        Ok(mut text) if value.bytes().all(is_allowed) && value.trim() == value => {
            text.set_sensitive(true);
            Ok((key, text))
        }
        _ => Err(Error::invalid_input(format!(
            "the option `header` has an invalid value for `{lower}`; a value may have only visible \
             ASCII characters, and spaces between them"
        ))),
    }
}

/// Returns whether a query parameter may have this name. PHP, the language of the server, reads
/// names such as `per.page` and `page[]` as `per_page` and `page`.
pub(crate) fn is_query_name(name: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_-[]".contains(c);
    !name.is_empty() && !name.starts_with('[') && name.chars().all(is_allowed)
}

/// Checks the name of a query parameter.
fn checked_parameter(name: &str) -> Result<(), Error> {
    let base = name.split('[').next().unwrap_or_default();
    if !is_query_name(name) {
        return Err(Error::invalid_input(
            "the option `query` has an invalid name; a name may have letters, digits, `_` and `-`, \
             and a suffix in brackets",
        ));
    }
    if FORBIDDEN_PARAMETERS.contains(&base.to_ascii_lowercase().as_str()) {
        return Err(Error::invalid_input(format!(
            "the option `query` must not set `{base}`, because the client or the server would treat \
             the request differently; remove it from the options"
        )));
    }
    Ok(())
}
