//! Tests of changes of members and guests when a replica returns stale reads. The client must not
//! base a write on a stale read. The sandbox and the client share the clock of the tests.
//! `membership.rs` tests reads that are not stale. `stale_confirmations.rs` tests the reads after a
//! write.

use std::time::Duration;

use serde_json::json;
use tallyfy_groups::{Client, Clock as _, Error, Outcome, RetryPolicy, UpdateGroup};
use tallyfy_sandbox::{Operation, Replicas, Reply, Sandbox, SandboxBuilder};

use crate::support::{BOTH_SHAPES, SALES, TestClock, builder, stored_sales_team};

pub(crate) fn milliseconds(number: u64) -> Duration {
    Duration::from_millis(number)
}

/// Starts a sandbox, and creates a client. Both use the same clock.
pub(crate) fn start(sandbox: SandboxBuilder) -> (Sandbox, Client, TestClock) {
    let clock = TestClock::default();
    let shared = clock.clone();
    let sandbox = sandbox.clock(move || shared.elapsed()).start().unwrap();
    let client = builder(&sandbox).clock(clock.clone()).build().unwrap();
    (sandbox, client, clock)
}

pub(crate) fn request_count(sandbox: &Sandbox, method: &str) -> usize {
    let requests = sandbox.requests();
    requests.iter().filter(|one| one.method == method).count()
}

/// Returns sandbox settings for every kind of stale replica that was observed.
fn lagging_replicas() -> Vec<Replicas> {
    let up_to_date = Duration::ZERO;
    let mut all = Vec::new();
    for lag in [20, 100, 400, 1500, 5000].map(milliseconds) {
        all.push(Replicas::in_turn([up_to_date, lag]));
        all.push(Replicas::in_turn([lag, up_to_date]));
        all.push(Replicas::in_turn([lag]));
        all.push(Replicas::in_turn([lag, lag / 2, up_to_date]));
        all.extend((0..4).map(|seed| Replicas::at_random(seed, [up_to_date, lag, lag * 2])));
    }
    all
}

#[tokio::test]
async fn add_members_stale_reads_keep_all_changes() {
    for replicas in lagging_replicas() {
        for shape in BOTH_SHAPES {
            let name = format!("{shape} {replicas:?}");
            let sandbox = Sandbox::builder().shape(shape).replicas(replicas.clone());
            let (sandbox, client, _) = start(sandbox);
            client.add_members(SALES, [1002]).await.expect(&name);
            client.add_members(SALES, [1003]).await.expect(&name);
            client.remove_members(SALES, [1001]).await.expect(&name);
            client
                .add_guests(SALES, ["x@example.com"])
                .await
                .expect(&name);
            assert_eq!(
                stored_sales_team(&sandbox).members,
                [1005, 1002, 1003],
                "{name}"
            );
            assert_eq!(stored_sales_team(&sandbox).guests.len(), 2, "{name}");
            assert_eq!(request_count(&sandbox, "PUT"), 4, "{name}");
        }
    }
}

#[tokio::test]
async fn add_members_stale_reads_after_update_keep_the_update() {
    for replicas in lagging_replicas() {
        let name = format!("{replicas:?}");
        let (sandbox, client, _) = start(Sandbox::builder().replicas(replicas));
        let replace = UpdateGroup::new().members([1001, 1002]);
        client.update_group(SALES, replace).await.expect(&name);
        client.add_members(SALES, [1003]).await.expect(&name);
        assert_eq!(
            stored_sales_team(&sandbox).members,
            [1001, 1002, 1003],
            "{name}"
        );

        let clear = UpdateGroup::new().clear_members();
        client.update_group(SALES, clear).await.expect(&name);
        client.remove_members(SALES, [1003]).await.expect(&name);
        assert!(stored_sales_team(&sandbox).members.is_empty(), "{name}");
    }
}

/// The times in responses have a resolution of one second, so several writes may have the same
/// time. If two states have the same time, the client compares the contents of the group.
#[tokio::test]
async fn add_members_many_writes_per_second_keep_all_changes() {
    for replicas in lagging_replicas() {
        let name = format!("{replicas:?}");
        let sandbox = Sandbox::builder()
            .replicas(replicas)
            .writes_per_second(1000);
        let (sandbox, client, _) = start(sandbox);
        for member in [1002, 1003, 1004] {
            client.add_members(SALES, [member]).await.expect(&name);
        }
        client.remove_members(SALES, [1001]).await.expect(&name);
        let expected = [1005, 1002, 1003, 1004];
        assert_eq!(stored_sales_team(&sandbox).members, expected, "{name}");
    }
}

