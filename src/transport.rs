//! Sends a request. Returns a complete response with a 2xx status, or an error.
//!
//! [`crate::Client`] and the generated client both use this module to send their requests. This
//! module adds the access token and the required headers to each request, and corrects the encoding
//! of the query. This module also reads each response. If a request fails and the retry policy
//! allows a retry, this module waits and then sends the request again.
//!
//! The module `http` sends each attempt with an HTTP client, which the program can replace. The
//! attempts, limits, timeouts, credentials and the check of the base URL are in this module, so
//! that no HTTP client can lose them.

mod access_token;
mod call_options;
mod clock;
mod credentials;
mod deadline;
pub mod metrics;
mod observation;
mod rate_limit;
mod request;
mod response;
mod retry;
mod retry_budget;
mod retry_policy;
mod retry_state;
pub(crate) mod tls;

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use reqwest::header::HeaderValue;
use reqwest::{Method, Request, Url};

use self::call_options::Additions;
pub use self::call_options::CallOptions;
pub(crate) use self::call_options::{Limits, is_query_name};
pub use self::clock::Clock;
pub(crate) use self::clock::SystemClock;
pub(crate) use self::credentials::Credentials;
pub use self::credentials::{AccessToken, TokenFuture, TokenSource};
pub(crate) use self::deadline::Deadline;
use self::metrics::Metrics;
use self::observation::ObservedRequest;
pub(crate) use self::observation::{Observer, OperationInfo, in_current_span};
use self::rate_limit::RateLimit;
use self::request::{RequestTemplate, add_default_headers, is_below, spaces_as_percent_20};
use self::response::{ExpectedBody, attempt_once};
use self::retry_budget::Budget;
pub use self::retry_policy::RetryPolicy;
pub(crate) use self::retry_state::RetryState;
use crate::error::{Error, TimeLimit};
use crate::http::{AnyHttpClient, CallStats, Response};

/// The part of a client that sends requests. Only this crate can create a `Transport`.
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
    retry: RetryPolicy,
    limits: Limits,
    /// `None` if the program adds no headers and no query parameters.
    additions: Option<Arc<Additions>>,
    /// `true` if this transport sends further requests of an operation, for example the reads that
    /// confirm a write.
    is_part: bool,
    /// The deadline of the operation that sends its requests with this transport. `None` if this
    /// transport belongs to a client and not to a single operation.
    end: Option<Instant>,
    /// The number of attempts that earlier copies of this transport made for the same request.
    earlier_attempts: u32,
}

/// The data that a client and all its clones share.
struct Shared {
    base_url: Url,
    credentials: Credentials,
    client_header: HeaderValue,
    clock: Arc<dyn Clock>,
    budget: Budget,
    rate_limit: RateLimit,
    http: AnyHttpClient,
    /// The value of the header `User-Agent`. `None` if the HTTP client adds this header itself.
    user_agent: Option<HeaderValue>,
    /// `None` if the program measures nothing.
    metrics: Option<Arc<dyn Metrics>>,
}

/// The settings from which [`Transport::new`] creates a transport.
pub(crate) struct Settings {
    pub(crate) base_url: Url,
    pub(crate) credentials: Credentials,
    /// The value of the header `X-Tallyfy-Client`.
    pub(crate) client_header: HeaderValue,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) retry: RetryPolicy,
    pub(crate) limits: Limits,
    pub(crate) http: AnyHttpClient,
    /// The value of the header `User-Agent`. `None` if the HTTP client adds this header itself.
    pub(crate) user_agent: Option<HeaderValue>,
    /// `None` if the program measures nothing.
    pub(crate) metrics: Option<Arc<dyn Metrics>>,
}

impl Transport {
    pub(crate) fn new(settings: Settings) -> Transport {
        let Settings {
            base_url,
            credentials,
            client_header,
            clock,
            retry,
            limits,
            http,
            user_agent,
            metrics,
        } = settings;
        Transport {
            shared: Arc::new(Shared {
                base_url,
                credentials,
                client_header,
                clock,
                budget: Budget::new(&retry),
                rate_limit: RateLimit::default(),
                http,
                user_agent,
                metrics,
            }),
            retry,
            limits,
            additions: None,
            is_part: false,
            end: None,
            earlier_attempts: 0,
        }
    }

