//! Tests of the headers of the Cargo feature `opentelemetry`.

use opentelemetry::Context;
use opentelemetry::trace::{
    SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TracerProvider as _,
};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tallyfy_groups::{CallOptions, ListGroups};
use tallyfy_sandbox::{Operation, RecordedRequest, Reply, Sandbox};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::layer::SubscriberExt as _;

use super::recorder::subscribe;
use crate::support::{SALES, builder};

fn traceparent(request: &RecordedRequest) -> Option<&str> {
    let mut headers = request.headers.iter();
    let header = headers.find(|(name, _)| name == "traceparent");
    header.map(|(_, value)| value.as_str())
}

#[tokio::test]
async fn traceparent_is_different_for_each_attempt_of_one_trace() {
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    let tracer = SdkTracerProvider::builder().build().tracer("test");
    let layer = tracing_opentelemetry::layer().with_tracer(tracer);
    let _guard = subscribe(tracing_subscriber::registry().with(layer));
    let sandbox = Sandbox::start();
    let client = builder(&sandbox).build().unwrap();
    sandbox.script(Operation::GetGroup, [Reply::status(503)]);
    let span = tracing::info_span!("program");
    let trace = tracing::Instrument::instrument(
        async {
            client.get_group(SALES).await.unwrap();
            tracing::Span::current().context()
        },
        span,
    );
    let trace = trace.await.span().span_context().trace_id().to_string();
    let requests = sandbox.requests();
    let parents: Vec<&str> = requests.iter().filter_map(traceparent).collect();
    assert_eq!(parents.len(), 2, "{parents:?}");
    for parent in &parents {
        assert!(
            parent.starts_with(&format!("00-{trace}-")),
            "{parent}, {trace}"
        );
    }
    assert_ne!(parents[0], parents[1]);

    // A header of the program has precedence.
    let own = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let options = CallOptions::new().header("traceparent", own);
    let client = client.with_options(&options).unwrap();
    client.get_group(SALES).await.unwrap();
    assert_eq!(traceparent(&sandbox.requests()[2]), Some(own));
}

#[tokio::test]
async fn traceparent_without_a_layer_is_that_of_the_active_context() {
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    let sandbox = Sandbox::start();
    let client = builder(&sandbox).build().unwrap();
    client.get_group(SALES).await.unwrap();
    let remote = SpanContext::new(
        TraceId::from(1),
        SpanId::from(2),
        TraceFlags::SAMPLED,
        true,
        Default::default(),
    );
    let _guard = Context::new().with_remote_span_context(remote).attach();
    client.get_group(SALES).await.unwrap();
    // The client fetches the second page in a different task.
    let groups = client.list_groups_stream(ListGroups::new().per_page(2));
    groups.collect_all().await.unwrap();
    let requests = sandbox.requests();
    assert_eq!(traceparent(&requests[0]), None);
    let expected = format!("00-{:032x}-{:016x}-01", 1, 2);
    assert_eq!(requests.len(), 4);
    for request in &requests[1..] {
        assert_eq!(traceparent(request), Some(expected.as_str()));
    }
}
