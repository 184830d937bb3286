//! The airlock: sends a request and brings back a whole success, or an error that says why not.
//!
//! Everything that both surfaces have in common happens here, once: the credentials, the required
//! headers, the encoding of queries, the attempts and pauses, and the reading of answers. With
//! [`crate::runtime`] and the builder it is the only hand-written code that names reqwest, but for
//! the names of statuses in `error.rs`.

mod call;

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER,
};
use reqwest::{Body, Method, Request, Response, StatusCode, Url};
use tokio::time::sleep_until;

pub(crate) use self::call::Call;
use crate::Error;
use crate::clock::Clock;
use crate::error::{Answer, Attempts, MAX_RAW_BODY};
use crate::retry::{Budget, RetryPolicy};
use crate::throttle::Throttle;

const CLIENT_HEADER: HeaderName = HeaderName::from_static("x-tallyfy-client");
const CLIENT_NAME: HeaderValue = HeaderValue::from_static("APIClient");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// progenitor gives every request this header, and the API does not know it.
const API_VERSION: HeaderName = HeaderName::from_static("api-version");

/// As good as no timeout, and no further than clocks go.
const FOREVER: Duration = Duration::from_secs(365 * 24 * 60 * 60);

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
    throttle: Throttle,
    /// How long one attempt may take, to the end of its answer.
    attempt_timeout: Duration,
    /// How long the server may be silent.
    idle_timeout: Duration,
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
                throttle: Throttle::default(),
                attempt_timeout,
                idle_timeout,
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
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("base_url", &self.shared.base_url.as_str())
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

/// A success, read whole.
#[derive(Debug)]
pub(crate) struct Success {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) attempts: Attempts,
}

/// Sends the request, as often as the policy has it, and returns the answer if it is a 2xx.
pub(crate) async fn send(
    transport: &Transport,
    http: &reqwest::Client,
    mut request: Request,
) -> Result<Success, Error> {
    let Transport { shared, .. } = transport;
    if !is_below(&shared.base_url, request.url()) {
        return Err(Error::invalid_input(
            "the request would leave the client's base URL, and was not sent with its token",
        ));
    }
    spaces_as_percent_20(request.url_mut());
    let is_idempotent = is_idempotent(request.method());
    let mut call = transport.begin(!is_read(request.method()));
    let template = Template::of(&mut request)?;
    dress(shared, &mut request);
    loop {
        let time = call.attempt().await?.min(shared.attempt_timeout);
        let wants_json = request.headers().get(ACCEPT) == Some(&JSON);
        // Begun here, so that the request need not be part of the future that awaits it.
        let response = http.execute(request);
        match attempt_once(shared, time, response, wants_json).await {
            Ok(mut success) => {
                success.attempts = call.succeeded();
                return Ok(success);
            }
            Err(error) => {
                let error = error.with_attempts(call.attempts());
                call.again(error, is_idempotent).await?;
            }
        }
        request = template.request();
        dress(shared, &mut request);
    }
}

fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn is_idempotent(method: &Method) -> bool {
    is_read(method) || matches!(*method, Method::PUT | Method::DELETE)
}

/// What another attempt is made of. Most requests have no headers but those that all have, and no
/// body; of such a one the URL is all that is copied. `Request::try_clone` makes seven allocations.
struct Template {
    method: Method,
    url: Url,
    /// The headers of this request alone: not those of [`dress`].
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Option<Bytes>,
}

impl Template {
    fn of(request: &mut Request) -> Result<Template, Error> {
        let body = match request.body() {
            None => None,
            // Generated code makes no body that can be read only once.
            Some(body) => Some(Bytes::copy_from_slice(
                body.as_bytes()
                    .ok_or_else(|| Error::invalid_input("the body cannot be sent"))?,
            )),
        };
        let headers = request.headers_mut();
        headers.remove(API_VERSION);
        let is_dress = |name: &HeaderName| *name == ACCEPT || *name == CONTENT_TYPE;
        let own = headers
            .iter()
            .filter(|(name, value)| **value != JSON || !is_dress(name));
        Ok(Template {
            headers: own
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            method: request.method().clone(),
            url: request.url().clone(),
            body,
        })
    }

    fn request(&self) -> Request {
        let mut request = Request::new(self.method.clone(), self.url.clone());
        request.headers_mut().extend(self.headers.iter().cloned());
        *request.body_mut() = self.body.clone().map(Body::from);
        request
    }
}

