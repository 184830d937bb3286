//! Exports the measurements of a client with the crate `metrics`.
//!
//! A real program installs an exporter, for example that of the crate
//! `metrics-exporter-prometheus`. The recorder of this example keeps the numbers in memory, and the
//! example prints them at the end. The example starts a sandbox in this process and needs no
//! network:
//!
//! ```text
//! cargo run --example metrics
//! ```

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use metrics::{
    Counter, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
    counter, gauge, histogram,
};
use tallyfy_groups::metrics::{AttemptEnded, CallEnded, CallStarted, Metrics, Pause};
use tallyfy_groups::{Client, ListGroups};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

/// Passes the measurements to the recorder of the program.
#[derive(Debug)]
struct Exporter;

impl Metrics for Exporter {
    fn call_started(&self, call: &CallStarted) {
        gauge!("calls.active", "operation" => call.operation).increment(1.0);
    }

    fn attempt_ended(&self, attempt: &AttemptEnded<'_>) {
        let labels = [
            ("http.request.method", attempt.method.to_string()),
            ("url.template", attempt.url_template.to_owned()),
            (
                "error.type",
                attempt.error_type.unwrap_or_default().to_owned(),
            ),
        ];
        histogram!("http.client.request.duration", &labels).record(attempt.duration.as_secs_f64());
        counter!("response.bytes").increment(attempt.response_body_bytes as u64);
    }

    fn paused(&self, pause: &Pause) {
        histogram!("pause.duration", "reason" => pause.reason.as_str())
            .record(pause.duration.as_secs_f64());
    }

    fn call_ended(&self, call: &CallEnded<'_>) {
        gauge!("calls.active", "operation" => call.operation).decrement(1.0);
        let error = call.error_type.unwrap_or_default().to_owned();
        counter!("calls", "operation" => call.operation, "error.type" => error).increment(1);
    }
}

/// Keeps the numbers of the program in memory.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<BTreeMap<String, Arc<Number>>>>);

/// The value of a counter or gauge, or the number of the values of a histogram.
#[derive(Default)]
struct Number(Arc<AtomicU64>);

impl HistogramFn for Number {
    fn record(&self, _value: f64) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Memory {
    fn number(&self, key: &Key) -> Arc<Number> {
        let labels = key.labels();
        let labels = labels.map(|label| format!(" {}={:?}", label.key(), label.value()));
        let name = format!("{}{}", key.name(), labels.collect::<String>());
        let mut numbers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(numbers.entry(name).or_default())
    }
}

impl Recorder for Memory {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(Arc::clone(&self.number(key).0))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(Arc::clone(&self.number(key).0))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.number(key))
    }
}

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    let memory = Memory::default();
    metrics::set_global_recorder(memory.clone())?;
    let sandbox = Sandbox::start();
    let client = Client::builder()
        .access_token(sandbox.token())
        .organization(sandbox.organization())
        .base_url(sandbox.base_url())
        .metrics(Exporter)
        .build()?;

    sandbox.script(Operation::GetGroup, [Reply::status(503)]);
    client.get_group("group_id_abc123").await?;
    client.list_groups(ListGroups::new()).await?;
    let missing = client.get_group("no_such_group").await;
    assert!(missing.is_err_and(|error| error.is_not_found()));

    for (key, number) in &*memory.0.lock().unwrap_or_else(PoisonError::into_inner) {
        println!("{key}: {}", number.0.load(Ordering::Relaxed));
    }
    Ok(())
}