    /// Returns a copy of this transport that uses the retry policy `retry`.
    pub(crate) fn with_retry(&self, retry: RetryPolicy) -> Transport {
        Transport {
            retry,
            ..self.clone()
        }
    }

    /// Returns a copy of this transport that sends the rest of the attempts of a request. A
    /// different transport has already made the attempts in `stats`.
    pub(crate) fn after_attempts(&self, stats: CallStats) -> Transport {
        Transport {
            retry: self.retry.attempts_after(stats),
            earlier_attempts: stats.attempts,
            ..self.clone()
        }
    }

    /// Returns a copy of this transport for the requests that belong to one operation. Each of
    /// these requests must end before the deadline of the operation.
    pub(crate) fn within(&self, deadline: Deadline<'_>) -> Transport {
        Transport {
            end: deadline.end(),
            is_part: true,
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

/// Sends a request. Returns the response if its status is 2xx, and otherwise an error.
///
/// If an attempt fails, this function may send the request again. The retry policy limits the
/// number of attempts.
pub(crate) async fn send(
    transport: &Transport,
    mut request: Request,
    info: OperationInfo,
) -> Result<Response, Error> {
    let Transport { shared, limits, .. } = transport;
    if !is_below(&shared.base_url, request.url()) {
        return Err(Error::invalid_input(
            "this client did not send the request, because its URL does not begin with the base \
             URL",
        ));
    }
    if let Some(additions) = &transport.additions {
        // An additional parameter could change the result of a read that confirms a write.
        let with_query = !(transport.is_part && is_read(request.method()));
        additions.add_to(&mut request, with_query);
    }
    spaces_as_percent_20(request.url_mut());
    let is_idempotent = is_idempotent(request.method());
    let is_write = !is_read(request.method());
    let mut state = transport.begin(is_write, info.operation_id)?;
    let template = RequestTemplate::of(&request)?;
    let observed = template.observed();
    loop {
        let authorization = shared.credentials.authorization(state.deadline()).await;
        let authorization = authorization.map_err(|error| error.with_stats(state.stats()))?;
        let time_left = state.next_attempt().await?;
        let wants_json = add_default_headers(shared, &authorization, &mut request);
        let limit = if time_left < limits.attempt_timeout {
            TimeLimit::Deadline {
                left: time_left,
                total: transport.retry.deadline,
            }
        } else {
            TimeLimit::Attempt(limits.attempt_timeout)
        };
        let attempt = state.attempt(info, &observed);
        attempt.add_trace_headers(request.headers_mut());
        let result = {
            // The future of `attempt_once` contains neither the request nor a copy of `response`,
            // because small futures make a call faster. The end of this block drops `response`, so
            // that a request does not continue after its time limit.
            let response = pin!(attempt.in_span(|| shared.http.send(request.into())));
            let body = match (wants_json, info.is_in_contract()) {
                (false, _) => ExpectedBody::Any,
                (true, true) => ExpectedBody::Json,
                (true, false) => ExpectedBody::JsonOrEmpty,
            };
            let result = attempt_once(transport, limit, response, body, &authorization);
            attempt.run(result).await
        };
        attempt.ended(&result);
        let error = match result {
            Ok(mut response) => {
                response.stats = state.succeeded();
                return Ok(response);
            }
            Err(error) => error.with_stats(state.stats()),
        };
        if let Err(error) = state.refresh(error, &authorization).await {
            // The client does not know which success of an endpoint is complete. So it repeats no
            // write after a success.
            let is_repeatable =
                is_idempotent && (!is_write || info.is_in_contract() || !error.is_without_json());
            state.wait_or_fail(error, is_repeatable).await?;
        }
        request = template.request();
    }
}

/// Returns whether a request with this HTTP method cannot change data on the server.
fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Returns whether a request with this HTTP method has the same effect if the client sends it
/// several times.
fn is_idempotent(method: &Method) -> bool {
    is_read(method) || matches!(*method, Method::PUT | Method::DELETE)
}
