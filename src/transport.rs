//! Sends a request and returns a complete success, or an error that says why there is none.
//!
//! Everything that both surfaces have in common happens here, once: the credentials, the required
//! headers, the encoding of queries, the attempts and pauses, and the reading of responses. With
//! [`crate::progenitor_client`] and the builder it is the only hand-written code that names reqwest, except
//! for the names of statuses in `error.rs`.

mod call;
mod clock;
mod connections;
pub(crate) mod rate_limit;
mod request;
mod response;
pub(crate) mod retry;
mod retry_after;
mod send_error;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::HeaderValue;
use reqwest::{Method, Request, Url};

pub(crate) use self::call::Call;
pub use self::clock::Clock;
pub(crate) use self::clock::SystemClock;
use self::connections::Connections;
use self::rate_limit::RateLimit;
use self::request::{
    RequestTemplate, add_default_headers, is_below, spaces_as_percent_20, wants_json,
};
use self::retry::Budget;
pub use self::retry::RetryPolicy;
pub(crate) use self::retry_after::http_date;
use crate::Error;
use crate::error::TimeLimit;
use crate::http::Response;

/// What requests are sent with. Only this crate makes one.
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
    retry: RetryPolicy,
    /// When the call has to end that this is used for, if it is one of several requests.
    until: Option<Instant>,
}

struct Shared {
    base_url: Url,
    authorization: HeaderValue,
    clock: Arc<dyn Clock>,
    budget: Budget,
    rate_limit: RateLimit,
    connections: Connections,
    /// How long one attempt may take, to the end of its response.
    attempt_timeout: Duration,
    /// How long the server may be silent.
    idle_timeout: Duration,
    /// How long the HTTP client may take to connect.
    connect_timeout: Duration,
    max_response_bytes: usize,
}

/// What a transport is made of.
pub(crate) struct Settings {
    pub(crate) base_url: Url,
    /// The whole value of the header.
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
        // Keeps it out of the `Debug` of whatever holds it, and out of HTTP/2's compression.
        authorization.set_sensitive(true);
        Transport {
            shared: Arc::new(Shared {
                base_url,
                authorization,
                clock,
                budget: retry.new_budget(),
                rate_limit: RateLimit::default(),
                connections: Connections::default(),
                attempt_timeout,
                idle_timeout,
                connect_timeout,
                max_response_bytes,
            }),
            retry,
            until: None,
        }
    }

    /// The same, with another policy.
    pub(crate) fn with_retry(&self, retry: RetryPolicy) -> Transport {
        Transport {
            retry,
            ..self.clone()
        }
    }

    /// The same, for further requests of a call.
    pub(crate) fn within(&self, call: &Call<'_>) -> Transport {
        Transport {
            until: call.until(),
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

/// Sends the request, as often as the policy has it, and returns the answer if it is a 2xx.
pub(crate) async fn send(
    transport: &Transport,
    http: &reqwest::Client,
    mut request: Request,
) -> Result<Response, Error> {
    let Transport { shared, .. } = transport;
    if !is_below(&shared.base_url, request.url()) {
        return Err(Error::invalid_input(
            "the request would leave the client's base URL, and was not sent with its token",
        ));
    }
    spaces_as_percent_20(request.url_mut());
    let is_idempotent = is_idempotent(request.method());
    let mut call = transport.begin(!is_read(request.method()));
    let template = RequestTemplate::of(&mut request)?;
    add_default_headers(shared, &mut request);
    loop {
        let time_left = call.attempt().await?;
        let limit = match time_left < shared.attempt_timeout {
            true => TimeLimit::Deadline {
                left: time_left,
                total: transport.retry.total(),
            },
            false => TimeLimit::Attempt(shared.attempt_timeout),
        };
        let wants_json = wants_json(request.headers());
        // Begun here, so that the request need not be part of the future that awaits it.
        let response = http.execute(request);
        match response::attempt_once(shared, limit, response, wants_json).await {
            Ok(mut response) => {
                response.stats = call.succeeded();
                return Ok(response);
            }
            Err(error) => {
                let error = error.with_stats(call.stats());
                call.again(error, is_idempotent).await?;
            }
        }
        request = template.request();
        add_default_headers(shared, &mut request);
    }
}

fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

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
    use crate::RetryPolicy;
    use crate::transport::SystemClock;

    #[test]
    fn the_token_is_marked_as_sensitive() {
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
