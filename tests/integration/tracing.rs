//! Tests of the spans and events of the Cargo feature `tracing`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::Duration;

use tallyfy_groups::{CallOptions, Error, ListGroups, RetryPolicy, UpdateGroup};
use tallyfy_sandbox::{Operation, Replicas, Reply, Sandbox, Shape};
use tracing::Instrument as _;
use tracing_subscriber::layer::SubscriberExt as _;

use self::recorder::{Recorder, subscribe};
use crate::call_options::operations;
use crate::faults::kinds::{ENDED_BY_TIMEOUT, RESPONSE_FAULTS};
use crate::support::{SALES, TestClock, builder};

mod recorder;

/// The fields whose values are random, or depend on the time.
const RANDOM: [&str; 3] = ["server.port", "pause.duration", "http.request.resend_count"];

/// Makes one call of each operation at the same time, with the fault in the first responses.
async fn call_all(fault: fn() -> Reply, is_timeout: bool) {
    let options = CallOptions::new()
        .header("x-trace", "header-secret")
        .query("ref", "query-secret");
    let calls: Vec<_> = operations()
        .into_iter()
        .map(|(_, call)| {
            let sandbox = Sandbox::builder().shape(Shape::Current).start().unwrap();
            for operation in Operation::ALL.iter().copied() {
                sandbox.script(operation, [fault(), fault()]);
            }
            let mut builder = builder(&sandbox).max_response_bytes(1024 * 1024);
            if is_timeout {
                builder = builder
                    .timeout(Duration::from_millis(200))
                    .idle_timeout(Duration::from_millis(100))
                    .retry(RetryPolicy::default().max_attempts(2));
            }
            let client = builder.build().unwrap().with_options(&options).unwrap();
            // The result does not matter. The matrix in `faults.rs` checks the results.
            tokio::spawn(async move {
                _ = call(client).await;
                drop(sandbox);
            })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
}

/// Makes each call with each fault, and searches the spans and events for each text that the
/// program or the server sent. A snapshot has all values of all fields.
#[tokio::test]
async fn spans_of_all_operations_and_faults_contain_no_data() {
    let recorder = Recorder::default();
    let _guard = subscribe(tracing_subscriber::registry().with(recorder.clone()));
    call_all(Reply::normal, false).await;
    for (name, fault) in RESPONSE_FAULTS {
        call_all(*fault, ENDED_BY_TIMEOUT.contains(name)).await;
    }
    let sandbox = Sandbox::start();
    let secret = "token-secret";
    let client = builder(&sandbox).access_token(secret).build().unwrap();
    let search = ListGroups::new().q("search-secret");
    assert!(client.list_groups(search).await.is_err());
    sandbox.stop_listening();
    assert!(client.get_group(SALES).await.is_err());

    let records = recorder.records();
    assert!(records.len() > 5000, "{}", records.len());
    let mut values: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, value) in records.iter().flat_map(|record| &record.fields) {
        if RANDOM.contains(&name.as_str()) {
            assert!(value.parse::<f64>().is_ok(), "{name}: {value}");
        } else {
            values.entry(name).or_default().insert(value);
        }
    }
    let mut report = String::new();
    for (name, values) in values {
        writeln!(report, "{name}").unwrap();
        for value in values {
            writeln!(report, "    {value}").unwrap();
        }
    }
    let token = Sandbox::start().token().to_owned();
    for secret in [
        &token,
        "Bearer",
        "secret",
        "demo",
        "abc123",
        "def456",
        "1001",
        "1008",
        "@",
        "example",
        "Sales",
        "New",
        "Alice",
        "description",
        "?",
        "%",
        "No.",
        "Bad gateway",
        "x-trace",
    ] {
        assert!(!report.contains(secret), "{secret}:\n{report}");
    }
    insta::assert_snapshot!(report);
}

/// Records the spans of one call.
async fn tree(call: impl Future<Output = Result<(), Error>>) -> String {
    let recorder = Recorder::default();
    {
        let _guard = subscribe(tracing_subscriber::registry().with(recorder.clone()));
        call.await.unwrap();
    }
    recorder.tree(&RANDOM[..2])
}

#[tokio::test]
async fn retried_read_has_one_call_and_an_attempt_for_each_request() {
    let sandbox = Sandbox::start();
    let client = builder(&sandbox).build().unwrap();
    let refused = Reply::status(429).header("retry-after", "2");
    let replies = [Reply::status(503), Reply::hang_up(), refused];
    sandbox.script(Operation::GetGroup, replies);
    let tree = tree(async { client.get_group(SALES).await.map(drop) }).await;
    insta::assert_snapshot!(tree);
}

#[tokio::test]
async fn confirmed_write_has_one_call_with_all_requests() {
    let clock = TestClock::default();
    let shared = clock.clone();
    let lag = Duration::from_millis(150);
    let sandbox = Sandbox::builder().replicas(Replicas::in_turn([lag]));
    let sandbox = sandbox.clock(move || shared.elapsed()).start().unwrap();
    let builder = builder(&sandbox).clock(clock).retry(RetryPolicy::none());
    let client = builder.build().unwrap();
    sandbox.script(Operation::UpdateGroup, [Reply::status_after_normal(502)]);
    let change = UpdateGroup::new().description("New");
    let tree = tree(async { client.update_group(SALES, change).await.map(drop) }).await;
    insta::assert_snapshot!(tree);
}

#[tokio::test]
async fn stream_has_one_call_for_each_page() {
    let sandbox = Sandbox::start();
    let client = builder(&sandbox).build().unwrap();
    let groups = client.list_groups_stream(ListGroups::new().per_page(2));
    // The client fetches the second page in a different task.
    let tree = tree(async {
        let span = tracing::info_span!("program");
        groups.collect_all().instrument(span).await.map(drop)
    });
    insta::assert_snapshot!(tree.await);
}

/// A worker thread of the runtime fetches the second page, and has no subscriber of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn page_fetched_on_a_different_thread_is_recorded() {
    let sandbox = Sandbox::start();
    let client = builder(&sandbox).build().unwrap();
    let groups = client.list_groups_stream(ListGroups::new().per_page(2));
    let tree = tree(async { groups.collect_all().await.map(drop) }).await;
    assert_eq!(tree.matches("tallyfy.call").count(), 2, "{tree}");
}

