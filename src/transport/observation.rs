//! Reports calls, attempts and pauses. Each report goes to the [`Metrics`] of the program, and to
//! the spans and events of the Cargo feature `tracing`.
//!
//! This module is the only place that reports. A report contains names of the contract, numbers,
//! words of this crate, the host and port of the base URL, and the path template of an endpoint. So
//! a report contains no token, query, body, id or personal data.

mod spans;

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;
use reqwest::{Method, Url};

use self::spans::Span;
pub(crate) use self::spans::in_current_span;
use super::metrics::{AttemptEnded, CallEnded, CallStarted, Metrics, Pause, PauseReason};
use super::{Clock, Transport};
use crate::error::Error;
use crate::http::Response;

/// The `error.type` of a call or an attempt whose future was dropped.
const CANCELLED: &str = "cancelled";

/// The operation of the API that a request calls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OperationInfo {
    /// The name of the generated method for the operation. For `Client::endpoint`, the path
    /// template.
    pub(crate) operation_id: &'static str,
    /// The path with its placeholders, such as `/organizations/{org_id}/groups`.
    pub(crate) url_template: &'static str,
}

impl OperationInfo {
    /// Returns the names for a request of `Client::endpoint`.
    pub(crate) fn of_endpoint(path: &'static str) -> OperationInfo {
        OperationInfo {
            operation_id: path,
            url_template: path,
        }
    }

    /// Returns whether the contract describes the operation. The client then knows that a success
    /// has a JSON body.
    pub(super) fn is_in_contract(self) -> bool {
        self.operation_id != self.url_template
    }
}

/// Reports the events of one call to the metrics and the spans.
#[derive(Clone, Copy)]
pub(crate) struct Observer<'a> {
    clock: &'a dyn Clock,
    /// `None` if the program measures nothing.
    metrics: Option<&'a dyn Metrics>,
    operation: &'static str,
    /// The address of the data that all copies of the client share.
    client: usize,
}

impl Transport {
    pub(crate) fn observer(&self, operation: &'static str) -> Observer<'_> {
        Observer {
            clock: &*self.shared.clock,
            metrics: self.shared.metrics.as_deref(),
            operation,
            client: Arc::as_ptr(&self.shared) as usize,
        }
    }
}

thread_local! {
    /// The client that observes the call that this thread runs, as the address of its shared data.
    static CALLING_CLIENT: Cell<usize> = const { Cell::new(0) };
}

impl<'a> Observer<'a> {
    /// Runs a call, and reports its start and its end. Inside of a different call, this function
    /// only runs the call. For example, a write calls the generated client.
    ///
    /// The parameter `call` is a function, because the future of this function would contain a
    /// future from an argument twice.
    pub(crate) async fn observe<T, F>(self, call: impl FnOnce() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let is_observed = self.metrics.is_some() || spans::IS_ENABLED;
        let observed =
            (is_observed && CALLING_CLIENT.get() != self.client).then(|| ObservedCall::start(self));
        let mut future = pin!(call());
        let result = poll_fn(|context| match &observed {
            Some(observed) => observed.enter(|| future.as_mut().poll(context)),
            None => future.as_mut().poll(context),
        })
        .await;
        if let Some(observed) = observed {
            observed.ended(result.as_ref().err());
        }
        result
    }

    /// Starts to observe an attempt with the number `number`. The attempt starts at the time
    /// `started`.
    pub(super) fn attempt(
        self,
        info: OperationInfo,
        request: &'a ObservedRequest<'a>,
        number: u32,
        started: Instant,
    ) -> Attempt<'a> {
        Attempt {
            observer: self,
            info,
            request,
            number,
            started,
            span: Span::attempt(info, request.method, request.url, number),
            is_ended: false,
        }
    }

    /// Reports that the client replaced an access token that the server rejected.
    pub(super) fn token_refreshed(self) {
        spans::token_refreshed();
    }

    /// Reports that a read confirmed a write.
    pub(crate) fn confirmed_by_read(self) {
        spans::confirmed_by_read();
    }

    /// Reports a pause. Reports nothing if `duration` is zero.
    pub(crate) fn paused(self, reason: PauseReason, duration: Duration) {
        if duration.is_zero() {
            return;
        }
        spans::paused(reason, duration);
        if let Some(metrics) = self.metrics {
            metrics.paused(&Pause {
                operation: self.operation,
                reason,
                duration,
            });
        }
    }
}