/// Another program writes within the same second, so the times do not show which state is newer. If
/// several reads show the same state, the client applies its change to this state.
#[tokio::test]
async fn add_members_other_write_in_same_second_is_merged() {
    for lag in [0, 400, 1500].map(milliseconds) {
        let replicas = Replicas::in_turn([Duration::ZERO, lag]);
        let sandbox = Sandbox::builder()
            .replicas(replicas)
            .writes_per_second(1000);
        let (sandbox, client, clock) = start(sandbox);
        let other = builder(&sandbox).clock(clock.clone()).build().unwrap();
        client.add_members(SALES, [1002]).await.unwrap();
        let change = UpdateGroup::new().members([1001, 1009]);
        other.update_group(SALES, change).await.unwrap();
        client.add_members(SALES, [1003]).await.unwrap();
        assert_eq!(
            stored_sales_team(&sandbox).members,
            [1001, 1009, 1003],
            "{lag:?}"
        );
    }
}

/// The client also remembers the state that `get_group` returned. A read that shows an older state
/// is therefore stale.
#[tokio::test]
async fn add_members_newer_state_read_before_is_kept() {
    let lag = milliseconds(1500);
    let sandbox = Sandbox::builder().replicas(Replicas::in_turn([lag, Duration::ZERO]));
    let (sandbox, client, clock) = start(sandbox);
    let other = builder(&sandbox).clock(clock.clone()).build().unwrap();
    let change = UpdateGroup::new().members([1001, 1009]);
    other.update_group(SALES, change).await.unwrap();
    // The first read is from a stale replica, and the second read is from a current replica. All
    // reads of `add_members` are stale.
    client.get_group(SALES).await.unwrap();
    assert_eq!(
        client
            .get_group(SALES)
            .await
            .unwrap()
            .member_ids()
            .unwrap()
            .len(),
        2
    );
    let stale = Reply::normal().edit_json(|body| {
        body["data"]["members"] = json!([1001, 1005]);
        body["data"]["last_updated"] = json!("2023-06-20T10:00:00Z");
    });
    sandbox.script(Operation::GetGroup, vec![stale; 4]);
    client.add_members(SALES, [1003]).await.unwrap();
    assert_eq!(stored_sales_team(&sandbox).members, [1001, 1009, 1003]);
}

#[tokio::test]
async fn add_members_all_reads_stale_fails_before_write() {
    for shape in BOTH_SHAPES {
        let replicas = Replicas::in_turn([Duration::from_secs(3600)]);
        let (sandbox, client, clock) = start(Sandbox::builder().shape(shape).replicas(replicas));
        client.add_members(SALES, [1002]).await.unwrap();
        for error in [
            client.add_members(SALES, [1003]).await.unwrap_err(),
            client.remove_members(SALES, [1002]).await.unwrap_err(),
            client
                .add_guests(SALES, ["x@example.com"])
                .await
                .unwrap_err(),
            client
                .remove_guests(SALES, ["client.a@example.com"])
                .await
                .unwrap_err(),
        ] {
            assert!(error.is_stale(), "{error}");
            assert_eq!(error.outcome(), Outcome::Refused, "{error}");
            let message = error.to_string();
            let message = message.split(" after ").next().unwrap();
            assert_eq!(
                message,
                "get_group: every read within 60s returned an outdated state of the group (limit: \
                 `RetryPolicy::deadline`); an earlier response was newer"
            );
        }
        assert_eq!(request_count(&sandbox, "PUT"), 1);
        assert_eq!(stored_sales_team(&sandbox).members, [1001, 1005, 1002]);
        let longest = clock.pauses().into_iter().max().unwrap();
        assert_eq!(
            longest,
            Duration::from_secs(2),
            "the longest pause is not two seconds"
        );
    }
}

