//! Counts and measures the calls of a client.
//!
//! A program implements the trait [`Metrics`], and sets the implementation with
//! [`ClientBuilder::metrics`](crate::ClientBuilder::metrics). The client then calls its methods.
//! Without an implementation, the client measures nothing.
//!
//! A call is one operation of [`Client`](crate::Client) or of the generated client, one endpoint
//! request, or one page of a stream. A lookup such as [`find_group`](crate::Client::find_group) is
//! reported as the calls that it makes. A call sends one or more requests, and each request has one
//! or more attempts. A write may also send requests that confirm the write. A call of the generated
//! client ends before the client decodes the response body.
//!
//! # Spans
//!
//! With the Cargo feature `tracing`, the client also creates spans and events of the crate
//! `tracing`, with the target `tallyfy_groups`. The fields of the HTTP span have the names of
//! OpenTelemetry.
//!
//! - The span `tallyfy.call` is one call. Its fields are `tallyfy.operation` and `error.type`.
//! - The span `http.request` is one attempt, in the span of its call. Its fields are
//!   `http.request.method`, `url.template`, `server.address`, `server.port`,
//!   `http.request.resend_count`, `http.response.status_code` and `error.type`.
//! - A pause is an event with the fields `pause.reason` and `pause.duration` in seconds.
//! - A refreshed access token and a write that a read confirmed are events.
//!
//! The level of the spans is `INFO`, and the level of the events is `DEBUG`.
//!
//! Both spans also have the fields `otel.name` and `otel.status_code`, and `http.request` has the
//! field `otel.kind`. The crate `tracing-opentelemetry` reads these fields. The file
//! `examples/spans.rs` in the repository prints the spans.
//!
//! With the Cargo feature `opentelemetry`, the client also adds the headers of the global
//! propagator of the crate `opentelemetry` to each attempt. For example, the propagator for W3C
//! Trace Context adds `traceparent`. A header that [`CallOptions`](crate::CallOptions) sets has
//! precedence. The program must use `opentelemetry` 0.33 and `tracing-opentelemetry` 0.34. A
//! different minor version has a different propagator, and the client then adds no header.
//!
//! # Types of errors
//!
//! [`AttemptEnded::error_type`] and [`CallEnded::error_type`] have the value of the attribute
//! `error.type` of OpenTelemetry:
//!
//! | value | meaning |
//! |---|---|
//! | `404`, `503`, … | the status of the response is not 2xx |
//! | `timeout`, `connect`, … | the predicate with this name is true, as [`Error::is_timeout`] |
//! | `unconfirmed` | the client could not confirm the write |
//! | `cancelled` | the program dropped the future of the call |
//!
//! The data of this module contains no token, no query, no body, no id and no personal data. The
//! path of [`Client::endpoint`](crate::Client::endpoint) is reported with its placeholders, as the
//! program wrote it. So a program can use each text as a label. The number of different texts is
//! small.
//!
//! [`Error::is_timeout`]: crate::Error::is_timeout
//!
//! # Example
//!
//! The file `examples/metrics.rs` in the repository exports the metrics with the crate `metrics`.
//!
//! ```
//! use std::sync::Arc;
//! use std::sync::atomic::{AtomicU64, Ordering};
//!
//! use tallyfy_groups::Client;
//! use tallyfy_groups::metrics::{AttemptEnded, Metrics};
//!
//! #[derive(Debug, Default)]
//! struct Retries(AtomicU64);
//!
//! impl Metrics for Retries {
//!     fn attempt_ended(&self, attempt: &AttemptEnded<'_>) {
//!         if attempt.attempt > 1 {
//!             self.0.fetch_add(1, Ordering::Relaxed);
//!         }
//!     }
//! }
//!
//! let retries = Arc::new(Retries::default());
//! let client = Client::builder()
//!     .access_token("my-token")
//!     .organization("my-organization")
//!     .metrics(Arc::clone(&retries))
//!     .build()?;
//! println!("{} retries", retries.0.load(Ordering::Relaxed));
//! # Ok::<(), tallyfy_groups::Error>(())
//! ```

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;

use crate::error::Outcome;

/// A receiver of the measurements of a client. The [module](self) has an example.
///
/// Each method does nothing by default. The client calls the methods while it makes a call, so a
/// method must return fast and must not panic. Later versions may add methods.
pub trait Metrics: fmt::Debug + Send + Sync {
    /// Receives the start of a call.
    fn call_started(&self, call: &CallStarted) {
        let _ = call;
    }