/// The span of the call belongs to the span in which the program awaits the call.
#[tokio::test]
async fn call_is_a_child_of_the_span_of_the_program() {
    let sandbox = Sandbox::start();
    let client = builder(&sandbox).build().unwrap();
    let call = client.get_group(SALES);
    let tree = tree(async {
        let span = tracing::info_span!("program");
        call.into_future().instrument(span).await.map(drop)
    });
    let tree = tree.await;
    let names: Vec<&str> = tree.lines().filter(|line| !line.contains('=')).collect();
    assert_eq!(
        names,
        ["program", "  tallyfy.call", "    http.request"],
        "{tree}"
    );
}

/// Inside of a runtime, a blocking client runs the call on a different thread.
#[cfg(feature = "blocking")]
#[tokio::test]
async fn blocking_call_is_a_child_of_the_span_of_the_program() {
    let sandbox = Sandbox::start();
    let client = builder(&sandbox).build_blocking().unwrap();
    let tree = tree(async {
        let _span = tracing::info_span!("program").entered();
        client.get_group(SALES).map(drop)
    });
    let tree = tree.await;
    let names: Vec<&str> = tree.lines().filter(|line| !line.contains('=')).collect();
    assert_eq!(
        names,
        ["program", "  tallyfy.call", "    http.request"],
        "{tree}"
    );
}

#[tokio::test]
async fn dropped_call_is_cancelled() {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::GetGroup, [Reply::silence()]);
    let client = builder(&sandbox).build().unwrap();
    let tree = tree(async {
        let wait = Duration::from_millis(1);
        assert!(
            tokio::time::timeout(wait, client.get_group(SALES))
                .await
                .is_err()
        );
        Ok(())
    });
    let tree = tree.await;
    assert_eq!(tree.matches("error.type = cancelled").count(), 2, "{tree}");
}

/// A token that the server rejects, and a token that it accepts.
#[derive(Debug)]
struct Tokens(String);

impl tallyfy_groups::TokenSource for Tokens {
    fn token(&self) -> tallyfy_groups::TokenFuture<'_> {
        Box::pin(async { Ok("expired-secret".into()) })
    }

    fn refresh(&self) -> tallyfy_groups::TokenFuture<'_> {
        Box::pin(async { Ok(self.0.clone().into()) })
    }
}

#[tokio::test]
async fn refreshed_token_is_an_event_without_the_token() {
    let sandbox = Sandbox::start();
    let source = Tokens(sandbox.token().to_owned());
    let client = tallyfy_groups::Client::builder()
        .token_source(source)
        .organization(sandbox.organization())
        .base_url(sandbox.base_url())
        .build()
        .unwrap();
    let tree = tree(async { client.get_group(SALES).await.map(drop) }).await;
    assert!(!tree.contains("secret"), "{tree}");
    insta::assert_snapshot!(tree);
}

#[cfg(feature = "opentelemetry")]
mod propagation;