/// The client remembers the newest state of a group for ten minutes. A stale read must not extend
/// these ten minutes.
#[tokio::test]
async fn add_members_known_state_expires() {
    let (sandbox, client, clock) = start(Sandbox::builder());
    let future = Reply::normal().edit_json(|body| {
        body["data"]["last_updated"] = json!("2099-01-01T00:00:00Z");
        body["data"]["name"] = json!("Name of tomorrow");
    });
    sandbox.script(Operation::GetGroup, [future]);
    client.get_group(SALES).await.unwrap();
    assert!(
        client
            .add_members(SALES, [1002])
            .await
            .unwrap_err()
            .is_stale()
    );
    for _ in 0..11 {
        clock.sleep(Duration::from_secs(60)).await;
        client.get_group(SALES).await.unwrap();
    }
    client.add_members(SALES, [1002]).await.unwrap();
}

/// Two programs take turns to change the same group within one second. Every call succeeds, because
/// neither program blocks the other program for long.
#[tokio::test]
async fn add_members_two_programs_in_one_second_succeed() {
    let (sandbox, client, clock) = start(Sandbox::builder().writes_per_second(1000));
    let other = builder(&sandbox).clock(clock.clone()).build().unwrap();
    for round in 0..3 {
        client.add_members(SALES, [1002]).await.unwrap();
        client.add_members(SALES, [1003]).await.unwrap();
        other.remove_members(SALES, [1003]).await.unwrap();
        client.add_members(SALES, [1004]).await.unwrap();
        assert_eq!(
            stored_sales_team(&sandbox).members,
            [1001, 1005, 1002, 1004],
            "{round}"
        );
        other.remove_members(SALES, [1002, 1004]).await.unwrap();
    }
}

/// The times in the responses are missing or have different formats, so the client cannot compare
/// them.
#[tokio::test]
async fn add_members_times_not_comparable_keep_all_changes() {
    fn with(time: Option<&'static str>) -> Reply {
        Reply::normal().edit_json(move |body| match time {
            Some(time) => body["data"]["last_updated"] = json!(time),
            None => drop(body["data"].as_object_mut().unwrap().remove("last_updated")),
        })
    }
    let zoned = Some("2024-05-21T18:00:04Z");
    let local = Some("2024-05-21 18:00:04");
    for (read, write) in [(None, None), (local, zoned), (None, zoned), (zoned, None)] {
        for lag in [400, 1500].map(milliseconds) {
            let replicas = Replicas::in_turn([lag]);
            let (sandbox, client, _) = start(Sandbox::builder().replicas(replicas));
            sandbox.script(
                Operation::GetGroup,
                std::iter::repeat_with(move || with(read)),
            );
            sandbox.script(
                Operation::UpdateGroup,
                std::iter::repeat_with(move || with(write)),
            );
            let replace = UpdateGroup::new().members([1001, 1002]);
            client.update_group(SALES, replace).await.unwrap();
            client.add_members(SALES, [1003]).await.unwrap();
            assert_eq!(
                stored_sales_team(&sandbox).members,
                [1001, 1002, 1003],
                "{read:?} {write:?}"
            );
        }
    }
}

/// Many tasks change one group. One of the two replicas is stale.
#[tokio::test(flavor = "multi_thread")]
async fn add_members_many_tasks_stale_reads_keep_all_changes() {
    for seed in 0..4 {
        let replicas = Replicas::at_random(seed, [Duration::ZERO, milliseconds(400)]);
        let (sandbox, client, _) = start(Sandbox::builder().members(60).replicas(replicas));
        // The tasks share one clock. If one task waits, the clock advances for all tasks, so the
        // test uses a long deadline.
        let policy = RetryPolicy::default().deadline(Duration::from_secs(100_000));
        let client = client.with_retry(policy);
        let tasks: Vec<_> = (0..24_u64)
            .map(|task| {
                let client = client.clone();
                tokio::spawn(async move {
                    let own = 1010 + task;
                    client.add_members(SALES, [own]).await?;
                    if task % 2 == 0 {
                        client.remove_members(SALES, [own]).await?;
                    }
                    Ok::<_, Error>(own)
                })
            })
            .collect();
        for task in tasks {
            let own = task.await.unwrap().unwrap();
            let is_member = stored_sales_team(&sandbox).members.contains(&own);
            assert_eq!(is_member, own % 2 == 1, "seed {seed}: {own}");
        }
    }
}