    /// Receives the end of an attempt to send a request.
    ///
    /// If the program drops the future of the call during an attempt, this method receives the
    /// attempt with the `error_type` `cancelled`.
    fn attempt_ended(&self, attempt: &AttemptEnded<'_>) {
        let _ = attempt;
    }

    /// Receives a pause of a call. The client calls this method at the start of the pause. For
    /// [`PauseReason::Lock`], the client calls this method at the end.
    fn paused(&self, pause: &Pause) {
        let _ = pause;
    }

    /// Receives the end of a call. For each start of a call, the client reports one end. If the
    /// program drops the future of the call, this method receives the `error_type` `cancelled`.
    fn call_ended(&self, call: &CallEnded<'_>) {
        let _ = call;
    }
}

impl<M: Metrics + ?Sized> Metrics for Arc<M> {
    fn call_started(&self, call: &CallStarted) {
        M::call_started(self, call);
    }

    fn attempt_ended(&self, attempt: &AttemptEnded<'_>) {
        M::attempt_ended(self, attempt);
    }

    fn paused(&self, pause: &Pause) {
        M::paused(self, pause);
    }

    fn call_ended(&self, call: &CallEnded<'_>) {
        M::call_ended(self, call);
    }
}

/// The start of a call.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CallStarted {
    /// The name of the operation, such as `create_group`. For [`Client::endpoint`], the path with
    /// its placeholders, or `endpoint` if the request is invalid.
    ///
    /// [`Client::endpoint`]: crate::Client::endpoint
    pub operation: &'static str,
}

/// The end of an attempt to send a request.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct AttemptEnded<'a> {
    /// The name of the operation of this request. If a write sends several requests, their names
    /// may differ from the name of the call. For example, `create_group` may search with
    /// `list_groups`.
    pub operation: &'static str,
    /// The method of the request.
    pub method: &'a Method,
    /// The path with its placeholders, such as `/organizations/{org_id}/groups/{group_id}`. The
    /// template contains no ids.
    pub url_template: &'static str,
    /// The number of this attempt. The first attempt of a request has the number 1.
    pub attempt: u32,
    /// The status of the response. `None` if no response arrived, or if the attempt was cancelled.
    pub status: Option<u16>,
    /// The reason why the attempt failed. `None` if it succeeded.
    pub error_type: Option<&'a str>,
    /// The time from the start of the attempt to the end of the response.
    pub duration: Duration,
    /// The size of the request body in bytes.
    pub request_body_bytes: usize,
    /// The number of bytes of the response body that the client kept, after decompression. If the
    /// attempt failed, the client keeps at most 64 KiB.
    pub response_body_bytes: usize,
}

/// A pause of a call.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Pause {
    /// The name of the operation that waits.
    pub operation: &'static str,
    /// The reason for the pause.
    pub reason: PauseReason,
    /// The planned length of the pause. For [`PauseReason::Lock`], the length.
    pub duration: Duration,
}

/// The reason for a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PauseReason {
    /// The pause of the [`RetryPolicy`](crate::RetryPolicy) between two attempts.
    Retry,
    /// The time in the header `Retry-After` of a response.
    RetryAfter,
    /// The wait for the rate limit of the client. After a 429, the client makes all its calls
    /// slower.
    RateLimit,
    /// The wait for a different call of the client that changes the same group.
    Lock,
    /// The pause before a further read that confirms a write, or that looks for the current state
    /// of a group.
    Confirmation,
}

impl PauseReason {
    /// Returns the reason as a word, such as `retry_after`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PauseReason::Retry => "retry",
            PauseReason::RetryAfter => "retry_after",
            PauseReason::RateLimit => "rate_limit",
            PauseReason::Lock => "lock",
            PauseReason::Confirmation => "confirmation",
        }
    }
}

/// The end of a call.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CallEnded<'a> {
    /// The name of the operation, such as `create_group`. For [`Client::endpoint`], the path with
    /// its placeholders, or `endpoint` if the request is invalid.
    ///
    /// [`Client::endpoint`]: crate::Client::endpoint
    pub operation: &'static str,
    /// The reason why the call failed. `None` if it succeeded.
    pub error_type: Option<&'a str>,
    /// The effect of a failed call on the data of the server. `None` if the call succeeded, or if
    /// the program dropped its future.
    pub outcome: Option<Outcome>,
    /// The time from the start to the end of the call, with all its requests and pauses.
    pub duration: Duration,
}
