//! Tests of the measurements that a client reports to the program.

use std::future::{pending, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use tallyfy_groups::http::from_fn;
use tallyfy_groups::metrics::{AttemptEnded, CallEnded, CallStarted, Metrics, Pause, PauseReason};
use tallyfy_groups::{Client, ClientBuilder, CreateGroup, ListGroups, RetryPolicy, UpdateGroup};
use tallyfy_sandbox::{Operation, Replicas, Reply, Sandbox};

use crate::support::{SALES, TestClock, builder};

/// Records each report as a line of text.
#[derive(Debug, Default)]
struct Recorder(Mutex<Vec<String>>);

impl Recorder {
    fn push(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Metrics for Recorder {
    fn call_started(&self, call: &CallStarted) {
        self.push(format!("start {}", call.operation));
    }

    fn attempt_ended(&self, attempt: &AttemptEnded<'_>) {
        let AttemptEnded {
            operation,
            method,
            url_template,
            attempt: number,
            status,
            error_type,
            request_body_bytes: sent,
            response_body_bytes: received,
            ..
        } = attempt;
        self.push(format!(
            "attempt {number} {operation} {method} {url_template}: {status:?} {error_type:?}, \
             {sent} bytes sent, {received} received"
        ));
    }

    fn paused(&self, pause: &Pause) {
        let is_random = pause.reason == PauseReason::Retry;
        let duration = (!is_random).then_some(pause.duration);
        self.push(format!(
            "pause {} {} {duration:?}",
            pause.operation,
            pause.reason.as_str()
        ));
    }

    fn call_ended(&self, call: &CallEnded<'_>) {
        self.push(format!(
            "end {}: {:?} {:?}",
            call.operation, call.error_type, call.outcome
        ));
    }
}

fn recording(builder: ClientBuilder) -> (Client, Arc<Recorder>) {
    let recorder = Arc::new(Recorder::default());
    let client = builder.metrics(Arc::clone(&recorder)).build().unwrap();
    (client, recorder)
}

const GET: &str = "get_group GET /organizations/{org_id}/groups/{group_id}";

#[tokio::test]
async fn metrics_success_reports_sizes() {
    let sandbox = Sandbox::start();
    let (client, recorder) = recording(builder(&sandbox));
    let body = r#"{"data": {"id": "group_id_abc123", "name": "Sales Team"}}"#;
    sandbox.script(Operation::GetGroup, [Reply::status(200).body(body)]);
    client.get_group(SALES).await.unwrap();
    let expected = [
        "start get_group".to_owned(),
        format!("attempt 1 {GET}: Some(200) None, 0 bytes sent, 57 received"),
        "end get_group: None None".to_owned(),
    ];
    assert_eq!(recorder.take(), expected);

    let group = CreateGroup::new("New").description("New");
    client.create_group(group).await.unwrap();
    let sent = sandbox.requests().pop().unwrap().body.len();
    let lines = recorder.take();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    let attempt = "attempt 1 create_group POST /organizations/{org_id}/groups: Some(201) None, ";
    let attempt = format!("{attempt}{sent} bytes sent, ");
    assert!(lines[1].starts_with(&attempt), "{lines:#?}");
}

#[tokio::test]
async fn metrics_retry_reports_each_attempt_and_the_pause() {
    let sandbox = Sandbox::start();
    let (client, recorder) = recording(builder(&sandbox));
    let replies = [
        Reply::status(503).body("busy"),
        Reply::hang_up(),
        Reply::status(200).body("{}"),
    ];
    sandbox.script(Operation::GetGroup, replies);
    let error = client.get_group(SALES).await.unwrap_err();
    assert!(error.is_unreadable());
    let expected = [
        "start get_group".to_owned(),
        format!("attempt 1 {GET}: Some(503) Some(\"503\"), 0 bytes sent, 4 received"),
        "pause get_group retry None".to_owned(),
        // The server closed the connection of an earlier request, so the client does not pause.
        format!("attempt 2 {GET}: None Some(\"transport\"), 0 bytes sent, 0 received"),
        format!("attempt 3 {GET}: Some(200) None, 0 bytes sent, 2 received"),
        "end get_group: Some(\"unreadable\") Some(Refused)".to_owned(),
    ];
    assert_eq!(recorder.take(), expected);
}

/// The client searches for the group before it sends the request again.
#[tokio::test]
async fn metrics_repeated_create_counts_all_attempts() {
    let sandbox = Sandbox::start();
    let (client, recorder) = recording(builder(&sandbox));
    sandbox.script(Operation::CreateGroup, [Reply::status(502)]);
    let group = CreateGroup::new("New").description("New");
    client.create_group(group).await.unwrap();
    let lines = recorder.take();
    let starts: Vec<&str> = lines
        .iter()
        .map(|line| line.get(..23).unwrap_or(line))
        .collect();
    let expected = [
        "start create_group",
        "attempt 1 create_group ",
        "pause create_group retr",
        "attempt 1 list_groups G",
        "attempt 2 create_group ",
        "attempt 1 list_groups G",
        "end create_group: None ",
    ];
    assert_eq!(starts, expected);
}

#[tokio::test]
async fn metrics_429_reports_retry_after_and_rate_limit() {
    let sandbox = Sandbox::start();
    let (client, recorder) = recording(builder(&sandbox));
    let refused = Reply::status(429).header("retry-after", "2").body("");
    sandbox.script(Operation::GetGroup, [refused]);
    client.get_group(SALES).await.unwrap();
    let lines = recorder.take();
    assert_eq!(lines[2], "pause get_group retry_after Some(2s)");
    // After a 429, the client sends the next requests with an interval between them.
    client.get_group(SALES).await.unwrap();
    let lines = recorder.take();
    let pause = "pause get_group rate_limit Some(";
    assert!(lines[1].starts_with(pause), "{lines:#?}");
}

#[tokio::test]
async fn metrics_failure_reports_outcome() {
    let sandbox = Sandbox::start();
    let (client, recorder) = recording(builder(&sandbox));
    sandbox.script(Operation::GetGroup, [Reply::status(404).body("")]);
    client.get_group(SALES).await.unwrap_err();
    let last = recorder.take().pop().unwrap();
    assert_eq!(last, "end get_group: Some(\"404\") Some(Refused)");

    sandbox.stop_listening();
    let (client, recorder) = recording(builder(&sandbox).retry(RetryPolicy::none()));
    client.delete_group(SALES).await.unwrap_err();
    let lines = recorder.take();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    let attempt = "attempt 1 delete_group DELETE /organizations/{org_id}/groups/{group_id}: None \
                   Some(\"connect\"), 0 bytes sent, 0 received";
    assert_eq!(lines[1], attempt);
    let end = "end delete_group: Some(\"connect\") Some(NeverSent)";
    assert_eq!(lines[2], end);
}

#[tokio::test]
async fn metrics_dropped_future_reports_cancelled() {
    let sandbox = Sandbox::start();
    let silent = from_fn(|_| pending());
    let (client, recorder) = recording(builder(&sandbox).http_client(silent));
    {
        let mut call = pin!(client.get_group(SALES));
        poll_fn(|context| {
            assert!(call.as_mut().poll(context).is_pending());
            Poll::Ready(())
        })
        .await;
        assert_eq!(recorder.take(), ["start get_group"]);
    }
    let expected = [
        format!("attempt 1 {GET}: None Some(\"cancelled\"), 0 bytes sent, 0 received"),
        "end get_group: Some(\"cancelled\") None".to_owned(),
    ];
    assert_eq!(recorder.take(), expected);
}

#[tokio::test]
async fn metrics_lock_and_confirmation_pauses_are_reported() {
    let clock = TestClock::default();
    let shared = clock.clone();
    let lag = Duration::from_millis(1500);
    let sandbox = Sandbox::builder().replicas(Replicas::in_turn([lag]));
    let sandbox = sandbox.clock(move || shared.elapsed()).start().unwrap();
    let builder = builder(&sandbox).clock(clock).retry(RetryPolicy::none());
    let (client, recorder) = recording(builder);
    let lost = Reply::status_after_normal(502);
    sandbox.script(Operation::UpdateGroup, [lost]);
    let update = |text: &str| client.update_group(SALES, UpdateGroup::new().description(text));
    let (first, second) = tokio::join!(update("one"), update("two"));
    first.unwrap();
    second.unwrap();
    let lines = recorder.take();
    let has = |start: &str| lines.iter().any(|line| line.starts_with(start));
    assert!(has("pause update_group lock Some("), "{lines:#?}");
    let pause = "pause update_group confirmation Some(100ms)";
    assert!(has(pause), "{lines:#?}");
}

#[tokio::test]
async fn metrics_stream_reports_each_page_as_a_call() {
    let sandbox = Sandbox::start();
    let (client, recorder) = recording(builder(&sandbox));
    let groups = client.list_groups_stream(ListGroups::new().per_page(2));
    assert_eq!(groups.collect_all().await.unwrap().len(), 3);
    let lines = recorder.take();
    let count = |start: &str| lines.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!(count("start list_groups"), 2, "{lines:#?}");
    assert_eq!(count("end list_groups: None None"), 2, "{lines:#?}");
}
