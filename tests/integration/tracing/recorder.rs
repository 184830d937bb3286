//! A layer that records the spans and events of the client.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, LazyLock, Mutex};

use tracing::dispatcher::DefaultGuard;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record as Values};
use tracing::{Dispatch, Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// A recorded span or event.
#[derive(Clone, Debug)]
pub(super) struct Record {
    name: String,
    /// The index of the span that contains this span or event.
    parent: Option<usize>,
    pub(super) fields: Vec<(String, String)>,
}

/// Makes a subscriber the default of this thread.
///
/// If the process has only one subscriber, tracing asks only the current thread whether a new span
/// is enabled, and stores the result for all threads. Then a test without a subscriber would
/// disable the span for all tests. With a second subscriber, tracing asks all subscribers.
pub(super) fn subscribe(subscriber: impl Into<Dispatch>) -> DefaultGuard {
    static SECOND: LazyLock<Dispatch> =
        LazyLock::new(|| Dispatch::new(tracing_subscriber::registry()));
    LazyLock::force(&SECOND);
    tracing::dispatcher::set_default(&subscriber.into())
}

/// Records the spans and events in the order in which they start.
#[derive(Clone, Default)]
pub(super) struct Recorder(Arc<Mutex<Vec<Record>>>);

/// The index of the record of a span.
struct Index(usize);

struct Fields<'a>(&'a mut Vec<(String, String)>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push((field.name().to_owned(), format!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name().to_owned(), value.to_owned()));
    }
}

impl Recorder {
    pub(super) fn records(&self) -> Vec<Record> {
        self.0.lock().unwrap().clone()
    }

    /// Returns the spans and events as text. A span or event is indented more than the span that
    /// contains it. The text omits the values of the fields `random`.
    pub(super) fn tree(&self, random: &[&str]) -> String {
        let records = self.records();
        let mut text = String::new();
        write_children(&records, None, 0, random, &mut text);
        text
    }

    fn push(&self, record: Record) -> usize {
        let mut records = self.0.lock().unwrap();
        records.push(record);
        records.len() - 1
    }
}

fn write_children(
    records: &[Record],
    parent: Option<usize>,
    depth: usize,
    random: &[&str],
    text: &mut String,
) {
    for (index, record) in records.iter().enumerate() {
        if record.parent != parent {
            continue;
        }
        let indent = "  ".repeat(depth);
        writeln!(text, "{indent}{}", record.name).unwrap();
        for (name, value) in &record.fields {
            let is_random = random.contains(&name.as_str());
            let value = if is_random { "…" } else { value };
            writeln!(text, "{indent}  | {name} = {value}").unwrap();
        }
        write_children(records, Some(index), depth + 1, random, text);
    }
}

/// Returns whether the tests record the spans and events of a target. The dependencies of the
/// client, such as hyper, have their own events.
fn is_recorded(target: &str) -> bool {
    target.starts_with("tallyfy_groups") || target.starts_with("integration")
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Recorder {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if !is_recorded(attributes.metadata().target()) {
            return;
        }
        let span = context.span(id).unwrap();
        let parent = span.parent();
        let parent = parent.and_then(|span| span.extensions().get::<Index>().map(|index| index.0));
        let mut fields = Vec::new();
        attributes.record(&mut Fields(&mut fields));
        let index = self.push(Record {
            name: attributes.metadata().name().to_owned(),
            parent,
            fields,
        });
        span.extensions_mut().insert(Index(index));
    }

    fn on_record(&self, id: &Id, values: &Values<'_>, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        if let Some(index) = span.extensions().get::<Index>() {
            let mut records = self.0.lock().unwrap();
            values.record(&mut Fields(&mut records[index.0].fields));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if !is_recorded(event.metadata().target()) {
            return;
        }
        let parent = context.event_span(event);
        let parent = parent.and_then(|span| span.extensions().get::<Index>().map(|index| index.0));
        let mut fields = Vec::new();
        event.record(&mut Fields(&mut fields));
        self.push(Record {
            name: "event".to_owned(),
            parent,
            fields,
        });
    }
}
