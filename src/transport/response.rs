//! Receives the response to one attempt, and applies the time limits of the attempt. Also checks
//! whether the response is a success: its status must be 2xx, and its body must be complete.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::time::sleep_until;

use super::Transport;
use crate::error::{Error, ErrorResponse, MAX_RAW_BODY, TimeLimit, redact_value};
use crate::http::{
    CallStats, HeaderValue, HttpError, HttpResponse, REQUEST_ID, Response, StatusCode,
};
use crate::json::reason_not_json;

/// A time limit of one year. The client uses this limit if a configured time limit is too long for
/// the clock of tokio.
pub(super) const FAR_FUTURE: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The bodies of a success that the client accepts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ExpectedBody {
    Any,
    Json,
    /// JSON or nothing, for an endpoint that the contract lacks.
    JsonOrEmpty,
}

/// Sends a request once. Returns the complete response if the response is a success, and otherwise
/// an error.
///
/// `limit` is the maximum time of this attempt. A 2xx response is a success only if its body is as
/// `body` says. `authorization` is the header of the request, whose token an
/// error must not show.
pub(super) async fn attempt_once(
    transport: &Transport,
    limit: TimeLimit,
    response: Pin<&mut impl Future<Output = Result<HttpResponse, HttpError>>>,
    body: ExpectedBody,
    authorization: &HeaderValue,
) -> Result<Response, Error> {
    let limits = &transport.limits;
    let mut timeout = AttemptTimeout {
        attempt: limit,
        idle: limits.idle_timeout,
        end: None,
    };
    let mut response = timeout.wait(response).await?;
    let is_success = response.status().is_success();
    let max_bytes = if is_success {
        limits.max_response_bytes
    } else {
        // An error contains at most `MAX_RAW_BODY` bytes of the response body, so the client reads
        // no more bytes.
        MAX_RAW_BODY
    };
    let to_error = |response| transport.error_response(response, authorization);
    let (mut response, is_complete) = match read(&mut response, max_bytes, &mut timeout).await {
        Ok(complete) => complete,
        Err((error, response)) => return Err(error.with_response(to_error(response))),
    };
    // For some operations, a response with the status 204 and an empty body is a success. For the
    // other operations, the client later fails to decode the empty body.
    let may_be_empty =
        response.status == StatusCode::NO_CONTENT || body == ExpectedBody::JsonOrEmpty;
    let is_checked = is_success && is_complete && body != ExpectedBody::Any;
    let unreadable = if is_checked && !(may_be_empty && response.body.is_empty()) {
        reason_not_json(&response.body)
    } else {
        None
    };
    if is_success && is_complete && unreadable.is_none() {
        transport.redact(&mut response, authorization);
        return Ok(response);
    }
    let response = to_error(response);
    Err(match unreadable {
        Some(reason) => Error::unreadable(response, reason),
        None if is_success => Error::too_large(response, max_bytes),
        None => Error::status_of(response),
    })
}

/// Reads at most `max_bytes` bytes of the response body. The returned boolean is false if the body
/// is larger than `max_bytes`. If the body is incomplete, returns the error and the part of the
/// response that has arrived.
///
/// If the body is compressed, `max_bytes` limits the size of the body after decompression.
async fn read(
    response: &mut HttpResponse,
    max_bytes: usize,
    timeout: &mut AttemptTimeout,
) -> Result<(Response, bool), (Error, Response)> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let mut chunks = Chunks::default();
    let mut failure = None;
    let mut is_complete = true;
    loop {
        match timeout.wait(pin!(response.chunk())).await {
            Ok(Some(chunk)) if chunks.length() + chunk.len() > max_bytes => {
                chunks.push(chunk.slice(..max_bytes - chunks.length()));
                is_complete = false;
                break;
            }
            Ok(Some(chunk)) => chunks.push(chunk),
            Ok(None) => break,
            // If the status is not 2xx, this function ignores the error that occurred while it read
            // the body. For the caller, an error with the status is more useful than an error about
            // the incomplete body.
            Err(_) if !status.is_success() => break,
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
    }
    let response = Response {
        status,
        headers,
        body: chunks.join(),
        stats: CallStats::default(),
    };
    match failure {
        None => Ok((response, is_complete)),
        Some(error) => Err((error, response)),
    }
}

