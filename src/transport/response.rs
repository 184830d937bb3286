//! One response: received within the limits of an attempt, and checked to be a success of the API.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::StatusCode;
use tokio::time::sleep_until;

use super::Shared;
use super::connections::Connections;
use super::send_error::classify_send_error;
use crate::error::Error;
use crate::error::{ErrorResponse, MAX_RAW_BODY, TimeLimit};
use crate::http::{CallStats, Response};
use crate::json::reason_not_json;

/// No timeout in practice, and no longer than clocks can add.
const FAR_FUTURE: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Sends a request once, and returns the response if it is a success.
///
/// `limit` ends the attempt, and `wants_json` says whether a success has a JSON body.
pub(super) async fn attempt_once(
    shared: &Shared,
    limit: TimeLimit,
    response: impl Future<Output = Result<reqwest::Response, reqwest::Error>>,
    wants_json: bool,
) -> Result<Response, Error> {
    let mut timeout = AttemptTimeout {
        attempt: limit,
        silence: shared.idle_timeout,
        connect: shared.connect_timeout,
        end: None,
        connections: &shared.connections,
    };
    let response = timeout.wait(response).await?;
    shared.connections.record(&response);
    let is_success = response.status().is_success();
    let max_bytes = match is_success {
        true => shared.max_response_bytes,
        // An error keeps no more of its body.
        false => MAX_RAW_BODY,
    };
    let (response, is_complete) = read(shared, response, max_bytes, &mut timeout).await?;
    let unreadable = match is_success && wants_json && is_complete {
        // Some operations have an empty success. Decoding fails for the others.
        true if response.status == StatusCode::NO_CONTENT && response.body.is_empty() => None,
        true => reason_not_json(&response.body),
        false => None,
    };
    if is_success && is_complete && unreadable.is_none() {
        return Ok(response);
    }
    let response = shared.error_response(response);
    Err(match unreadable {
        Some(reason) => Error::unreadable(response, reason),
        None if is_success => Error::too_large(response, max_bytes),
        None => Error::status_of(response),
    })
}

/// Reads a body up to a limit, and returns whether that was all of it. A compressed body counts
/// with its decompressed size.
async fn read(
    shared: &Shared,
    mut response: reqwest::Response,
    max_bytes: usize,
    timeout: &mut AttemptTimeout<'_>,
) -> Result<(Response, bool), Error> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let mut chunks = Chunks::default();
    let mut is_complete = true;
    loop {
        match timeout.wait(response.chunk()).await {
            Ok(Some(chunk)) if chunks.length() + chunk.len() > max_bytes => {
                chunks.push(chunk.slice(..max_bytes - chunks.length()));
                is_complete = false;
                break;
            }
            Ok(Some(chunk)) => chunks.push(chunk),
            Ok(None) => break,
            // The status of an error is more useful than the fact that its body was cut.
            Err(_) if !status.is_success() => break,
            Err(error) => {
                let response = Response {
                    status,
                    headers,
                    body: chunks.join(),
                    stats: CallStats::default(),
                };
                return Err(error.with_response(shared.error_response(response)));
            }
        }
    }
    let response = Response {
        status,
        headers,
        body: chunks.join(),
        stats: CallStats::default(),
    };
    Ok((response, is_complete))
}

/// The time limits of one attempt. The timeouts of reqwest do the same with three allocations for
/// each request, and set a timer for bytes that have already arrived.
struct AttemptTimeout<'a> {
    /// The limit of the whole attempt: its own, or the rest of the call's.
    attempt: TimeLimit,
    /// How long the server may be silent.
    silence: Duration,
    /// reqwest's limit for connecting.
    connect: Duration,
    /// The end of the attempt, set when it first waits.
    end: Option<tokio::time::Instant>,
    connections: &'a Connections,
}

impl AttemptTimeout<'_> {
    /// Waits for the next bytes of the server.
    async fn wait<T>(
        &mut self,
        bytes: impl Future<Output = Result<T, reqwest::Error>>,
    ) -> Result<T, Error> {
        let mut bytes = pin!(bytes);
        let mut timer = pin!(None);
        let mut limit = self.attempt;
        poll_fn(|context| {
            if let Poll::Ready(bytes) = bytes.as_mut().poll(context) {
                return Poll::Ready(
                    bytes.map_err(|error| {
                        classify_send_error(error, self.connect, self.connections)
                    }),
                );
            }
            if timer.is_none() {
                let (end, ends) = self.next_limit();
                limit = ends;
                timer.set(Some(sleep_until(end)));
            }
            match timer.as_mut().as_pin_mut() {
                Some(timer) => timer.poll(context).map(|()| Err(Error::timeout(limit))),
                None => Poll::Pending,
            }
        })
        .await
    }

    /// Returns when the attempt ends unless bytes arrive, and the limit that ends it.
    fn next_limit(&mut self) -> (tokio::time::Instant, TimeLimit) {
        let now = tokio::time::Instant::now();
        let after = |duration| {
            now.checked_add(duration)
                .unwrap_or_else(|| now + FAR_FUTURE)
        };
        let end = *self
            .end
            .get_or_insert_with(|| after(self.attempt.duration()));
        let silence = after(self.silence);
        match silence < end {
            true => (silence, TimeLimit::Idle(self.silence)),
            false => (end, self.attempt),
        }
    }
}

/// The chunks of a body. A single chunk, the usual case, is not copied.
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

impl Shared {
    /// Returns a response as an error keeps it, without the access token.
    fn error_response(&self, response: Response) -> ErrorResponse {
        let mut response = ErrorResponse::from(response);
        let token = self.authorization.as_bytes().strip_prefix(b"Bearer ");
        if let Some(token) = token.and_then(|token| std::str::from_utf8(token).ok()) {
            response.redact(token);
        }
        response
    }
}