/// Adds the headers that every request has.
fn dress(shared: &Shared, request: &mut Request) {
    let has_body = request.body().is_some();
    let headers = request.headers_mut();
    // With another `Accept`, or none, errors come back as HTML.
    headers.entry(ACCEPT).or_insert(JSON);
    if has_body {
        headers.entry(CONTENT_TYPE).or_insert(JSON);
    }
    headers.insert(CLIENT_HEADER, CLIENT_NAME);
    headers.insert(AUTHORIZATION, shared.authorization.clone());
}

fn is_below(base: &Url, url: &Url) -> bool {
    let rest = url.path().strip_prefix(base.path().trim_end_matches('/'));
    // As `Url::origin` has it, which copies the host.
    base.scheme() == url.scheme()
        && base.host() == url.host()
        && base.port_or_known_default() == url.port_or_known_default()
        && rest.is_some_and(|rest| rest.starts_with('/'))
}

/// The query was encoded as a form is, with `+` for a space, which the API does not read so. A
/// plus itself became `%2B`, so every `+` left is a space.
fn spaces_as_percent_20(url: &mut Url) {
    if let Some(query) = url.query()
        && query.contains('+')
    {
        let query = query.replace('+', "%20");
        url.set_query(Some(&query));
    }
}

async fn attempt_once(
    shared: &Shared,
    time: Duration,
    response: impl Future<Output = Result<Response, reqwest::Error>>,
    wants_json: bool,
) -> Result<Success, Error> {
    let mut patience = Patience {
        time,
        idle: shared.idle_timeout,
        until: None,
    };
    let response = patience.wait(response).await?;
    let is_success = response.status().is_success();
    let limit = match is_success {
        true => shared.max_response_bytes,
        // No more is kept of it.
        false => MAX_RAW_BODY,
    };
    let (success, is_whole) = read(response, limit, &mut patience).await?;
    let unreadable = match is_success && wants_json && is_whole {
        true => no_json(success.status, &success.body),
        false => None,
    };
    if is_success && is_whole && unreadable.is_none() {
        return Ok(success);
    }
    let Success {
        status,
        headers,
        body,
        ..
    } = success;
    let answer = answer(status, &headers, body);
    Err(match unreadable {
        Some(reason) => Error::unreadable(answer, reason),
        None if is_success => Error::too_large(answer, limit),
        None => Error::status_of(answer),
    })
}

/// Why a body can be no JSON, as far as its two ends tell: enough to know an empty answer, one
/// that was cut, and the page of something on the way, and to ask again. Whether it is JSON in
/// between, decoding tells.
fn no_json(status: StatusCode, body: &[u8]) -> Option<&'static str> {
    let body = body.trim_ascii();
    match (body.first(), body.last()) {
        // Some operations have nothing to say; decoding tells whether this one has.
        (None, _) if status == StatusCode::NO_CONTENT => None,
        (None, _) => Some("its body is empty"),
        (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']')) => None,
        (Some(b'{' | b'['), _) => Some("its body ends too early"),
        (Some(b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n'), _) => None,
        (Some(b'<'), _) => Some("its body is HTML, and not JSON"),
        (Some(_), _) => Some("its body is not JSON"),
    }
}

/// Reads a body up to a limit, and says whether that was all of it. What is compressed counts with
/// what it decompresses to.
async fn read(
    mut response: Response,
    limit: usize,
    patience: &mut Patience,
) -> Result<(Success, bool), Error> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let mut chunks = Chunks::default();
    let mut is_whole = true;
    loop {
        match patience.wait(response.chunk()).await {
            Ok(Some(chunk)) if chunks.length() + chunk.len() > limit => {
                chunks.push(chunk.slice(..limit - chunks.length()));
                is_whole = false;
                break;
            }
            Ok(Some(chunk)) => chunks.push(chunk),
            Ok(None) => break,
            // What is known already of an error says more than that the rest of it was lost.
            Err(_) if !status.is_success() => break,
            Err(error) => {
                let answer = answer(status, &headers, chunks.join());
                return Err(error.with_answer(answer));
            }
        }
    }
    let success = Success {
        status,
        headers,
        body: chunks.join(),
        attempts: Attempts::default(),
    };
    Ok((success, is_whole))
}

