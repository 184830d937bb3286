//! Tests of retries: when, how often and after which pause the client sends a request again. The
//! tests use their own clock, so the pauses take no real time. The unit tests of `src/transport/`
//! test each decision about a retry separately, and `faults.rs` tests faults of the connection.

use std::time::Duration;

use tallyfy_groups::generated::types::CreateGroupInput;
use tallyfy_groups::{Client, CreateGroup, ListGroups, Outcome, RetryPolicy, UpdateGroup};
use tallyfy_sandbox::{Operation, Reply, Sandbox};

use crate::support::{SALES, TestClock, builder};

fn client(sandbox: &Sandbox, policy: RetryPolicy) -> (Client, TestClock) {
    let clock = TestClock::default();
    let builder = builder(sandbox).clock(clock.clone()).retry(policy);
    (builder.build().unwrap(), clock)
}

#[tokio::test]
async fn read_temporary_failures_are_sent_again() {
    let sandbox = Sandbox::start();
    let (client, clock) = client(&sandbox, RetryPolicy::default());
    for status in [408, 520, 530, 503] {
        sandbox.script(
            Operation::GetGroup,
            [Reply::status(status), Reply::status(status)],
        );
        assert_eq!(client.get_group(SALES).await.unwrap().name, "Sales Team");
    }
    assert_eq!(sandbox.take_requests().len(), 12);
    let pauses = clock.pauses();
    assert_eq!(pauses.len(), 8);
    let limit = Duration::from_millis(500);
    assert!(pauses.iter().all(|pause| *pause < limit), "{pauses:?}");

    // The test sends the 429 last, and does not count the pauses after it. After a 429, the client
    // also limits the rate of all calls, so it may pause more often. `pages_in_flight.rs` tests
    // this rate limit.
    let refusals = [Reply::status(429), Reply::status(429)];
    sandbox.script(Operation::GetGroup, refusals);
    assert_eq!(client.get_group(SALES).await.unwrap().name, "Sales Team");
    assert_eq!(sandbox.requests().len(), 3);
}

#[tokio::test]
async fn generated_client_503_is_sent_again() {
    let sandbox = Sandbox::start();
    let (client, _) = client(&sandbox, RetryPolicy::default());
    sandbox.script(Operation::GetGroup, [Reply::status(503)]);
    let id = SALES.parse().unwrap();
    client
        .generated()
        .get_group(client.organization_id(), &id)
        .send()
        .await
        .unwrap();
    assert_eq!(sandbox.requests().len(), 2);

    let gone = Reply::status(503)
        .header("x-request-id", "r9")
        .body("<html>");
    sandbox.script(Operation::GetGroup, std::iter::repeat(gone));
    let error = client
        .generated()
        .get_group(client.organization_id(), &id)
        .send()
        .await
        .unwrap_err();
    assert_eq!((error.attempts(), error.outcome()), (4, Outcome::Refused));
    assert_eq!(
        error.to_string(),
        "get_group: the server returned 503 Service Unavailable (request r9) after 4 attempts"
    );
}

#[tokio::test]
async fn call_always_503_stops_at_max_attempts() {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::ListGroups, std::iter::repeat(Reply::status(503)));
    for (policy, expected) in [
        (RetryPolicy::default(), 4),
        (RetryPolicy::default().max_attempts(7), 7),
        (RetryPolicy::none(), 1),
    ] {
        let (client, clock) = client(&sandbox, policy);
        let error = client.list_groups(ListGroups::new()).await.unwrap_err();
        assert_eq!(error.attempts(), expected);
        assert_eq!(error.elapsed(), clock.pauses().iter().sum::<Duration>());
        assert_eq!(sandbox.take_requests().len(), expected as usize);
    }
}

#[tokio::test]
async fn with_retry_other_policy_keeps_policy_of_client() {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::ListGroups, std::iter::repeat(Reply::status(503)));
    let (client, _) = client(&sandbox, RetryPolicy::none());
    let three_attempts = client.with_retry(RetryPolicy::default().max_attempts(3));
    assert_eq!(
        three_attempts
            .list_groups(ListGroups::new())
            .await
            .unwrap_err()
            .attempts(),
        3
    );
    assert_eq!(
        client
            .list_groups(ListGroups::new())
            .await
            .unwrap_err()
            .attempts(),
        1
    );
}

