//! Tests that the client limits the load that it causes on the server. The client has a budget that
//! limits its retries. It also waits as long as the server requests. `retries.rs` tests other rules
//! of retries.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use tallyfy_groups::{Client, Clock, CreateGroup, ListGroups, Outcome, RetryPolicy, UpdateGroup};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::support::{SALES, TestClock, builder};

/// Returns a client and its clock. The budget of the client allows no retries.
fn client_without_budget(sandbox: &Sandbox) -> (Client, TestClock) {
    let clock = TestClock::default();
    let policy = RetryPolicy::default().budget(0);
    let client = builder(sandbox).clock(clock.clone()).retry(policy);
    (client.build().unwrap(), clock)
}

#[tokio::test(flavor = "multi_thread")]
async fn retry_429_with_retry_after_takes_no_budget() {
    let sandbox = Sandbox::start();
    let (client, clock) = client_without_budget(&sandbox);
    let elapsed = clock.clone();
    // The server responds with 429 for the first 0.7 seconds.
    let replies = std::iter::repeat_with(move || match clock.elapsed().as_millis() {
        0..700 => Reply::status(429).header("retry-after", "1"),
        _ => Reply::normal(),
    });
    sandbox.script(Operation::GetGroup, replies);
    let calls: Vec<_> = (0..64)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.get_group(SALES).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    // The calls share one clock, so their waits add up. Each call waits as long as `Retry-After`
    // says, and after that until the rate limit allows a request.
    assert!(
        elapsed.elapsed() < Duration::from_secs(64 + 3),
        "{:?}",
        elapsed.elapsed()
    );
    // A retry after a 429 without `Retry-After` uses the budget, which is empty. The call fails.
    sandbox.script(Operation::GetGroup, [Reply::status(429)]);
    let error = client.get_group(SALES).await.unwrap_err();
    assert_eq!((error.status(), error.attempts()), (Some(429), 1));
}

/// A server may close an idle connection while the client sends the next request on it. Such a
/// closed connection does not show that the server is overloaded, so the retry uses no budget.
#[tokio::test]
async fn retry_reused_connection_closed_takes_no_budget() {
    let sandbox = Sandbox::start();
    let (client, clock) = client_without_budget(&sandbox);
    let close = || Reply::normal().then_close();
    sandbox.script(Operation::GetGroup, std::iter::repeat_with(close));
    for _ in 0..300 {
        client.get_group(SALES).await.unwrap();
    }
    sandbox.script(Operation::UpdateGroup, std::iter::repeat_with(close));
    for number in 0..20 {
        let change = UpdateGroup::new().name(format!("Name {number}"));
        client.update_group(SALES, change).await.unwrap();
    }
    assert!(
        clock.pauses().iter().all(Duration::is_zero),
        "a retry on a new connection waited"
    );

    // A retry uses the budget if the server closes a new connection without a response.
    let sandbox = Sandbox::start();
    let (client, _) = client_without_budget(&sandbox);
    sandbox.script(Operation::GetGroup, std::iter::repeat_with(Reply::hang_up));
    let error = client.get_group(SALES).await.unwrap_err();
    assert!(error.is_transport(), "{error}");
    assert_eq!(error.attempts(), 1);
}

/// Each confirming read opens a new connection, and the write uses this connection. So a server
/// that resets each write cannot cause more than one attempt that the policy does not count.
#[tokio::test]
async fn write_each_connection_reset_stops_after_the_maximum_of_attempts() {
    for operation in [
        Operation::CreateGroup,
        Operation::UpdateGroup,
        Operation::DeleteGroup,
    ] {
        for max_attempts in [1, 2, 4] {
            let sandbox = Sandbox::start();
            let policy = RetryPolicy::default().max_attempts(max_attempts);
            let client = builder(&sandbox).clock(TestClock::default()).retry(policy);
            let client = client.build().unwrap();
            client.get_group(SALES).await.unwrap();
            sandbox.script(operation, std::iter::repeat_with(Reply::reset));
            let error = match operation {
                Operation::CreateGroup => client
                    .create_group(CreateGroup::new("New Team"))
                    .await
                    .err(),
                Operation::UpdateGroup => {
                    let change = UpdateGroup::new().description("New");
                    client.update_group(SALES, change).await.err()
                }
                _ => client.delete_group(SALES).await.err(),
            };
            assert!(error.is_some_and(|error| error.is_transport()));
            let requests = sandbox.requests();
            let writes = requests.iter().filter(|request| request.method != "GET");
            let allowed = max_attempts as usize..=max_attempts as usize + 1;
            let count = writes.count();
            assert!(
                allowed.contains(&count),
                "{operation:?}: {count} writes, limit {max_attempts}"
            );
        }
    }
}