/// The parts of a request that are the same for each attempt.
pub(super) struct ObservedRequest<'a> {
    pub(super) method: &'a Method,
    pub(super) url: &'a Url,
    pub(super) body_bytes: usize,
}

/// A call that has not ended. If the future of the call is dropped, `Drop` reports the call as
/// cancelled.
struct ObservedCall<'a> {
    observer: Observer<'a>,
    /// The time at which the call started. `None` if the program measures nothing.
    started: Option<Instant>,
    span: Span,
    is_ended: bool,
}

impl ObservedCall<'_> {
    fn start(observer: Observer<'_>) -> ObservedCall<'_> {
        let Observer {
            clock,
            metrics,
            operation,
            client: _,
        } = observer;
        let started = metrics.map(|metrics| {
            metrics.call_started(&CallStarted { operation });
            clock.now()
        });
        ObservedCall {
            observer,
            started,
            span: Span::call(operation),
            is_ended: false,
        }
    }

    /// Calls a function that runs a part of this call.
    fn enter<T>(&self, function: impl FnOnce() -> T) -> T {
        /// Restores the value of `CALLING_CLIENT`, even if the function panics.
        struct Restore(usize);
        impl Drop for Restore {
            fn drop(&mut self) {
                CALLING_CLIENT.set(self.0);
            }
        }
        let _restore = Restore(CALLING_CLIENT.replace(self.observer.client));
        self.span.in_scope(function)
    }

    /// Reports the end of the call. `error` is `None` if the call succeeded.
    fn ended(mut self, error: Option<&Error>) {
        self.report(error.map(Error::error_type), error);
    }

    fn report(&mut self, error_type: Option<&str>, error: Option<&Error>) {
        self.is_ended = true;
        self.span.ended(None, error_type);
        if let (Some(metrics), Some(started)) = (self.observer.metrics, self.started) {
            let now = self.observer.clock.now();
            metrics.call_ended(&CallEnded {
                operation: self.observer.operation,
                error_type,
                outcome: error.map(Error::outcome),
                duration: now.saturating_duration_since(started),
            });
        }
    }
}

impl Drop for ObservedCall<'_> {
    fn drop(&mut self) {
        if !self.is_ended {
            self.report(Some(CANCELLED), None);
        }
    }
}

/// An attempt that has not ended. If the future of the attempt is dropped, `Drop` reports the
/// attempt as cancelled.
#[must_use]
pub(super) struct Attempt<'a> {
    observer: Observer<'a>,
    info: OperationInfo,
    request: &'a ObservedRequest<'a>,
    number: u32,
    started: Instant,
    span: Span,
    is_ended: bool,
}

impl Attempt<'_> {
    /// Adds the headers that connect the trace of the program with the trace of the server. A
    /// header that the request already has stays unchanged.
    pub(super) fn add_trace_headers(&self, headers: &mut HeaderMap) {
        self.span.add_trace_headers(headers);
    }

    /// Calls a function in the span of the attempt.
    pub(super) fn in_span<T>(&self, function: impl FnOnce() -> T) -> T {
        self.span.in_scope(function)
    }

    /// Returns a future that runs in the span of the attempt.
    pub(super) fn run<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        self.span.instrument(future)
    }

    /// Reports the end of the attempt.
    pub(super) fn ended(mut self, result: &Result<Response, Error>) {
        match result {
            Ok(response) => {
                let status = response.status.as_u16();
                self.report(Some(status), None, response.body.len());
            }
            Err(error) => {
                let bytes = error.raw_body().map_or(0, <[u8]>::len);
                self.report(error.status(), Some(error.error_type()), bytes);
            }
        }
    }

    fn report(&mut self, status: Option<u16>, error_type: Option<&str>, response_bytes: usize) {
        self.is_ended = true;
        self.span.ended(status, error_type);
        if let Some(metrics) = self.observer.metrics {
            let now = self.observer.clock.now();
            metrics.attempt_ended(&AttemptEnded {
                operation: self.info.operation_id,
                method: self.request.method,
                url_template: self.info.url_template,
                attempt: self.number,
                status,
                error_type,
                duration: now.saturating_duration_since(self.started),
                request_body_bytes: self.request.body_bytes,
                response_body_bytes: response_bytes,
            });
        }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.is_ended {
            self.report(None, Some(CANCELLED), 0);
        }
    }
}