#[tokio::test]
async fn retry_after_all_forms_are_respected() {
    let sandbox = Sandbox::start();
    for (value, seconds) in [
        ("0", 0),
        ("17", 17),
        ("Sun, 06 Nov 1994 08:50:07 GMT", 30),
        ("Sunday, 06-Nov-94 08:50:07 GMT", 30),
        ("Sun Nov  6 08:50:07 1994", 30),
        ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
    ] {
        let (client, clock) = client(&sandbox, RetryPolicy::default());
        // The client compares the date in `Retry-After` with the server's `Date` header. The client
        // does not compare this date with the local clock.
        let reply = Reply::status(429)
            .header("retry-after", value)
            .header("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        sandbox.script(Operation::CreateGroup, [reply]);
        let name = format!("After {value}");
        let group = CreateGroup::new(name).description("d");
        client.create_group(group).await.unwrap();
        let pauses = clock.pauses();
        match seconds {
            // The value of `Retry-After` requests no wait, so the retry policy of the client
            // determines the pause.
            0 => assert!(pauses[0] < Duration::from_secs(1), "{value}: {pauses:?}"),
            _ => assert_eq!(pauses, [Duration::from_secs(seconds)], "{value}"),
        }
    }
}

#[tokio::test]
async fn retry_after_past_deadline_fails_at_once() {
    let sandbox = Sandbox::start();
    let (client, clock) = client(&sandbox, RetryPolicy::default());
    let reply = Reply::status(429).header("retry-after", "3600");
    sandbox.script(Operation::GetGroup, [reply]);
    let error = client.get_group(SALES).await.unwrap_err();
    assert!(error.is_rate_limited() && error.attempts() == 1);
    assert_eq!(error.retry_after(), Some("3600"));
    let hour = Duration::from_secs(3600);
    assert_eq!(error.retry_after_duration(), Some(hour));
    assert!(error.to_string().contains("(retry after 3600)"), "{error}");
    assert!(clock.pauses().is_empty());
}

#[tokio::test]
async fn retry_after_duration_reads_all_forms() {
    let sandbox = Sandbox::start();
    let (client, _) = client(&sandbox, RetryPolicy::none());
    let date = "Sun, 06 Nov 1994 08:49:37 GMT";
    for (value, date, milliseconds) in [
        ("17", date, Some(17_000)),
        ("2.5", date, Some(2500)),
        ("Sun, 06 Nov 1994 08:50:07 GMT", date, Some(30_000)),
        ("Sun, 06 Nov 1994 08:00:00 GMT", date, Some(0)),
        // The local clock replaces the invalid date.
        ("Sun, 06 Nov 1994 08:50:07 GMT", "yesterday", Some(0)),
        ("soon", date, None),
    ] {
        let reply = Reply::status(429).header("retry-after", value);
        sandbox.script(Operation::GetGroup, [reply.header("date", date)]);
        let error = client.get_group(SALES).await.unwrap_err();
        let expected = milliseconds.map(Duration::from_millis);
        assert_eq!(error.retry_after_duration(), expected, "{value}");
    }
    sandbox.script(Operation::GetGroup, [Reply::status(429)]);
    let error = client.get_group(SALES).await.unwrap_err();
    assert_eq!(error.retry_after_duration(), None);
}

#[tokio::test]
async fn read_always_503_ends_before_deadline() {
    let sandbox = Sandbox::start();
    let deadline = Duration::from_secs(10);
    let policy = RetryPolicy::default()
        .max_attempts(1000)
        .deadline(deadline)
        .budget(1000);
    sandbox.script(Operation::GetGroup, std::iter::repeat(Reply::status(503)));
    let (client, clock) = client(&sandbox, policy);
    let error = client.get_group(SALES).await.unwrap_err();
    assert!(
        error.elapsed() < deadline && error.attempts() > 2,
        "{error}"
    );
    assert!(clock.pauses().iter().sum::<Duration>() < deadline);
}

#[tokio::test]
async fn write_and_confirmation_share_one_deadline() {
    let sandbox = Sandbox::start();
    let deadline = Duration::from_secs(30);
    let policy = RetryPolicy::default()
        .max_attempts(1000)
        .deadline(deadline)
        .budget(1000);
    let slowly = |status| Reply::status(status).header("retry-after", "4");
    sandbox.script(
        Operation::CreateGroup,
        std::iter::repeat_with(move || slowly(503)),
    );
    sandbox.script(
        Operation::ListGroups,
        std::iter::repeat_with(move || slowly(429)),
    );
    let (client, clock) = client(&sandbox, policy);
    let group = CreateGroup::new("n").description("d");
    let error = client.create_group(group).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    let waited: Duration = clock.pauses().iter().sum();
    assert!(waited < deadline && waited > deadline / 2, "{waited:?}");

    sandbox.script(
        Operation::UpdateGroup,
        std::iter::repeat_with(move || slowly(503)),
    );
    sandbox.script(
        Operation::GetGroup,
        std::iter::repeat_with(move || slowly(503)),
    );
    let (client, clock) = self::client(&sandbox, policy);
    let change = UpdateGroup::new().clear_guests();
    client.update_group(SALES, change).await.unwrap_err();
    assert!(clock.pauses().iter().sum::<Duration>() < deadline);
}

#[tokio::test]
async fn retries_during_outage_stop_at_budget() {
    let sandbox = Sandbox::start();
    sandbox.script(Operation::GetGroup, std::iter::repeat(Reply::status(503)));
    let (client, _) = client(&sandbox, RetryPolicy::default().budget(5));
    for _ in 0..20 {
        client.clone().get_group(SALES).await.unwrap_err();
    }
    assert_eq!(
        sandbox.take_requests().len(),
        25,
        "expected twenty calls and five retries"
    );
    // Each successful call increases the client's budget for retries.
    sandbox.script(Operation::GetGroup, []);
    for _ in 0..10 {
        client.get_group(SALES).await.unwrap();
    }
    sandbox.script(Operation::GetGroup, [Reply::status(503)]);
    client.get_group(SALES).await.unwrap();
}

#[tokio::test]
async fn read_permanent_error_is_sent_once() {
    let sandbox = Sandbox::start();
    let (client, _) = client(&sandbox, RetryPolicy::default());
    for status in [400, 401, 403, 404, 409, 422, 501, 302] {
        sandbox.script(Operation::GetGroup, [Reply::status(status)]);
        let error = client.get_group(SALES).await.unwrap_err();
        assert_eq!(
            (error.attempts(), error.outcome()),
            (1, Outcome::Refused),
            "{status}"
        );
        assert_eq!(sandbox.take_requests().len(), 1, "{status}");
    }
}

/// The generated client cannot search for a group that it created. It therefore does not repeat a
/// creation that the server may have applied.
#[tokio::test]
async fn generated_create_group_5xx_is_sent_once() {
    let sandbox = Sandbox::start();
    let (client, _) = client(&sandbox, RetryPolicy::default());
    let mut body = CreateGroupInput::new("n".parse().unwrap());
    body.description = Some("d".parse().unwrap());
    for status in [408, 500, 502, 503, 504] {
        sandbox.script(Operation::CreateGroup, [Reply::status(status)]);
        let error = client
            .generated()
            .create_group(client.organization_id(), &body)
            .send()
            .await
            .unwrap_err();
        assert_eq!(
            (error.attempts(), error.outcome()),
            (1, Outcome::Unknown),
            "{status}"
        );
    }
    assert_eq!(sandbox.requests().len(), 5);
}

#[tokio::test]
async fn create_group_connection_refused_is_sent_again() {
    let sandbox = Sandbox::start();
    let (client, clock) = client(&sandbox, RetryPolicy::default());
    drop(sandbox);
    let group = CreateGroup::new("n").description("d");
    let error = client.create_group(group).await.unwrap_err();
    assert_eq!((error.attempts(), error.outcome()), (4, Outcome::NeverSent));
    assert_eq!(clock.pauses().len(), 3);
}

/// The test polls each call between 0 and 11 times, and then drops the call.
#[tokio::test]
async fn call_dropped_leaves_usable_client() {
    let sandbox = Sandbox::start();
    let (client, _) = client(&sandbox, RetryPolicy::default());
    for polls in 0..12 {
        let calls: Vec<std::pin::Pin<Box<dyn Future<Output = ()>>>> = vec![
            Box::pin(async { drop(client.get_group(SALES).await) }),
            Box::pin(async { drop(client.list_groups(ListGroups::new()).await) }),
            Box::pin(async { drop(client.list_members(Default::default()).await) }),
            Box::pin(async { drop(client.get_member(1001).await) }),
            Box::pin(async { drop(client.add_members(SALES, [1003]).await) }),
            Box::pin(async { drop(client.remove_guests(SALES, ["x@y.z"]).await) }),
            Box::pin(async {
                drop(
                    client
                        .update_group(SALES, UpdateGroup::new().clear_guests())
                        .await,
                );
            }),
            Box::pin(async {
                let name = format!("Dropped after {polls}");
                drop(
                    client
                        .create_group(CreateGroup::new(name).description("d"))
                        .await,
                );
            }),
            Box::pin(async { drop(client.delete_group("unknown").await) }),
            Box::pin(async { drop(client.list_groups_stream(ListGroups::new()).next().await) }),
        ];
        for mut call in calls {
            for _ in 0..polls {
                let done = std::future::poll_fn(|context| {
                    std::task::Poll::Ready(call.as_mut().poll(context).is_ready())
                });
                if done.await {
                    break;
                }
                tokio::task::yield_now().await;
            }
            drop(call);
            client.get_group(SALES).await.unwrap();
        }
        client.add_members(SALES, [1002]).await.unwrap();
        client.remove_members(SALES, [1002]).await.unwrap();
    }
}