/// A clock of the client that shows a wrong date.
#[derive(Clone, Debug)]
struct WrongDate(TestClock, SystemTime);

impl Clock for WrongDate {
    fn now(&self) -> std::time::Instant {
        self.0.now()
    }

    fn system_time(&self) -> SystemTime {
        self.1
    }

    fn sleep(&self, duration: Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.sleep(duration)
    }
}

#[tokio::test]
async fn retry_after_date_wrong_local_clock_uses_server_date() {
    let server = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
    let day = Duration::from_secs(86_400);
    let seconds = Duration::from_secs(5);
    for local in [
        server - day,
        server - seconds,
        server + seconds,
        server + day,
    ] {
        let sandbox = Sandbox::start();
        let clock = TestClock::default();
        let client = builder(&sandbox).clock(WrongDate(clock.clone(), local));
        let client = client.build().unwrap();
        let reply = Reply::status(429)
            .header("date", "Sun, 06 Nov 1994 08:49:37 GMT")
            .header("retry-after", "Sun, 06 Nov 1994 08:49:39 GMT");
        sandbox.script(Operation::GetGroup, [reply]);
        client.get_group(SALES).await.unwrap();
        assert_eq!(clock.pauses()[0], Duration::from_secs(2), "{local:?}");
    }
}

#[tokio::test]
async fn retry_after_fraction_is_respected() {
    let sandbox = Sandbox::start();
    let (client, clock) = client_without_budget(&sandbox);
    let reply = Reply::status(429).header("retry-after", "2.5");
    sandbox.script(Operation::GetGroup, [reply]);
    client.get_group(SALES).await.unwrap();
    assert_eq!(clock.pauses()[0], Duration::from_millis(2500));
}

/// A clock for the client. At the start of each wait, it records how many requests the sandbox has
/// received.
#[derive(Clone, Debug)]
struct RequestCountClock(TestClock, Arc<Mutex<Vec<usize>>>, Arc<Sandbox>);

impl Clock for RequestCountClock {
    fn now(&self) -> std::time::Instant {
        self.0.now()
    }

    fn sleep(&self, duration: Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.1.lock().unwrap().push(self.2.requests().len());
        self.0.sleep(duration)
    }
}

/// The response to a write has a `Retry-After` header. The client waits as long as `Retry-After`
/// says, and then sends a read to confirm the write.
#[tokio::test]
async fn confirmation_after_retry_after_waits_as_long() {
    for (status, retries) in [(503, RetryPolicy::default()), (503, RetryPolicy::none())] {
        let sandbox = Arc::new(Sandbox::start());
        let (clock, sent) = (TestClock::default(), Arc::default());
        let counting_clock =
            RequestCountClock(clock.clone(), Arc::clone(&sent), Arc::clone(&sandbox));
        let client = builder(&sandbox).clock(counting_clock).retry(retries);
        let client = client.build().unwrap();
        let unavailable = || {
            Reply::status_after_normal(status)
                .header("retry-after", "2")
                .header("date", "Tue, 21 May 2024 18:00:00 GMT")
        };
        sandbox.script(Operation::CreateGroup, [unavailable()]);
        let group = CreateGroup::new("New").description("d");
        client.create_group(group).await.unwrap();
        assert_eq!(clock.pauses()[0], Duration::from_secs(2));
        assert_eq!(
            sent.lock().unwrap()[0],
            1,
            "the client sent a second request before the wait"
        );
        assert_eq!(sandbox.take_requests().len(), 2);

        let once = client.with_retry(RetryPolicy::none());
        sandbox.script(Operation::DeleteGroup, [unavailable()]);
        once.delete_group(SALES).await.unwrap();
        assert_eq!(clock.pauses().last(), Some(&Duration::from_secs(2)));
        assert_eq!(sent.lock().unwrap().last(), Some(&1));
    }
}