/// The time limits that apply to one attempt.
///
/// The timeouts of reqwest would have the same effect as this type, but they are slower. For each
/// request, the timeouts of reqwest make three allocations. The timeouts of reqwest also start a
/// timer even if the next bytes of the response have already arrived.
struct AttemptTimeout {
    /// The maximum time of this attempt. This time is `timeout`, or the time until the deadline of
    /// the call. The shorter of these two times applies.
    attempt: TimeLimit,
    /// The maximum time that may pass without any bytes from the server.
    idle: Duration,
    /// The time at which the limit `attempt` ends the attempt. `None` until the first call of
    /// `next_limit`.
    end: Option<tokio::time::Instant>,
}

impl AttemptTimeout {
    /// Waits until the next bytes from the server arrive, or until a time limit ends the attempt.
    async fn wait<T>(
        &mut self,
        mut bytes: Pin<&mut impl Future<Output = Result<T, HttpError>>>,
    ) -> Result<T, Error> {
        let mut timer = pin!(None);
        let mut limit = self.attempt;
        poll_fn(|context| {
            if let Poll::Ready(bytes) = bytes.as_mut().poll(context) {
                return Poll::Ready(bytes.map_err(Error::from));
            }
            if timer.is_none() {
                let (end, next_limit) = self.next_limit();
                limit = next_limit;
                timer.set(Some(sleep_until(end)));
            }
            match timer.as_mut().as_pin_mut() {
                Some(timer) => timer.poll(context).map(|()| Err(Error::timeout(limit))),
                None => Poll::Pending,
            }
        })
        .await
    }

    /// Returns the time at which the client ends the attempt if no further bytes arrive. Also
    /// returns the time limit that ends the attempt at this time.
    fn next_limit(&mut self) -> (tokio::time::Instant, TimeLimit) {
        let now = tokio::time::Instant::now();
        let after = |duration| {
            now.checked_add(duration)
                .unwrap_or_else(|| now + FAR_FUTURE)
        };
        let end = *self
            .end
            .get_or_insert_with(|| after(self.attempt.duration()));
        let idle_end = after(self.idle);
        if idle_end < end {
            (idle_end, TimeLimit::Idle(self.idle))
        } else {
            (end, self.attempt)
        }
    }
}

/// The chunks of a response body. Most bodies arrive in a single chunk, and this type does not copy
/// a single chunk.
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
        if self.rest.is_empty() {
            self.first
        } else {
            self.rest.freeze()
        }
    }
}

impl Transport {
    /// Converts a response to the type that an [`Error`] contains. If a part of the response that
    /// an error message can show contains the access token or the value of a header of the program,
    /// replaces this text with a placeholder.
    fn error_response(&self, response: Response, authorization: &HeaderValue) -> ErrorResponse {
        let mut response = ErrorResponse::from(response);
        for secret in self.secrets(authorization) {
            response.redact(secret);
        }
        response
    }

    /// Replaces the same secrets in the request id of a success, which the `Debug` output of the
    /// metadata shows.
    fn redact(&self, response: &mut Response, authorization: &HeaderValue) {
        if let Some(request_id) = response.headers.get_mut(REQUEST_ID) {
            for secret in self.secrets(authorization) {
                redact_value(request_id, secret);
            }
        }
    }

    /// Returns the access token of a request, and the values of the headers of the program.
    fn secrets<'a>(&'a self, authorization: &'a HeaderValue) -> impl Iterator<Item = &'a str> {
        let token = authorization.as_bytes().strip_prefix(b"Bearer ");
        let token = token.and_then(|token| std::str::from_utf8(token).ok());
        let additions = self.additions.iter();
        let values = additions.flat_map(|additions| additions.secrets());
        token.into_iter().chain(values)
    }
}
