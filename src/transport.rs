//! Sends a request, and returns an error or a complete response with a 2xx status.
//!
//! [`crate::Client`] and the generated client both send their requests with this module. The module
//! adds the credentials and the required headers, and encodes queries. The module also reads the
//! responses. If a request fails and the retry policy allows a retry, the module waits and sends
//! the request again.
//!
//! Only this module, [`crate::progenitor_client`] and the builder use the HTTP client of reqwest.
//! From reqwest, the modules `error` and `http` use only the types for statuses and headers.

mod causes;
mod clock;
mod connections;
mod deadline;
mod rate_limit;
mod request;
mod response;
mod retry;
mod retry_after;
mod retry_budget;
mod retry_policy;
mod retry_state;
mod send_error;
pub(crate) mod tls;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::HeaderValue;
use reqwest::{Method, Request, Url};

pub use self::clock::Clock;
pub(crate) use self::clock::SystemClock;
use self::connections::Connections;
pub(crate) use self::deadline::Deadline;
use self::rate_limit::RateLimit;
use self::request::{
    RequestTemplate, add_default_headers, is_below, spaces_as_percent_20, wants_json,
};
pub(crate) use self::retry_after::http_date;
use self::retry_budget::Budget;
pub use self::retry_policy::RetryPolicy;
pub(crate) use self::retry_state::RetryState;
use crate::error::{Error, TimeLimit};
use crate::http::Response;

/// The part of a client that sends requests. Programs that use this crate cannot create a
/// transport.
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
    retry: RetryPolicy,
    /// The deadline of the operation that sends requests with this transport. `None` if this
    /// transport does not belong to an operation.
    end: Option<Instant>,
}

/// The state that all clones of a client share.
struct Shared {
    base_url: Url,
    authorization: HeaderValue,
    clock: Arc<dyn Clock>,
    budget: Budget,
    rate_limit: RateLimit,
    connections: Connections,
    /// The maximum time of one attempt, from its start to the end of its response.
    attempt_timeout: Duration,
    /// The longest time for which the server may send nothing.
    idle_timeout: Duration,
    /// The maximum time to connect to the server. The HTTP client applies this limit.
    connect_timeout: Duration,
    max_response_bytes: usize,
}

/// The settings of a transport.
pub(crate) struct Settings {
    pub(crate) base_url: Url,
    /// The complete value of the header `Authorization`.
    pub(crate) authorization: HeaderValue,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) retry: RetryPolicy,
    pub(crate) attempt_timeout: Duration,
    pub(crate) idle_timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) max_response_bytes: usize,
}

impl Transport {
    pub(crate) fn new(settings: Settings) -> Transport {
        let Settings {
            base_url,
            mut authorization,
            clock,
            retry,
            attempt_timeout,
            idle_timeout,
            connect_timeout,
            max_response_bytes,
        } = settings;
        // `Debug` does not show a sensitive value, and HTTP/2 does not store the value in its
        // compression table.
        authorization.set_sensitive(true);
        Transport {
            shared: Arc::new(Shared {
                base_url,
                authorization,
                clock,
                budget: Budget::new(&retry),
                rate_limit: RateLimit::default(),
                connections: Connections::default(),
                attempt_timeout,
                idle_timeout,
                connect_timeout,
                max_response_bytes,
            }),
            retry,
            end: None,
        }
    }

    /// Returns a copy of this transport with a different retry policy.
    pub(crate) fn with_retry(&self, retry: RetryPolicy) -> Transport {
        Transport {
            retry,
            ..self.clone()
        }
    }

    /// Returns a copy of this transport for the other requests of an operation. These requests must
    /// end before the deadline of the operation.
    pub(crate) fn within(&self, deadline: Deadline<'_>) -> Transport {
        Transport {
            end: deadline.end(),
            ..self.clone()
        }
    }

    pub(crate) fn retry(&self) -> RetryPolicy {
        self.retry
    }

    pub(crate) fn now(&self) -> Instant {
        self.shared.clock.now()
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("base_url", &self.shared.base_url.as_str())
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

/// Sends a request, and returns the response if its status is 2xx.
///
/// The retry policy limits the number of attempts.
pub(crate) async fn send(
    transport: &Transport,
    http: &reqwest::Client,
    mut request: Request,
) -> Result<Response, Error> {
    let Transport { shared, .. } = transport;
    if !is_below(&shared.base_url, request.url()) {
        return Err(Error::invalid_input(
            "this client did not send the request, because its URL does not begin with the base \
             URL",
        ));
    }
    spaces_as_percent_20(request.url_mut());
    let is_idempotent = is_idempotent(request.method());
    let mut state = transport.begin(!is_read(request.method()));
    let template = RequestTemplate::of(&mut request)?;
    add_default_headers(shared, &mut request);
    loop {
        let time_left = state.next_attempt().await?;
        let limit = if time_left < shared.attempt_timeout {
            TimeLimit::Deadline {
                left: time_left,
                total: transport.retry.deadline,
            }
        } else {
            TimeLimit::Attempt(shared.attempt_timeout)
        };
        let wants_json = wants_json(request.headers());
        // This code creates the future before `attempt_once` is called, so that the future of
        // `attempt_once` does not contain the request.
        let response = http.execute(request);
        match response::attempt_once(shared, limit, response, wants_json).await {
            Ok(mut response) => {
                response.stats = state.succeeded();
                return Ok(response);
            }
            Err(error) => {
                let error = error.with_stats(state.stats());
                state.wait_or_fail(error, is_idempotent).await?;
            }
        }
        request = template.request();
        add_default_headers(shared, &mut request);
    }
}

/// Returns whether requests with this HTTP method only read data.
fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Returns whether a repeated request has the same effect as a single request.
fn is_idempotent(method: &Method) -> bool {
    is_read(method) || matches!(*method, Method::PUT | Method::DELETE)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use reqwest::Url;
    use reqwest::header::HeaderValue;

    use super::{Settings, Transport};
    use crate::transport::RetryPolicy;
    use crate::transport::SystemClock;

    #[test]
    fn transport_token_is_sensitive() {
        let transport = Transport::new(Settings {
            base_url: Url::parse("https://go.tallyfy.com/api").unwrap(),
            authorization: HeaderValue::from_static("Bearer hunter2"),
            clock: Arc::new(SystemClock),
            retry: RetryPolicy::default(),
            attempt_timeout: Duration::from_secs(1),
            idle_timeout: Duration::from_secs(1),
            connect_timeout: Duration::from_secs(1),
            max_response_bytes: 1,
        });
        let header = &transport.shared.authorization;
        assert!(header.is_sensitive() && !format!("{header:?}").contains("hunter2"));
    }
}