/// The wait that the server requests would end after the deadline of the call, so the client sends
/// no read.
#[tokio::test]
async fn confirmation_retry_after_past_deadline_is_not_sent() {
    let sandbox = Sandbox::start();
    let (client, _) = client_without_budget(&sandbox);
    let unavailable = || Reply::status(503).header("retry-after", "3600");
    sandbox.script(Operation::CreateGroup, [unavailable()]);
    let group = CreateGroup::new("New").description("d");
    let error = client.create_group(group).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    sandbox.script(Operation::DeleteGroup, [unavailable()]);
    let error = client.delete_group(SALES).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(sandbox.requests().len(), 2);
}

/// Starts a sandbox that responds to updates with the replies of `script`. Returns the sandbox, a
/// client, and the times at which the updates arrived.
fn record_write_times(
    script: impl Fn(usize) -> Reply + Send + 'static,
) -> (Sandbox, Client, Times) {
    let clock = TestClock::default();
    let times = Times::default();
    let sandbox = Sandbox::start();
    let client = builder(&sandbox).clock(clock.clone()).build().unwrap();
    let noted = Arc::clone(&times);
    let replies = (0..).map(move |number| {
        noted.lock().unwrap().push(clock.elapsed());
        script(number)
    });
    sandbox.script(Operation::UpdateGroup, replies);
    (sandbox, client, times)
}

type Times = Arc<Mutex<Vec<Duration>>>;

/// Checks that `count` writes were sent, with at least 100 ms between one write and the next.
#[track_caller]
fn assert_pauses_between(times: &Times, count: usize) {
    let times = times.lock().unwrap();
    assert_eq!(times.len(), count, "{times:?}");
    let mut pairs = times.windows(2);
    let is_apart = |pair: &[Duration]| pair[1] - pair[0] >= Duration::from_millis(100);
    assert!(pairs.all(is_apart), "{times:?}");
}

/// The client pauses before every repeated write. The sandbox's replies contain every reason for
/// which the client repeats a write.
#[tokio::test]
async fn write_repeated_is_sent_after_a_pause() {
    let failing = |number| match number {
        0 => Reply::status(503),
        1 => Reply::status(500),
        2 => Reply::status(520),
        _ => Reply::normal(),
    };
    let (_sandbox, client, times) = record_write_times(failing);
    client.add_members(SALES, [1002]).await.unwrap();
    assert_pauses_between(&times, 4);
    let (_sandbox, client, times) = record_write_times(failing);
    let change = UpdateGroup::new().clear_guests();
    client.update_group(SALES, change).await.unwrap();
    assert_pauses_between(&times, 4);

    // After each write of the call, another program removes all members.
    let empty = serde_json::json!([]);
    let emptied = empty.clone();
    let (sandbox, client, times) = record_write_times(move |_| {
        let emptied = emptied.clone();
        Reply::normal().edit_json(move |body| body["data"]["members"] = emptied.clone())
    });
    let replies = (0_u32..).map(move |number| {
        let empty = empty.clone();
        Reply::normal().edit_json(move |body| {
            body["data"]["members"] = empty.clone();
            let (minute, second) = (number / 60, number % 60);
            let time = format!("2025-01-01T00:{minute:02}:{second:02}Z");
            body["data"]["last_updated"] = time.into();
        })
    });
    sandbox.script(Operation::GetGroup, replies);
    let error = client.add_members(SALES, [1002]).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert_pauses_between(&times, 4);
}

#[tokio::test]
async fn stream_429_with_retry_after_returns_all_items() {
    let sandbox = Sandbox::builder().groups(200).start().unwrap();
    let (client, _) = client_without_budget(&sandbox);
    let replies = (0..).map(|number| match number % 3 {
        0 => Reply::status(429).header("retry-after", "1"),
        _ => Reply::normal(),
    });
    sandbox.script(Operation::ListGroups, replies);
    let groups = client.list_groups_stream(ListGroups::new().per_page(10));
    assert_eq!(groups.collect_all().await.unwrap().len(), 200);
}