/// How long an attempt waits for the server. reqwest's own timeouts do the same with three
/// allocations for each request, and set a timer for what has already arrived.
struct Patience {
    time: Duration,
    /// How long the server may be silent.
    idle: Duration,
    /// When the attempt has to end, once it has begun to wait.
    until: Option<tokio::time::Instant>,
}

impl Patience {
    /// Waits for the next sign of the server.
    async fn wait<T>(
        &mut self,
        sign: impl Future<Output = Result<T, reqwest::Error>>,
    ) -> Result<T, Error> {
        let mut sign = pin!(sign);
        let mut alarm = pin!(None);
        poll_fn(|context| {
            if let Poll::Ready(sign) = sign.as_mut().poll(context) {
                return Poll::Ready(sign.map_err(failure));
            }
            if alarm.is_none() {
                alarm.set(Some(sleep_until(self.next_alarm())));
            }
            match alarm.as_mut().as_pin_mut() {
                Some(alarm) => alarm.poll(context).map(|()| Err(Error::timeout())),
                None => Poll::Pending,
            }
        })
        .await
    }

    fn next_alarm(&mut self) -> tokio::time::Instant {
        let now = tokio::time::Instant::now();
        let after = |duration| now.checked_add(duration).unwrap_or_else(|| now + FOREVER);
        let until = *self.until.get_or_insert_with(|| after(self.time));
        after(self.idle).min(until)
    }
}

/// Chunks of a body; a single one, which is usual, is not copied.
#[derive(Default)]
struct Chunks {
    first: Bytes,
    rest: BytesMut,
}

impl Chunks {
    fn length(&self) -> usize {
        self.first.len() + self.rest.len()
    }

    fn push(&mut self, chunk: Bytes) {
        if self.length() == 0 {
            self.first = chunk;
            return;
        }
        if self.rest.is_empty() {
            self.rest.extend_from_slice(&self.first);
            self.first = Bytes::new();
        }
        self.rest.extend_from_slice(&chunk);
    }

    fn join(self) -> Bytes {
        match self.rest.is_empty() {
            true => self.first,
            false => self.rest.freeze(),
        }
    }
}

/// Why there is no answer. reqwest's error would show the query, so its URL is dropped.
fn failure(error: reqwest::Error) -> Error {
    // A connection that was not made in time has sent nothing, so it comes first.
    let failure = if error.is_connect() {
        Error::connect()
    } else if error.is_timeout() {
        Error::timeout()
    } else {
        Error::transport()
    };
    failure.because(error.without_url())
}

/// The facts of an answer, for an error.
pub(crate) fn answer(status: StatusCode, headers: &HeaderMap, body: Bytes) -> Answer {
    let text = |name| Some(headers.get(name)?.to_str().ok()?.to_owned());
    Answer::new(status.as_u16(), text(REQUEST_ID), text(RETRY_AFTER), body)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use reqwest::Url;
    use reqwest::header::HeaderValue;

    use super::{Settings, Transport, is_below};
    use crate::RetryPolicy;
    use crate::clock::SystemClock;

    #[test]
    fn the_token_is_marked_as_sensitive() {
        let transport = Transport::new(Settings {
            base_url: Url::parse("https://go.tallyfy.com/api").unwrap(),
            authorization: HeaderValue::from_static("Bearer hunter2"),
            clock: Arc::new(SystemClock),
            retry: RetryPolicy::default(),
            attempt_timeout: Duration::from_secs(1),
            idle_timeout: Duration::from_secs(1),
            max_response_bytes: 1,
        });
        let header = &transport.shared.authorization;
        assert!(header.is_sensitive() && !format!("{header:?}").contains("hunter2"));
    }

    #[test]
    fn only_what_is_below_the_base_url_is_sent() {
        let base = Url::parse("https://go.tallyfy.com/api").unwrap();
        for (url, expected) in [
            ("https://go.tallyfy.com/api/organizations/demo", true),
            ("https://go.tallyfy.com:443/api/organizations", true),
            ("https://go.tallyfy.com/apiary", false),
            ("https://go.tallyfy.com/organizations", false),
            ("https://go.tallyfy.com/api/../organizations", false),
            ("http://go.tallyfy.com/api/organizations", false),
            ("https://go.tallyfy.com:8443/api/organizations", false),
            ("https://evil.example/api/organizations", false),
        ] {
            assert_eq!(
                is_below(&base, &Url::parse(url).unwrap()),
                expected,
                "{url}"
            );
        }
    }
}
