//! The spans and events of the Cargo feature `tracing`. Without this feature, the types and
//! functions of this file are empty, and have no cost.
//!
//! The fields of the HTTP span have the names of OpenTelemetry. The fields `otel.name`,
//! `otel.kind` and `otel.status_code` have a meaning for the crate `tracing-opentelemetry`.

#[cfg(not(feature = "tracing"))]
pub(crate) use self::disabled::in_current_span;
#[cfg(not(feature = "tracing"))]
pub(super) use self::disabled::{IS_ENABLED, Span, confirmed_by_read, paused, token_refreshed};
#[cfg(feature = "tracing")]
pub(crate) use self::enabled::in_current_span;
#[cfg(feature = "tracing")]
pub(super) use self::enabled::{IS_ENABLED, Span, confirmed_by_read, paused, token_refreshed};

#[cfg(feature = "tracing")]
mod enabled {
    use std::time::Duration;

    use reqwest::header::HeaderMap;
    use reqwest::{Method, Url};
    use tracing::field::Empty;
    use tracing::instrument::WithSubscriber as _;
    use tracing::{Instrument as _, debug, info_span};

    use crate::transport::metrics::PauseReason;
    use crate::transport::observation::OperationInfo;

    pub(in super::super) const IS_ENABLED: bool = true;
    const TARGET: &str = "tallyfy_groups";

    /// The span of a call or of an attempt.
    pub(in super::super) struct Span(tracing::Span);

    impl Span {
        /// Creates the span of a call. A span needs a constant name, so the name of the operation
        /// is in two fields.
        pub(in super::super) fn call(operation: &'static str) -> Span {
            Span(info_span!(
                target: TARGET,
                "tallyfy.call",
                "otel.name" = operation,
                "tallyfy.operation" = operation,
                "error.type" = Empty,
                "otel.status_code" = Empty,
            ))
        }

        /// Creates the span of an attempt, as a child of the current span.
        pub(in super::super) fn attempt(
            info: OperationInfo,
            method: &Method,
            url: &Url,
            number: u32,
        ) -> Span {
            let span = info_span!(
                target: TARGET,
                "http.request",
                "otel.name" = format_args!("{method} {}", info.url_template),
                "otel.kind" = "client",
                "http.request.method" = method.as_str(),
                "url.template" = info.url_template,
                "server.address" = url.host_str(),
                "server.port" = url.port_or_known_default(),
                "http.request.resend_count" = Empty,
                "http.response.status_code" = Empty,
                "error.type" = Empty,
                "otel.status_code" = Empty,
            );
            if number > 1 {
                span.record("http.request.resend_count", number - 1);
            }
            Span(span)
        }

        pub(in super::super) fn instrument<F: Future>(
            &self,
            future: F,
        ) -> impl Future<Output = F::Output> + use<F> {
            future.instrument(self.0.clone())
        }

        pub(in super::super) fn in_scope<T>(&self, function: impl FnOnce() -> T) -> T {
            self.0.in_scope(function)
        }

        /// Records how a call or an attempt ended.
        pub(in super::super) fn ended(&self, status: Option<u16>, error_type: Option<&str>) {
            if let Some(status) = status {
                self.0.record("http.response.status_code", status);
            }
            if let Some(error_type) = error_type {
                self.0.record("error.type", error_type);
                self.0.record("otel.status_code", "ERROR");
            }
        }

        #[cfg(not(feature = "opentelemetry"))]
        pub(in super::super) fn add_trace_headers(&self, _headers: &mut HeaderMap) {}

        /// Adds the headers of the program's propagator, for example `traceparent`.
        #[cfg(feature = "opentelemetry")]
        pub(in super::super) fn add_trace_headers(&self, headers: &mut HeaderMap) {
            use opentelemetry::Context;
            use opentelemetry::trace::TraceContextExt as _;
            use tracing_opentelemetry::OpenTelemetrySpanExt as _;

            // If a filter of the program disables the span of the attempt, the current span is the
            // span of the program.
            let mut context = self.0.in_scope(|| tracing::Span::current().context());
            if !context.has_active_span() {
                context = Context::current();
            }
            opentelemetry::global::get_text_map_propagator(|propagator| {
                propagator.inject_context(&context, &mut MissingHeaders(headers));
            });
        }
    }

    /// The headers of a request. A propagator can only add headers that are missing.
    #[cfg(feature = "opentelemetry")]
    struct MissingHeaders<'a>(&'a mut HeaderMap);

    #[cfg(feature = "opentelemetry")]
    impl opentelemetry::propagation::Injector for MissingHeaders<'_> {
        fn set(&mut self, name: &str, value: String) {
            use reqwest::header::{HeaderName, HeaderValue};

            let header = (name.parse::<HeaderName>(), HeaderValue::try_from(value));
            if let (Ok(name), Ok(value)) = header {
                self.0.entry(name).or_insert(value);
            }
        }
    }

    /// Returns a future that runs in the current span, even if a different task polls the future.
    /// On a different thread, the future also uses the subscriber of the current thread.
    pub(crate) fn in_current_span<F: Future>(
        future: F,
    ) -> impl Future<Output = F::Output> + use<F> {
        #[cfg(feature = "opentelemetry")]
        let future = opentelemetry::trace::FutureExt::with_current_context(future);
        future.in_current_span().with_current_subscriber()
    }

    pub(in super::super) fn token_refreshed() {
        debug!(target: TARGET, "the client refreshed the access token");
    }

    pub(in super::super) fn confirmed_by_read() {
        debug!(target: TARGET, "a read confirmed the write");
    }

    pub(in super::super) fn paused(reason: PauseReason, duration: Duration) {
        debug!(
            target: TARGET,
            {
                "pause.reason" = reason.as_str(),
                "pause.duration" = duration.as_secs_f64(),
            },
            "the client pauses"
        );
    }
}

#[cfg(not(feature = "tracing"))]
mod disabled {
    use std::time::Duration;

    use reqwest::header::HeaderMap;
    use reqwest::{Method, Url};

    use crate::transport::metrics::PauseReason;
    use crate::transport::observation::OperationInfo;

    pub(in super::super) const IS_ENABLED: bool = false;

    /// A span without any content.
    pub(in super::super) struct Span;

    impl Span {
        pub(in super::super) fn call(_operation: &'static str) -> Span {
            Span
        }

        pub(in super::super) fn attempt(
            _info: OperationInfo,
            _method: &Method,
            _url: &Url,
            _number: u32,
        ) -> Span {
            Span
        }

        pub(in super::super) fn instrument<F: Future>(&self, future: F) -> F {
            future
        }

        pub(in super::super) fn in_scope<T>(&self, function: impl FnOnce() -> T) -> T {
            function()
        }

        pub(in super::super) fn ended(&self, _status: Option<u16>, _error_type: Option<&str>) {}

        pub(in super::super) fn add_trace_headers(&self, _headers: &mut HeaderMap) {}
    }

    pub(crate) fn in_current_span<F: Future>(future: F) -> F {
        future
    }

    pub(in super::super) fn token_refreshed() {}

    pub(in super::super) fn confirmed_by_read() {}

    pub(in super::super) fn paused(_reason: PauseReason, _duration: Duration) {}
}
